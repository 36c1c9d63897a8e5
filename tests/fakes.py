"""Fakes that remember: each gives what it was told and notes what it was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from bot.arxiv.sweep.account import Tally
from bot.arxiv.sweep.source import Sweep
from bot.core.errors import BotError
from bot.core.window import Window
from bot.proposal.proposed import Outcome, Proposal, Standing
from classifier.papers.paper import ArxivId, Paper


class FakeSource:
    """Gives one sweep and the papers it knows."""

    def __init__(self, sweep: Sweep | BotError, known: Sequence[Paper] | BotError = ()) -> None:
        self._sweep = sweep
        self._known = known
        self.asked: list[tuple[Window, tuple[str, ...]]] = []
        self.looked_up: list[ArxivId] = []

    @property
    def tally(self) -> Tally:
        return Tally(requests=len(self.asked) + bool(self.looked_up))

    def sweep(self, window: Window, categories: Sequence[str]) -> Sweep:
        self.asked.append((window, tuple(categories)))
        if isinstance(self._sweep, BotError):
            raise self._sweep
        return self._sweep

    def lookup(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, Paper]:
        self.looked_up += ids
        if isinstance(self._known, BotError):
            raise self._known
        return {paper.id: paper for paper in self._known if paper.id in ids}


class FakeForge:
    """Holds files and remembers what was published to it."""

    def __init__(self, files: Mapping[str, bytes], **standing: object) -> None:
        self._files = files
        self._number = standing.get("number")
        self._body = str(standing.get("body", ""))
        self._refused = standing.get("refused", frozenset[ArxivId]())
        self.published: list[Proposal] = []

    def standing(self, list_name: str, files: Sequence[str]) -> Standing:
        assert list_name
        return Standing(
            files={name: self._files[name] for name in files},
            body=self._body,
            number=self._number if isinstance(self._number, int) else None,
            refused=self._refused if isinstance(self._refused, frozenset) else frozenset(),
        )

    def publish(self, proposal: Proposal, standing: Standing) -> Outcome:
        assert standing.files.keys() >= proposal.files.keys()
        self.published.append(proposal)
        return Outcome(what="created", url="https://example.org/pull/1", number=1)


class FakeClock:
    """A clock that moves only when somebody sleeps."""

    def __init__(self, now: datetime = datetime(2026, 11, 22, 12, tzinfo=UTC)) -> None:
        self._now = now
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._now.timestamp()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._now += timedelta(seconds=seconds)
