"""Single decisions of a run."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.arxiv.sweep.source import Sweep
from bot.pipeline.run import read
from bot.pipeline.stages import ListContext
from bot.pipeline.steering import steer
from bot.pipeline.steps import budget_of, by_years
from bot.pipeline.summary import (
    fading_of,
    silent_categories,
    still_open,
    why_homeless,
    why_missed,
)
from bot.proposal.deciding import decide
from bot.proposal.proposed import Item
from bot.proposal.state import State, encode
from classifier.papers.paper import ArxivId, Candidate, Placement, Selection
from tests.fakes import FakeForge
from tests.pipeline.small_list import README, SERVING, job


def _with_body(context: ListContext, body: str) -> ListContext:
    standing = replace(context.standing, body=body)
    return replace(context, standing=standing, decisions=decide(standing, lambda _name: ()))


def test_a_pull_request_that_stays_open_takes_no_papers_without_end() -> None:
    context = read(job(FakeForge({"README.md": README})))
    items = tuple(
        Item(arxiv_id=ArxivId(f"2610.{n:05d}"), title="", probability=1.0) for n in range(40)
    )
    few, many = (encode(State(list_name="mine", items=items[:n])) for n in (38, 40))
    waiting, full = _with_body(context, few), _with_body(context, many)
    assert budget_of(steer(context, {}), None) == 3
    assert budget_of(steer(context, {}), 9) == 9
    assert budget_of(steer(waiting, {}), 9) == 2
    assert budget_of(steer(full, {}), 9) == 0


def test_a_pending_paper_that_the_memory_had_no_room_for_is_read_from_the_list() -> None:
    context = read(job(FakeForge({"README.md": README})))
    bare = Item(arxiv_id=ArxivId("2401.00002"), title="", probability=0.9)
    lost = Item(arxiv_id=ArxivId("2401.09999"), title="", probability=0.9)
    body = encode(State(list_name="mine", items=(bare, lost)))
    context = _with_body(context, body)
    found, unknown = still_open(steer(context, {}))
    assert found.title == "Recall: Long-term memory of language model agents"
    assert found.section == ("A list", "Memory")
    assert unknown.title == ""


YEARS = b"""# A list

## Serving

### 2026

- [Batching](https://arxiv.org/abs/2601.00001): Batching requests for language model serving

### 2024

- [Recall](https://arxiv.org/abs/2401.00002): Long-term serving of language model agents
"""


@pytest.mark.parametrize(
    ("year", "place"),
    # A year that is missing is left to the edit, which may give it a heading.
    [(2026, "2026"), (2024, "2024"), (2027, "Serving"), (2019, "Serving"), (None, "2026")],
)
def test_a_section_called_by_a_year_takes_papers_of_that_year(year: int | None, place: str) -> None:
    context = read(job(FakeForge({"README.md": YEARS}), config=""))
    submitted = datetime(year, 3, 1, tzinfo=UTC) if year else None
    [newest] = [s for s in context.paper_list.sections if s.path[-1:] == ("2026",)]
    judged = Candidate(replace(SERVING, submitted=submitted), 1.0, 0.9, Placement(newest.id, 0.9))
    moved = by_years(context, Selection(chosen=(judged,)))
    paths = {one.id: one.path[-1] for one in context.paper_list.sections}
    assert [paths[c.placement.section] for c in moved.chosen] == [place]


def test_other_sections_take_papers_of_any_year() -> None:
    context = read(job(FakeForge({"README.md": README})))
    [serving] = [t for t in context.subject.topics if t.path[-1:] == ("Serving",)]
    selection = Selection(chosen=(Candidate(SERVING, 1.0, 0.9, Placement(serving.id, 0.9)),))
    assert by_years(context, selection) == selection


@pytest.mark.parametrize(
    ("count", "counts", "warned"),
    [(2_000, {}, True), (1_999, {}, False), (2_000, {"read": 9}, False)],
)
def test_a_category_without_any_paper_is_questioned_in_a_large_sweep(
    count: int, counts: dict[str, int], *, warned: bool
) -> None:
    context = read(job(FakeForge({"README.md": README}), categories='["cs.DC", "cs.GL", "cs"]'))
    warnings = silent_categories(context, Sweep(papers=(SERVING,) * count, counts=counts))
    assert warnings == (
        ("config/mine.toml, line 2: not one paper in cs.GL; is it right?",) if warned else ()
    )


VENUES = YEARS.replace(b"### 2026", b"### ICML 2026").replace(b"### 2024", b"### ACL 2024")


@pytest.mark.parametrize(
    ("text", "confidence", "why"),
    [
        (YEARS, 0.2, "no section is sure enough"),
        (YEARS, 0.0, "the rules of every section keep it out"),
        (
            VENUES,
            0.0,
            "it tells none of the venues that sections are called by; “arXiv 2026” would take it",
        ),
    ],
)
def test_a_paper_without_a_place_is_told_why(text: bytes, confidence: float, why: str) -> None:
    context = read(job(FakeForge({"README.md": text}), config=""))
    item = Item(arxiv_id=SERVING.id, title="", probability=0.9, confidence=confidence, year=2026)
    assert why_homeless(context, replace(item, section=("A list", "Serving"))) == why


def test_a_paper_below_the_bar_is_told_so() -> None:
    context = read(job(FakeForge({"README.md": README})))
    low, high = (Item(arxiv_id=SERVING.id, title="", probability=p) for p in (0.49, 0.5))
    assert why_missed(context, low) == "less than 50% likely"
    assert why_missed(context, high) == "left out: likely enough, but over the budget"


def test_words_that_spoke_for_refused_papers_alone_fade_unless_a_rule_says_them() -> None:
    def told(*words: str) -> Item:
        reasons = (f"the list's words: {', '.join(words)}", "like “Voles”")
        return Item(arxiv_id=SERVING.id, title="", probability=0.5, reasons=reasons)

    rules = read(job(FakeForge({"README.md": README}))).subject.rules
    refused = [told("survey", "Memory", "serving", "once"), told("survey", "memory", "serving")]
    assert fading_of([], refused, rules) == ("survey",)
    assert fading_of([told("Survey")], refused, rules) == ()
    assert fading_of([], refused[:1], rules) == ()
    assert fading_of([], [told("small…"), told("small…")], rules) == ()  # cut, and half a phrase
