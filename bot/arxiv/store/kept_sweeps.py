"""EDGE. What the search API gave for a list is kept for the others of the day, in the cache folder.

Whether it still holds, `Stretch` decides. Only a cache: what is damaged is not there.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from bot.arxiv.http.kept_answers import body_of, facts_of, keep_file
from bot.arxiv.records.make_paper import from_json, to_json
from bot.arxiv.sweep.account import Stretch, shows_mailing

_FORGOTTEN = 4 * 86_400.0  # seconds: arXiv's longest time without a mailing, and some
_DAMAGE = (KeyError, ValueError, TypeError, AttributeError, RecursionError)


class KeptSweeps:
    """Stretches that were swept whole, in *folder*."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(
        self, url: str, start: datetime, end: datetime, categories: Sequence[str], *, now: datetime
    ) -> Stretch | None:
        """Return what *url* would say of *categories* from *start* to *end*, if that is here."""
        for path in sorted(self._folder.glob("sweep-*")):
            facts = facts_of(path)
            with contextlib.suppress(
                KeyError, ValueError, TypeError, AttributeError, RecursionError
            ):
                stretch = _stretch(facts)
                answers = stretch.answers(start, end, categories, now=now)
                if facts["url"] == url and answers and (body := body_of(path)) is not None:
                    papers = map(from_json, body.decode().splitlines())
                    stretch.papers.update((paper.id, paper) for paper in papers)
                    part = stretch.within(start, end, categories)
                    if shows_mailing(part.papers.values(), part.moment):  # also of these alone
                        return part
        return None

    def drop(self, url: str, categories: Sequence[str]) -> None:
        """Forget what *url* said of *categories*: something else contradicts it."""
        for path in self._folder.glob("sweep-*"):
            facts = facts_of(path)
            kept = facts.get("categories")
            if facts.get("url") == url and isinstance(kept, list) and {*categories} <= {*kept}:
                with contextlib.suppress(OSError):
                    path.unlink()

    def keep(self, url: str, stretch: Stretch) -> None:
        """Keep *stretch*, all of what *url* says, where the last mailing shows in it."""
        if not shows_mailing(stretch.papers.values(), stretch.moment):
            return
        facts = {
            "url": url,
            "categories": stretch.categories,
            "start": stretch.start.isoformat(),
            "end": stretch.end.isoformat(),
            "moment": stretch.moment.isoformat(),
            "days": [day.isoformat() for day in sorted(stretch.days)],
            "notes": stretch.notes,
        }
        name = hashlib.sha256(f"{url} {stretch.categories}".encode()).hexdigest()[:16]
        body = "\n".join(map(to_json, stretch.papers.values())).encode()
        keep_file(self._folder / f"sweep-{name}", facts, body)
        self._forget()

    def _forget(self) -> None:
        for path in self._folder.glob("sweep-*"):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > _FORGOTTEN:
                    path.unlink()


def _stretch(facts: Mapping[str, object]) -> Stretch:
    """Return the stretch of *facts*, without papers.

    Raises `KeyError`, `ValueError` or `TypeError`.
    """
    return Stretch(
        categories=_texts(facts["categories"]),
        start=datetime.fromisoformat(str(facts["start"])),
        end=datetime.fromisoformat(str(facts["end"])),
        moment=datetime.fromisoformat(str(facts["moment"])),
        days={date.fromisoformat(day) for day in _texts(facts["days"])},
        notes=_texts(facts["notes"]),
    )


def _texts(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list):
        raise TypeError("not a list")
    return tuple(map(str, raw))
