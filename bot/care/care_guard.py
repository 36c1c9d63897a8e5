"""The proof that only the named texts of the named lines changed, and that the list reads so.

It is run backwards: what was changed is looked for in the new files, as a later run would, and put
back; that must give every byte of the old ones. Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from bot.care.changing import Step, change, mends_of, step_back
from bot.lists import Entry, PaperList, read_list
from bot.markdown import Document, render

_TAG = re.compile(r"<[A-Za-z/!][^<>]*>")


def care_fault(
    listing: PaperList, steps: Sequence[Step], after: Mapping[str, Document]
) -> str | None:
    """Return what is wrong with *after*, the files of *listing* with *steps* made; None if nothing.

    Every byte outside the named texts stays; headings and all other entries read as before; no
    link, image or tag comes or goes but where a link is mended or an entry goes.
    """
    back = [step_back(mend, after) for mend in mends_of(steps, after)]
    known = [step for step in back if step is not None]
    if len(known) < len(steps):
        return "a change could not be found again, to take it back"
    if _bytes(change(after, known)) != _bytes(listing.documents):
        return "other characters than the named ones differ"
    again = read_list(after)
    if [s.path for s in listing.sections] != [s.path for s in again.sections]:
        return "the headings read differently"
    if not _reads_as_before(listing, steps, again):
        return "another entry reads differently"
    if _comes_alive(listing, [step for step in steps if not (step.whole or step.links)]):
        return "a word would become a link, an image or markup"
    return None


def _bytes(documents: Mapping[str, Document]) -> dict[str, bytes]:
    return {name: document.to_bytes() for name, document in documents.items()}


def _reads_as_before(listing: PaperList, steps: Sequence[Step], again: PaperList) -> bool:
    """Whether the same entries are there, but for those that go or come as a whole."""
    touched = [entry for entry in listing.entries if _is_touched(entry, steps)]
    going = [entry for entry in touched if any(s.whole and _holds(entry, s) for s in steps)]
    coming = sum(1 for step in steps if step.whole and step.new)
    if len(again.entries) != len(listing.entries) - len(going) + coming:
        return False
    there = Counter(_key(again, entry) for entry in again.entries)
    same = Counter(_key(listing, entry) for entry in listing.entries if entry not in touched)
    if same - there:
        return False
    papers = Counter(_paper(again, entry) for entry in again.entries)
    changed = Counter(
        _paper(listing, entry)
        for entry in touched
        if entry not in going and not any(s.links and _holds(entry, s) for s in steps)
    )
    return not changed - papers


def _is_touched(entry: Entry, steps: Sequence[Step]) -> bool:
    return any(_holds(entry, step) for step in steps)


def _holds(entry: Entry, step: Step) -> bool:
    """Whether *step* changes a line of *entry*; lines that are put in are nobody's yet."""
    if step.file != entry.file or (step.whole and not step.old):
        return False
    return entry.line <= step.line + 1 <= entry.end


def _key(listing: PaperList, entry: Entry) -> tuple[object, ...]:
    return entry.file, entry.kind, listing.section(entry.section).path, entry.text


def _paper(listing: PaperList, entry: Entry) -> tuple[object, ...]:
    return entry.file, entry.kind, listing.section(entry.section).path, entry.arxiv_ids, entry.urls


def _comes_alive(listing: PaperList, steps: Sequence[Step]) -> bool:
    """Whether *steps*, which only change words, give the rendered list other tags."""
    after = change(listing.documents, steps)
    names = {step.file for step in steps}
    return any(
        Counter(_TAG.findall(render(listing.outlines[name].lines)))
        != Counter(_TAG.findall(render(after[name].text_lines())))
        for name in names
    )
