"""The literal text between what is known of an entry, as parts: forms of the list, and holes."""

from __future__ import annotations

from collections.abc import Iterator

from bot.anatomy import BLANKS, LITERAL
from bot.entries.forms.template import HOLE, Part, PartKind

_MARKS: dict[str, PartKind] = {"open": "open", "close": "close", "mark": "mark", "sep": "sep"}


def literals(text: str, constants: frozenset[str]) -> Iterator[Part]:
    """Yield *text* as parts; a phrase with one unknown word in it is unknown as a whole."""
    phrase: list[Part] = []
    for part in _tokens(text, constants):
        if part.kind in ("word", "hole") or not part.text.strip(BLANKS):
            phrase.append(part)
            continue
        yield from _known(phrase)
        yield part
        phrase = []
    yield from _known(phrase)


def _known(phrase: list[Part]) -> list[Part]:
    if HOLE not in phrase:
        return phrase
    return [HOLE if part.kind == "word" else part for part in phrase]


def _tokens(text: str, constants: frozenset[str]) -> Iterator[Part]:
    for match in LITERAL.finditer(text):
        kind = match.lastgroup
        if kind == "br":
            yield Part("sep", match[0])
        elif kind in ("word", "emoji"):
            yield Part("word", match[0]) if match[0].casefold() in constants else HOLE
        else:
            yield Part(_MARKS[str(kind)], match[0])
