"""Papers that a list names more than once.

It tells a slip from what lists do on purpose: a paper in two sections, or in two roles.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from bot.anatomy import Entry, arxiv_ids, find_links, is_long, is_tag, split_title, title_key, words
from bot.checks.finding import Checked, Finding, at_entry
from bot.lists import PaperList, names_paper

# Headings of sections that tell what happened, and name papers in passing.
_DIARY = re.compile(
    r"news|updates?\b|what.?s new|changelog|announcement|citation|acknowledg|contribut|最新|更新",
    re.IGNORECASE,
)
_BY_AUTHOR = re.compile(r"^[^:]{0,40}\bet\.? al\b", re.IGNORECASE)
_ROW = ("row", "html-row")


def find(checked: Checked) -> Iterator[Finding]:
    """Yield papers listed twice: an error in one list or table, elsewhere often on purpose."""
    first: dict[str, Entry] = {}
    inside: dict[tuple[str, int, int, str], Entry] = {}
    titles: dict[str, Entry] = {}
    for entry in papers(checked.listing):
        for key in _keys(entry):
            first_here = inside.setdefault((entry.file, entry.section, entry.container, key), entry)
            same = first_here is not entry and entry.container != -1
            earlier = first_here if same else first.setdefault(key, entry)
            if earlier is not entry and not (same and _is_variant(entry, earlier)):
                yield _doubled(
                    checked.listing, entry, earlier, key if entry.arxiv_ids else "the same link"
                )
                break
        else:
            yield from _titled_alike(entry, titles)


def papers(listing: PaperList) -> Iterator[Entry]:
    """Yield the entries that stand for one paper; news and thanks only mention some."""
    diary = {s.id for s in listing.sections if s.path and _DIARY.search(s.path[-1])}
    kinds = Counter(entry.kind for entry in listing.entries)
    prose = {"html"} | ({"paragraph"} if kinds["paragraph"] * 2 < kinds.total() else set())
    for entry in listing.entries:
        if len(entry.arxiv_ids) <= 1 and entry.section not in diary and entry.kind not in prose:
            yield entry


def _titled_alike(entry: Entry, titles: dict[str, Entry]) -> Iterator[Finding]:
    """Yield *entry* if one of *titles*, by key, is the same with an address somewhere else."""
    if entry.kind in _ROW or not names_paper(entry) or not is_long(entry.title):
        return
    earlier = titles.setdefault(title_key(entry.title), entry)
    if earlier is entry or earlier.file != entry.file:
        return
    here = entry.section == earlier.section
    if entry.arxiv_ids and earlier.arxiv_ids:
        # Some papers are submitted anew, title and all: no more than a note.
        text = f"has the title of line {earlier.line} and another id; is one of them wrong?"
        yield at_entry(entry, "id-mismatch", text, "note")
    elif entry.arxiv_ids or earlier.arxiv_ids:
        text = f"its title stands in line {earlier.line} too, with another link"
        remedy = "; delete one" if here else ""
        yield at_entry(entry, "duplicate", text + remedy, "warning" if here else "note")


def _keys(entry: Entry) -> tuple[str, ...]:
    """Return what makes *entry* the same as another one: its id, else title and address.

    What stands below an entry and links to no paper tells more about it.
    """
    if entry.arxiv_ids or (entry.depth and not names_paper(entry)):
        return entry.arxiv_ids
    return (f"{title_key(entry.title)} {entry.urls[0]}",) if entry.urls and entry.title else ()


def _is_variant(entry: Entry, earlier: Entry) -> bool:
    """Whether two rows cite one paper for two things: its models, its data sets.

    Without an arXiv id every cell counts: what a row is about is not known then.
    """
    if entry.kind not in _ROW or earlier.kind not in _ROW:
        return False
    cells = [version.text.strip("| ").split("|") for version in (entry, earlier)]
    if not entry.arxiv_ids:
        return list(map(words, cells[0])) != list(map(words, cells[1]))
    return words(cells[0][0]) != words(cells[1][0])


def _doubled(listing: PaperList, entry: Entry, earlier: Entry, what: str) -> Finding:
    file = "" if entry.file == earlier.file else f" of {earlier.file}"
    place = f"line {earlier.line}{file}"
    here = entry.section == earlier.section
    if entry.arxiv_ids and _differ(entry, earlier):
        text = f"links to {what} as {place} does, under another title; is one of them wrong?"
        return at_entry(entry, "id-mismatch", text, "warning")
    if _renamed(entry, earlier):
        text = f"{what} stands in {place} too, under another name"
        return at_entry(entry, "duplicate", text, "note")
    if here and entry.container == earlier.container != -1:
        text = f"{what} stands in {place} of this section already; delete one"
        return at_entry(entry, "duplicate", text, "error")
    if here:
        text = f"{what} stands in {place}, further up in this section"
        return at_entry(entry, "duplicate", text, "warning")
    path = listing.section(earlier.section).path
    under = f", under {path[-1]!r}" if path else ""
    return at_entry(entry, "duplicate", f"{what} stands in {place} too{under}", "note")


def _differ(entry: Entry, other: Entry) -> bool:
    """Whether two titles are those of two papers: other names, or hardly a word shared."""
    pair = entry, other
    if {entry.kind, other.kind} & set(_ROW) or not all(map(_is_titled, pair)):
        return False
    keys = [title_key(member.title) for member in pair]
    rests = [title_key(split_title(member.title)[1]) for member in pair]
    if any(rest in key for rest, key in zip(rests, reversed(keys), strict=True)):
        return False
    if all(names := _names(*pair)):
        return names[0] != names[1]
    mine, theirs = (set(words(member.title)) for member in pair)
    return len(mine & theirs) * 2 < min(len(mine), len(theirs))


def _names(*entries: Entry) -> list[str]:
    return [title_key(split_title(entry.title)[0]) for entry in entries]


def _renamed(entry: Entry, other: Entry) -> bool:
    """Whether two entries give one paper two short names, as two things that it brought."""
    mine, theirs = _names(entry, other)
    return bool(mine and theirs) and mine != theirs


def _is_titled(entry: Entry) -> bool:
    """Whether *entry* says the title of the paper it links to.

    A remark about "[Chen et al.](...)" does not, nor does a program or data set with a home of
    its own, which only cites the paper.
    """
    if not is_long(entry.title) or _BY_AUTHOR.search(entry.title):
        return False
    first = next((link for link in find_links(entry.text) if not link.image), None)
    if first is None or arxiv_ids(entry.text[slice(*first.url)]):
        return True
    return is_tag(entry.text[slice(*first.label)])
