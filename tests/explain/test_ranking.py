"""Ranked papers as lines and as a table."""

from __future__ import annotations

import pytest

from bot.explain.ranking import as_line, as_table, best, split_paths
from classifier.papers.paper import ArxivId, Candidate, Paper, Placement, Reason, SectionId
from tests.explain.samples import listing

PATHS = {SectionId(1): ("Kitchen", "Kettles"), SectionId(2): ("Kitchen", "Honey")}


def candidate(number: int, score: float, runner_up: int | None = 2) -> Candidate:
    return Candidate(
        Paper(id=ArxivId(f"2403.{number:05d}"), title=f"Paper \x1b[31m{number}"),
        score,
        0.25,
        Placement(SectionId(1), 0.875, SectionId(runner_up) if runner_up else None),
        (Reason("phrase", "copper kettle", 1.5), Reason("neighbour", "Steam", 0.3)),
    )


def test_a_line_has_all_that_a_program_needs() -> None:
    assert as_line(candidate(1, -1.0986122887), PATHS, {SectionId(1): ("Copper",)}) == {
        "arxiv_id": "2403.00001",
        "score": -1.098612,
        "probability": 0.25,
        "section": ["Kitchen", "Kettles"],
        "below": ["Copper"],
        "section_confidence": 0.875,
        "runner_up": ["Kitchen", "Honey"],
        "reasons": ["phrases +1.5: copper kettle", "like “Steam” (0.30)"],
        "listed": False,
    }
    assert as_line(candidate(1, 0, runner_up=None), PATHS, {})["runner_up"] == []


def test_bold_lines_stand_below_the_headings_that_every_reader_knows() -> None:
    text = b"# K\n\n## Tea\n\n**Green**\n\n- [A](https://arxiv.org/abs/2401.00001): a paper\n"
    kitchen = listing(text)
    paths = {section.id: section.path for section in kitchen.sections}
    paths |= {SectionId(99): ("Gone", "X")}
    above, below = split_paths(paths, kitchen)
    found = {path: (above[name], below[name]) for name, path in paths.items()}
    assert found["K", "Tea", "Green"] == (("K", "Tea"), ("Green",))
    assert found["K", "Tea"] == (("K", "Tea"), ())
    assert found["Gone", "X"] == (("Gone", "X"), ())


@pytest.mark.parametrize("heading", ["- #### Green", "* #### Green", "1. #### Green"])
def test_headings_inside_of_items_are_hidden_from_other_readers(heading: str) -> None:
    entry = "[A](https://arxiv.org/abs/2401.00001): a paper"
    kitchen = listing(f"# K\n\n### Tea\n\n{heading}\n\n  - {entry}\n".encode())
    paths = {section.id: section.path for section in kitchen.sections}
    above, below = split_paths(paths, kitchen)
    last = kitchen.entries[-1].section
    assert (above[last], below[last]) == (("K", "Tea"), ("Green",))


def test_a_list_of_bold_lines_alone_keeps_them() -> None:
    text = b"**Green**\n\n- [A](https://arxiv.org/abs/2401.00001): a paper\n"
    kitchen = listing(text)
    above, _ = split_paths({section.id: section.path for section in kitchen.sections}, kitchen)
    assert ("Green",) in above.values()


def test_the_best_come_first_and_all_are_counted() -> None:
    given = [candidate(n, score) for n, score in ((4, 1.0), (2, 3.0), (3, 1.0), (1, -2.0))]
    shown, count = best(iter(given), 3)
    assert [c.paper.id[-1] for c in shown] == ["2", "3", "4"]
    assert count == 4


def test_a_table_shows_titles_and_no_escape_sequences() -> None:
    text = as_table([candidate(1, 2.5)], PATHS, width=140)
    assert "Paper \\x1b[31m1" in text
    assert "\x1b" not in text
    assert "Kitchen > Kettles" in text
    assert "+2.50" in text
