"""What people decided, carried out at once and without polling arXiv: `bot sync`, as a line.

Nothing is judged or chosen anew; what waits goes on waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from bot.arxiv import Source
from bot.core.errors import BotError
from bot.core.ports import Progress
from bot.core.window import Window, window_between
from bot.pipeline.conclude import conclude, edited, read
from bot.pipeline.proposal_items import not_done
from bot.pipeline.report import Report
from bot.pipeline.stages import Choice, DecidedList, Failure, Job, ListContext, Order
from bot.pipeline.steering import steer
from bot.proposal import Item, State, decode
from classifier.papers import ArxivId, Selection


def sync(
    jobs: Sequence[Job],
    order: Order,
    *,
    open_source: Callable[[frozenset[ArxivId]], Source],
    progress: Progress,
) -> Iterator[Report | Failure]:
    """Yield what came of people's decisions for each of *jobs*; `order.window` is a fallback."""
    for job in jobs:
        progress.step(f"reading {job.config.list_name}")
        try:
            yield _sync(read(job), order, open_source)
        except BotError as error:
            yield Failure(job.config.list_name, error)


def _sync(
    context: ListContext, order: Order, open_source: Callable[[frozenset[ArxivId]], Source]
) -> Report:
    wanted = context.concerned()
    known = open_source(wanted).lookup(sorted(wanted)) if wanted else {}
    decided = steer(context, known)
    choice = Choice(Selection(), unjudged=context.standing.waiting)
    order = replace(order, window=last_window(context) or order.window)
    report, after = edited(decided, order, choice, known)
    said = context.decisions.said
    papers = report.papers
    shown = (*papers.proposed, *papers.could_not_place)
    gone = decided.refused | decided.aside | {item.arxiv_id for item in shown}
    report = replace(
        report,
        refresh=context.decisions.refresh,
        cared=context.standing.cared or context.job.config.settings.care.on,
        papers=replace(
            papers,
            near_misses=_left(said.near, gone, decided),
            could_not_place=(*papers.could_not_place, *_left(said.unplaced, gone, decided)),
        ),
    )
    return conclude(decided, order, report, after)


def _left(
    items: Sequence[Item], gone: frozenset[ArxivId], decided: DecidedList
) -> tuple[Item, ...]:
    """Return *items* that are still merely offered, with the trouble that a wish for one met."""
    return tuple(not_done(item, decided.troubles) for item in items if item.arxiv_id not in gone)


def last_window(context: ListContext) -> Window | None:
    """Return the window that the pull request was last polled for, if it remembers one."""
    for body in (context.standing.body, context.standing.undone, context.standing.closed):
        state = decode(body)
        if isinstance(state, State) and state.window:
            try:
                since, until = map(datetime.fromisoformat, state.window)
                return window_between(since, until)
            except ValueError:
                continue
    return None
