"""Marks of all lists in one JSON text, kept where a run without a disk can find it again. Pure."""

from __future__ import annotations

import json

from bot.arxiv.sweep.mark import Mark, Remembered, from_fields, to_fields
from bot.arxiv.sweep.source import Shelf

_LAYOUT = 1  # version of the text


class ShelfMarks:
    """The marks on *shelf*, whose place is called *name* in messages."""

    def __init__(self, shelf: Shelf, name: str) -> None:
        self._shelf, self._name = shelf, name

    def load(self, list_name: str) -> Remembered:
        """Return the mark of *list_name*; an unreadable one is none."""
        try:
            fields = _lists(self._shelf.read()).get(list_name)
            return Remembered(None if fields is None else from_fields(fields))
        except (ValueError, RecursionError):
            return Remembered(None, f"{self._name}: damaged; sweeping anew without it")

    def save(self, list_name: str, mark: Mark) -> None:
        """Replace the mark of *list_name* and leave those of other lists as they are."""

        def change(raw: bytes | None) -> bytes:
            try:
                lists = _lists(raw)
            except (ValueError, RecursionError):
                lists = {}
            lists[list_name] = to_fields(mark)
            text = json.dumps({"version": _LAYOUT, "lists": lists}, indent=1, sort_keys=True)
            return f"{text}\n".encode()

        self._shelf.replace(change)


def _lists(raw: bytes | None) -> dict[str, object]:
    parts = json.loads(raw) if raw is not None else {"version": _LAYOUT, "lists": {}}
    if not isinstance(parts, dict) or parts.get("version") != _LAYOUT:
        raise ValueError("another layout")
    lists = parts.get("lists")
    if not isinstance(lists, dict):
        raise ValueError("no lists")  # noqa: TRY004  # all damage alike
    return lists
