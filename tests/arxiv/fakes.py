"""A clock that obeys, a progress that remembers, and papers to order."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby

from bot.arxiv.http.fetching import Http
from bot.arxiv.http.retry_policy import Patience
from bot.arxiv.records.make_paper import make_paper
from bot.arxiv.sweep.calendar import earliest_mailing
from bot.arxiv.sweep.seen import Split
from bot.arxiv.sweep.source import Sweep
from bot.core.window import Window
from classifier.papers.paper import ArxivId, Paper

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)  # a Wednesday


class FakeClock:
    """Time passes only by sleeping."""

    def __init__(self, start: datetime = NOW) -> None:
        self._start, self.elapsed, self.slept = start, 0.0, list[float]()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.elapsed)

    def monotonic(self) -> float:
        return self.elapsed

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.elapsed += seconds


class FakeProgress:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.counts: list[tuple[int, int | None, str]] = []
        self.pauses: list[tuple[float, str]] = []

    def step(self, text: str) -> None:
        self.steps.append(text)

    def count(self, done: int, total: int | None, unit: str) -> None:
        self.counts.append((done, total, unit))

    def pause(self, seconds: float, why: str) -> None:
        self.pauses.append((seconds, why))


def client(
    clock: FakeClock | None = None,
    progress: FakeProgress | None = None,
    *,
    patience: Patience | None = None,
    contact: str = "",
) -> Http:
    """Return an HTTP edge without jitter, on fakes."""
    return Http(
        clock=clock or FakeClock(),
        progress=progress or FakeProgress(),
        contact=contact,
        jitter=lambda: 0.0,
        patience=patience or Patience(),
    )


def paper(
    arxiv_id: str,
    submitted: datetime | None = None,
    *,
    categories: Sequence[str] = ("cs.DC",),
    announced: datetime | None = None,
    version: int = 1,
    title: str = "",
) -> Paper:
    """Return an invented paper."""
    return make_paper(
        ArxivId(arxiv_id),
        title=title or f"On the Sorting of Parcels, Part {arxiv_id}",
        abstract=f"We sort parcels & letters <quickly>, as in {arxiv_id}.",
        authors=("Ada Example", "Bo Muster"),
        categories=categories,
        comments="12 pages",
        submitted=submitted,
        updated=submitted,
        announced=announced,
        version=version,
    )


def announce(
    times: Sequence[tuple[datetime, int]], *, rough: float = 0, seed: int = 0
) -> tuple[Paper, ...]:
    """Return papers as arXiv would number them.

    Each time of submission comes with the days that moderation holds the paper. A mailing is
    numbered in order of submission, give or take *rough* hours, and the numbers of a month go
    on over its mailings.
    """
    draw = random.Random(seed)  # noqa: S311  # repeatable, not secret
    waiting = sorted(
        (
            earliest_mailing(t + timedelta(days=held)),
            t - timedelta(hours=rough * draw.random()),
            t,
        )
        for t, held in times
    )
    made: list[Paper] = []
    number, month = 0, ""
    for mailing, batch in groupby(waiting, key=lambda row: row[0]):
        if month != f"{mailing:%y%m}":
            number, month = 0, f"{mailing:%y%m}"
        for _, _, submitted in batch:
            number += 1
            made.append(paper(f"{month}.{number:05d}", submitted, announced=mailing))
    return tuple(made)


def crowd(
    count: int,
    *,
    seed: int,
    until: datetime = NOW,
    days: int = 45,
    held: float = 0.05,
    among: Sequence[str] = ("cs.DC",),
) -> tuple[Paper, ...]:
    """Return about *count* papers of the *days* before *until*, a share of them *held*.

    Each is in one or two of the categories *among*.
    """
    draw = random.Random(seed)  # noqa: S311  # repeatable, not secret
    made = announce(list(_times(count, draw, until, days, held)))
    return tuple(
        replace(p, categories=tuple(dict.fromkeys(draw.choices(among, k=2))))
        for p in made
        if _out(p, until)
    )


def is_right(told: Sweep | Split, papers: Iterable[Paper], window: Window) -> bool:
    """Whether all of *papers* announced in *window* were told, and beyond them doubtful ones only.

    Of a mailing's worth of doubt there are a few at most.
    """
    exact = {p.id for p in papers if p.announced and p.announced in window}
    got = {p.id for p in (told.papers if isinstance(told, Sweep) else told.inside)}
    return exact <= got and got - exact <= told.uncertain and len(told.uncertain) <= len(got) + 9


def _times(
    count: int, draw: random.Random, until: datetime, days: int, held: float
) -> Iterator[tuple[datetime, int]]:
    for _ in range(count):
        moment = until - timedelta(seconds=draw.randrange(days * 86_400))
        yield moment, draw.randrange(1, 20) if draw.random() < held else 0


def _out(made: Paper, until: datetime) -> bool:
    return made.announced is not None and made.announced < until
