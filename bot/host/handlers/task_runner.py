"""EDGE: tasks done: lists run, repositories invited, sweeps begun."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from uuid import uuid4

import sqlalchemy as sa

from bot.config import Config
from bot.core.errors import BotError, ListError, TryAgainLater
from bot.core.logged_progress import LoggedProgress
from bot.core.ports import Clock
from bot.core.terminal import log_text
from bot.core.version import __version__
from bot.core.window import window_between
from bot.github import NamedRepository, RepositoryFiles
from bot.github.client import (
    GitHubHome,
    open_forge,
    open_installations,
    propose_onboarding,
    say_trouble,
)
from bot.host.handlers.app_access import (
    FEW,
    RESERVED,
    LimitUsedUpError,
    ReadRepository,
    RepositoryReader,
)
from bot.host.handlers.arxiv_polling import (
    KEPT,
    ArxivPolling,
    PaperPool,
    PaperPools,
    PolledSource,
    keep_sweep,
    newest_sweep,
)
from bot.host.handlers.json_log import a_run, run_id
from bot.host.storage.database import Database
from bot.host.storage.noting import (
    forget,
    lists_of,
    no_trouble,
    note_installation,
    note_repository,
    note_trouble,
    untold,
)
from bot.host.storage.tables import (
    Base,
    Delivery,
    HostedList,
    Installation,
    PolledPaper,
    RepositoryRow,
    RunRow,
    SweepRecord,
)
from bot.host.work.run_rows import outcome_of, paper_rows, style_of
from bot.host.work.tasks import Queue, Task
from bot.lists import read_list
from bot.markdown import Document
from bot.onboarding import (
    TITLE,
    FirstLook,
    ListFacts,
    choose,
    cron_for,
    holding,
    look,
    name_of,
    write_request,
)
from bot.pipeline import Failure, Job, Order, Report, run, sync, wanted_ids
from bot.proposal import Outcome, memory
from classifier.papers import ArxivId, Paper

MOST_READ = 60
"""Markdown files that are read of a repository: a request each."""
_ASKED = 200  # listed papers whose categories are asked for: two requests


@dataclass(frozen=True, slots=True)
class Inviting:
    """Proposes to install the bot; *known* returns what is known of papers, and may ask arXiv."""

    known: Callable[[Sequence[ArxivId]], Sequence[Paper]]

    def propose(self, home: GitHubHome, files: RepositoryFiles) -> Outcome:
        """Open the pull request, if there never was one. Raises `ListError` without a list."""
        guess = self.look(files)
        config = {f"config/{guess.first.name}.toml": guess.text.encode()}
        body = write_request(guess, (), guess.look_at, hosted=True)
        return propose_onboarding(home, config, TITLE, body)

    def look(self, files: RepositoryFiles) -> FirstLook:
        """Return what was recognised of the list. Raises `ListError` where there is none."""
        every = files.markdown()
        first = sorted(every, key=lambda file: (file.path.casefold() != "readme.md", -file.size))
        texts = files.read(first[:MOST_READ])
        held = [h for name, raw in texts.items() if (h := holding(name, raw)).papers]
        chosen = choose(held)
        if not chosen.files:
            raise ListError(
                f"no Markdown file of {files.name} has links to papers; write a config by hand:"
                " config/NAME.toml, with [list] files and [arxiv] categories"
            )
        listing = read_list([Document.parse(texts[name], name=name) for name in chosen.files])
        papers, unknown = self._papers(wanted_ids(listing))
        late = len(every) - len(texts)
        more = [f"{late} of {len(every)} Markdown files: the smaller ones"] if late else []
        return look(
            ListFacts(
                name=name_of(files.name.rpartition("/")[2]),
                listing=listing,
                left_out=chosen.left_out,
                papers=papers,
                cron=cron_for(files.name),
                unknown=("how fast the list grows", *unknown, *more),
            )
        )

    def _papers(self, ids: Iterable[ArxivId]) -> tuple[Sequence[Paper], tuple[str, ...]]:
        wanted = sorted(set(ids))
        if not wanted:
            return (), ("categories: no entry has an arXiv id",)
        try:
            return self.known(wanted[:: max(1, -(-len(wanted) // _ASKED))]), ()
        except TryAgainLater as error:
            return (), (f"categories: {error}",)


# --- runs for a list: propose new papers, or carry out what people decided.

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

        Raises `TryAgainLater`.
        """
        with self.database.session() as session:
            lists = untold(session, repository.row.id)
        for row, text in lists:
            number = row.pull_number or 0
            try:
                note = say_trouble(repository.home, number, text, memory=memory)
            except TryAgainLater:
                raise
            except BotError as error:  # a list is served all the same
                note = str(error)
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
                RunRow(
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
            old = sa.select(RunRow.id).where(RunRow.list_id == row.id).order_by(RunRow.began.desc())
            session.execute(sa.delete(RunRow).where(RunRow.id.in_(old.offset(_KEPT_RUNS))))


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


# --- does the tasks of a queue: one handler for each kind, the same for both queues.

_FRESH = timedelta(hours=6)
"""A complete sweep is used this long; arXiv announces once a day."""
_STALE = timedelta(minutes=30)  # one that was not complete
_DELIVERIES = timedelta(days=7)  # GitHub repeats a delivery by hand for three days
_TOGETHER = 500  # lists that are queued in one transaction
_LOOKED_UP = timedelta(days=360)  # what is known of listed papers is asked for again after that


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRunner:
    """Does tasks, with all that their handlers need."""

    database: Database
    queue: Queue
    clock: Clock
    arxiv: ArxivPolling
    repositories: RepositoryReader
    lists: ListRuns
    limited: dict[int, datetime] = field(default_factory=dict)
    """Until when the limit of each installation was used up when that was told last."""

    def perform(self, task: Task) -> None:
        """Do *task*. What may work later is tried again; what a person must mend is stored."""
        with a_run():
            _LOG.info("begins %s", task.key)
            try:
                self._handlers[task.kind](task)
            except TryAgainLater as error:
                self._later(task, error)
            except BotError as error:
                self._note(task, error)
            except Exception:  # noqa: BLE001  # no bug of one list ends the service
                # A bug in one task must not end the worker; its list is served when next due.
                _LOG.exception("failed %s", task.key)
                self._note(task, BotError("a bug of the bot's: its operator finds it in the log"))
            else:
                _LOG.info("done %s", task.key)

    def tick(self) -> None:
        """Queue a sweep of arXiv if a list is due."""
        with self.database.session() as session:
            due = sa.select(HostedList.id).where(HostedList.due <= self.clock.now()).limit(1)
            waiting = session.scalar(due)
        if waiting is not None:
            self.queue.put(Task(kind="sweep"))

    @property
    def _handlers(self) -> Mapping[str, Callable[[Task], None]]:
        return {
            "rebuild": self._rebuild,
            "sweep": self._sweep,
            "learn": self._learn,
            "serve": self._serve,
            "steer": self._steer,
        }

    def _later(self, task: Task, error: BotError) -> None:
        if isinstance(error, LimitUsedUpError):
            is_new = self.limited.get(error.owner) != error.until
            self.limited[error.owner] = error.until
            level = logging.WARNING if is_new else logging.INFO
            _LOG.log(level, "later %s: %s", task.key, log_text(str(error)))
            self.queue.put(task.paused(error.until - self.clock.now()))
            return
        again = task.again()
        _LOG.warning("%s %s: %s", "later" if again else "given up", task.key, log_text(str(error)))
        if again is not None:
            self.queue.put(again)
        else:
            self._note(task, error)

    def _note(self, task: Task, error: BotError) -> None:
        _LOG.warning("trouble %s: %s", task.key, log_text(str(error)))
        if not task.repository:
            return
        with self.database.session() as session:
            if session.get(RepositoryRow, task.repository) is not None:
                name, now = task.list_name, self.clock.now()
                note_trouble(session, task.repository, error, list_name=name, now=now)

    def _sweep(self, _: Task) -> None:
        """Poll arXiv unless that was done lately, then queue a run for each list that is due."""
        with self.database.session() as session:
            categories = sorted({c for each in session.scalars(_CATEGORIES) for c in each})
            last = newest_sweep(session)
        if categories and not self._is_fresh(last, categories):
            self._poll(categories)
        self._hand_out()

    def _is_fresh(self, last: SweepRecord | None, categories: Sequence[str]) -> bool:
        if last is None or not set(categories) <= set(last.categories):
            return False
        age = self.clock.now() - last.until
        return timedelta() <= age < (_FRESH if last.complete else _STALE)

    def _poll(self, categories: Sequence[str]) -> None:
        with self.database.alone("arxiv"):
            swept = self.arxiv.sweep(categories)
            with self.database.session() as session:
                record = SweepRecord(
                    began=swept.began,
                    until=swept.until,
                    categories=list(categories),
                    complete=swept.sweep.complete,
                    requests=swept.sweep.tally.requests,
                    retries=swept.sweep.tally.retries,
                    papers=0,
                    troubles=list(swept.sweep.troubles),
                )
                keep_sweep(session, record, swept.sweep)
                self._tidy_up(session)
            self.arxiv.remember(swept)

    def _hand_out(self) -> None:
        """Queue a run for each list that is due; lists of the same categories follow each other."""
        now = self.clock.now()
        with self.database.session() as session:
            due = session.scalars(sa.select(HostedList).where(HostedList.due <= now)).all()
        following = cache(lambda cron, zone: self.repositories.next_due(cron, zone, now))
        every = sorted(due, key=lambda row: (row.categories, row.id))
        for start in range(0, len(every), _TOGETHER):
            rows = every[start : start + _TOGETHER]
            self.queue.put(
                *(
                    Task(kind="serve", repository=row.repository_id, list_name=row.name)
                    for row in rows
                )
            )
            with self.database.session() as session:
                _set_due(session, {row.id: following(row.cron, row.timezone) for row in rows})

    def _tidy_up(self, session: sa.orm.Session) -> None:
        now = self.clock.now()
        swept = sa.or_(PolledPaper.sweep.is_not(None), PolledPaper.older)
        for query in (
            sa.delete(PolledPaper).where(swept, PolledPaper.kept < now - KEPT),
            sa.delete(PolledPaper).where(PolledPaper.kept < now - _LOOKED_UP),
            sa.delete(Delivery).where(Delivery.at < now - _DELIVERIES),
            sa.delete(SweepRecord).where(SweepRecord.until < now - _LOOKED_UP),
        ):
            session.execute(query)

    def _learn(self, task: Task) -> None:
        """Read the repository's configs; where there are none, propose to install the bot."""
        repository = self._read(task)
        if repository is None:
            return
        if not repository.configs and not repository.broken:
            self._invite(repository)
            return
        with self.database.session() as session:
            open_lists = [row.name for row in lists_of(session, task.repository) if row.pull_number]
        for name in open_lists:
            steer = Task(kind="steer", repository=task.repository, list_name=name)
            self.queue.put(steer)
        self.tick()

    def _invite(self, repository: ReadRepository) -> None:
        if repository.row.state not in {"new", "lost"}:
            return
        try:
            outcome = Inviting(self._known).propose(repository.home, repository.files)
        except ListError:
            self._set_state(repository, "no list", "")
            raise
        self._set_state(repository, "declined" if outcome.what == "held" else "asked", outcome.url)

    def _known(self, ids: Sequence[ArxivId]) -> Sequence[Paper]:
        source = PolledSource(self.database, self.clock, None, None, self.arxiv.lookup)
        return list(source.lookup(ids).values())

    def _set_state(self, repository: ReadRepository, state: str, url: str) -> None:
        with self.database.session() as session:
            mine = sa.update(RepositoryRow).where(RepositoryRow.id == repository.row.id)
            session.execute(mine.values(state=state, request_url=url))

    def _serve(self, task: Task) -> None:
        repository = self._read(task, least=RESERVED)
        if repository is not None and (error := repository.broken.get(task.list_name)):
            raise error
        if repository is not None:
            self._safely(self.lists.serve, repository, task.list_name)
            self.lists.tell(repository)

    def _safely(
        self,
        act: Callable[[ReadRepository, str], Report | None],
        repository: ReadRepository,
        name: str,
    ) -> Report | None:
        """Do it for a list; what a person must mend there is stored. Raises `TryAgainLater`."""
        try:
            return act(repository, name)
        except TryAgainLater:
            raise
        except BotError as error:
            self.lists.trouble(repository, name, error)
            return None

    def _steer(self, task: Task) -> None:
        """Carry out what people decided for one list, or for all lists of the repository."""
        repository = self._read(task)
        if repository is None:
            return
        lost: list[BotError] = []
        for name in (task.list_name,) if task.list_name else tuple(repository.configs):
            try:
                report = self._safely(self.lists.steer, repository, name)
            except TryAgainLater as error:
                lost.append(error)
            else:
                self._refresh(task, name, report)
        self.lists.tell(repository)
        if lost:
            raise lost[0]

    def _refresh(self, task: Task, name: str, report: Report | None) -> None:
        """Queue a run of the list, where people ask for more papers."""
        if report is not None and report.refresh:
            self.queue.put(Task(kind="serve", repository=task.repository, list_name=name))

    def _read(self, task: Task, *, least: int = FEW) -> ReadRepository | None:
        repository = self.repositories.read(task.repository, least=least)
        if repository is not None:
            with self.database.session() as session:
                no_trouble(session, task.repository)
            self.lists.tell(repository)
        return repository

    def _rebuild(self, _: Task) -> None:
        """Ask GitHub who installed the App, and store it: what was lost or missed comes back."""
        app = open_installations(self.repositories.app.itself)
        # What a delivery tells meanwhile is newer than GitHub's answer.
        with self.database.session() as session:
            old = set(session.scalars(sa.select(Installation.id)))
            known = set(session.scalars(sa.select(RepositoryRow.id)))
        there: set[int] = set()
        installed: set[int] = set()
        for installation in app.every():
            number, is_suspended = installation.id, installation.suspended
            installed.add(number)
            with self.database.session() as session:
                note_installation(session, number, installation.account, suspended=is_suspended)
            if not is_suspended:
                there |= self._note_repositories(number, [*app.repositories(number)], known)
        with self.database.session() as session:
            gone = sa.delete(Installation).where(Installation.id.in_(old - installed))
            session.execute(gone)
            suspended = sa.select(RepositoryRow.id).join(
                Installation, Installation.id == RepositoryRow.installation_id
            )
            resting = set(session.scalars(suspended.where(Installation.suspended)))
            forget(session, known - there - resting)
            self._set_right(session)

    def _set_right(self, session: sa.orm.Session) -> None:
        """Let no list wait longer than its schedule says: a clock may have been ahead."""
        now = self.clock.now()
        following = cache(lambda cron, zone: self.repositories.next_due(cron, zone, now))
        columns = (HostedList.id, HostedList.cron, HostedList.timezone, HostedList.due)
        late = {
            number: first
            for number, cron, zone, due in session.execute(sa.select(*columns))
            if (first := following(cron, zone)) is not None and (due is None or first < due)
        }
        _set_due(session, late)

    def _note_repositories(
        self, installation: int, repositories: Sequence[NamedRepository], known: Set[int]
    ) -> set[int]:
        with self.database.session() as session:
            for named in repositories:
                note_repository(session, installation, named)
        new = (named.id for named in repositories if named.id not in known)
        self.queue.put(*(Task(kind="learn", repository=number) for number in new))
        return {named.id for named in repositories}


def _set_due(session: sa.orm.Session, dues: Mapping[int, datetime | None]) -> None:
    """Store when lists are due; those that were removed meanwhile are passed over.

    The table is asked, not the mapped class: that one raises where a row is gone.
    """
    table = Base.metadata.tables[HostedList.__tablename__]
    mine = sa.update(table).where(table.c.id == sa.bindparam("list"))
    rows = [{"list": number, "next": due} for number, due in dues.items()]
    if rows:
        session.connection().execute(mine.values(due=sa.bindparam("next")), rows)


_CATEGORIES = sa.select(HostedList.categories)
