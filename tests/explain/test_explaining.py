"""Explanations, and changes that do what they promise when they are made."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import replace

import pytest
from jsonschema import validate

from bot.explain.explaining import Explanation, as_json, as_text, changes, explain
from bot.explain.trials import Case, Decision, chosen_or_not, passed_over
from bot.pipeline.run import read
from bot.pipeline.stages import DecidedList, DecidedPapers, listed_of
from bot.pipeline.steps import best_of
from bot.proposal.proposed import Item
from classifier.judging.judge import fit
from classifier.papers.paper import ArxivId, Paper
from tests.fakes import FakeForge
from tests.pipeline.small_list import (
    BACKGROUND,
    OTHER,
    PLANNING,
    README,
    RULES,
    SERVING,
    job,
    paper,
)

UNSURE = RULES.replace("[select]", "[select]\nmin_confidence = 0.9")
LOUD = RULES.replace("min_probability = 0.5", "min_probability = 0.05")


def told(*papers: Paper, config: str = RULES, files: bytes = README) -> Explanation:
    """Return the explanation of the last of *papers*."""
    context = read(job(FakeForge({"README.md": files}), config))
    listed = listed_of(context.paper_list, {})
    judge = fit(listed, context.subject.topics, context.subject.rules, BACKGROUND)
    candidates, _ = best_of(judge.judge, papers)
    mine = next(c for c in candidates if c.paper == papers[-1])
    case = Case(
        decided=DecidedList(context=context),
        judge=judge,
        mine=mine,
        candidates=tuple(candidates),
        listed=listed,
        background=BACKGROUND,
    )
    decision = passed_over(DecidedList(context=context), papers[-1]) or chosen_or_not(
        DecidedList(context=context), judge, candidates, mine
    )
    return explain(case, decision, window="among 2 papers", notes=("a note",))


def pasted(config: str, one: Explanation, number: int) -> str:
    """Return *config* with change *number* of *one* written where the text says, from below."""
    lines = job(FakeForge({}), config).config.lines
    rows = ["[arxiv]", 'categories = ["cs.DC"]', *config.splitlines()]
    edits = as_json(one)["changes"][number]["edits"]  # type: ignore[index]  # a list of objects
    assert lines
    for edit in sorted(edits, key=lambda e: -line_named(e["how"])):
        how, line, place = edit["how"], edit["line"], line_named(edit["how"])
        assert line in as_text(one).replace("\n            ", "\n").splitlines()
        if how.startswith("at the end"):
            rows += [how.split(" add ")[1].split(" and under")[0], line]
        elif how.startswith("under"):
            assert rows[place - 1] in how
            rows.insert(place, line)
        elif how.startswith("in place of"):
            rows[place - 1] = line
        elif how.startswith("take out"):
            rows[place - 1] = rows[place - 1].replace(line, "").replace("[, ", "[")
        else:
            assert how.startswith("add to must")
            rows[place - 1] = rows[place - 1].replace("[", f"[{line}, ")
    return "\n".join(rows[2:])


def line_named(how: str) -> int:
    found = re.search(r"line (\d+)", how)
    return int(found[1]) if found else 0


def test_what_is_said_of_a_proposed_paper() -> None:
    one = told(OTHER, SERVING)
    assert (one.decision.kind, one.title) == ("proposed", SERVING.title)
    assert [(r.rule, r.weight, r.where) for r in one.rules] == [
        ("serving", 6.0, "config/mine.toml, line 8")
    ]
    assert one.rules[0].section == ("A list", "Serving")
    assert one.sections[0].path[-1] == "Serving"
    assert len(one.sections) == 3
    assert one.sections[0].behind == 0
    assert [o.behind for o in one.sections] == sorted(o.behind for o in one.sections)
    assert sum(odds.chance for odds in one.sections) == pytest.approx(1)


@pytest.mark.parametrize(
    ("config", "asked", "kind"),
    [
        (RULES, OTHER, "below threshold"),
        (UNSURE, paper(51, "Serving, memory and planning of agents"), "section unsure"),
    ],
)
def test_each_change_that_has_config_lines_works_when_it_is_made(
    config: str, asked: Paper, kind: str
) -> None:
    one = told(SERVING, asked, config=config)
    assert one.decision.kind == kind
    tried = [change for change in one.changes if change.lines]
    assert len(tried) == 2
    for number, change in enumerate(one.changes):
        tomllib.loads(change.lines)
        again = told(SERVING, asked, config=pasted(config, one, number))
        assert again.decision.kind == "proposed", change


def test_the_budget_that_would_do_does() -> None:
    titles = ("Serving at the edge", "Fair serving", "Cheap serving of speech", "Serving in pools")
    config = RULES.replace("budget = 3", "budget = 1")
    papers = [paper(60 + n, title) for n, title in enumerate(titles)]
    results = [told(*papers[:n], *papers[n + 1 :], papers[n], config=config) for n in range(4)]
    over = [
        (one, p) for one, p in zip(results, papers, strict=True) if one.decision.kind != "proposed"
    ]
    assert [len(one.changes) for one, _ in over] == [1, 1, 1]
    for one, asked in over:
        others = [p for p in papers if p != asked]
        again = told(*others, asked, config=pasted(config, one, 0))
        assert again.decision.kind == "proposed"


def test_the_rule_that_would_move_a_paper_moves_it() -> None:
    asked = paper(50, "Prefill of language models")
    one = told(OTHER, asked)
    change, _ = one.changes
    assert "would win with this rule" in change.what
    again = told(OTHER, asked, config=pasted(RULES, one, 0))
    assert again.sections[0].path == one.sections[1].path


NEVER = '[rules]\nnever = ["title:fair", "under load"]\nmust = ["robot"]\n' + RULES.lstrip()


def test_a_paper_that_rules_refuse_is_tried_with_all_that_it_needs_besides() -> None:
    titles = ("Batching language model serving", "Serving of language models: batching requests")
    config = NEVER.replace("budget = 3", "budget = 1")
    papers = [paper(60 + n, f"{title} of a robot") for n, title in enumerate(titles)]
    one = told(*papers, SERVING, config=config)
    assert one.decision.kind == "ruled out"
    [change] = one.changes
    assert re.fullmatch(
        r"without never: title:fair and without never: under load and with must: .+"
        r" and a budget of [23]",
        change.what,
    )
    assert change.gives.startswith("proposed: ")
    again = told(*papers, SERVING, config=pasted(config, one, 0))
    assert again.decision.kind == "proposed"
    assert f"{change.gives.split(', ')[1].split(';')[0]}" == again.decision.why


def test_a_change_that_the_twin_undoes_is_not_called_enough() -> None:
    config = f'[rules]\nnever = ["title:fair"]\n{RULES}'
    first = replace(SERVING, id=ArxivId("2611.00000"), title="Serving language models, with load")
    one = told(first, SERVING, config=config)
    [change] = one.changes
    assert change.gives == (
        "still it would not be proposed: the same paper as 2611.00000, which is likelier"
    )
    assert (change.edits, change.lines) == ((), "")


def test_a_full_pull_request_needs_a_budget_beyond_what_it_holds() -> None:
    config = f"[publish]\nmost_papers = 2\n{RULES.replace('budget = 3', 'budget = 1')}"
    one = told(OTHER, SERVING, config=config)
    assert one.case is not None
    items = tuple(Item(arxiv_id=p.id, title=p.title, probability=0.9) for p in (PLANNING, OTHER))
    decided = replace(one.case.decided, papers=DecidedPapers(pending=items))
    full = replace(one.case, decided=decided)
    over = Decision("over budget", "", place=1)
    assert [change.what for change in changes(full, over)] == ["a budget of 3"]


KINDS = ("oak forests", "cheap markets", "loud birds", "slow rivers", "tall buildings")
CROWD = tuple(paper(200 + n, f"Random graphs of {kind}") for n, kind in enumerate(KINDS))


def test_the_rule_that_touches_fewest_others_is_advised() -> None:
    one = told(*CROWD, paper(90, "Spectral gaps of moss"), SERVING, OTHER)
    rule = one.changes[0]
    assert rule.what.endswith("this rule would do")
    assert "spectral" in rule.lines or "gaps" in rule.lines
    assert rule.gives.endswith("; of the others of its week 1 comes in")


def test_a_rule_that_would_fit_this_paper_alone_is_no_advice() -> None:
    rule = told(SERVING, replace(OTHER, title="Mosslings")).changes[0]
    assert rule.what == (
        'no rule is advised: "mosslings" = 3.7 would fit no other paper; tick it, or'
        f" `bot add {OTHER.id}`"
    )
    assert rule.lines == ""


def test_where_every_rule_drags_many_along_none_is_advised() -> None:
    asked = replace(OTHER, title="Random graphs", abstract="Leaf disease and snow depth.")
    one = told(*CROWD, SERVING, asked)
    rule = one.changes[0]
    assert rule.what.startswith("no rule is advised: each that would do touches more, the least ")
    assert rule.gives == "of the others of its week 5 come in"
    assert rule.lines == ""


def test_where_entries_are_few_no_rule_gives_certainty() -> None:
    config = RULES.replace("0.5", "0.99")
    one = told(SERVING, OTHER, config=config)
    assert "no paper gets more than" in one.changes[0].what
    assert "lower min_probability" in one.changes[0].what


def test_a_title_without_words_gets_no_rule() -> None:
    one = told(SERVING, paper(70, "1 + 1", abstract="2"))
    assert [change.lines for change in one.changes] == [""] * len(one.changes)
    assert "no keyword rule" in one.changes[0].what


def test_a_listed_paper_would_not_change() -> None:
    listed_paper = replace(SERVING, title="Batching requests for language model serving")
    one = told(SERVING, listed_paper)
    assert (one.decision.kind, one.changes) == ("listed", ())
    assert "is on the list: listed already: README.md, line 5" in as_text(one)


def test_the_text_holds_decision_rules_sections_and_changes_in_this_order() -> None:
    text = as_text(told(SERVING, PLANNING, OTHER))
    order = [
        "would not be proposed",
        "likely (log odds",
        "sections",
        "what would change",
        "note: a",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert "rules that match" not in text
    assert "\n    +6.0 serving for A list > Serving (config/mine.toml, line 8)\n" in as_text(
        told(OTHER, SERVING)
    )


def test_the_json_has_every_part_and_nothing_that_json_lacks() -> None:
    one = told(OTHER, SERVING)
    shown = json.loads(json.dumps(as_json(one), allow_nan=False))
    validate(
        shown,
        {
            "type": "object",
            "required": ["arxiv_id", "decision", "why", "probability", "rules", "sections"],
            "properties": {"probability": {"minimum": 0, "maximum": 1}},
        },
    )
    assert shown["decision"] == "proposed"
    assert shown["notes"] == ["a note"]
    assert shown["twin"] is None
    bare = as_json(replace(one, case=None, rules=(), sections=(), changes=()))
    assert (bare["probability"], bare["reasons"]) == (None, [])
    assert "likely (" not in as_text(replace(one, case=None))


def test_of_a_paper_without_a_runner_up_no_move_is_told() -> None:
    files = b"# Serving\n\n- [Batching](https://arxiv.org/abs/2401.00001): Batching requests\n"
    config = '[sections.Serving.keywords]\n"serving" = 9\n'
    [change] = told(OTHER, SERVING, config=config, files=files).changes
    assert change.what.startswith("it does not belong: untick it")


def test_a_wrong_paper_is_kept_out_by_the_rule_that_is_told() -> None:
    one = told(OTHER, SERVING)
    change = one.changes[-1]
    assert change.what == (
        "it does not belong: untick it in the pull request, or keep papers like it out with this "
        "rule"
    )
    assert change.gives == "not proposed; of the others of its week none is touched"
    again = told(OTHER, SERVING, config=f"{change.lines}\n{RULES}")
    assert again.decision.kind == "ruled out"


def test_no_rule_is_told_that_keeps_out_what_the_list_holds() -> None:
    same = replace(SERVING, title="Serving")
    one = told(OTHER, same)
    assert one.decision.kind == "proposed"
    assert one.changes[-1].what == "it does not belong: untick it in the pull request"
    assert one.changes[-1].edits == ()


def test_a_rule_that_matches_much_of_the_week_is_no_advice() -> None:
    rivals = [paper(80 + n, f"Serving of spectral gaps {n}") for n in range(6)]
    asked = replace(OTHER, title="Spectral gaps", abstract="Leaf disease and snow depth.")
    one = told(*rivals, SERVING, asked)
    assert one.decision.kind == "below threshold"
    assert one.changes[0].what.startswith("no rule is advised: ")
    assert one.changes[0].lines == ""


def test_changes_of_other_decisions_are_none() -> None:
    one = told(OTHER, SERVING)
    assert one.case is not None
    assert changes(one.case, replace(one.decision, kind="twin")) == ()


@pytest.mark.parametrize("trust", [0.0, 0.1])
def test_where_rules_are_not_trusted_none_is_proposed(trust: float) -> None:
    one = told(SERVING, OTHER)
    assert one.case is not None
    judge = replace(one.case.judge, scale=replace(one.case.judge.scale, trust=trust))
    found = changes(replace(one.case, judge=judge), one.decision)
    assert "no keyword rule of a weight up to 10" in found[0].what


def test_a_rule_that_stands_already_gets_the_weight_that_is_lacking() -> None:
    config = f'{RULES}[rules.keywords]\n"spectral gaps" = 1.0\n'
    one = told(SERVING, OTHER, config=config)
    [rule, _] = one.changes
    weight = float(rule.lines.rpartition(" = ")[2])
    assert weight > 3
    assert told(SERVING, OTHER, config=pasted(config, one, 0)).decision.kind == "proposed"


def test_what_is_next_to_impossible_has_no_lower_bar() -> None:
    one = told(SERVING, OTHER)
    assert one.case is not None
    mine = replace(one.case.mine, probability=0.004)
    rivals = tuple(c if c.paper.id != OTHER.id else mine for c in one.case.candidates)
    far = replace(one.case, mine=mine, candidates=rivals)
    assert [change.lines[:8] for change in changes(far, one.decision)] == ["[rules.k"]
