"""Words of a text and their folded forms; refuses to know what the words mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Digits, a decimal point and a plus or hash belong to names such as "gpt-3.5" and "c++".
_WORD = re.compile(r"[^\W_]+(?:\.\d+)*[+#]*")
_ACRONYM_PLURAL = re.compile(r"[A-Z]{2,}s")
_HYPHENS = "-\u2010\u2011"
_LONG_ENOUGH = 4
# For models, not rules: two letters or more, no numbers, no LaTeX.
_TERM = re.compile(r"[^\W\d_][^\W_]+")
_MATHS = re.compile(r"\$[^$]*\$|\\[A-Za-z]+")
MAX_CHARS = 20_000
"""An abstract is read this far; arXiv's own limit is 1,920 characters."""


def word_set(text: str) -> frozenset[str]:
    """Return the words of *text*, as they stand between blanks."""
    return frozenset(text.split())


_NO_PLURAL = word_set("news does this thus lens series species aws ios")


def fold(text: str) -> str:
    """Return *text* with compatibility characters (ligatures, full width) made plain.

    Soft hyphens vanish. Case stays, for the plural of an acronym is told by it.
    """
    return text if text.isascii() else unicodedata.normalize("NFKC", text).replace("\xad", "")


@lru_cache(maxsize=100_000)
def forms(word: str) -> tuple[str, ...]:
    """Return the forms under which *word* is found: itself in lower case and without plural.

    Two words are the same to a rule when they share a form: "caches" has "cache" and "cach",
    so it meets "cache", as "batches" meets "batch".
    """
    low = word.casefold()
    if low in _NO_PLURAL or low.endswith("ss") or not low.endswith("s"):
        return (low,)
    if len(low) < _LONG_ENOUGH and not _ACRONYM_PLURAL.fullmatch(word):
        return (low,)
    if low.endswith("ies") and len(low) > _LONG_ENOUGH:
        return (low, low[:-1], low[:-3] + "y")
    if low.endswith(("ches", "shes", "sses", "xes", "zes")):
        return (low, low[:-1], low[:-2])
    return (low, low[:-1])


def compounds(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of *text*, those that hyphens tie ("on-device") as one tuple."""
    parts: list[str] = []
    end = -1
    for match in _WORD.finditer(text):
        tied = match.start() == end + 1 and text[end] in _HYPHENS if parts else False
        if parts and not tied:
            yield tuple(parts)
            parts = []
        parts.append(match[0])
        end = match.end()
    if parts:
        yield tuple(parts)


def terms(text: str) -> list[str]:
    """Return the words of *text* as models see them: lower case, plurals folded, no LaTeX."""
    found = _TERM.findall(_MATHS.sub(" ", text[:MAX_CHARS]).lower())
    return [word[:-1] if word[-1] == "s" and _is_plural(word) else word for word in found]


def _is_plural(word: str) -> bool:
    return len(word) >= _LONG_ENOUGH and word[-2] not in "sui" and word not in _NO_PLURAL
