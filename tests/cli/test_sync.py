"""`bot run` and `bot sync` with people who tick boxes, comment, edit lines and close."""

from __future__ import annotations

import pytest

from bot import cli
from bot.proposal.state import State, decode
from tests.arxiv.server import ArxivDouble
from tests.cli.conftest import README, Desk, told
from tests.forge.github_double import GitHubDouble, PullRecord

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


@pytest.mark.parametrize("how", ["sync", "run"])
def test_an_unticked_paper_goes_and_a_ticked_one_comes_back(scene: Scene, how: str) -> None:
    act = scene.sync if how == "sync" else scene.run
    before = scene.content
    scene.talk.ticks(scene.pull, FAIR, on=False)
    assert act() == 0
    assert scene.content == before.replace(FAIR_LINE, b"")
    assert scene.pending == [PLAN]
    assert state_of(scene.pull).refused == (FAIR,)
    assert "Taken out of this pull request (1)" in scene.pull.body
    scene.settled()
    scene.talk.ticks(scene.pull, FAIR, on=True)
    assert act() == 0
    assert scene.content == before
    assert sorted(scene.pending) == [FAIR, PLAN]
    assert state_of(scene.pull).refused == ()
    assert state_of(scene.pull).kept == (FAIR,)
    scene.settled()


def test_the_last_paper_can_go_too(scene: Scene) -> None:
    scene.talk.ticks(scene.pull, FAIR, PLAN, on=False)
    assert scene.sync() == 0
    assert scene.content == README
    assert scene.pending == []
    scene.settled()


def test_commands_are_obeyed_once_and_answered(scene: Scene) -> None:
    said = scene.talk.says(1, f"/drop {FAIR}v2\r\n/move https://arxiv.org/abs/{PLAN} Serving\n")
    assert scene.sync() == 0
    assert scene.content == README.replace(b"serving\n", b"serving\n" + PLAN_LINE)
    assert said.reactions == ["+1"]
    [item] = state_of(scene.pull).items
    assert item.section == ("A list", "Serving")
    assert scene.talk.under(1) == [said]
    scene.settled()


def test_a_stranger_and_a_reader_are_not_obeyed(scene: Scene) -> None:
    before = scene.content
    for author in ("eve", "tri"):
        scene.talk.says(1, f"/drop {FAIR}", author=author, association="NONE")
    scene.talk.says(1, f"/drop {FAIR}", author="app[bot]", kind="Bot")
    scene.talk.says(1, f"<!-- paper-bot:answers -->\n/drop {FAIR}")
    scene.settled()
    assert scene.content == before


def test_a_command_that_makes_no_sense_is_answered_in_one_comment(scene: Scene) -> None:
    scene.talk.says(1, f"/move {FAIR} <img src=x> @octocat")
    scene.talk.says(1, "/drop it\n/drop 2401.99999")
    scene.talk.says(1, f"/why {FAIR}")
    assert scene.sync() == 0
    *asked, answers = scene.talk.under(1)
    assert [one.reactions for one in asked] == [["confused"], ["confused"], ["+1"]]
    assert answers.author == "github-actions[bot]"
    assert "no section is called “&lt;img src=x&gt; @&#8203;octocat”" in answers.body
    assert "`/drop` needs an arXiv identifier" in answers.body
    assert "2401.99999 is not in this pull request" in answers.body
    assert f"arXiv {FAIR} is " in answers.body
    scene.settled()
    scene.talk.rewords(asked[0], f"/move {FAIR} Planning")
    assert scene.sync() == 0
    assert "no section is called" not in answers.body
    assert "confused" in asked[0].reactions
    assert asked[0].reactions[-1] == "+1"
    assert scene.content.endswith(b"\n" + FAIR_LINE + PLAN_LINE) or scene.content.endswith(
        b"\n" + PLAN_LINE + FAIR_LINE
    )
    scene.settled()


def test_a_line_that_a_person_edited_is_left_alone_and_he_is_told(scene: Scene) -> None:
    mine = FAIR_LINE.replace(b"Fair serving", b"My own words on serving")
    scene.github.commit(BRANCH, {"README.md": scene.content.replace(FAIR_LINE, mine)})
    scene.talk.says(1, f"/drop {FAIR}")
    assert scene.sync() == 0
    assert mine in scene.content
    answer = scene.talk.under(1)[-1].body
    assert f"arXiv {FAIR}: its line was edited: delete it in the diff" in answer
    assert sorted(scene.pending) == [FAIR, PLAN]
    assert "not done: its line was edited" in scene.pull.body
    scene.talk.says(1, f"/move {FAIR} Planning")
    assert scene.sync() == 0
    head, tail = scene.content.split(b"## Planning")
    assert mine not in head
    assert mine in tail
    scene.settled()


def test_a_paused_bot_changes_nothing_until_it_may_again(scene: Scene) -> None:
    before = scene.content
    scene.talk.ticks(scene.pull, "pause", on=True)
    scene.talk.ticks(scene.pull, FAIR, on=False)
    scene.settled()
    assert scene.content == before
    scene.talk.ticks(scene.pull, "pause", on=False)
    assert scene.sync() == 0
    assert scene.content == before.replace(FAIR_LINE, b"")


def test_a_postponed_paper_comes_with_the_next_pull_request(scene: Scene) -> None:
    scene.talk.says(1, f"/later {FAIR}")
    assert scene.sync() == 0
    assert scene.pending == [PLAN]
    assert state_of(scene.pull).later == (FAIR,)
    assert state_of(scene.pull).refused == ()
    scene.settled()
    scene.github.merge(1)
    assert scene.desk.run("--publish", "pull-request", "--since", "1h") == 0
    [pull] = scene.github.open_pulls()
    assert [item.arxiv_id for item in state_of(pull).items] == [FAIR]


def test_closing_refuses_all_says_so_once_and_one_box_takes_it_back(scene: Scene) -> None:
    scene.github.close(1)
    assert scene.sync() == 0
    [said] = scene.talk.under(1)
    assert "its 2 papers are not proposed again" in said.body
    assert scene.run() == 0
    assert scene.sync() == 0
    assert scene.talk.under(1) == [said]
    assert scene.github.open_pulls() == []
    scene.talk.clicks(said)
    assert scene.sync() == 0
    [pull] = scene.github.open_pulls()
    assert pull.number == 2
    assert sorted(item.arxiv_id for item in state_of(pull).items) == [FAIR, PLAN]
    assert sorted(state_of(pull).kept) == [FAIR, PLAN]
    scene.settled()
    scene.talk.ticks(pull, PLAN, on=False)
    assert scene.sync() == 0
    assert state_of(pull).refused == (PLAN,)
    scene.settled()


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
    assert not outputs.exists()
    scene.talk.ticks(scene.pull, "refresh", on=True)
    assert scene.sync() == 0
    assert outputs.read_text(encoding="utf-8") == "refresh=true\n"
    assert "- [x] <!-- paper-bot:box refresh -->" in scene.pull.body
    assert scene.run() == 0
    assert "- [ ] <!-- paper-bot:box refresh -->" in scene.pull.body
    scene.settled()
