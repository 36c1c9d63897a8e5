"""EDGE: runs for a list: propose new papers, or carry out what people decided."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import sqlalchemy as sa

from bot.config import Config
from bot.core.errors import BotError, TryAgainLater
from bot.core.logged_progress import LoggedProgress
from bot.core.ports import Clock
from bot.core.terminal import log_text
from bot.core.version import __version__
from bot.core.window import window_between
from bot.github.client import open_forge, say_trouble
from bot.host.handlers.app_access import ReadRepository
from bot.host.handlers.arxiv_polling import ArxivPolling
from bot.host.handlers.json_log import run_id
from bot.host.handlers.paper_pool import PaperPool, PaperPools, PolledSource
from bot.host.storage.database import Database
from bot.host.storage.noting import no_trouble, note_trouble, untold
from bot.host.storage.tables import HostedList, Run
from bot.host.work.run_rows import outcome_of, paper_rows, style_of
from bot.pipeline import Failure, Job, Order, Report, run, sync
from bot.proposal import memory

_LOG = logging.getLogger(__name__)
_FOUR_WEEKS = timedelta(days=28)  # looked back where nothing is remembered, as `--since last` does
_KEPT_RUNS = 50  # of a list


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRuns:
    """Runs for the lists of a repository that was just read."""

    database: Database
    clock: Clock
    arxiv: ArxivPolling
    pools: PaperPools

    def serve(self, repository: ReadRepository, name: str) -> Report | None:
        """Propose what is new to the list *name*; None if it is gone. Raises `BotError`."""
        config, row = repository.configs.get(name), self._row(repository, name)
        if config is None or row is None:
            return None
        pool = self.pools.newest()
        if pool is None:
            raise TryAgainLater("arXiv was not swept yet")
        began, now = self.clock.now(), max(self.clock.now(), pool.until)
        order = _order(repository, row.served_at or now - _FOUR_WEEKS, now)
        source = self._source(pool, row.served)
        results = run(
            [self._job(repository, config)],
            order,
            open_source=lambda _: source,
            progress=LoggedProgress(),
            backgrounds=pool.backgrounds,
        )
        report = _only(results)
        done = report.polled is None or report.polled.complete
        held = report.outcome is not None and report.outcome.what == "held"
        self._note(row, report, "serve", began, pool=pool if done and not held else None)
        return report

    def steer(self, repository: ReadRepository, name: str) -> Report | None:
        """Carry out what people decided for the list *name*, without polling; else as `serve`."""
        config, row = repository.configs.get(name), self._row(repository, name)
        if config is None or row is None:
            return None
        began = self.clock.now()
        source = self._source(None, row.served)
        order = _order(repository, began - _FOUR_WEEKS, began)
        job = self._job(repository, config)
        report = _only(sync([job], order, open_source=lambda _: source, progress=LoggedProgress()))
        self._note(row, report, "steer", began, pool=None)
        return report

    def trouble(self, repository: ReadRepository, name: str, error: BotError) -> bool:
        """Store why the list *name* could not be served; return whether that is new."""
        _LOG.warning("trouble of list %s: %s", name, log_text(str(error)))
        with self.database.session() as session:
            number, now = repository.row.id, self.clock.now()
            return note_trouble(session, number, error, list_name=name, now=now)

    def tell(self, repository: ReadRepository) -> None:
        """Tell open pull requests what keeps their list from being served, once, and its end.

        Raises `BotError`.
        """
        with self.database.session() as session:
            lists = untold(session, repository.row.id)
        for row, text in lists:
            number = row.pull_number or 0
            note = say_trouble(repository.home, number, text, memory=memory)
            if note:
                _LOG.warning("list %s: %s", row.name, log_text(note))
            with self.database.session() as session:
                mine = sa.update(HostedList).where(HostedList.id == row.id)
                session.execute(mine.values(told=text))

    def _row(self, repository: ReadRepository, name: str) -> HostedList | None:
        mine = (HostedList.repository_id == repository.row.id, HostedList.name == name)
        with self.database.session() as session:
            return session.scalar(sa.select(HostedList).where(*mine))

    def _source(self, pool: PaperPool | None, served: int | None) -> PolledSource:
        return PolledSource(self.database, self.clock, pool, served, self.arxiv.lookup)

    def _job(self, repository: ReadRepository, config: Config) -> Job:
        rules = config.settings.publish.rules
        return Job(config=config, forge=open_forge(repository.home, memory=memory, rules=rules))

    def _note(
        self,
        row: HostedList,
        report: Report,
        kind: str,
        began: datetime,
        *,
        pool: PaperPool | None,
    ) -> None:
        with self.database.session() as session:
            current = session.get(HostedList, row.id)
            if current is None:  # the list was removed meanwhile
                return
            if pool is not None:
                current.served, current.served_at = pool.number, pool.until
            current.style = style_of(report) or current.style
            if report.outcome is not None and report.outcome.number:
                current.pull_number, current.pull_url = report.outcome.number, report.outcome.url
            session.add(
                Run(
                    id=run_id() or uuid4().hex,
                    list_id=row.id,
                    kind=kind,
                    began=began,
                    ended=self.clock.now(),
                    outcome=outcome_of(report),
                    looked=report.counts.get("papers", 0),
                    proposed=len(report.papers.proposed),
                    papers=paper_rows(report),
                )
            )
            no_trouble(session, row.repository_id, row.name)
            session.flush()
            old = sa.select(Run.id).where(Run.list_id == row.id).order_by(Run.began.desc())
            session.execute(sa.delete(Run).where(Run.id.in_(old.offset(_KEPT_RUNS))))


def _order(repository: ReadRepository, since: datetime, until: datetime) -> Order:
    return Order(
        window=window_between(min(since, until - timedelta(minutes=1)), until),
        files_url=f"https://github.com/{repository.files.name}/blob/HEAD",
        version=__version__,
    )


def _only(results: Iterator[Report | Failure]) -> Report:
    """Return the report of the only list. Raises the `BotError` that stopped its run."""
    result = next(results)
    if isinstance(result, Failure):
        raise result.error
    return result
