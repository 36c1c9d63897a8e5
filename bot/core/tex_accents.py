r"""TeX accents and letters made readable: `J{\o}rgen Erd\H{o}s` becomes Jørgen Erdős.

Feeds and snapshots give names and titles as they were typed. It is no TeX parser, and keeps what
it does not know.
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
    r"(?P<brace>\{)?\\(?:(?P<sign>[`'^~=.\"])|(?P<name>[uvHcdbrk])(?=[{ ])[ ]?)"
    r"(?:\{\\?(?P<a>[A-Za-z])\}|\\?(?P<b>[A-Za-z]))(?(brace)\})"
)
# An \o, \ss{} or {\AA} of TeX, with what ends its name.
_LETTER = re.compile(
    r"(?P<brace>\{)?\\(?P<name>aa|AA|ae|AE|oe|OE|o|O|l|L|ss|dj|DJ|i|j)(?![A-Za-z])(?:\{\}| )?"
    r"(?(brace)\})"
)


def with_accents(text: str) -> str:
    """Return *text* with its TeX accents and letters as Unicode."""
    return _LETTER.sub(lambda match: _LETTERS[match["name"]], _ACCENT.sub(_accented, text))


def name_without_tex(name: str) -> str:
    """Return *name* with its TeX as Unicode (NFC); as it is if some of it is not known."""
    if "\\" not in name:
        return name
    plain = with_accents(name)
    if "\\" in plain:
        return name
    return unicodedata.normalize("NFC", plain.translate({ord("{"): None, ord("}"): None}))


def _accented(match: re.Match[str]) -> str:
    mark = _COMBINING[match["sign"] or match["name"]]
    return unicodedata.normalize("NFC", (match["a"] or match["b"]) + mark)
