"""What reading arXiv's answers costs, beside the packages that could read them whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from xml.etree import ElementTree

import feedparser
from arxiv import _feed as arxiv_feed

from bot.arxiv.api.atom import read_page
from bot.arxiv.feed.announcements import read_feed
from bot.arxiv.oai.oai_answers import read_batch
from tests.arxiv import pages
from tests.arxiv.fakes import NOW, crowd


def reading(among: Sequence[str]) -> Iterator[str]:
    """Yield for each door what reading 10,000 papers costs, beside a parser of the whole answer."""
    papers = crowd(2_300, seed=1, among=among)[:2_000]
    feed = pages.feed("cs.AI", [("new", p) for p in papers], day=NOW.date()).body
    page = pages.results(papers, total=2_000, start=0, size=2_000).body
    batch = pages.records(papers, {}, 0, 2_000).encode()
    for name, ours, theirs, raw in (
        ("search API", read_page, arxiv_feed.parse, page),
        ("feed", read_feed, partial(feedparser.parse, sanitize_html=False), feed),
        ("OAI-PMH", read_batch, ElementTree.fromstring, batch),
    ):
        here, there = _seconds(ours, raw), _seconds(theirs, raw)
        kind = "the plain XML parser" if name == "OAI-PMH" else "the package alone"
        yield f"reading, {name}: {here:.2f} s of CPU per 10,000 papers; {kind} {there:.2f}"


def _seconds(read: Callable[[bytes], object], raw: bytes) -> float:
    """Return the least of three times for five answers of 2,000 papers."""
    times = []
    for _ in range(3):
        began = time.process_time()
        read(raw)
        times.append(time.process_time() - began)
    return 5 * min(times)
