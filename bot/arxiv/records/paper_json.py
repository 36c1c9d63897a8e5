"""A paper as one line of JSON, for what keeps papers on disk; the two are inverse. Pure."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime

from classifier.papers import Paper

_MOMENTS = ("submitted", "updated", "announced")
_FIELDS = tuple(field.name for field in fields(Paper))
_LISTS = ("authors", "categories")


def to_json(paper: Paper) -> str:
    """Return *paper* as text."""
    # Shallow on purpose: `asdict` copies deeply, which shows over 200,000 papers.
    parts = {name: getattr(paper, name) for name in _FIELDS}
    for name in _MOMENTS:
        parts[name] = parts[name].isoformat() if parts[name] else None
    return json.dumps(parts)


def from_json(raw: str) -> Paper:
    """Return the paper in *raw*. Raises `ValueError`, `KeyError` or `TypeError`."""
    parts = json.loads(raw)
    for name in _MOMENTS:
        parts[name] = datetime.fromisoformat(parts[name]) if parts[name] else None
    for name in _LISTS:
        parts[name] = tuple(parts[name])
    return Paper(**parts)
