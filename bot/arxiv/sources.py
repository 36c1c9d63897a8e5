"""EDGE: opens the source that `--source` names; decides nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from bot.arxiv.api.search import ApiSource
from bot.arxiv.feed.announcements import FeedSource
from bot.arxiv.http.fetching import Http
from bot.arxiv.http.pacing import Turn
from bot.arxiv.oai.harvester import OaiSource
from bot.arxiv.snapshot.snapshot_file import SnapshotSource
from bot.arxiv.store.branch_marks import ShelfMarks
from bot.arxiv.store.cache import CachedLookup, PaperCache, cache_folder, default_cache
from bot.arxiv.store.marks import Marks
from bot.arxiv.sweep.seen import Seen
from bot.arxiv.sweep.source import Source
from bot.core.ports import Clock, Progress
from classifier.papers import ArxivId

__all__ = [
    "ApiSource",
    "FeedSource",
    "Marks",
    "OaiSource",
    "ShelfMarks",
    "SnapshotSource",
    "cache_folder",
    "default_cache",
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
    """Return the source *spec*: "api", "feed", "oai", or else the path of a snapshot.

    *env* may override addresses: ARXIV_API_URL, ARXIV_FEED_URL, ARXIV_OAI_URL. *wanted* are
    the ids that will be looked up: a snapshot is read once if its sweep comes first. Sources
    that share an *http* share its pace, as arXiv wants it.
    What was *seen* before is old. In *folder* an interrupted harvest waits to be gone on with.
    Nothing is asked or read yet.
    """
    if spec not in ("api", "feed", "oai"):
        return SnapshotSource(
            spec, progress=progress, background=settings.background, wanted=wanted
        )
    http = http or Http(
        clock=clock,
        progress=progress,
        contact=settings.contact,
        turn=Turn(folder, clock) if folder else None,
    )
    api = ApiSource(
        http,
        env.get("ARXIV_API_URL") or settings.api_url,
        progress=progress,
        now=now,
        sweep_back=timedelta(days=settings.sweep_back_days),
        background=settings.background,
        seen=seen,
    )
    lookups: Source = CachedLookup(api, cache, now=now) if cache else api
    if spec == "feed":
        url = env.get("ARXIV_FEED_URL") or settings.feed_url
        return FeedSource(
            http,
            url,
            progress=progress,
            now=now,
            lookups=lookups,
            census=api,
            seen=seen,
            replacements=settings.announcements.replace == "propose",
        )
    if spec == "oai":
        url = env.get("ARXIV_OAI_URL") or settings.oai_url
        return OaiSource(
            http,
            url,
            progress=progress,
            now=now,
            background=settings.background,
            lookups=lookups,
            census=api,
            folder=folder,
        )
    return lookups
