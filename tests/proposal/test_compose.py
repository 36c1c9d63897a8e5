"""A proposal's fixed words: no paper text in branch, title or message, whatever it says."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime

import pytest

from bot.core.window import Window
from bot.proposal.body import compose, merge_message, signed_contents
from bot.proposal.proposed import Notes, Proposal, blob_sha, days
from bot.proposal.state import State, decode
from classifier.papers.paper import ArxivId
from tests.proposal.hostile import HOSTILE
from tests.proposal.samples import WINDOW, item

BEFORE = {"a.md": b"- a\n", "b.md": b"- b\n"}
AFTER = {"a.md": b"- a\n- new\n", "b.md": b"- b\n"}


def composed(*numbers: int, title: str = "Mice") -> Proposal:
    return compose(
        "field-mice",
        items=[item(n, title=title) for n in numbers],
        pending=[item(1), item(7)],
        before=BEFORE,
        after=AFTER,
        window=WINDOW,
        refused=[ArxivId("2610.00001"), ArxivId("2611.00009"), ArxivId("2610.00001")],
        notes=Notes(),
    )


def test_a_proposal_says_what_it_does() -> None:
    proposal = composed(1, 2)
    sha = blob_sha(AFTER["a.md"])[:16]
    assert proposal.branch == "paper-bot/field-mice"
    assert proposal.title == "Add 3 papers (2026-11-16 to 2026-11-22)"
    assert proposal.files == {"a.md": AFTER["a.md"]}
    assert [one.arxiv_id for one in proposal.items] == ["2611.00007", "2611.00001", "2611.00002"]
    assert proposal.commit_message == (
        "Add 2 papers to field-mice\n\narXiv: 2611.00001 2611.00002\n\n"
        f"Paper-Bot: v1 field-mice {sha}"
    )
    state = decode(proposal.body)
    assert isinstance(state, State)
    assert state.refused == ("2611.00009", "2610.00001")
    assert state.content == {"a.md": sha, "b.md": blob_sha(b"- b\n")[:16]}


@pytest.mark.parametrize("title", HOSTILE)
def test_paper_text_is_in_the_body_only(title: str) -> None:
    plain, hostile = composed(1), composed(1, title=title)
    assert (hostile.branch, hostile.title) == (plain.branch, plain.title)
    assert hostile.commit_message == plain.commit_message


def test_the_branch_is_one_that_git_takes() -> None:
    branch = composed(1).branch
    subprocess.run(["git", "check-ref-format", f"refs/heads/{branch}"], check=True)


@pytest.mark.parametrize("name", ["", "-a", "a-", "a--b", "A", "a b", "a/b", "a..b", "a;b", "é"])
def test_a_name_that_no_branch_should_have_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no name for a branch"):
        compose(name, items=[], before={}, after={}, window=WINDOW, notes=Notes())


def test_many_identifiers_are_wrapped() -> None:
    message = composed(*range(1, 90)).commit_message
    assert max(map(len, message.splitlines())) <= 72
    assert message.count("2611.") == 89


@pytest.mark.parametrize(
    ("since", "until", "text"),
    [
        (datetime(2026, 11, 16, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC),
         "2026-11-16 to 2026-11-22"),
        (datetime(2026, 11, 16, 9, tzinfo=UTC), datetime(2026, 11, 23, 9, tzinfo=UTC),
         "2026-11-16 to 2026-11-23"),
        (datetime(2026, 11, 16, tzinfo=UTC), datetime(2026, 11, 17, tzinfo=UTC), "2026-11-16"),
    ],
)  # fmt: skip
def test_the_days_of_a_window_end_before_its_end(
    since: datetime, until: datetime, text: str
) -> None:
    assert days(Window(since, until)) == text


SIGNED = "Paper-Bot: v1 mice 0123456789abcdef 1123456789abcdef"


@pytest.mark.parametrize(
    ("message", "contents"),
    [
        (SIGNED, {"0123456789abcdef", "1123456789abcdef"}),
        (f"Any words\n\n{SIGNED}\n", {"0123456789abcdef", "1123456789abcdef"}),
        (merge_message("mice", {}), set()),
        ("", None),
        ("\n \n", None),
        ("A person's commit", None),
        (f"{SIGNED}\n\nand a word more", None),
        (SIGNED.replace("mice", "mice-2"), None),
        (SIGNED.replace("v1", "v2"), None),
        (SIGNED[:-1], None),
    ],
)
def test_a_signature_is_read_only_where_it_is_whole(
    message: str, contents: set[str] | None
) -> None:
    assert signed_contents(message, "mice") == contents
