"""Words of a text and their folded forms; refuses to know what the words mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Digits, a decimal point and a plus or hash belong to names such as "gpt-3.5" and "c++".
_WORD = re.compile(r"[^\W_]+(?:\.\d+)*[+#]*")
_ACRONYM_PLURAL = re.compile(r"[A-Z]{2,}s")
_NO_PLURAL = frozenset("news does this thus lens series species aws ios".split())
_LONG_ENOUGH = 4


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
        tied = match.start() == end + 1 and text[end] in "-‐‑" if parts else False
        if parts and not tied:
            yield tuple(parts)
            parts = []
        parts.append(match[0])
        end = match.end()
    if parts:
        yield tuple(parts)
