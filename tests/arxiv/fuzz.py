"""Random archives, windows and faults: what came must be right, or said to be incomplete.

`python -m tests.arxiv.fuzz 200` runs seeds 0 to 199 and prints figures; `make fuzz` does that.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from typing import Final

from bot.arxiv.api.search import ApiSource
from bot.arxiv.feed.announcements import FeedSource
from bot.arxiv.oai.harvester import OaiSource
from bot.arxiv.sources import open_source
from bot.arxiv.sweep.calendar import EASTERN, earliest_mailing
from bot.arxiv.sweep.seen import Seen
from bot.arxiv.sweep.source import Source, Sweep
from bot.config import ArxivTable
from bot.core.errors import BotError
from bot.core.window import Window
from classifier.papers.paper import Paper
from tests.arxiv import pages
from tests.arxiv.fakes import NOW, FakeClock, FakeProgress, client, crowd, is_right
from tests.arxiv.server import RULE, ArxivDouble

SPOILT: Final = (
    *("empty", "zero", "short", "hole", "total too big", "total too small", "doubled"),
    *("agreed short", "agreed end", "agreed holes", "replica"),
    *("unsorted", "too many", "truncated", "cut", "malformed", "reset", "shifted", "reordered"),
    *("html", "plain html", "portal page", "blank", "bomb", "rate text", "error entry"),
    *("202", "204", "206", "300", "304"),
    *("406", "429", "500", "503", "503 later", "503 much later", "gone"),
    *("stale", "dated anew", "undated"),
)
SHARE = 0.3
DAY = timedelta(days=1)
_CATEGORIES = ("cs.DC", "cs.LG", "cs.CL")


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended: "complete", "incomplete" or "failed", and what it asked for."""

    seed: int
    source: str
    how: str
    requests: int = 0
    needed: int = 0
    problem: str = ""


def one_run(seed: int) -> Ending:
    """Return how the run of *seed* ended; `problem` is "" unless it broke a promise."""
    draw = random.Random(seed)  # noqa: S311  # repeatable, not secret
    papers = _archive(draw, seed)
    kind = draw.choice(("api", "api", "oai", "feed"))
    window = Window(NOW - timedelta(days=1), NOW) if kind == "feed" else _window(draw)
    if kind == "feed":
        papers = _in_feeds(papers)
    seen = _seen(draw, papers, window) if kind != "oai" else None
    clock = FakeClock()
    double = ArxivDouble(
        papers,
        faults=lambda _: draw.choice(SPOILT) if draw.random() < SHARE else "",
        clock=clock,
        ties=seed,
        per_answer=draw.choice((50, 200, 2_500)),
    )
    with double as url:
        source = _source(kind, url, clock, seen)
        try:
            sweep: Sweep | None = source.sweep(window, _CATEGORIES)
        except BotError as error:
            sweep = None
            if error.exit_code != 75:
                return Ending(seed, kind, "failed", problem=f"not to be tried again: {error}")
        needed = source.tally.needed
    return Ending(
        seed,
        kind,
        "failed" if sweep is None else "complete" if sweep.complete else "incomplete",
        len(double.asked),
        needed,
        _problem(sweep, papers, window, seen) or _haste(double),
    )


def _archive(draw: random.Random, seed: int) -> Sequence[Paper]:
    count = draw.choice((40, 120, 350, 900, 2_600, 4_500))
    return crowd(count, seed=seed, held=draw.choice((0.0, 0.05, 0.2)), among=_CATEGORIES)


def _window(draw: random.Random) -> Window:
    since = NOW - timedelta(hours=draw.randrange(20, 240))
    until = NOW if draw.random() < 0.7 else since + timedelta(hours=draw.randrange(24, 96))
    return Window(since, min(until, NOW))


def _seen(draw: random.Random, papers: Sequence[Paper], window: Window) -> Seen | None:
    """Return what a run before could have seen: up to some moment inside the window."""
    if draw.random() < 0.5 or window.until < NOW:
        return None
    ids = frozenset(p.id for p in papers if p.announced and p.announced < window.since)
    return Seen(covers=NOW - timedelta(days=60), categories=_CATEGORIES, ids=ids)


def _in_feeds(papers: Sequence[Paper]) -> Sequence[Paper]:
    """Return *papers* with the moments that feeds give: the midnight after the mailing.

    Of held papers only the feeds know the day, so that nothing could tell that a feed lacks one.
    """
    return [
        replace(p, announced=pages.midnight(p.announced.astimezone(EASTERN).date() + DAY))
        for p in papers
        if p.announced and p.submitted and p.announced == earliest_mailing(p.submitted)
    ]


def _source(kind: str, url: str, clock: FakeClock, seen: Seen | None) -> Source:
    http, progress = client(clock), FakeProgress()
    api = ApiSource(
        http,
        f"{url}/api/query",
        progress=progress,
        now=NOW,
        sweep_back=timedelta(days=28),
        background=1_000,
        seen=seen,
    )
    if kind == "feed":
        return FeedSource(http, url, progress=progress, now=NOW, lookups=api, census=api, seen=seen)
    if kind == "oai":
        return OaiSource(
            http,
            f"{url}/oai",
            progress=progress,
            now=NOW,
            background=1_000,
            lookups=api,
            census=api,
        )
    return api


def _problem(
    sweep: Sweep | None, papers: Sequence[Paper], window: Window, seen: Seen | None
) -> str:
    if sweep is None or not sweep.complete:
        return "" if sweep is None or sweep.troubles else "incomplete without a word"
    if seen is not None and sweep.uncertain:
        return "uncertain in spite of a memory"
    return "" if is_right(sweep, papers, window) else "not the papers of the window"


def _haste(double: ArxivDouble) -> str:
    return "" if all(gap >= RULE for gap in double.gaps()) else "two requests too close"


def main(seeds: int, tell: Callable[[str], None]) -> int:
    """Run *seeds* seeds, tell the figures, and return how many broke a promise."""
    endings = [one_run(seed) for seed in range(seeds)]
    for ending in endings:
        if ending.problem:
            tell(f"seed {ending.seed} ({ending.source}, {ending.how}): {ending.problem}")
    for how, source in product(("complete", "incomplete", "failed"), ("api", "oai", "feed")):
        of_kind = [e for e in endings if (e.how, e.source) == (how, source)]
        asked, needed = sum(e.requests for e in of_kind), sum(e.needed for e in of_kind)
        tell(
            f"{source}, {how}: {len(of_kind)} runs, "
            f"{asked} requests made / {needed} needed without faults"
        )
    broken = sum(bool(ending.problem) for ending in endings)
    tell(f"{broken} of {seeds} runs broke a promise")
    return broken


FOR_EVER: Final = (
    *(fault for fault in SPOILT if fault != "replica"),
    *("403", "404", "refused", "portal", "511"),
)
"""What a door may have for ever; a "replica" cannot be told from the truth without a memory."""
WINDOWS: Final = (Window(NOW - 2 * DAY, NOW), Window(NOW - 7 * DAY, NOW),
                  Window(NOW - 12 * DAY, NOW - 4 * DAY))  # fmt: skip
YESTERDAY: Final = Window(NOW - 1.5 * DAY, NOW)
_SPARE = 3  # requests at doors that did not serve


def door_run(doors: Sequence[str], fault: str, window: Window, *, remembered: bool = False) -> str:
    """Return what is wrong with a run of "auto" while *doors* always have *fault*, "" if nothing.

    With a memory it is a run of each day, and of one category, for which feeds are the cheapest.
    """
    categories = _CATEGORIES[:1] if remembered else _CATEGORIES
    papers = [
        p for p in crowd(350, seed=7, held=0.1, among=_CATEGORIES)
        if set(p.categories) & set(categories)
    ]  # fmt: skip
    seen = _memory(papers, categories, window) if remembered else None
    clock = FakeClock()
    double = ArxivDouble(
        _in_feeds(papers) if remembered else papers,
        clock=clock,
        at_door=dict.fromkeys(doors, fault),
        per_answer=2_500,
    )
    with double as url:
        source = open_source(
            "auto",
            settings=ArxivTable(categories=categories),
            env=double.env(url),
            clock=clock,
            progress=FakeProgress(),
            now=NOW,
            http=client(clock),
            seen=seen,
        )
        try:
            sweep = source.sweep(window, categories)
        except BotError as error:
            return "" if len(doors) > 1 else f"not served: {error}"
    if not sweep.complete:
        return "" if len(doors) > 1 and sweep.troubles else f"incomplete: {sweep.troubles}"
    exact = {p.id for p in double.papers if p.announced and p.announced in window}
    got = {p.id for p in sweep.papers}
    if exact - got - (seen.ids if seen else set()):
        return "not the papers of the window"
    spare = len(double.asked) - double.asked_at(sweep.account.visits[-1].door)
    return _haste(double) or (f"{spare} requests too many" if spare > _SPARE else "")


def _memory(papers: Sequence[Paper], categories: Sequence[str], window: Window) -> Seen:
    then = window.since + timedelta(hours=1)
    ids = frozenset(p.id for p in papers if p.announced and p.announced < then)
    return Seen(
        covers=NOW - 45 * DAY, categories=tuple(categories), ids=ids, until=then, reached=then
    )


def door_table(tell: Callable[[str], None]) -> int:
    """Walk door x fault x window, tell what is wrong and a line of figures; return how many are.

    Where one door has the fault, the others must serve. Where all have it, nothing may be called
    complete that is not.
    """
    cases = [
        (doors, fault, window, remembered)
        for fault in FOR_EVER
        for doors in (("api",), ("feed",), ("oai",), ("api", "oai"), ("api", "feed", "oai"))
        for window, remembered in (*((w, False) for w in WINDOWS), (YESTERDAY, True))
        if remembered or "feed" not in doors
    ]
    wrong = 0
    for doors, fault, window, remembered in cases:
        if why := door_run(doors, fault, window, remembered=remembered):
            wrong += 1
            when = f"{window.since:%m-%d} to {window.until:%m-%d}"
            tell(f"{' and '.join(doors)}, {fault}, {when}: {why}")
    tell(f"{wrong} of {len(cases)} walks past doors with a fault broke a promise")
    return wrong


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]), print) + door_table(print)))
