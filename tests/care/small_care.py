"""An invented list with entries that are out of date, and people in front of its pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.care.dead_ends.dead_links import LinkWatch
from bot.care.road import care
from bot.core.errors import BotError, SourceError
from bot.core.logged_progress import LoggedProgress
from bot.pipeline.report import Report
from bot.pipeline.stages import Failure
from bot.proposal.proposed import Forge
from bot.proposal.state import State, decode
from classifier.papers.paper import Paper, parse_arxiv_id
from tests.fakes import FakeSource
from tests.github.driver import short_forge
from tests.github.github_double import GitHubDouble, PullRecord
from tests.pipeline.small_list import ORDER, job

README = b"""\
# Garden robots

## Digging

- (arXiv 2024) **Spades for Patient Robots in Clay** [[Paper]](https://arxiv.org/abs/2404.00001)
- (ICML 2024) **Hoes and Rakes for Learning Machines** [[Paper]](https://arxiv.org/abs/2404.00002)
- (NeurIPS 2023) **Forks in Gardens of Branching Paths** [[Paper]](https://arxiv.org/abs/2304.00003)

## Watering

- (arXiv 2024) **Hoses that Plan their Way Ahead** [[Paper]](https://arxiv.org/abs/2404.00004)
- (arXiv 2024) **Cans for Small Hands of Robots** [[Paper]](https://arxiv.org/abs/2404.00005)
- (arXiv 2024) **Puddles of Optimal Depth in Lawns** [[Paper]](https://arxiv.org/abs/2404.00006)
- (arXiv 2024) **Spades for Patient Robots in Clay** [[Paper]](https://arxiv.org/abs/2404.00001)
"""
BRANCH = "paper-bot/mine-care"


def paper(number: str, title: str, comments: str = "", *, withdrawn: bool = False) -> Paper:
    return Paper(
        id=parse_arxiv_id(number),
        title=title,
        authors=("Ada Mouse", "Bo Vole"),
        comments=comments,
        submitted=datetime(2024, 4, 2, tzinfo=UTC),
        withdrawn=withdrawn,
    )


ACCEPTED = paper("2404.00001", "Spades for Patient Robots in Clay", "Accepted to ICLR 2025")
RETITLED = paper("2404.00004", "Hoses that Plan their Way Far Ahead")
GONE = paper("2404.00005", "Cans for Small Hands of Robots", "withdrawn", withdrawn=True)
KNOWN = (
    ACCEPTED,
    paper("2404.00002", "Hoes and Rakes for Learning Machines"),
    paper("2304.00003", "Forks in Gardens of Branching Paths"),
    RETITLED,
    GONE,
    paper("2404.00006", "Puddles of Optimal Depth in Lawns"),
)


def state_of(pull: PullRecord) -> State:
    state = decode(pull.body)
    assert isinstance(state, State)
    return state


class CareScene:
    """The pull request of care with its changes, and people in front of it."""

    def __init__(
        self, known: Sequence[Paper] = KNOWN, readme: bytes = README, settings: str = ""
    ) -> None:
        self.settings = settings
        self.links: LinkWatch | None = None
        self.github = GitHubDouble({"README.md": readme})
        self.talk, self.known = self.github.talk, known
        self.forge: Forge = short_forge(self.github)

    def __enter__(self) -> CareScene:
        self.run()
        [self.pull] = self.github.open_pulls()
        return self

    def __exit__(self, *_: object) -> None:
        assert not self.github.unexpected

    def run(self, *, forge: Forge | None = None, sync: bool = False) -> Report:
        source = FakeSource(SourceError("arXiv was polled"), self.known)
        order = replace(ORDER, files_url="https://github.com/me/list/blob/HEAD")
        results: Iterator[Report | Failure] = care(
            [job(forge or self.forge, self.settings)],
            order,
            None if sync else lambda _wanted: source,
            progress=LoggedProgress(),
            links=self.links,
        )
        [result] = results
        if isinstance(result, Failure):
            raise result.error
        return result

    def settled(self) -> None:
        """The next run, with arXiv or without, must have nothing to write."""
        writes = len(self.github.writes())
        self.run(sync=True)
        self.run()
        assert self.github.writes()[writes:] == []

    def lines(self, branch: str = BRANCH) -> list[bytes]:
        return self.github.content(branch, "README.md").splitlines()

    def changed(self) -> dict[bytes, bytes]:
        """What stands on the branch in place of lines of the list, where none came or went."""
        pairs = zip(README.splitlines(), self.lines(), strict=True)
        return {old: new for old, new in pairs if old != new}

    def called(self, kind: str) -> str:
        """The name of the one change of that *kind*."""
        [name] = {i.arxiv_id for i in state_of(self.pull).shown() if i.arxiv_id.startswith(kind)}
        return name


def quiet(scene: CareScene) -> BotError | None:
    """Run, and return what went wrong."""
    try:
        scene.run()
    except BotError as error:
        return error
    return None
