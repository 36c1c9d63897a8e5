"""An edit as a value: planned paper by paper, applied from the end, guarded before use.

Only insertions exist here, and the digits and dates that the config lets follow them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from bot.core.errors import ListError
from bot.editing.following.contents import find_contents
from bot.editing.following.upkeep import follow_up
from bot.editing.guards.change_guard import change_fault
from bot.editing.guards.contents_guard import contents_fault
from bot.editing.guards.guard import Fault, fault
from bot.editing.layout import Unplaceable, Without, lay_out
from bot.entries import Known
from bot.lists import (
    NOTHING_SAID,
    Entry,
    Manners,
    PaperList,
    Section,
    are_remarks,
    read_list,
    shelf_of,
)
from bot.markdown import NO_UPKEEP, Change, Document, Insert, Upkeep, apply_changes, apply_inserts
from classifier.papers import ArxivId, Paper, SectionId

_NOTHING: Known = MappingProxyType({})
MOST_TITLE = 500
"""A longer title is no title; arXiv's longest have some 300 characters."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A paper that could not be inserted, and why, in words for the maintainer."""

    arxiv_id: ArxivId
    why: str


@dataclass(frozen=True, slots=True)
class Proof:
    """Documents *before* and *after* an edit that the guard has let pass, as *upkeep* allows."""

    before: Mapping[str, Document]
    after: Mapping[str, Document]
    upkeep: Upkeep


@dataclass(frozen=True, slots=True)
class Edit:
    """What to insert, in the order of the files and lines, and what could not be.

    `changes` are the digits and dates that follow, none unless the config allows them, and
    `contents` the lines of tables of contents for the headings that the inserts bring. The
    `proof` spares a second look at the very same documents; it is no part of the value.
    """

    inserts: tuple[Insert, ...] = ()
    refused: tuple[Refusal, ...] = ()
    changes: tuple[Change, ...] = ()
    contents: tuple[Insert, ...] = ()
    proof: Proof | None = field(default=None, compare=False, repr=False)


def plan(  # noqa: PLR0913 - each is a thing of its own that a caller may know or not
    listing: PaperList,
    additions: Sequence[tuple[Paper, SectionId]],
    *,
    anyway: bool = False,
    upkeep: Upkeep = NO_UPKEEP,
    today: date | None = None,
    manners: Manners = NOTHING_SAID,
    known: Known = _NOTHING,
) -> Edit:
    """Return the edit that adds each paper to its section, in the style and at the place there.

    Every insert has passed the guard: first as its neighbours are made, else in the plain
    style. A paper that passes in neither way, is listed already, or whose section takes
    nothing is in `Edit.refused`; *anyway* adds what is listed once more, and to sections that are
    not for papers, but never to one that is left alone. What *upkeep* allows follows the inserts
    as far as the guard lets it. Where papers stand under the day when they were listed, new ones
    come under *today*, else under the newest day. *manners* are what the config says of
    places. Where the sections inside one are dates, the
    insert names that of the paper's own. What is *known* of listed papers teaches how an entry is
    made of its paper's metadata; without any, the text of the entries does. Raises `KeyError` for a
    section that the list hasn't.
    """
    wanted, refused = _sorted_out(listing, additions, known, anyway=anyway)
    plain: set[ArxivId] = set()
    below_old: set[ArxivId] = set()
    while True:
        inserts, unplaceable = lay_out(
            listing,
            wanted,
            without=Without(plain, below_old),
            known=known,
            today=today,
            manners=manners,
        )
        refused += [Refusal(refusal.arxiv_id, refusal.why) for refusal in unplaceable]
        lost = {refusal.arxiv_id for refusal in unplaceable}
        wanted = [(paper, section) for paper, section in wanted if paper.id not in lost]
        guilty = _guilty(listing, inserts, {paper.id: paper for paper, _ in wanted})
        if not guilty:
            return _kept_up(listing, Edit(inserts, tuple(refused)), upkeep)
        hopeless = [refusal for refusal in guilty if refusal.arxiv_id in plain]
        refused += _by_hand(hopeless, inserts)
        lost = {refusal.arxiv_id for refusal in hopeless}
        wanted = [(paper, section) for paper, section in wanted if paper.id not in lost]
        headed = {insert.arxiv_id for insert in inserts if insert.heading}
        below_old |= headed & {refusal.arxiv_id for refusal in guilty}
        plain |= {refusal.arxiv_id for refusal in guilty} - headed


def _sorted_out(
    listing: PaperList,
    additions: Sequence[tuple[Paper, SectionId]],
    known: Known,
    *,
    anyway: bool,
) -> tuple[list[tuple[Paper, SectionId]], list[Refusal]]:
    wanted: dict[ArxivId, tuple[Paper, SectionId]] = {}
    refused = []
    for paper, wanted_id in additions:
        section = listing.section(shelf_of(listing, wanted_id, paper, known))
        if not anyway and (entry := listing.find(paper)) is not None:
            refused.append(Refusal(paper.id, f"already listed: {entry.file}, line {entry.line}"))
        elif len(paper.title) > MOST_TITLE:
            why = f"its title has {len(paper.title):,} characters; add it by hand"
            refused.append(Refusal(paper.id, why))
        elif what := closed_to(section, listing.entries_of(section.id), anyway=anyway):
            place = f"{section.file}, line {max(1, section.line)}"
            refused.append(Refusal(paper.id, f"the section at {place} {what}; name another one"))
        else:
            wanted.setdefault(paper.id, (paper, wanted_id))
    return list(wanted.values()), refused


def closed_to(section: Section, entries: Sequence[Entry], *, anyway: bool = False) -> str:
    """Return why *section* with its *entries* takes no papers; "" for one that does."""
    if section.closed:
        return "carries paper-bot: ignore"
    if anyway:
        return ""
    if section.contents:
        return "holds the table of contents"
    if section.about:
        return "is about the list and holds no papers"
    return "has remarks in its list and no papers" if are_remarks(entries) else ""


def _by_hand(refused: Iterable[Refusal], inserts: Iterable[Insert]) -> Iterator[Refusal]:
    """Yield *refused* with the place below which each of the *inserts* was to go."""
    places = {insert.arxiv_id: f"{insert.file}, line {insert.at}" for insert in inserts}
    for refusal in refused:
        why = f"it does not fit below {places[refusal.arxiv_id]}: {refusal.why}; add it by hand"
        yield Refusal(refusal.arxiv_id, why)


def _guilty(
    listing: PaperList, inserts: Sequence[Insert], papers: Mapping[ArxivId, Paper]
) -> list[Refusal]:
    """Return the inserts that the guard refuses, and why; [] when all pass together.

    Where the guard cannot tell which, halves are tried: a few looks for each one found.
    """
    problem = fault(listing, inserts, apply_inserts(listing.documents, inserts), papers=papers)
    if problem is None:
        return []
    if problem.guilty:
        return [Refusal(arxiv_id, problem.why) for arxiv_id in problem.guilty]
    if len(inserts) == 1:
        return [Refusal(inserts[0].arxiv_id, problem.why)]
    half = len(inserts) // 2
    guilty = [
        *_guilty(listing, inserts[:half], papers),
        *_guilty(listing, inserts[half:], papers),
    ]
    return guilty or [Refusal(inserts[-1].arxiv_id, problem.why)]


def _kept_up(listing: PaperList, edit: Edit, upkeep: Upkeep) -> Edit:
    """Return *edit*, whose inserts are proved, with as much of *upkeep* as the guard allows."""
    after = apply_inserts(listing.documents, edit.inserts)
    best = replace(edit, proof=Proof(listing.documents, after, NO_UPKEEP))
    if upkeep == NO_UPKEEP:
        return best
    if whole := _followed(listing, edit, upkeep):
        return whole
    so_far = NO_UPKEEP
    for part in (
        Upkeep(renumber=upkeep.renumber),
        Upkeep(counters=upkeep.counters),
        Upkeep(contents=upkeep.contents),
        Upkeep(stamp=upkeep.stamp),
    ):
        if followed := _followed(listing, edit, so_far.also(part)):
            so_far, best = so_far.also(part), followed
    return best


def _followed(listing: PaperList, edit: Edit, upkeep: Upkeep) -> Edit | None:
    """Return *edit* and what follows from it by *upkeep*; None when the guard objects."""
    inserts, changes = follow_up(listing, edit.inserts, upkeep)
    contents = tuple(find_contents(listing, inserts)) if upkeep.contents else ()
    if not (changes or contents) and inserts == edit.inserts and edit.proof is not None:
        return replace(edit, proof=replace(edit.proof, upkeep=upkeep))
    edit = replace(edit, inserts=inserts, changes=changes, contents=contents)
    after = apply(listing.documents, edit)
    if why_unsafe(listing, edit, after, upkeep) is not None:
        return None
    return replace(edit, proof=Proof(listing.documents, after, upkeep))


def why_unsafe(
    listing: PaperList,
    edit: Edit,
    after: Mapping[str, Document],
    upkeep: Upkeep,
    *,
    by_hand: bool = False,
) -> Fault | None:
    """Return what is wrong with *after* as *listing* with *edit* made, None for nothing.

    The changed lines are looked at first, then those of contents, then the insertions between
    them. What a person wrote *by_hand* may say what it likes.
    """
    if edit.changes:
        middle = apply_changes(listing.documents, edit.changes)
        inserted = len(edit.inserts)
        if why := change_fault(listing, edit.changes, middle, upkeep=upkeep, inserted=inserted):
            return Fault(why)
        listing = read_list(middle, like=listing)
    if edit.contents:
        between = apply_inserts(listing.documents, edit.contents)
        brought = [title for insert in edit.inserts for title in insert.heading]
        if not upkeep.contents:
            return Fault("lines of contents are not asked for")
        if why := contents_fault(listing, edit.contents, between, brought):
            return Fault(why)
        listing, edit = read_list(between, like=listing), _below_contents(edit)
    renumbered = any(change.kind == "number" for change in edit.changes)
    papers: Mapping[ArxivId, Paper] | None = None if by_hand else {}
    return fault(listing, edit.inserts, after, renumbered=renumbered, papers=papers)


def _below_contents(edit: Edit) -> Edit:
    """Return *edit* with its inserts where they go once the lines of contents stand."""
    inserts = tuple(
        replace(
            new,
            at=new.at + sum((c.file, c.at <= new.at) == (new.file, True) for c in edit.contents),
        )
        for new in edit.inserts
    )
    return replace(edit, inserts=inserts, contents=())


def apply(documents: Mapping[str, Document], edit: Edit) -> dict[str, Document]:
    """Return *documents* with the lines of *edit* inserted and its digits and dates changed."""
    changed = apply_changes(documents, edit.changes)
    return apply_inserts(changed, (*edit.contents, *edit.inserts))


def check(
    before: Mapping[str, Document],
    edit: Edit,
    after: Mapping[str, Document],
    *,
    upkeep: Upkeep = NO_UPKEEP,
) -> None:
    """Raise `ListError` unless *after* is *before* and exactly the entries of *edit*.

    The lines differ only by the inserted ones, and by digits and dates that *upkeep* allows;
    read again, the list has exactly one more entry per insert, with the right id in the right
    section; GitHub's parser shows one more item each.
    """
    proof = edit.proof
    allowed = proof is not None and proof.upkeep.also(upkeep) == upkeep
    if proof is not None and allowed and (proof.before, proof.after) == (before, after):
        return
    if problem := why_unsafe(read_list(before), edit, after, upkeep):
        names = ", ".join(before)
        raise ListError(f"{names}: the edit is not safe: {problem.why}; nothing was changed")


__all__ = ["Change", "Edit", "Insert", "Refusal", "Unplaceable", "Upkeep", "apply", "check", "plan"]
