"""Whether an entry's text closes what it opens; it mends nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from bot.markdown.line_escape import list_text

FULL_WIDTH = tuple(zip("【（「『《〈［〔", "】）」』》〉］〕", strict=True))
"""Brackets of Chinese and Japanese text, each opening one with its closing one."""
# What is escaped, and the marker of an item below: none of them opens or closes anything.
_NO_MARKS = re.compile(r"\\.|&[#a-z0-9]+;|^[ \t]*\*[ \t]", re.MULTILINE)
# `<i>`, `</i>`, `<img src="a">`, `<br/>`; an address in angle brackets has a colon and is none.
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-z][a-z0-9-]*)(?:\s[^<>]*)?(?P<void>/?)>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]", re.ASCII)
_TICKS = re.compile(r"`+")
_ADDRESS = re.compile(r"https?://[^\s<>\"'\])]+")
_ITEM = re.compile(r"^[ \t>]*[*+-][ \t]|(?<!\S)\*(?!\S)", re.MULTILINE)
_VOID = frozenset(
    "area base br col embed hr img input link meta source track wbr".split()
)  # HTML standard, 13.1.2


def is_balanced(text: str, titles: Iterable[str] = ()) -> bool:
    """Whether *text* closes the brackets, quotes and emphasis it opens, but for those of *titles*.

    The longer title comes first: the other one is a part of it.
    """
    own = next((title for title in map(list_text, titles) if title in text), "")
    around = _NO_MARKS.sub("", text.replace(own, "x") if own else text)
    strong = around.count("**")
    if strong % 2 or around.count("*") % 2 or around.count('"') % 2:
        return False
    if around.count("“") != around.count("”"):
        return False
    return all(around.count(a) == around.count(b) for a, b in ("[]", "()", "<>", *FULL_WIDTH))


def open_ends(text: str, *, html: bool = False) -> Counter[str]:
    """Return what *text* opens and does not close, or closes and did not open, each with its count.

    Tags are written as `<i>` and `</i>`; else it is a run of backticks, `**`, `*`, `~~`, `[` or
    `]`. Of raw *html*, where no Markdown is read, only tags are looked at.
    """
    text = _COMMENT.sub("", text)
    if html:
        return Counter(_open_tags(text))
    text, lone = _without_code(text)
    text = _ESCAPED.sub("", text)
    found = Counter([*_open_tags(text), *lone])
    bare = _ITEM.sub("", _ADDRESS.sub("", _TAG.sub("", text)))
    for sign in ("**", "~~", "*"):
        found[sign] += bare.count(sign) % 2
        bare = bare.replace(sign, "")
    found.update(_open_brackets(bare))
    return +found


def _without_code(text: str) -> tuple[str, list[str]]:
    """Return *text* without its code spans, and the backticks that neither open nor close one.

    CommonMark 0.31.2, section 6.1: a span ends with as many backticks as it began with.
    """
    runs = list(_TICKS.finditer(text))
    kept, lone, at, number = [], [], 0, 0
    while number < len(runs):
        run = runs[number]
        number += 1
        before = text[at : run.start()]
        escaped = (len(before) - len(before.rstrip("\\"))) % 2
        ticks = run[0][escaped:]
        last = next((n for n in range(number, len(runs)) if runs[n][0] == ticks), None)
        if not ticks or last is None:
            lone += [ticks] if ticks else []
            continue
        kept.append(text[at : run.start() + escaped])
        at, number = runs[last].end(), last + 1
    return "".join([*kept, text[at:]]), lone


def _open_tags(text: str) -> Iterator[str]:
    """Yield the tags of *text* without their partners, those that close another one too early."""
    opened: list[str] = []
    for tag in _TAG.finditer(text):
        name = tag["name"].lower()
        if name in _VOID or tag["void"]:
            continue
        if not tag["end"]:
            opened.append(name)
        elif name in opened:
            while (last := opened.pop()) != name:
                yield f"<{last}>"
        else:
            yield f"</{name}>"
    yield from (f"<{name}>" for name in opened)


def _open_brackets(text: str) -> Iterator[str]:
    depth = 0
    for char in text:
        if char == "[":
            depth += 1
        elif char == "]" and depth:
            depth -= 1
        elif char == "]":
            yield "]"
    yield from "[" * depth
