"""Three hundred hostile titles walk the whole road; at its end none of them is alive."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from classifier.papers.paper import Paper
from tests.arxiv.fakes import NOW
from tests.arxiv.server import ArxivDouble
from tests.cli.conftest import CONFIG, README, Desk, many, paper
from tests.entries.hostile import TITLES
from tests.github.github_double import GitHubDouble
from tests.proposal.rendered import Rendered

SIZE = 100
BATCHES = [TITLES[start : start + SIZE] for start in range(0, 300, SIZE)]
OURS = re.compile(r"https://(arxiv\.org/abs/\d{4}\.\d{5}|github\.example/.*)")
COMMENT = re.compile(r"paper-bot:.*|pb:.*", re.DOTALL)
COMMIT = re.compile(
    r"Add \d+ papers? to mine\n\narXiv:[0-9.\s]+\n\nPaper-Bot: v1 mine( [0-9a-f]{16})+\s*"
)


def hostile(titles: list[str]) -> Iterator[Paper]:
    """Yield a paper for each title; its own words keep it from being the twin of another."""
    for number, bait in enumerate(titles):
        name = "abcdefghij"[number // 10] + "klmnopqrst"[number % 10]
        title = bait.replace("Garden", f"Garden{name}")
        made = paper(1000 + number, title, NOW - timedelta(days=2, minutes=number))
        words = " ".join(f"{name}{letter}" for letter in "uvwxyz")
        yield replace(
            made,
            abstract=f"Serving language models: {words}.",
            authors=(f"Ada {title}",),
            comments=f"Accepted at {title}",
        )


@pytest.fixture(params=BATCHES, ids=["first", "second", "third"])
def road(
    request: pytest.FixtureRequest,
    desk: Desk,
    arxiv: ArxivDouble,
    github: GitHubDouble,
    monkeypatch: pytest.MonkeyPatch,
) -> int:
    """A runner of GitHub Actions and an arXiv full of bait; return how many of them there are."""
    (desk.folder / "config/mine.toml").write_text(
        CONFIG + f"[select]\nbudget = {SIZE}\nmin_confidence = 0\n", encoding="utf-8"
    )
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.example")
    monkeypatch.setenv("GITHUB_RUN_ID", "1")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(desk.folder / "summary.md"))
    arxiv.papers = [*list(many())[:140], *hostile(request.param)]
    assert github.pulls == {}
    return len(request.param)


def test_no_hostile_title_is_alive_at_the_end_of_the_road(
    road: int, desk: Desk, github: GitHubDouble, capfd: pytest.CaptureFixture[str]
) -> None:
    assert desk.run("-v") == 0
    [pull] = github.open_pulls()
    proposed = int(re.findall(r"\d+", pull.title)[0])
    assert proposed >= road * 0.9  # what is no title even when escaped is refused, and told
    assert re.fullmatch(r"Add \d+ papers \([\d -]+to [\d -]+\)", pull.title)
    assert pull.branch == "paper-bot/mine"
    assert COMMIT.fullmatch(github.store.commits[pull.head].message)
    in_list(github.content(pull.branch, "README.md"), proposed)
    in_markdown(pull.body)
    in_markdown((desk.folder / "summary.md").read_text(encoding="utf-8"))
    out, err = capfd.readouterr()
    in_log(out)
    in_log(err)
    state = (
        github.content("paper-bot/state", "state.json") if "paper-bot/state" in github.refs else b""
    )
    assert b"Hedge" not in state


def in_list(content: bytes, proposed: int) -> None:
    before, after = Rendered(README.decode()), Rendered(content.decode())
    assert after.tags.count("li") - before.tags.count("li") == proposed
    assert len(after.links) - len(before.links) == proposed
    assert all(OURS.fullmatch(link) for link in after.links)
    assert set(after.tags) == set(before.tags)
    # In a file GitHub links no mention and no number; an empty comment keeps addresses apart.
    assert {comment.strip() for comment in after.comments} <= {""}


def in_markdown(text: str) -> None:
    shown = Rendered(text)
    assert shown.alive == []
    assert [link for link in shown.links if not OURS.fullmatch(link)] == []
    assert not set(shown.tags) & {"img", "script", "iframe", "b", "del", "h1", "blockquote"}
    assert shown.tags.count("code") <= 8  # our own words about commands
    assert [c for c in shown.comments if not COMMENT.fullmatch(c.strip())] == []
    assert not re.search(r"(?i)\b(clos|fix|resolv)\w*:? *#\d", text)


def in_log(text: str) -> None:
    """https://github.com/actions/runner: what its log does not take for a command."""
    ours = ("::notice", "::warning", "::error", "::add-mask", "::group", "::endgroup", "::stop-")
    for line in text.splitlines():
        assert "##[" not in line
        assert not line.lstrip().startswith("::") or line.startswith(ours), line
        hidden = [c for c in line if unicodedata.category(c) in {"Cc", "Cf", "Co", "Cs"}]
        assert set(hidden) <= {"\t", "\u2060"}


@pytest.mark.parametrize("road", BATCHES[:1], indirect=True, ids=["first"])
def test_for_programs_and_on_a_terminal_they_are_dead_too(
    road: int,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS")
    assert desk.run("--publish", "diff", "--json") == 0
    out = capfd.readouterr().out
    assert out.isascii()
    assert len(json.loads(out)["proposed"]) >= road * 0.9
    assert desk.run("--publish", "diff") == 0
    in_log(capfd.readouterr().out)
