"""EDGE: arXiv's announcement feeds as a source: today's mailing; the only importer of `feedparser`.

A feed holds one day, and a missed day is gone: then the search API is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import mktime_tz, parsedate_tz
from time import gmtime
from typing import Literal
from xml.etree.ElementTree import Element  # parsed by strict_xml

import feedparser

from bot.arxiv.feed.freshness import (
    Feed,
    doubtful_feeds,
    knows_too_little,
    lacking,
    mailing_due,
    troubles,
)
from bot.arxiv.http.fetching import Http
from bot.arxiv.http.retry_policy import Doubtful
from bot.arxiv.http.transfer import OfflineError
from bot.arxiv.paging.harvest import Census
from bot.arxiv.records.make_paper import make_paper, split_authors, version_of
from bot.arxiv.records.strict_xml import ATOM, NotXml, only_first, parse_xml
from bot.arxiv.sweep.account import Tally, check_categories, feed_name, is_in
from bot.arxiv.sweep.calendar import submissions_of
from bot.arxiv.sweep.seen import Seen, with_feed
from bot.arxiv.sweep.source import Source, Sweep
from bot.core.errors import ConfigError, TryAgainLater
from bot.core.ports import Progress
from bot.core.window import Window
from classifier.papers import ArxivId, Paper, parse_arxiv_id

Kind = Literal["new", "cross", "replace", "replace-cross"]
_KINDS: tuple[Kind, ...] = ("new", "cross", "replace", "replace-cross")
_FRESH: frozenset[Kind] = frozenset({"new", "cross"})
_ARXIV, _DC = "{http://arxiv.org/schemas/atom}", "{http://purl.org/dc/elements/1.1/}"
_PARTS = {
    "guid": "id",
    "title": "title",
    "description": "summary",
    "pubDate": "published",
    f"{_DC}creator": "author",
    f"{_ARXIV}announce_type": "arxiv_announce_type",
    f"{_ARXIV}journal_reference": "arxiv_journal_reference",
    f"{_ARXIV}DOI": "arxiv_doi",
}
"""The parts of an item in RSS, and what `feedparser` calls them."""
_ONE_DAY = timedelta(days=1)
_ASKS = 2  # questions: the search API may be wrong once


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One announcement: what kind, of which paper."""

    kind: Kind
    paper: Paper


class FeedSource:
    """Papers announced today. `announced` is the mailing's date, midnight in Eastern time.

    Parameters
    ----------
    url: where the feeds are; "/rss/CATEGORY" is added.
    lookups: answers look-ups, which feeds cannot, and sweeps windows of more than a day.
    census: knows what was submitted for today's mailing, against which the feeds are checked.
    seen: what runs before have dealt with; a feed of nothing else is an old one.
    replacements: whether new versions of older papers count as papers of the day.
    first: whether the census comes first: where it and the memory are away, feeds are not worth
        asking, and `TryAgainLater` is raised.
    """

    def __init__(  # noqa: PLR0913  # what a reading depends on, by name
        self,
        http: Http,
        url: str,
        *,
        progress: Progress,
        now: datetime,
        lookups: Source,
        census: Census,
        seen: Seen | None = None,
        replacements: bool = False,
        first: bool = False,
    ) -> None:
        self._http, self._url, self._progress = http, url.rstrip("/"), progress
        self._now, self._lookups, self._seen = now, lookups, seen
        self._census, self._first = census, first
        self._kept = frozenset(_KINDS) if replacements else _FRESH

    @property
    def tally(self) -> Tally:
        """What was asked so far."""
        return self._http.tally

    def sweep(self, window: Window, categories: Sequence[str]) -> Sweep:
        """Return new and cross-listed papers of the feeds.

        A longer window than the day that feeds hold, such as after a missed one, is swept by the
        search API instead.
        """
        check_categories(categories)
        if not categories:
            raise ConfigError("arxiv.categories: --source feed needs at least one category")
        if self._now - window.since > _ONE_DAY:
            self._progress.step("the feeds hold one day only: asking the search API instead")
            return self._lookups.sweep(window, categories)
        mailing = mailing_due(self._now)
        known = self._known_first(mailing, categories) if self._first and mailing else {}
        feeds, counts, failed = self._feeds(categories)
        known, doubts = self._known(feeds, mailing, categories, known)
        doubtful = failed + troubles(feeds, now=self._now, seen=self._seen) + doubts
        papers = {paper.id: paper for feed in feeds for paper in (*feed.revised, *feed.kept)}
        # The search API knows more of a paper than its feed, such as that it was withdrawn.
        papers |= {p.id: replace(p, announced=_announced(p, papers)) for p in known.values()}
        old = self._seen.ids - _revised(feeds) if self._seen else frozenset()
        # What has no date is of this mailing as far as anybody knows.
        inside = (
            p
            for p in papers.values()
            if (p.announced is None or p.announced in window) and p.id not in old
        )
        return Sweep(
            papers=tuple(sorted(inside, key=lambda paper: paper.id)),
            complete=not doubtful,
            troubles=doubtful,
            requests=self._http.tally.requests,
            counts=counts,
            seen=with_feed(self._seen, papers, categories, now=self._now),
        )

    def lookup(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, Paper]:
        """Return what the search API knows of *ids*."""
        return self._lookups.lookup(ids)

    def new_today(self, category: str) -> frozenset[ArxivId]:
        """Return what the feed of *category* calls new. Raises `TryAgainLater` or `SourceError`."""
        items = self._items(category, changed=True)
        return frozenset(item.paper.id for item in items if item.kind == "new")

    def _known_first(
        self, mailing: datetime, categories: Sequence[str]
    ) -> dict[ArxivId, Paper] | None:
        """Return what the search API knows of *mailing*, None where only the feeds can tell."""
        try:
            return self._submitted(mailing, categories)
        except TryAgainLater:
            if self._seen is None:
                raise
            return None

    def _submitted(self, mailing: datetime, categories: Sequence[str]) -> dict[ArxivId, Paper]:
        """Return what the search API knows of *mailing*. Raises `TryAgainLater`."""
        start, end = submissions_of(mailing)
        page = self._census.submitted(start, end, categories)
        return {p.id: p for p in page.papers if p.submitted and start <= p.submitted < end}

    def _known(
        self,
        feeds: Sequence[Feed],
        mailing: datetime | None,
        categories: Sequence[str],
        known: dict[ArxivId, Paper] | None,
    ) -> tuple[dict[ArxivId, Paper], tuple[str, ...]]:
        """Return the papers that the search API knows of *mailing*, and what they show is wrong.

        Papers submitted for a mailing cannot have come with an earlier one; feeds that lack them
        are stale, or cut off. What is *known* already need not be asked for; None means that the
        search is away.
        """
        if mailing is None:
            return {}, ()
        if known is None:
            return {}, self._self_doubt(feeds)
        try:
            for _ in range(_ASKS):
                if known and not knows_too_little(feeds, known):
                    break
                known |= self._submitted(mailing, categories)
                if not knows_too_little(feeds, known):
                    break
        except TryAgainLater:
            return {}, self._self_doubt(feeds)
        return known, lacking(feeds, tuple(known.values()), mailing, self._seen)

    def _self_doubt(self, feeds: Sequence[Feed]) -> tuple[str, ...]:
        """Return what the feeds say against themselves, for nobody else can."""
        self._progress.step("asking the feeds themselves whether that is all")
        doubts, unsure = doubtful_feeds(feeds, self._seen)
        if doubts:
            return doubts
        try:
            again = [(feed, self._items(feed.category, changed=False)) for feed in unsure]
        except TryAgainLater as error:
            return (f"nothing confirms that the feeds are whole: {error}",)
        return tuple(
            f"asked again, the feed of {feed.category} holds other papers"
            for feed, items in again
            if len(items) != feed.items
            or not {p.id for p in feed.kept} <= {item.paper.id for item in items}
        )

    def _items(self, category: str, *, changed: bool) -> tuple[FeedItem, ...]:
        # One feed for all would hit the limit of items, which cuts off new papers first.
        url = f"{self._url}/rss/{feed_name(category)}"
        return self._http.ask(url, {}, read_feed, accept="application/rss+xml", changed=changed)

    def _feeds(
        self, categories: Sequence[str]
    ) -> tuple[list[Feed], dict[str, int], tuple[str, ...]]:
        """Ask for each feed, and drop what is of none of *categories*, though it is counted.

        Raises `TryAgainLater` when not one comes.
        """
        feeds: list[Feed] = []
        among = frozenset(categories)
        failed: list[str] = []
        kinds: Counter[str] = Counter()
        for category in categories:
            self._progress.step(f"reading the feed of {category}")
            try:
                items = self._items(category, changed=True)
            except TryAgainLater as error:
                offline = isinstance(error, OfflineError)
                if not feeds and (offline or category == categories[-1]):
                    raise
                failed.append(f"no feed of {category}: {error}")
                if offline:
                    break
                continue
            mine = [i for i in items if is_in(i.paper.categories, among) or not i.paper.categories]
            kinds.update(item.kind for item in mine)
            kinds["other_categories"] += len(items) - len(mine)
            self._http.tally.needed += 1
            kept = [item for item in mine if item.kind in self._kept]
            fresh = tuple(item.paper for item in kept if item.kind in _FRESH)
            revised = tuple(item.paper for item in kept if item.kind not in _FRESH)
            feeds.append(Feed(category, fresh, len(items), revised))
        counts = {kind.replace("-", "_"): kinds[kind] for kind in (*_KINDS, "other_categories")}
        return feeds, counts, tuple(failed)


def _announced(paper: Paper, papers: Mapping[ArxivId, Paper]) -> datetime | None:
    here = papers.get(paper.id)
    return here.announced if here else paper.announced


def _revised(feeds: Sequence[Feed]) -> frozenset[ArxivId]:
    return frozenset(paper.id for feed in feeds for paper in feed.revised)


def read_feed(raw: bytes) -> tuple[FeedItem, ...]:
    """Return the announcements in the feed *raw*. Raises `Doubtful` for anything else."""
    try:
        root = parse_xml(raw)
    except NotXml as error:
        raise Doubtful(str(error)) from error
    if root.tag not in ("rss", f"{ATOM}feed"):
        raise Doubtful("a page that is no feed")
    # Entries of a feed are trusted only after the strict parse: this parser mends what it gets. It
    # says what an item means, but takes a second for 3,000: so it reads the first one, and the
    # others are read here if that says the same.
    feed = _parse(only_first(raw, "item"))
    if "arxiv" not in str(feed.feed.get("title", "")).lower():
        raise Doubtful("a feed that is not arXiv's")
    items = root.findall("channel/item")
    if items and feed.entries and _item(feed.entries[0]) == _item(_entry(items[0])):
        return tuple(_item(_entry(item)) for item in items)
    return tuple(map(_item, _parse(raw).entries))


def _parse(raw: bytes) -> feedparser.FeedParserDict:
    return feedparser.parse(raw, sanitize_html=False, resolve_relative_uris=False)


def _entry(item: Element) -> dict[str, object]:
    """Return what `feedparser` would make of an *item* of RSS, as far as it is asked for."""
    texts: dict[str, object] = {}
    terms: dict[str, None] = {}
    for part in item:
        text = (part.text or "").strip()
        if part.tag == "category":
            terms[text] = None
        elif name := _PARTS.get(part.tag):
            texts[name] = text
    moment = parsedate_tz(str(texts.get("published", "")))
    return {
        **texts,
        "tags": [{"term": term} for term in terms],
        "published_parsed": tuple(gmtime(mktime_tz(moment))) if moment else None,
    }


def _item(entry: Mapping[str, object]) -> FeedItem:
    raw_id = _text(entry, "id")
    kind = next((k for k in _KINDS if k == _text(entry, "arxiv_announce_type")), None)
    try:
        arxiv_id = parse_arxiv_id(raw_id)
    except ValueError as error:
        raise Doubtful(str(error)) from error
    if kind is None:
        raise Doubtful(f"{arxiv_id} without a known kind of announcement")
    summary = _text(entry, "summary")
    return FeedItem(
        kind,
        make_paper(
            arxiv_id,
            title=_text(entry, "title"),
            abstract=summary.partition("Abstract:")[2] or summary,
            authors=split_authors(_text(entry, "author")),
            categories=_terms(entry),
            journal_ref=_text(entry, "arxiv_journal_reference"),
            doi=_text(entry, "arxiv_doi"),
            announced=_moment(entry),
            version=version_of(raw_id),
        ),
    )


def _text(entry: Mapping[str, object], key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""


def _terms(entry: Mapping[str, object]) -> list[str]:
    tags = entry.get("tags")
    terms = (tag.get("term") for tag in tags) if isinstance(tags, list) else ()
    return [term for term in terms if isinstance(term, str)]


def _moment(entry: Mapping[str, object]) -> datetime | None:
    parsed = entry.get("published_parsed")
    if not isinstance(parsed, tuple):
        return None
    year, month, day, hour, minute, second = parsed[:6]
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
