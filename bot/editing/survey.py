"""What was understood of a list, section by section, for people to check; decides nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bot.editing.edit import closed_to
from bot.lists import PaperList, Section
from bot.placing import Orders, main_run, runs


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionSurvey:
    """A section with its entries: how many, of which kinds, in which order, the first as seen.

    `closed` says why it takes no papers, and is "" for one that does.
    """

    section: Section
    entries: int
    kinds: tuple[str, ...]
    order: str
    sample: str
    closed: str = ""


def survey(listing: PaperList) -> Iterator[SectionSurvey]:
    """Yield what was understood of each section that can hold entries, in reading order."""
    orders = Orders()
    for section in listing.sections:
        entries = [entry for entry in listing.entries_of(section.id) if not entry.ignored]
        run = main_run(runs(entries))
        kinds = Counter(entry.kind for entry in entries)
        yield SectionSurvey(
            section=section,
            entries=len(entries),
            kinds=tuple(kind for kind, _ in kinds.most_common()),
            order=orders.habit_of(run).name if run and len(run.entries) > 1 else "",
            sample=entries[0].text.split("\n")[0] if entries else "",
            closed=closed_to(section, entries),
        )
