"""A proposal on a terminal: papers by section with why, then the diff, in colours. Pure."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.core.terminal import terminal_text
from bot.proposal.model.description import Description
from bot.proposal.model.proposed import OVER, Item
from bot.proposal.wording.body import headline
from bot.proposal.wording.facts import (
    LOOK_AT_ALL,
    facts_of,
    limits_of_all,
    reasons_of_item,
    said_of_all,
    second_of,
    title_of,
)
from bot.proposal.wording.paper_rows import heading_text

_STEP = " > "
_DIFF = (("+++", "bold"), ("---", "bold"), ("@@", "cyan"), ("+", "green"), ("-", "red"))


def render_terminal(described: Description, diff: str, *, width: int, colour: bool) -> str:
    """Return *described* and the *diff*, *width* columns wide; all text in it is escaped."""
    file = io.StringIO()
    console = Console(
        file=file,
        width=width,
        color_system="standard" if colour else None,
        force_terminal=colour,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        no_color=not colour,
        _environ={},
    )
    for text, indent in _lines(described.without_root()):
        console.print(Padding(text, (0, 0, 0, indent), expand=False))
    if diff:
        console.print()
    for line in diff.splitlines():
        style = next((style for start, style in _DIFF if line.startswith(start)), "")
        console.print(Text(terminal_text(line), style), soft_wrap=True)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines())


def _lines(described: Description) -> Iterator[tuple[Text, int]]:
    """Yield each paragraph with its indent, in columns."""
    if described.items:
        yield _text(f"{headline(described)}", "bold"), 0
    for path, members in described.by_section():
        yield Text(), 0
        yield _text(_path(path) or "Without a section", "bold cyan"), 0
        common = limits_of_all(members)
        if common:
            yield _text(f"{LOOK_AT_ALL}: {'; '.join(common)}", "yellow"), 2
        for item in members:
            yield from _paper(item, common)
    for title, items in described.offers():
        shared = said_of_all(items)
        if items:
            yield Text(), 0
            why = "" if shared == OVER else shared  # which the title says
            yield _text(": ".join(filter(None, (f"{title} ({len(items)})", why))), "bold"), 0
        for item in items:
            yield from _paper(item, (shared,), offered=True)


def _paper(
    item: Item, told: Collection[str], *, offered: bool = False
) -> Iterator[tuple[Text, int]]:
    yield _text(title_of(item), "bold" if not offered else ""), 2
    address = f"https://arxiv.org/abs/{item.arxiv_id}"
    yield _text(" · ".join((*facts_of(item), *filter(None, (address, item.code)))), "dim"), 4
    if item.gist and not offered:
        yield _text(item.gist), 4
    why = [reason for reason in reasons_of_item(item) if reason not in told]
    why += [f"like “{entry.title}”" for entry in item.alike]
    if offered and item.section:
        why.append(f"would go to: {_path(item.section)}")
    if second := second_of(item):
        why.append(f"or rather in: {_path(second)}")
    if why:
        yield _text(" · ".join(why)), 4
    if limits := [limit for limit in item.limits if limit not in told]:
        yield _text(f"Look: {'; '.join(limits)}", "yellow"), 4


def _path(path: tuple[str, ...]) -> str:
    return _STEP.join(map(heading_text, path))


def _text(text: str, style: str = "") -> Text:
    return Text(terminal_text(" ".join(text.split())), style)
