"""`bot sync` from arguments to exit code; what people can decide is in tests/road/test_road.py."""

from __future__ import annotations

import pytest

from bot.cli import parser as cli
from bot.proposal.state import State, decode
from tests.arxiv.server import ArxivDouble
from tests.cli.conftest import README, Desk, told
from tests.github.github_double import GitHubDouble, PullRecord

FAIR, PLAN = "2603.00900", "2603.00901"
FAIR_LINE = b"- [Fair serving of language models](https://arxiv.org/abs/2603.00900)\n"
PLAN_LINE = b"- [Planning ahead with agents](https://arxiv.org/abs/2603.00901)\n"
BRANCH = "paper-bot/mine"


def state_of(pull: PullRecord) -> State:
    state = decode(pull.body)
    assert isinstance(state, State)
    return state


class Scene:
    """A pull request with two papers, and people in front of it."""

    def __init__(self, desk: Desk, arxiv: ArxivDouble, github: GitHubDouble) -> None:
        self.desk, self.arxiv, self.github, self.talk = desk, arxiv, github, github.talk
        assert self.run() == 0
        [self.pull] = github.open_pulls()
        assert self.content == README.replace(b"serving\n", b"serving\n" + FAIR_LINE) + (
            b"\n" + PLAN_LINE
        )

    def run(self) -> int:
        return self.desk.run("--publish", "pull-request")

    def sync(self, *args: str) -> int:
        polled = [one for one in self.arxiv.asked if "search_query" in str(one)]
        code = cli.main(["sync", *args])
        assert [one for one in self.arxiv.asked if "search_query" in str(one)] == polled
        return code

    def settled(self) -> None:
        """The next run of either kind must have nothing to write."""
        writes = len(self.github.writes())
        assert self.sync() == 0
        assert self.run() == 0
        assert self.github.writes()[writes:] == []

    @property
    def content(self) -> bytes:
        return self.github.content(BRANCH, "README.md")

    @property
    def pending(self) -> list[str]:
        return [item.arxiv_id for item in state_of(self.pull).items]


@pytest.fixture
def scene(desk: Desk, arxiv: ArxivDouble, github: GitHubDouble) -> Scene:
    return Scene(desk, arxiv, github)


def test_a_dry_run_shows_what_would_be_done(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    scene.talk.ticks(scene.pull, FAIR, on=False)
    scene.talk.says(1, f"/why {PLAN}")
    writes = len(scene.github.writes())
    told(capsys)
    assert scene.sync("--dry-run") == 0
    assert len(scene.github.writes()) == writes
    shown = told(capsys)[0]
    assert "-" + FAIR_LINE.decode() in shown
    assert scene.sync() == 0
    assert scene.pull.title in shown


def test_a_wish_to_refresh_is_told_to_the_workflow(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    outputs = scene.desk.folder / "outputs"
    monkeypatch.setenv("GITHUB_OUTPUT", str(outputs))
    assert scene.sync() == 0
    assert "refresh=false\n" in outputs.read_text(encoding="utf-8")
    outputs.write_text("")
    scene.talk.ticks(scene.pull, "refresh", on=True)
    assert scene.sync() == 0
    assert "refresh=true\n" in outputs.read_text(encoding="utf-8")
    assert "- [x] <!-- paper-bot:box refresh -->" in scene.pull.body
    assert scene.run() == 0
    assert "- [ ] <!-- paper-bot:box refresh -->" in scene.pull.body
    scene.settled()
