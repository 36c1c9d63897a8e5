"""The guard's look at an entry by itself: nothing left open, nothing that is another paper's.

It trusts no writer. What the entries around leave open, the new one may leave open too.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from bot.anatomy import arxiv_ids, dois, find_links, words
from bot.editing.guards.fact_guard import says_of, told_wrongly
from bot.entries import HTML_KINDS
from bot.lists import Entry, PaperList
from bot.markdown import Insert, open_ends
from classifier.papers import ArxivId, Paper

# `<a id="x">`, `<a name=x>`, and kramdown's `{#x}` and `{: .wide #x}`.
_ANCHOR = re.compile(
    r"<[a-z][^<>]*?\s(?:id|name)\s*=\s*[\"']?([^\"'\s<>]+)|\{(?::[^{}\n&]*?)?#([\w:.-]+)",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"\bsrc\s*=\s*[\"']?([^\"'\s<>]+)", re.IGNORECASE)
# A picture that only shows words: `img.shields.io/badge/arXiv-2025-red`.
_WORDS = re.compile(r"https?://(?:img\.shields\.io|badgen\.net)/(?:static/|badge)", re.IGNORECASE)
# What a fold hides: `<details><summary>Show</summary>…</details>`.
_FOLD = re.compile(
    r"<details\b[^<>]*>\s*(?:<summary\b.*?</summary\s*>)?(.*?)</details\s*>",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<[^<>]*>")
_LONG = 8
"""Words; fewer are a remark of the list."""
_AROUND = 40
"""Entries near the place whose habits are looked at."""
_CONSTANT = 3
"""Papers that share an address which therefore is none of theirs."""
_HTML = (*HTML_KINDS, "html")


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The entries *around* the place of an insert, of its kind, and the list they are in."""

    listing: PaperList
    around: Sequence[Entry]

    @classmethod
    def of(cls, listing: PaperList, insert: Insert) -> Neighbours:
        """Return the neighbours of *insert*: in its section, else in its file, the nearest."""
        here = (insert.kind, insert.file)
        entries = [e for e in listing.entries_of(insert.section) if (e.kind, e.file) == here]
        if not entries:
            entries = [e for e in listing.entries if (e.kind, e.file) == here]
        place = bisect_left(entries, insert.at, key=lambda entry: entry.line)
        close = entries[max(0, place - _AROUND) : place + _AROUND]
        near = sorted(close, key=lambda entry: abs(entry.line - insert.at))
        return cls(listing, near[:_AROUND])

    def mostly(self, claims: Iterable[bool]) -> bool:
        """Whether at least half of the neighbours, and one of them, keep what *claims* says."""
        answers = list(claims)
        return any(answers) and 2 * sum(answers) >= len(answers)


def content_fault(
    listing: PaperList, insert: Insert, others: Sequence[Insert], paper: Paper | None
) -> str | None:
    """Return what is wrong with the text of *insert* by itself; None for nothing.

    *others* go in with it. Without the *paper*'s metadata, what it tells of that is not judged.
    """
    near = Neighbours.of(listing, insert)
    return (
        _left_open(near, insert)
        or _anchored_again(near, insert, others)
        or _of_another(near, insert, paper)
        or (told_wrongly(insert.text, paper, near.around) if paper else None)
        or (_torn(insert, paper) if paper else None)
    )


def _torn(insert: Insert, paper: Paper) -> str | None:
    """What is folded away is the abstract as it is, or one stretch of it."""
    if insert.kind == "fold":
        return None
    whole = f" {' '.join(words(paper.abstract))} "
    for fold in _FOLD.findall(insert.text):
        fold_words = words(unescape(_TAG.sub(" ", fold)))
        if len(fold_words) >= _LONG and f" {' '.join(fold_words)} " not in whole:
            return "tells the abstract with gaps"
    return None


def _left_open(near: Neighbours, insert: Insert) -> str | None:
    html = insert.kind in _HTML
    ends = open_ends(insert.text, html=html)
    if not ends or near.mostly(open_ends(entry.text, html=html) == ends for entry in near.around):
        return None
    return f"leaves {next(iter(ends))} without its partner"


def _anchors(text: str) -> list[str]:
    return [html or attribute for html, attribute in _ANCHOR.findall(text)]


def _anchored_again(near: Neighbours, insert: Insert, others: Sequence[Insert]) -> str | None:
    """An anchor stands once in a file, unless the list gives the same one to most entries."""
    counts = Counter(_anchors("\n".join(insert.lines)))
    for other in others:
        if other is not insert and other.file == insert.file and counts:
            counts.update(name for name in set(_anchors("\n".join(other.lines))) if name in counts)
    lines = near.listing.outlines[insert.file].lines
    for name, count in counts.items():
        taken = count > 1 or any(name in line and name in _anchors(line) for line in lines)
        if taken and not near.mostly(name in _anchors(entry.text) for entry in near.around):
            return f"has the anchor {name[:80]!r}, which is in the file already"
    return None


def _of_another(near: Neighbours, insert: Insert, paper: Paper | None) -> str | None:
    """An arXiv id, DOI or address that is another paper's is never this one's."""
    paper_text = says_of(paper) if paper else ""
    own_ids = {insert.arxiv_id, *arxiv_ids(paper_text)}
    listed = {name for entry in near.listing.entries for name in entry.arxiv_ids}
    for name in arxiv_ids("\n".join(insert.lines)):
        if name not in own_ids and (paper is not None or name in listed):
            return f"names {name}, which is another paper"
    targets = _targets(insert, own_ids | set(dois(paper_text)), paper_text)
    for target, holders in _holders(near.listing, targets).items():
        if len(holders) == 1 or len(holders) < min(_CONSTANT, len(near.around) / 2):
            return f"leads to {target[:80]}, which is another paper's"
    return None


def _targets(insert: Insert, own_ids: Iterable[str], paper_text: str) -> Iterator[str]:
    """Yield where *insert* leads to, but for addresses that its paper tells or has the id of."""
    links = (insert.text[slice(*link.url)] for link in find_links(insert.text))
    known = {name.lower() for name in own_ids}
    for target in dict.fromkeys((*links, *_SOURCE.findall(insert.text))):
        plain = target.rstrip("/").removesuffix(".git").lower()
        free = plain.startswith("#") or _WORDS.match(target) or plain in paper_text.lower()
        if plain and not free and not any(name in plain for name in known):
            yield target


def _holders(listing: PaperList, targets: Iterable[str]) -> Mapping[str, set[str]]:
    """Return the papers in whose entries each of *targets* stands, for those that stand in one."""
    holders: dict[str, set[str]] = {}
    for target in targets:
        edge = re.compile(re.escape(target.rstrip("/")) + r"/?(?![\w/-]|\.\w)")
        for entry in listing.entries:
            if target.rstrip("/") in entry.text and edge.search(entry.text):
                key = entry.arxiv_ids[0] if entry.arxiv_ids else f"{entry.file}:{entry.line}"
                holders.setdefault(target, set()).add(key)
    return holders


def parts_a_pair(listing: PaperList, insert: Insert) -> ArxivId | None:
    """Return the paper of *insert* where it would stand between an entry and its description.

    That is a row or a quote right below an entry, which most entries of that list have, too.
    """
    lines = listing.outlines[insert.file].lines
    alike = [e for e in listing.entries_of(insert.section) if e.kind == insert.kind]
    above = next(
        (e for e in reversed(alike) if e.file == insert.file and e.line <= insert.at), None
    )
    if above is None or any(line.strip() for line in lines[above.end : insert.at]):
        return None
    beside = [e for e in alike if (e.container, e.depth) == (above.container, above.depth)]
    at = beside.index(above)
    near = beside[max(0, at - _AROUND) : at + _AROUND]
    ends = [*(entry.line - 1 for entry in near[1:]), len(lines)]
    below = [_kind_below(lines[entry.end : end]) for entry, end in zip(near, ends, strict=True)]
    shape = below[near.index(above)]
    same = [kind == shape for kind in below[:-1]]
    return insert.arxiv_id if shape and any(same) and 2 * sum(same) >= len(same) else None


def _kind_below(lines: Sequence[str]) -> str:
    """Return how a row or quote begins that is the first thing among *lines*; "" for all else."""
    first = next((line.lstrip().lower() for line in lines if line.strip()), "")
    return next((sign for sign in ("<tr", ">", "|") if first.startswith(sign)), "")
