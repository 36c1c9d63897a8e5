"""Marks of all lists in one JSON text, kept where a run without a disk can find it again. Pure."""

from __future__ import annotations

import json

from bot.arxiv.sweep.source import Mark, Remembered, Shelf, from_fields, to_fields

_LAYOUT = 1  # version of the text


class ShelfMarks:
    """The marks on *shelf*, whose place is called *name* in messages."""

    def __init__(self, shelf: Shelf, name: str) -> None:
        self._shelf, self._name = shelf, name

    def load(self, list_name: str) -> Remembered:
        """Return the mark of *list_name*; an unreadable one is none."""
        try:
            fields = _parts(self._shelf.read())["lists"].get(list_name)
            return Remembered(None if fields is None else from_fields(fields))
        except (ValueError, RecursionError):
            return Remembered(None, f"{self._name}: damaged; sweeping anew without it")

    def save(self, list_name: str, mark: Mark) -> None:
        """Replace the mark of *list_name* and leave those of other lists as they are."""
        self._put("lists", list_name, to_fields(mark))

    def load_links(self, list_name: str) -> object:
        """Return what is remembered of the links of *list_name*, None without it."""
        try:
            return _parts(self._shelf.read())["links"].get(list_name)
        except (ValueError, RecursionError):
            return None

    def save_links(self, list_name: str, fields: object) -> None:
        """Replace what is remembered of the links of *list_name*. Raises `BotError`."""
        self._put("links", list_name, fields)

    def _put(self, part: str, list_name: str, fields: object) -> None:
        def change(raw: bytes | None) -> bytes:
            try:
                parts = _parts(raw)
            except (ValueError, RecursionError):
                parts = _parts(None)
            parts[part][list_name] = fields
            kept = {name: lists for name, lists in parts.items() if lists or name == "lists"}
            text = json.dumps({"version": _LAYOUT, **kept}, indent=1, sort_keys=True)
            return f"{text}\n".encode()

        self._shelf.replace(change)


def _parts(raw: bytes | None) -> dict[str, dict[str, object]]:
    """Return the marks of lists, and what is remembered of their links."""
    parts = json.loads(raw) if raw is not None else {"version": _LAYOUT, "lists": {}}
    if not isinstance(parts, dict) or parts.get("version") != _LAYOUT:
        raise ValueError("another layout")
    lists, links = parts.get("lists"), parts.get("links")
    if not isinstance(lists, dict):
        raise ValueError("no lists")  # noqa: TRY004  # all damage alike
    return {"lists": lists, "links": links if isinstance(links, dict) else {}}
