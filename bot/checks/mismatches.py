"""Ids that do not fit what stands beside them: a link shows one paper and leads to another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.anatomy import SAME_PAPER_LABELS, Entry, arxiv_ids, find_links, is_tag, title_key
from bot.checks.finding import Checked, Finding

_BARE_ID = re.compile(r"[\s\[(]*(\d{4}\.\d{4,5})(?:v\d+)?[\s\])]*", re.ASCII)
_ROW = ("row", "html-row")
_TWO = 2  # ids that an entry may give one paper by mistake; more are several papers


def find(checked: Checked) -> Iterator[Finding]:
    """Yield links that show one arXiv id and lead to another, and two ids of one paper."""
    for entry in checked.listing.entries:
        if entry.arxiv_ids:
            yield from _shows_another(entry)
            yield from _leads_to_two(entry)


def _shows_another(entry: Entry) -> Iterator[Finding]:
    """Yield the links of *entry* that show one arXiv id and lead to another."""
    for link in find_links(entry.text):
        label = entry.text[slice(*link.label)]
        bare = _BARE_ID.fullmatch(label)
        shown = set(arxiv_ids(f"arXiv:{bare[1]}" if bare else label))
        behind = arxiv_ids(entry.text[slice(*link.url)])
        if shown and behind and behind[0] not in shown:
            line = entry.line + entry.text.count("\n", 0, link.start)
            text = f"shows {min(shown)} but links to {behind[0]}; correct one of them"
            yield Finding(file=entry.file, line=line, kind="id-mismatch", text=text)


def _leads_to_two(entry: Entry) -> Iterator[Finding]:
    """Yield where links of *entry* lead to two arXiv ids as if these were one paper's.

    Its title leads to one and a word such as "pdf" to the other, or two such words do. Two links
    called the same are two papers.
    """
    if len(entry.arxiv_ids) != _TWO or entry.kind in _ROW or "<!--" in entry.text:
        return
    led = [
        (title_key(entry.text[slice(*link.label)]), link, ids[0])
        for link in find_links(entry.text)
        if (ids := arxiv_ids(entry.text[slice(*link.url)]))
    ]
    if len(led) != _TWO or led[0][0] == led[1][0] or led[1][0] not in SAME_PAPER_LABELS:
        return
    (label, first, left), (_, second, other) = led
    titled = not is_tag(entry.text[slice(*first.label)])
    if left != other and (titled or label in SAME_PAPER_LABELS):
        line = entry.line + entry.text.count("\n", 0, second.start)
        text = f"leads to {left} and {other} as to one paper; correct one of them"
        yield Finding(file=entry.file, line=line, kind="id-mismatch", text=text, level="warning")
