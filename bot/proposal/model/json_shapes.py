"""JSON that was read, as values of the expected shape; anything else is a `ValueError`."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.ports import Json


def mapping(raw: Json) -> Mapping[str, Json]:
    """Return *raw* as an object."""
    if not isinstance(raw, dict):
        raise ValueError("no object")  # noqa: TRY004 - one kind of error for one damaged block
    return raw


def listing(raw: Json) -> list[Json]:
    """Return *raw* as an array."""
    if not isinstance(raw, list):
        raise ValueError("no array")  # noqa: TRY004
    return raw


def text(raw: Json) -> str:
    """Return *raw* as a text."""
    if not isinstance(raw, str):
        raise ValueError("no text")  # noqa: TRY004
    return raw


def texts(raw: Json) -> tuple[str, ...]:
    """Return *raw* as texts."""
    return tuple(text(part) for part in listing(raw))


def number(raw: Json) -> float:
    """Return *raw* as a number."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise ValueError("no number")  # noqa: TRY004
    return float(raw)


def whole(raw: Json) -> int:
    """Return *raw* as a whole number that is not negative."""
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < 0:
        raise ValueError("no whole number")
    return raw
