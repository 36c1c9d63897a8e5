"""What an entry should say instead, as a change of its line; found again, and proved backwards."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from bot.anatomy import Entry, title_key
from bot.lists import PaperList, read_list
from bot.markdown import Change, Document, apply_changes, render
from bot.proposal import Mend, print_of
from classifier.papers import ArxivId

Kind = Literal["venue", "published", "title", "link", "withdrawn", "double"]
_SURE = ("venue", "published", "title", "link")
_NAMES = 10**7  # of one kind: as many as seven digits can tell apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """*new* in place of *old* at character *start* of line *line* (1-based) of *file*.

    Where *new* is "" and *start* 0, *old* is all lines of an *entry* that may go. Two amendments
    with the same kind, entry and `fact` are one, for good; a `twin` is the same in a second entry
    of the paper. `why` is what it rests on, in plain
    words that may hold text from outside.
    """

    kind: Kind
    entry: Entry
    line: int
    start: int
    old: str
    new: str
    fact: str
    why: str
    twin: int = 0

    @property
    def file(self) -> str:
        """The file of the entry."""
        return self.entry.file

    @property
    def end(self) -> int:
        """The character where *old* ends."""
        return self.start + len(self.old)

    @property
    def is_removal(self) -> bool:
        """Whether the entry's lines go."""
        return not self.new

    @property
    def is_sure(self) -> bool:
        """Whether it is proposed; else it is done only when a person asks for it."""
        return self.kind in _SURE

    @property
    def name(self) -> ArxivId:
        """What boxes, commands and the memory call it: "venue/1234567".

        It is made like an identifier of arXiv's from before 2007, so that all that hears, refuses
        and remembers papers does so for amendments, and no subject was ever called like a kind.
        """
        who = self.entry.arxiv_ids[:1] or (title_key(self.entry.title),)
        text = "\n".join((self.kind, *who, self.fact, *["again"] * self.twin))
        number = int.from_bytes(sha256(text.encode()).digest()[:8]) % _NAMES
        return ArxivId(f"{self.kind}/{number:07}")


# --- Lines changed as amendments and mends say: exact places in, new lines out, nothing else.
# Pure.


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """*new* in place of *old* at line index *line* and character *start* of *file*.

    A `whole` one puts the lines *new* in place of the lines *old*; "" is no line. `links` says
    that it mends an address, so that more or fewer links are right.
    """

    file: str
    line: int
    start: int
    old: str
    new: str
    whole: bool = False
    links: bool = False

    @property
    def count(self) -> int:
        """How many lines a whole step takes."""
        return self.old.count("\n") + 1 if self.whole and self.old else 0

    def touches(self, other: Step) -> bool:
        """Whether both are about one line."""
        ends = [step.line + max(1, step.count) for step in (self, other)]
        return self.file == other.file and self.line < ends[1] and other.line < ends[0]


def step_of(amendment: Amendment) -> Step:
    """Return the step that makes *amendment*."""
    a = amendment
    links = a.kind in ("link", "published")
    return Step(a.file, a.line - 1, a.start, a.old, a.new, whole=a.is_removal, links=links)


def step_back(mend: Mend, documents: Mapping[str, Document]) -> Step | None:
    """Return the step that takes *mend* back; None where it does not stand any more as made."""
    return _found(mend, documents, done=True)


def step_again(mend: Mend, documents: Mapping[str, Document]) -> Step | None:
    """Return the step that makes *mend*; None where its place is not any more as it was."""
    return _found(mend, documents, done=False)


def _found(mend: Mend, documents: Mapping[str, Document], *, done: bool) -> Step | None:
    document = documents.get(mend.file)
    spot = mend.at(document.text_lines(), done=done) if document else None
    if spot is None:
        return None
    old, new = (mend.new, mend.old) if done else (mend.old, mend.new)
    return Step(mend.file, *spot, old, new, whole=mend.whole, links="](" in old + new)


def change(documents: Mapping[str, Document], steps: Sequence[Step]) -> dict[str, Document]:
    """Return *documents* with *steps* made, which must not meet."""
    spans = [
        Change(s.file, s.line, s.start, s.start + len(s.old), s.new, "care")
        for s in steps
        if not s.whole
    ]
    after = apply_changes(documents, spans)
    for step in sorted((s for s in steps if s.whole), reverse=True):
        after[step.file] = _with_lines(after[step.file], step)
    return after


def care_lines(listing: PaperList, amendments: Iterable[Amendment]) -> dict[str, Document]:
    """Return the files of *listing* with *amendments* made, unproved."""
    return change(listing.documents, list(map(step_of, amendments)))


def _with_lines(document: Document, step: Step) -> Document:
    lines = (*document.lines[: step.line], *document.lines[step.line + step.count :])
    bare = Document(document.name, lines)
    return bare.insert(step.line, tuple(step.new.split("\n"))) if step.new else bare


def mends_of(steps: Sequence[Step], after: Mapping[str, Document]) -> list[Mend]:
    """Return how each of *steps* is known again in *after*, the files with all of them made."""
    texts = {name: ["", *document.text_lines(), ""] for name, document in after.items()}
    return [_mend(step, steps, texts[step.file]) for step in steps]


def _mend(step: Step, steps: Iterable[Step], lines: Sequence[str]) -> Mend:
    """*lines* have one more above and below."""
    above = [s for s in steps if s.file == step.file and s.whole and s.line < step.line]
    number = step.line + sum(s.new.count("\n") + bool(s.new) - s.count for s in above) + 1
    if step.whole:
        below = number + step.new.count("\n") + bool(step.new)
        prints = print_of(lines[number - 1]), print_of(lines[below])
        return Mend(step.file, step.old, step.new, *prints, whole=True)
    left = [s for s in steps if (s.file, s.line) == (step.file, step.line) and s.start < step.start]
    start = step.start + sum(len(s.new) - len(s.old) for s in left if not s.whole)
    line = lines[number]
    prints = print_of(line[:start]), print_of(line[start + len(step.new) :])
    return Mend(step.file, step.old, step.new, *prints)


# --- The proof that only the named texts of the named lines changed, and that the list reads so.
#
# It is run backwards: what was changed is looked for in the new files, as a later run would, and
# put back; that must give every byte of the old ones. Pure.

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
