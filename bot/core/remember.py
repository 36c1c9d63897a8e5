"""A memory for functions of one text that is bounded by size, not by count alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")


def remembered(*, chars: int, texts: int) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """Remember what a function returned for up to *texts* texts of up to *chars* characters.

    Longer texts are worked out each time: a process that reads a thousand lists stays small.
    """

    def decorate(function: Callable[[str], T]) -> Callable[[str], T]:
        short = lru_cache(maxsize=texts)(function)

        @wraps(function)
        def wrapper(text: str) -> T:
            return short(text) if len(text) <= chars else function(text)

        return wrapper

    return decorate
