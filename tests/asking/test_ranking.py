"""Ranked papers as lines and as a table."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from bot.asking.ranking import as_line, as_table, best, ranked
from classifier.paper import ArxivId, Candidate, Paper, Placement, Reason, SectionId

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
    assert as_line(candidate(1, -1.0986122887), PATHS) == {
        "arxiv_id": "2403.00001",
        "score": -1.098612,
        "probability": 0.25,
        "section": ["Kitchen", "Kettles"],
        "section_confidence": 0.875,
        "runner_up": ["Kitchen", "Honey"],
        "reasons": ["phrases +1.5: copper kettle", "like “Steam” (0.30)"],
    }
    assert as_line(candidate(1, 0, runner_up=None), PATHS)["runner_up"] == []


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


def test_ranking_keeps_the_order_and_holds_one_batch_at_a_time() -> None:
    taken = itertools.count()

    def stream() -> Iterator[Paper]:
        for number in range(5_000):
            next(taken)
            yield Paper(id=ArxivId(f"2403.{number:05d}"), title="T")

    sizes: list[int] = []

    def judge(papers: Sequence[Paper]) -> list[Candidate]:
        sizes.append(len(papers))
        return [Candidate(p, 0, 0, Placement(SectionId(1), 1)) for p in papers]

    found = ranked(judge, stream())
    assert next(found).paper.id == "2403.00000"
    assert next(taken) == 2_000
    assert [c.paper.id for c in found][-1] == "2403.04999"
    assert sizes == [2_000, 2_000, 1_000]
