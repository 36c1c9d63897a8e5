"""Ranked papers as JSON lines and as a table; judges nothing itself. Pure."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from bot.core.terminal import terminal_text
from bot.lists import PaperList, Section
from bot.markdown import BOLD_LEVEL
from bot.pipeline import STEP, reasons_of, render
from classifier.papers import Candidate, SectionId

_REASONS = 2  # of a paper, in its row
_IN_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]", re.ASCII)
Paths = Mapping[SectionId, tuple[str, ...]]


def split_paths(paths: Paths, listing: PaperList) -> tuple[Paths, Paths]:
    """Return *paths* cut at the last Markdown heading, and what each has below it.

    Bold lines, summaries and list items used as headings are below: other readers of a list
    know none.
    """
    by_id = {section.id: section for section in listing.sections}
    above, below = {}, {}
    for name, path in paths.items():
        section = by_id.get(name)
        while section and section.parent is not None and _is_hidden(section, listing):
            section = by_id[section.parent]
        above[name] = section.path if section else path
        below[name] = path[len(above[name]) :]
    return above, below


def _is_hidden(section: Section, listing: PaperList) -> bool:
    line = listing.documents[section.file].lines[section.line - 1] if section.line else ""
    return section.level >= BOLD_LEVEL or _IN_ITEM.match(line) is not None


def as_line(
    candidate: Candidate, paths: Paths, below: Paths, *, listed: bool = False
) -> dict[str, object]:
    """Return *candidate* as the object that `bot rank --json` prints on one line.

    *paths* and *below* are those of `split_paths`; *listed* says that the list has it already.
    """
    place = candidate.placement
    second = place.runner_up
    return {
        "arxiv_id": candidate.paper.id,
        "score": round(candidate.score, 6),
        "probability": round(candidate.probability, 6),
        "section": list(paths.get(place.section, ())),
        "below": list(below.get(place.section, ())),
        "section_confidence": round(place.confidence, 6),
        "runner_up": list(paths.get(second, ())) if second is not None else [],
        "reasons": list(reasons_of(candidate.reasons)),
        "listed": listed,
    }


def best(candidates: Iterable[Candidate], size: int) -> tuple[list[Candidate], int]:
    """Return the *size* best of *candidates*, the best first, and how many there were."""
    count = 0

    def counted() -> Iterator[Candidate]:
        nonlocal count
        for candidate in candidates:
            count += 1
            yield candidate

    top = heapq.nsmallest(size, counted(), key=lambda c: (-c.score, c.paper.id))
    return top, count


def as_table(candidates: Sequence[Candidate], paths: Paths, *, width: int) -> str:
    """Return *candidates* as a table for people, *width* columns wide; all text is escaped."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("prob.", justify="right", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("paper", ratio=4)
    table.add_column("section", ratio=2)
    table.add_column("sure", justify="right", no_wrap=True)
    table.add_column("why", ratio=4)
    for candidate in candidates:
        place = candidate.placement
        cells = (
            f"{candidate.probability:.2f}",
            f"{candidate.score:+.2f}",
            f"{candidate.paper.id} {candidate.paper.title}",
            STEP.join(paths.get(place.section, ())[-2:]),
            f"{place.confidence:.2f}",
            "; ".join(reasons_of(candidate.reasons)[:_REASONS]),
        )
        table.add_row(*(Text(terminal_text(cell)) for cell in cells))
    return render(table, width=width)
