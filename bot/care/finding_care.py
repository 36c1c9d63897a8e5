"""All that is amiss with entries by now: gone, renamed, slipped, accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from bot.anatomy import Entry, authors_in, is_long, split_title, title_key, words
from bot.care.accepted import accepted, habits_of, published
from bot.care.amendment import Amendment, Kind
from bot.care.dead_ends.dead_links import link_remarks
from bot.checks import Finding, findings
from bot.core.plain import shortened
from bot.entries import HTML_KINDS, Known, align
from bot.lists import PaperList
from bot.markdown import html_text, list_text, table_cell
from bot.proposal import CHANGES
from classifier.papers import Paper

# --- Entries that may go: withdrawn papers, and papers that stand in the list twice. Pure.
#
# Nobody but a person takes an entry out, so these are only offered.

_REMOVABLE = ("item", "row", "paragraph")
_HABIT = 3  # papers that stand in two sections: from so many on, that is how the list is kept
_SAID = 160  # characters of what authors say
_MOST_LINES, _MOST_CHARS = 8, 1200  # of an entry; the memory has to hold it, to put it back


def withdrawn(listing: PaperList, known: Known) -> Iterator[Amendment]:
    """Yield the entries of papers that their authors withdrew."""
    for entry in listing.entries:
        paper = known.get(entry.arxiv_ids[0]) if len(entry.arxiv_ids) == 1 else None
        if paper is not None and paper.withdrawn:
            yield from _removal(listing, entry, "withdrawn", _withdrawal(paper))


def _withdrawal(paper: Paper) -> str:
    quote = f": “{shortened(paper.comments, _SAID)}”" if paper.comments else ""
    return f"arXiv {paper.id} was withdrawn{quote}"


def doubled(listing: PaperList, findings: tuple[Finding, ...]) -> Iterator[Amendment]:
    """Yield the second entries of papers that *findings* name; () where the list means it so."""
    doubles = [finding for finding in findings if finding.kind == "duplicate"]
    levels = Counter(double.level for double in doubles)
    entries = {(entry.file, entry.line): entry for entry in listing.entries}
    for double in doubles:
        if double.level == "note" and levels["note"] >= _HABIT:
            continue
        if entry := entries.get((double.file, double.line)):
            yield from _removal(listing, entry, "double", double.text)


def _removal(listing: PaperList, entry: Entry, kind: Kind, why: str) -> Iterator[Amendment]:
    """Yield that *entry* goes, where its lines are its own."""
    lines = listing.outlines[entry.file].lines[entry.line - 1 : entry.end]
    text = "\n".join(lines)
    inside = any(
        other is not entry and other.file == entry.file and entry.line <= other.line <= entry.end
        for other in listing.entries
    )
    is_short = len(lines) <= _MOST_LINES and len(text) <= _MOST_CHARS
    if entry.kind in _REMOVABLE and is_short and not inside and text:
        at = entry.line
        yield Amendment(
            kind=kind, entry=entry, line=at, start=0, old=text, new="", fact=text, why=why
        )


# --- Papers that have another title by now: the entry's own title, and nothing else of it. Pure.

_LIKE = 0.6
"""The share of letters that a retitled paper keeps, as for `bot.entries`."""
_BARELY = 0.35  # of letters, that it keeps at least where the authors stand beside it
_CUT = ("…", "...")


def retitled(entry: Entry, paper: Paper) -> Amendment | None:
    """Return the title that *entry* should have by now; None where it does, or nobody can tell.

    A name before the title stays; a title that the maintainer cut short or translated too.
    """
    if len(entry.arxiv_ids) != 1 or title_key(paper.title) in title_key(entry.text):
        return None
    aligned = align(entry.text, paper)
    span, short = aligned.anatomy.title, aligned.anatomy.short
    if span is None or aligned.whole:
        return None
    old, new = entry.text[slice(*span)], paper.title
    name, rest = split_title(paper.title)
    if title_key(rest) == title_key(old):
        return None  # only its name is another one, or is left out
    if short and title_key(name) == title_key(entry.text[slice(*short)]):
        new = rest if title_key(entry.text[slice(*short)]) not in title_key(old) else new
    elif short and short != span and not title_key(old).startswith(title_key(name) or "\n"):
        return None  # another name stands before it: which of the two is meant, nobody can tell
    if not _is_retitled(old, new, entry, paper) or "\n" in old:
        return None
    above = entry.text.rfind("\n", 0, span[0]) + 1
    return Amendment(
        kind="title",
        entry=entry,
        line=entry.line + entry.text.count("\n", 0, span[0]),
        start=span[0] - above,
        old=old,
        new=_escaped(new, entry),
        fact=title_key(new),
        why=f"so arXiv {paper.id} is called now",
    )


def _is_retitled(old: str, new: str, entry: Entry, paper: Paper) -> bool:
    """Whether *old* is an earlier title of what is called *new* now."""
    before, other = title_key(old), title_key(new)
    if before == other or not (is_long(old) and is_long(new)) or old.rstrip().endswith(_CUT):
        return False
    if any(sign in old for sign in "[|<") or "](" in new or "://" in new:
        return False
    if other.startswith(before) or before.startswith(other) or _is_sequel(old, new):
        return False
    # Words that only stand in another order, or run together, are a matter of taste.
    if sorted(before) == sorted(other) and set(words(old)) == set(words(new)):
        return False
    like = SequenceMatcher(None, before, other, autojunk=False).ratio()
    return like >= _LIKE or (like >= _BARELY and authors_in(entry.text, paper.authors) is not None)


def _is_sequel(old: str, new: str) -> bool:
    """Whether the names before the colon tell two things: "Bench" and "Bench-2"."""
    names = [title_key(split_title(title)[0]) for title in (old, new)]
    short, other = sorted(names, key=len)
    return bool(short) and other.startswith(short) and any(map(str.isdigit, other[len(short) :]))


def _escaped(title: str, entry: Entry) -> str:
    if entry.kind in HTML_KINDS:
        return html_text(title)
    return table_cell(title) if entry.kind == "row" else list_text(title)


# --- Slips that `bot fix` mends, a line at a time; and what only a person can mend. Pure.

_MENDED = ("broken-link", "no-link", "id-mismatch")


def slips(listing: PaperList, findings: tuple[Finding, ...]) -> Iterator[Amendment]:
    """Yield what of *findings* can be put right without judgement, in lines of entries."""
    holders = {
        (entry.file, number): entry
        for entry in listing.entries
        for number in range(entry.line, entry.end + 1)
    }
    for finding in findings:
        entry = holders.get((finding.file, finding.line))
        if finding.mended is None or entry is None or finding.kind not in _MENDED:
            continue
        old = listing.outlines[finding.file].lines[finding.line - 1]
        if old != finding.mended and (put := _difference(old, finding.mended)):
            yield _slip(entry, finding, *put)


def _slip(entry: Entry, finding: Finding, start: int, old: str, new: str) -> Amendment:
    return Amendment(
        kind="link",
        entry=entry,
        line=finding.line,
        start=start,
        old=old,
        new=new,
        fact=new,
        why=finding.text,
    )


def _difference(old: str, new: str) -> tuple[int, str, str] | None:
    """Return where *old* and *new* differ, and the texts there; whole words, so that it reads."""
    shared = min(len(old), len(new))
    left = next((n for n in range(shared) if old[n] != new[n]), shared)
    rest = shared - left
    right = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    while left and not old[left - 1].isspace():
        left -= 1
    while right and not old[len(old) - right].isspace():
        right -= 1
    before, after = old[left : len(old) - right], new[left : len(new) - right]
    return (left, before, after) if after else None


def remarks(listing: PaperList, findings: tuple[Finding, ...]) -> Iterator[tuple[Entry, str]]:
    """Yield the entries with an id that does not fit, and why: which one is meant, people know."""
    entries = {(entry.file, entry.line): entry for entry in listing.entries}
    for hint in findings:
        entry = entries.get((hint.file, hint.line))
        if hint.kind == "id-mismatch" and hint.mended is None and entry and hint.level != "note":
            yield entry, hint.text


# --- All that is out of date in a list, by what arXiv tells and what checks find. Pure.


@dataclass(frozen=True, slots=True)
class Found:
    """What is out of date: `amendments` that touch one place each, no two the same one.

    `remarks` are entries with a word on what only a person can put right.
    """

    amendments: tuple[Amendment, ...]
    remarks: tuple[tuple[Entry, str], ...] = ()


def look_after(listing: PaperList, known: Known, dead: Mapping[str, str] | None = None) -> Found:
    """Return what is out of date in *listing*, by what is *known* of its papers.

    *dead* has the addresses that lead nowhere, each with what is said of it. What carries
    `paper-bot: ignore` is left alone.
    """
    checked = findings(listing)
    habits = habits_of(listing, known)
    every: list[Amendment] = [*slips(listing, checked)]
    for entry in listing.entries:
        paper = known.get(entry.arxiv_ids[0]) if len(entry.arxiv_ids) == 1 else None
        if paper is not None and not paper.withdrawn:
            made = (
                accepted(entry, paper, habits),
                published(entry, paper, habits),
                retitled(entry, paper),
            )
            every += [amendment for amendment in made if amendment]
    every += [*withdrawn(listing, known), *doubled(listing, checked)]
    every_remark = (*remarks(listing, checked), *link_remarks(listing, dead or {}))
    return Found(_apart(listing, every), every_remark)


def _apart(listing: PaperList, every: Iterable[Amendment]) -> tuple[Amendment, ...]:
    """Return those of *every* that may be made and do not meet, by kind and place.

    An entry that may go is not changed besides.
    """
    files = list(listing.documents)
    apart: list[Amendment] = []
    names: Counter[str] = Counter()

    def place(amendment: Amendment) -> tuple[int, int, int]:
        return CHANGES.index(amendment.kind), files.index(amendment.file), amendment.line

    for amendment in sorted(every, key=lambda a: (a.is_sure, place(a))):
        alone = listing.left_alone(amendment.file, amendment.line) or amendment.entry.ignored
        hidden = amendment.line in listing.outlines[amendment.file].hidden
        if not (alone or hidden or any(_meet(amendment, other) for other in apart)):
            apart.append(replace(amendment, twin=names[amendment.name]))
            names[amendment.name] += 1
    return tuple(sorted(apart, key=place))


def _meet(first: Amendment, other: Amendment) -> bool:
    if first.file != other.file:
        return False
    if first.is_removal or other.is_removal:
        ends = [a.line + a.old.count("\n") for a in (first, other)]
        return first.line <= ends[1] and other.line <= ends[0]
    return first.line == other.line and first.start <= other.end and other.start <= first.end
