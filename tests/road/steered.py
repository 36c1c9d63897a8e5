"""A pull request with two papers on a GitHub double, and people in front of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.core.errors import BotError, SourceError
from bot.core.logged_progress import LoggedProgress
from bot.pipeline.report import Report
from bot.pipeline.run import run, sync
from bot.pipeline.stages import Failure
from bot.proposal.proposed import Forge
from bot.proposal.state import State, decode
from classifier.papers.paper import Paper
from tests.fakes import FakeSource
from tests.github.driver import short_forge
from tests.github.github_double import GitHubDouble, PullRecord
from tests.pipeline.small_list import (
    ORDER,
    OTHER,
    PLANNING,
    README,
    RULES,
    SERVING,
    job,
    paper,
    sweep_of,
)

FAIR, PLAN = SERVING.id, PLANNING.id
FAIR_LINE = b"- [Fair serving of language models under load](https://arxiv.org/abs/2611.00001)\n"
PLAN_LINE = b"- [Planning ahead with language model agents](https://arxiv.org/abs/2611.00002)\n"
NEAR = paper(4, "Serving soup")
DOUBTS = '[rules.keywords]\n"soup" = -4.4\n'
MISSED = NEAR.id
BRANCH = "paper-bot/mine"
OPENED: dict[tuple[bytes, str, tuple[Paper, ...]], GitHubDouble] = {}
"""GitHub after the first run, by list, config and papers: each scene begins with a copy."""
Road = Callable[..., Iterator[Report | Failure]]


def state_of(pull: PullRecord) -> State:
    state = decode(pull.body)
    assert isinstance(state, State)
    return state


class Scene:
    """A pull request with two papers, and people in front of it."""

    def __init__(self, config: str = RULES, *, room: bool = False) -> None:
        self.config = config
        # With *room* a third paper is shown that is not likely enough.
        self.papers: tuple[Paper, ...] = (SERVING, PLANNING, OTHER)
        if room:
            self.papers, self.config = (*self.papers, NEAR), config + DOUBTS
        self.known: Sequence[Paper] | BotError = self.papers
        self.half_read = False
        self._stands_on(GitHubDouble({"README.md": README}))

    def _stands_on(self, github: GitHubDouble) -> None:
        self.github, self.talk = github, github.talk
        self.forge: Forge = short_forge(github)

    def __enter__(self) -> Scene:
        key = (self.github.content("main", "README.md"), self.config, self.papers)
        if key not in OPENED:
            self.run()
            OPENED[key] = self.github.copy()
        self._stands_on(OPENED[key].copy())
        [self.pull] = self.github.open_pulls()
        return self

    def __exit__(self, *_: object) -> None:
        assert not self.github.unexpected

    def run(self, *, dry: bool = False, forge: Forge | None = None) -> Report:
        sweep = sweep_of(*self.papers, complete=not self.half_read)
        source = FakeSource(sweep, self.known)
        return self._walk(run, source, dry, forge)

    def sync(self, *, dry: bool = False, forge: Forge | None = None) -> Report:
        source = FakeSource(SourceError("arXiv was polled"), self.known)
        report = self._walk(sync, source, dry, forge)
        assert source.asked == []
        return report

    def _walk(self, road: Road, source: FakeSource, dry: bool, forge: Forge | None) -> Report:
        order = replace(ORDER, dry_run=dry)
        jobs = [job(forge or self.forge, self.config)]
        [result] = road(jobs, order, open_source=lambda _wanted: source, progress=LoggedProgress())
        if isinstance(result, Failure):
            raise result.error
        assert isinstance(result, Report)
        return result

    def settled(self) -> None:
        """The next run of either kind must have nothing to write."""
        writes = len(self.github.writes())
        self.sync()
        self.run()
        assert self.github.writes()[writes:] == []

    @property
    def content(self) -> bytes:
        return self.github.content(BRANCH, "README.md")

    @property
    def pending(self) -> list[str]:
        return [item.arxiv_id for item in state_of(self.pull).items]
