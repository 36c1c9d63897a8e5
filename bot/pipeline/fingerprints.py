"""Seals: by what an entry is known as the bot wrote it, whatever its number is now. Pure."""

from __future__ import annotations

import hashlib

from bot.editing import unnumbered

_DIGITS = 10  # hexadecimal: 40 bits, and two of a thousand texts meet once in two million


def seal_of(line: str) -> str:
    """Return 10 hex digits that tell the text of an entry from any other.

    Its number in a list or in the first column does not count: it moves with its neighbours.
    """
    return _digits(unnumbered(line))


def is_sealed(line: str, seal: str) -> bool:
    """Whether *line* is what *seal* was made of, by this version or by one that sealed numbers."""
    return bool(seal) and seal in (seal_of(line), _digits(line))


def _digits(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
