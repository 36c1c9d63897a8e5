"""Whether an entry's text closes what it opens; it mends nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.markdown.line_escape import list_text

FULL_WIDTH = tuple(zip("【（「『《〈［〔", "】）」』》〉］〕", strict=True))
"""Brackets of Chinese and Japanese text, each opening one with its closing one."""
_NO_MARKS = re.compile(r"\\.|&[#a-z0-9]+;|^[ \t]*\*[ \t]", re.MULTILINE)
"""What is escaped, and the marker of an item below: none of them opens or closes anything."""


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
