"""What a run would do with a paper: the same as the run itself, with the reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.explain.trials import Decision, chosen_or_not, passed_over
from bot.pipeline.run import read
from bot.pipeline.stages import AskedFor, DecidedList, DecidedPapers, ListContext, listed_of
from bot.pipeline.steering import steer
from bot.pipeline.steps import best_of, new_to
from bot.proposal.proposed import Item
from bot.proposal.state import State, encode
from classifier.judging.judge import Judge, fit
from classifier.papers.paper import ArxivId, Paper, SectionId
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

NEVER = """
[rules]
must = ["language model", "network*"]
never = ["title:medical", "title:legal"]
"""
HIDDEN = README + b"\n<!-- [Old](https://arxiv.org/abs/2611.00008): an old paper -->\n"


def context_of(config: str = RULES, files: bytes = HIDDEN, **standing: object) -> ListContext:
    return read(job(FakeForge({"README.md": files}, **standing), config))


@pytest.mark.parametrize(
    ("asked", "kind", "why"),
    [
        (replace(SERVING, id=ArxivId("2401.00002")), "listed", "listed already: README.md, line 9"),
        (
            replace(SERVING, title="Batching requests for language model serving"),
            "listed",
            "listed already: README.md, line 5",
        ),
        (paper(8, "An old paper"), "hidden", "named in a comment or code of the list"),
        (paper(9, "Turned down"), "refused", "turned down before"),
        (paper(10, "Gone", withdrawn=True), "withdrawn", "withdrawn by its authors"),
        (
            paper(11, "Elsewhere", categories=("math.CO", "cs.LG")),
            "category",
            "its categories (math.CO cs.LG) are none of ours; see config/mine.toml, line 2",
        ),
    ],
)
def test_a_paper_that_is_not_judged_has_a_reason(asked: Paper, kind: str, why: str) -> None:
    context = context_of(refused=frozenset({ArxivId("2611.00009")}))
    found = passed_over(DecidedList(context=context), asked)
    assert found is not None
    assert (found.kind, found.why[: len(why)]) == (kind, why)
    assert list(new_to(context, [asked])) == []


@pytest.mark.parametrize(
    "asked",
    [SERVING, paper(12, "Cross", categories=("math.CO", "cs.DC")), paper(13, "?", categories=())],
)
def test_a_paper_that_is_judged_is_passed_over_for_no_reason(asked: Paper) -> None:
    context = context_of()
    assert passed_over(DecidedList(context=context), asked) is None
    assert list(new_to(context, [asked])) == [asked]


@pytest.mark.parametrize(
    ("categories", "kind"), [(("math.CO", "cs.DC"), "cross"), (("cs.DC",), "new"), ((), "new")]
)
def test_a_kind_that_the_config_ignores_is_named(categories: tuple[str, ...], kind: str) -> None:
    context = context_of(f'[arxiv.announcements]\n{kind} = "ignore"\n')
    asked = paper(12, "Cross", categories=categories)
    assert passed_over(DecidedList(context=context), asked) == Decision(
        "category", f"{kind} papers are ignored; see config/mine.toml, line 4"
    )
    assert list(new_to(context, [asked])) == []


def test_a_paper_of_the_open_pull_request_is_pending() -> None:
    item = Item(arxiv_id=SERVING.id, title=SERVING.title, probability=0.9)
    body = encode(State(list_name="mine", items=(item,)))
    line = f"- [Fair](https://arxiv.org/abs/{SERVING.id}): {SERVING.title}\n\n## Memory".encode()
    context = context_of(files=README.replace(b"\n## Memory", line), number=7, body=body)
    assert passed_over(steer(context, {}), SERVING) == Decision(
        "pending", "in the open pull request #7 already"
    )


def test_what_people_asked_for_or_put_off_is_told_so() -> None:
    item = Item(arxiv_id=SERVING.id, title=SERVING.title, probability=0.9)
    decided = DecidedList(
        context=context_of(),
        later=frozenset({PLANNING.id}),
        papers=DecidedPapers(wanted=(AskedFor(SERVING, SectionId(1), item),)),
    )
    kinds = [one and one.kind for one in (passed_over(decided, p) for p in (SERVING, PLANNING))]
    assert kinds == ["asked for", "later"]


def judged(context: ListContext, *papers: Paper) -> tuple[Judge, Decision]:
    """Return the judge, and what becomes of the last of *papers*."""
    listed = listed_of(context.paper_list, {})
    judge = fit(listed, context.subject.topics, context.subject.rules, BACKGROUND)
    candidates, _ = best_of(judge.judge, papers)
    mine = next(c for c in candidates if c.paper == papers[-1])
    return judge, chosen_or_not(DecidedList(context=context), judge, candidates, mine)


def test_a_likely_paper_is_proposed() -> None:
    _, found = judged(context_of(), OTHER, SERVING)
    assert found == Decision("proposed", "number 1 of 1 that are likely enough", None, 1)


def test_an_unlikely_paper_is_below_the_threshold() -> None:
    _, found = judged(context_of(), SERVING, OTHER)
    assert found.kind == "below threshold"
    assert found.why.endswith("% likely, less than 50%")


@pytest.mark.parametrize(
    ("title", "why"),
    [
        ("Legal serving of language models", "never: title:legal (config/mine.toml, line 5)"),
        ("Serving", "no must rule matches (config/mine.toml, line 4)"),
    ],
)
def test_a_rule_that_refuses_is_named_with_its_line(title: str, why: str) -> None:
    _, found = judged(context_of(NEVER.lstrip()), PLANNING, paper(20, title))
    assert found == Decision("ruled out", why)


def test_the_second_of_twins_is_told_of_the_first() -> None:
    first = replace(SERVING, id=ArxivId("2611.00000"), title="Serving, serving: language models")
    second = replace(SERVING, abstract=first.abstract)
    _, found = judged(context_of(), first, PLANNING, second)
    assert (found.kind, found.twin) == ("twin", first)
    assert "2611.00000" in found.why


def test_what_is_not_proposed_itself_takes_no_place() -> None:
    first = replace(SERVING, id=ArxivId("2611.00000"), title="Serving, serving: language models")
    second = replace(SERVING, abstract=first.abstract)
    _, found = judged(
        context_of(RULES.replace("budget = 3", "budget = 2")), first, second, PLANNING
    )
    assert found == Decision("proposed", "number 2 of 2 that are likely enough", None, 2)


def test_a_paper_beyond_the_budget_has_its_place() -> None:
    titles = ("Serving at the edge", "Fair serving", "Cheap serving of speech", "Serving in pools")
    others = [paper(30 + n, title) for n, title in enumerate(titles)]
    context = context_of(RULES.replace("budget = 3", "budget = 1"))
    results = [judged(context, *others[:n], *others[n + 1 :], others[n])[1] for n in range(4)]
    assert sorted(one.kind for one in results) == ["over budget"] * 3 + ["proposed"]
    assert sorted(one.place or 0 for one in results) == [1, 2, 3, 4]
    assert "number 2 of 4 and the budget is 1" in next(o.why for o in results if o.place == 2)


def test_a_paper_without_a_sure_section_is_not_placed() -> None:
    context = context_of(
        f"{RULES.replace('[select]', '[select]' + chr(10) + 'min_confidence = 0.999')}"
    )
    _, found = judged(context, paper(40, "Serving and planning with language model memory"))
    assert found.kind == "section unsure"
    assert found.why.endswith("less than 100%")


def test_a_paper_of_a_section_that_is_gone_is_not_placed() -> None:
    context = context_of(RULES + '[sections.Evaluation.keywords]\n"benchmark" = 9\n')
    _, found = judged(context, paper(41, "A benchmark"))
    assert found == Decision("section gone", "its section is not in the list any more", None, 1)


def test_a_paper_newer_than_the_sections_of_years_is_proposed_for_the_newest() -> None:
    files = README.replace(b"## Planning", b"## 2024\n\n## 2025")
    context = context_of('[sections."2024".keywords]\n"planning" = 9\n', files)
    _, found = judged(context, PLANNING)
    assert found.kind == "proposed"
