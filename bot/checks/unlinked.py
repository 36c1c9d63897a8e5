"""Entries without a link, among papers that mostly have one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from math import ceil

from bot.anatomy import Entry, is_long
from bot.checks.finding import Checked, Finding, at_entry
from bot.checks.repeats import papers
from bot.lists import names_paper

_LOCAL = re.compile(r"\]\(|href=", re.IGNORECASE)
_ROW = ("row", "html-row")
_FEW, _FEW_ROWS = 0.5, 0.2  # of a list or table: more entries without a link are a habit
_SLIPS = 0.1  # of a list: fewer are surely slips
_LONG = 400  # characters; what is longer is prose


def find(checked: Checked) -> Iterator[Finding]:
    """Yield entries without a link among papers that mostly have one."""
    groups: dict[tuple[str, int, int], list[Entry]] = {}
    covered = 0, ""  # the last line that an outer entry covers: what is below it are details
    for entry in papers(checked.listing):
        if entry.depth and (entry.file, entry.line) <= (covered[1], covered[0]):
            continue
        if entry.depth == 0 and entry.end > entry.line and (_is_linked(entry) or _should_be(entry)):
            covered = entry.end, entry.file
        groups.setdefault((entry.file, entry.container, entry.depth), []).append(entry)
    for group in groups.values():
        yield from _of_group(group)


def _of_group(group: Sequence[Entry]) -> Iterator[Finding]:
    """Yield the entries of one list or table without a link; many of them are a habit."""
    linked = list(filter(_is_linked, group))
    if not linked or sum(map(names_paper, linked)) * 2 < len(linked):
        return
    most = len(group) * (_FEW_ROWS if group[0].kind in _ROW else _FEW)
    # To read titles takes time: no more are read than it takes to see that links are not the rule.
    candidates = (entry for entry in group if not _is_linked(entry) and _should_be(entry))
    bare = list(islice(candidates, ceil(most)))
    if len(bare) < most:
        for entry in bare:
            text = f"no link, unlike its neighbours: {entry.title[:60]!r}"
            is_slip = len(bare) == 1 or len(bare) <= _SLIPS * len(group)
            yield at_entry(entry, "no-link", text, "warning" if is_slip else "note")


def _is_linked(entry: Entry) -> bool:
    return bool(entry.urls or entry.arxiv_ids or entry.dois or _LOCAL.search(entry.text))


def _should_be(entry: Entry) -> bool:
    """Whether *entry* names a paper: a row of one cell is a heading, a long text is prose."""
    if len(entry.text) > _LONG:
        return False
    cells = [cell for cell in entry.text.strip("| ").split("|") if cell.strip()]
    return is_long(entry.title) and not (entry.kind in _ROW and len(cells) <= 1)
