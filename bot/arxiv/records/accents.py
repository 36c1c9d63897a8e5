r"""Author names with TeX accents made readable: `J{\o}rgen Erd\H{o}s` becomes Jørgen Erdős.

Feeds and snapshots give names as they were typed. It is no TeX parser, and keeps what it
does not know.
"""

from __future__ import annotations

import re
import unicodedata

_MARKS = (
    "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0323\u0327\u0328\u0331"
)
_COMBINING = dict(zip("`'^~=u.\"rHvdckb", _MARKS, strict=True))
_NAMES = ("aa", "AA", "ae", "AE", "oe", "OE", "o", "O", "l", "L", "ss", "dj", "DJ", "i", "j")
_LETTERS = dict(zip(_NAMES, "åÅæÆœŒøØłŁßđĐ\u0131\u0237", strict=True))
# An accent named by a letter needs a brace or a space before its base: \c{c}, \c c, but \'e.
_ACCENT = re.compile(
    r"\\(?:([`'^~=.\"])|([uvHcdbrk])(?=[{ ]))[ ]?(?:\{\\?([A-Za-z])\}|\\?([A-Za-z]))"
)
# An \o, \ss{} or \AA of TeX, with what ends its name.
_LETTER = re.compile(r"\\(aa|AA|ae|AE|oe|OE|o|O|l|L|ss|dj|DJ|i|j)(?![A-Za-z])(?:\{\}| )?")


def untex(name: str) -> str:
    """Return *name* with its TeX accents and letters as Unicode (NFC)."""
    if "\\" not in name:
        return name
    told = _LETTER.sub(_letter, _ACCENT.sub(_accent, name))
    if "\\" in told:
        return name
    return unicodedata.normalize("NFC", told.translate({ord("{"): None, ord("}"): None}))


def _accent(match: re.Match[str]) -> str:
    return (match[3] or match[4]) + _COMBINING[match[1] or match[2]]


def _letter(match: re.Match[str]) -> str:
    return _LETTERS[match[1]]
