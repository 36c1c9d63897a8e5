"""EDGE: opens the source that `--source` names; decides nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import inf
from pathlib import Path
from typing import Protocol

from bot.arxiv.api.search import ApiSource
from bot.arxiv.auto_source import AutoSource, NextDoor
from bot.arxiv.feed.announcements import FeedSource
from bot.arxiv.http.fetching import Http, Turn
from bot.arxiv.http.kept_answers import KeptAnswers
from bot.arxiv.http.retry_policy import Patience
from bot.arxiv.oai.harvester import OaiSource
from bot.arxiv.paging.harvest import Census
from bot.arxiv.snapshot.snapshot_file import DEMO, SnapshotSource, days_to
from bot.arxiv.store.branch_marks import ShelfMarks
from bot.arxiv.store.cache import CachedLookup, PaperCache, cache_folder, default_cache
from bot.arxiv.store.kept_sweeps import KeptSweeps
from bot.arxiv.store.marks import Marks
from bot.arxiv.sweep.account import Tally, Visit
from bot.arxiv.sweep.seen import Seen
from bot.arxiv.sweep.source import HalfKnownError, Source, Sweep
from bot.core.errors import BotError, SourceError, TryAgainLater
from bot.core.ports import Clock, Progress
from bot.core.window import Window
from classifier.papers import ArxivId, Paper

__all__ = [
    "SOURCES",
    "ApiSource",
    "AutoSource",
    "FeedSource",
    "Marks",
    "OaiSource",
    "ShelfMarks",
    "SnapshotSource",
    "cache_folder",
    "default_cache",
    "open_file",
    "open_source",
]


class Announcements(Protocol):
    """The part of the policy that only a feed can carry out."""

    @property
    def replace(self) -> str:
        """For new versions of older papers: "propose" or "ignore"."""


class PollSettings(Protocol):
    """What a source must know; the table [arxiv] of the configuration has it."""

    @property
    def sweep_back_days(self) -> int:
        """How long before the window to look for submissions."""

    @property
    def background(self) -> int:
        """How many older papers to return, at most."""

    @property
    def api_url(self) -> str:
        """The search API."""

    @property
    def feed_url(self) -> str:
        """The announcement feeds."""

    @property
    def oai_url(self) -> str:
        """The OAI-PMH interface."""

    @property
    def announcements(self) -> Announcements:
        """What becomes of each kind of announcement."""

    @property
    def contact(self) -> str:
        """A mail address or page for the User-Agent, or ""."""


_DEMO_FILE = Path(__file__).parent / "snapshot" / "invented-papers.jsonl"
SOURCES = ("auto", "api", "feed", "oai")
_TRIES_IN_HASTE = 2  # questions at a door while another one can be asked instead


def open_source(  # noqa: PLR0913  # the world, by name
    spec: str,
    *,
    settings: PollSettings,
    env: Mapping[str, str],
    clock: Clock,
    progress: Progress,
    now: datetime,
    wanted: Sequence[ArxivId] = (),
    cache: PaperCache | None = None,
    http: Http | None = None,
    seen: Seen | None = None,
    folder: Path | None = None,
) -> Source:
    """Return the source *spec*: "auto", "api", "feed", "oai", "demo", or else a snapshot's path.

    *env* may override addresses: ARXIV_API_URL, ARXIV_FEED_URL, ARXIV_OAI_URL. *wanted* are
    the ids that will be looked up: a snapshot is read once if its sweep comes first. Sources
    that share an *http* share its pace, as arXiv wants it.
    What was *seen* before is old. In *folder* an interrupted harvest waits to be gone on with, and
    what was swept for others of the day.
    Nothing is asked or read yet.
    """
    if spec not in SOURCES:
        return open_file(
            spec, now=now, progress=progress, background=settings.background, wanted=wanted
        )
    # A harvest of years is asked for by hand, and may take the hours that it takes.
    patience = Patience(run=inf) if spec == "oai" else Patience()
    http = http or Http(
        clock=clock,
        progress=progress,
        contact=settings.contact,
        patience=patience,
        turn=Turn(folder, clock) if folder else None,
        answers=KeptAnswers(folder) if folder else None,
    )
    doors = _Doors(http, settings, env, progress=progress, now=now, seen=seen, folder=folder)
    api = doors.api(patient=True)
    lookups: Source = CachedLookup(api, cache, now=now) if cache else api
    if spec == "feed":
        return doors.feed(lookups, api)
    if spec == "oai":
        return doors.oai(lookups, api)
    if spec == "auto":
        return _auto(doors, cache)
    return lookups


def open_file(
    spec: str,
    *,
    now: datetime,
    progress: Progress,
    background: int = 0,
    wanted: Sequence[ArxivId] = (),
    remedy: str = "name a file, or one of api, feed, oai, demo",
) -> SnapshotSource:
    """Return the snapshot at the path *spec*; "demo" is our invented papers, new as of *now*."""
    demo = spec == DEMO
    return SnapshotSource(
        str(_DEMO_FILE) if demo else spec,
        progress=progress,
        background=background,
        wanted=wanted,
        remedy=remedy,
        move=days_to(now) if demo else timedelta(),
    )


class _Doors:
    """Opens arXiv's interfaces for one run; they share a client, and so a pace."""

    def __init__(  # noqa: PLR0913  # as `open_source`
        self,
        http: Http,
        settings: PollSettings,
        env: Mapping[str, str],
        *,
        progress: Progress,
        now: datetime,
        seen: Seen | None,
        folder: Path | None,
    ) -> None:
        self.http, self._settings, self._folder = http, settings, folder
        self.progress, self.now, self.seen = progress, now, seen
        self.sweep_back = timedelta(days=settings.sweep_back_days)
        self._api_url = env.get("ARXIV_API_URL") or settings.api_url
        self._feed_url = env.get("ARXIV_FEED_URL") or settings.feed_url
        self._oai_url = env.get("ARXIV_OAI_URL") or settings.oai_url

    def api(self, *, patient: bool) -> ApiSource:
        """Return the search API; what it cannot give is asked of OAI-PMH."""
        return ApiSource(
            self.http,
            self._api_url,
            progress=self.progress,
            now=self.now,
            sweep_back=self.sweep_back,
            background=self._settings.background,
            seen=self.seen,
            elsewhere=self.records,
            patient=patient,
            kept=KeptSweeps(self._folder) if self._folder else None,
        )

    def feed(self, lookups: Source, census: Census, *, first: bool = False) -> FeedSource:
        """Return the announcement feeds."""
        return FeedSource(
            self.http,
            self._feed_url,
            progress=self.progress,
            now=self.now,
            lookups=lookups,
            census=census,
            seen=self.seen,
            replacements=self._settings.announcements.replace == "propose",
            first=first,
        )

    def oai(self, lookups: Source, census: Census | None, *, patient: bool = True) -> OaiSource:
        """Return OAI-PMH."""
        return OaiSource(
            self.http,
            self._oai_url,
            progress=self.progress,
            now=self.now,
            background=self._settings.background,
            lookups=lookups,
            census=census,
            seen=self.seen,
            folder=self._folder,
            patient=patient,
        )

    def records(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, Paper]:
        """Return what OAI-PMH gives of *ids*, a request each."""
        try:
            return self.oai(Closed("not asked", self.http.tally), None).records(ids)
        except HalfKnownError as error:
            return error.found
        except BotError:
            return {}


def _auto(doors: _Doors, cache: PaperCache | None) -> AutoSource:
    tries, doors.http.tries = doors.http.tries, _TRIES_IN_HASTE
    shut = Closed("", doors.http.tally, behind=doors.api(patient=True))
    lookups: Source = CachedLookup(shut, cache, now=doors.now) if cache else shut

    def open_door(step: NextDoor, visits: Sequence[Visit]) -> Source:
        doors.http.tries = tries if step.patient else _TRIES_IN_HASTE
        left = next((v.why for v in visits if v.door in ("api", "feed") and v.why), "")
        shut.why = "" if step.door == "api" else left
        if step.door == "oai":
            census = None if left else doors.api(patient=False)
            return doors.oai(lookups, census, patient=step.patient)
        if step.door == "feed":
            return doors.feed(lookups, doors.api(patient=False), first=True)
        return doors.api(patient=step.patient)

    return AutoSource(
        open_door,
        at_hand=lambda window, names: bool(doors.api(patient=True).at_hand(window, names)),
        withdraw=doors.api(patient=True).withdraw,
        lookups=lookups,
        records=doors.records,
        new_today=doors.feed(shut, doors.api(patient=False)).new_today,
        remember=cache.put if cache else lambda _: None,
        progress=doors.progress,
        now=doors.now,
        sweep_back=doors.sweep_back,
        seen=doors.seen,
    )


class Closed:
    """A source *behind* a door that is shut for the reason *why*, open while that is ""."""

    def __init__(self, why: str, tally: Tally, behind: Source | None = None) -> None:
        self.why, self.tally, self._behind = why, tally, behind

    def sweep(self, window: Window, categories: Sequence[str]) -> Sweep:
        """Return what the source behind answers. Raises `TryAgainLater` while it is shut."""
        return self._open().sweep(window, categories)

    def lookup(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, Paper]:
        """Return what the source behind knows. Raises `HalfKnownError` while it is shut."""
        try:
            return self._open().lookup(ids)
        except SourceError as error:  # refused: another door may know them
            self.why = str(error)
            raise HalfKnownError(self.why, {}) from error
        except TryAgainLater as error:
            self.why = self.why or str(error)
            raise

    def _open(self) -> Source:
        if self.why or self._behind is None:
            raise HalfKnownError(self.why, {})
        return self._behind
