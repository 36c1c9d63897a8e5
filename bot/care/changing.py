"""Lines changed as amendments and mends say: exact places in, new lines out, nothing else. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.care.amendment import Amendment
from bot.lists import PaperList
from bot.markdown import Change, Document, apply_changes
from bot.proposal import Mend, print_of


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
