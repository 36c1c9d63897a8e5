"""Invented papers for the tests of this room."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.core.window import Window
from bot.proposal.proposed import Alike, Item
from classifier.papers.paper import ArxivId

WINDOW = Window(datetime(2026, 11, 16, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC))


def item(number: int = 1, **changes: object) -> Item:
    facts: dict[str, object] = {
        "arxiv_id": ArxivId(f"2611.{number:05}"),
        "title": f"Mice number {number}",
        "authors": ("Ada Mouse", "Bo Vole", "Cy Shrew"),
        "year": 2026,
        "venue": "MICE 2026",
        "section": ("Mice", "Field mice"),
        "runner_up": ("Mice", "House mice"),
        "probability": 0.834,
        "confidence": 0.5,
        "second": 0.25,
        "gist": f"We count mouse number {number}.",
        "abstract": f"Mice run. We count mouse number {number}.",
        "code": "https://github.com/mice/count",
        "reasons": ("the list's words: mice, field mouse", "like “Voles”"),
        "alike": (Alike("Voles", "mice list.md", 7),),
    }
    return Item(**{**facts, **changes})  # type: ignore[arg-type]  # by name
