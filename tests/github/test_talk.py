"""Listening and speaking under a pull request, where GitHub is in trouble or people are odd."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.core.errors import ForgeError, TryAgainLater
from bot.github.answers import Repository
from bot.github.conversation import Conversation
from bot.github.requester import GitHubApi
from bot.proposal import memory
from bot.proposal.proposed import Answer
from bot.proposal.replies import farewell
from bot.proposal.state import State, encode
from tests.github.driver import LIST, PATH, FakeClock, ShortWire, item, run, short_forge
from tests.github.github_answers import Answer as Reply
from tests.github.github_double import Fault, GitHubDouble

DROP = "/drop 2611.00001"
BODY = encode(State(list_name="mice"))
NO = Answer(comment=1001, done=False, text="no")
FAREWELL = farewell([item(1)])


@pytest.fixture
def github() -> Iterator[GitHubDouble]:
    double = GitHubDouble({PATH: LIST})
    run(short_forge(double), [1])
    yield double
    assert not double.unexpected


def talk_of(double: GitHubDouble) -> Conversation:
    api = GitHubApi(ShortWire(double), clock=FakeClock(), wait_budget=0)
    repo = Repository(name="octo/papers", id="R", base="main", url="", archived=False)
    return Conversation(api, repo, memory)


def refuse(double: GitHubDouble, end: str, reply: Reply, *, apply: bool = False) -> None:
    double.fault = lambda _number, verb, path: (
        Fault(apply, reply) if verb != "GET" and path.endswith(end) else None
    )


@pytest.mark.parametrize(
    ("author", "kind", "new_commands"),
    [
        ("ada", "User", True),
        ("bo", "User", True),
        ("tri", "User", False),
        ("nobody", "User", False),
        ("helper[bot]", "Bot", False),
        ("", "User", False),  # a deleted account
        ("a/../../b", "User", False),
    ],
)
@pytest.mark.parametrize("association", ["NONE", "OWNER"])
def test_writers_are_heard_whatever_the_comment_claims(
    github: GitHubDouble, author: str, kind: str, association: str, new_commands: bool
) -> None:
    github.talk.says(1, DROP, author=author, kind=kind, association=association)
    github.talk.says(1, "Thanks!", author="ada")
    assert len(talk_of(github).new_commands(1, BODY)) == new_commands


@pytest.mark.parametrize("association", ["NONE", "CONTRIBUTOR", "COLLABORATOR"])
@pytest.mark.parametrize("strangers", [1, 3, 25, 400])
def test_no_crowd_of_strangers_silences_a_writer(
    github: GitHubDouble, strangers: int, association: str
) -> None:
    for n in range(strangers):
        github.talk.says(1, DROP, author=f"stranger{n}", association=association)
        github.talk.roles[f"stranger{n}"] = "read"
    for author in ("bo", "bo", "ada"):
        github.talk.says(1, DROP, author=author, association="NONE")
    before = len(github.calls)
    assert len(talk_of(github).new_commands(1, BODY)) == 3
    assert len(github.calls) - before <= 6 + strangers // 100


def test_where_github_lists_no_writers_the_associated_are_asked_about_first(
    github: GitHubDouble,
) -> None:
    github.fault = lambda _number, _verb, path: (
        Fault(False, Reply(403, {"message": "no"})) if "/collaborators?" in path else None
    )
    for n in range(40):
        github.talk.says(1, DROP, author=f"stranger{n}", association="NONE")
    for _ in range(3):
        github.talk.says(1, DROP, author="bo", association="MEMBER")
    before = len(github.calls)
    assert len(talk_of(github).new_commands(1, BODY)) == 3
    assert len(github.calls) - before == 22


def test_where_hundreds_may_write_only_those_who_speak_are_asked_about(
    github: GitHubDouble,
) -> None:
    github.talk.roles |= {f"writer{n}": "write" for n in range(600)}
    for n in range(4):
        github.talk.says(1, DROP, author=f"writer{n * 100}")
    before = len(github.calls)
    assert len(talk_of(github).new_commands(1, BODY)) == 4
    assert len(github.calls) - before == 1 + 5 + 4


def test_comments_on_later_pages_are_heard(github: GitHubDouble) -> None:
    for _ in range(250):
        github.talk.says(1, "words")
    comment = github.talk.says(1, DROP)
    [new_commands] = talk_of(github).new_commands(1, BODY)
    assert (new_commands.id, new_commands.at, new_commands.text) == (comment.id, comment.at, DROP)
    late = encode(State(list_name="mice", floor=comment.at))
    before = len(github.calls)
    assert talk_of(github).new_commands(1, late) == ()
    assert len(github.calls) - before == 1


def test_comments_that_may_not_be_read_are_told(github: GitHubDouble) -> None:
    github.fault = lambda *_: Fault(False, Reply(403, {"message": "Forbidden"}))
    with pytest.raises(ForgeError, match="read the comments"):
        talk_of(github).new_commands(1, BODY)


@pytest.mark.parametrize("end", ["/comments", "/reactions"])
def test_what_cannot_be_said_is_a_note(github: GitHubDouble, end: str) -> None:
    github.talk.says(1, DROP)
    refuse(github, end, Reply(403, {"message": "locked"}))
    note = talk_of(github).answer(1, [NO])
    assert (
        note
        == {
            "/comments": "the bot could not comment: locked",
            "/reactions": "the bot could not react to a comment: locked",
        }[end]
    )


@pytest.mark.parametrize("apply", [False, True])
def test_a_comment_in_doubt_is_looked_for(github: GitHubDouble, apply: bool) -> None:
    github.talk.says(1, DROP)
    refuse(github, "/comments", Reply(502, b"<html>"), apply=apply)
    if apply:
        assert talk_of(github).answer(1, [NO]) == ""
        return
    with pytest.raises(TryAgainLater, match="did not say whether the bot could comment"):
        talk_of(github).answer(1, [NO])
    assert len(github.talk.under(1)) == 1 + apply


def test_no_answers_no_calls(github: GitHubDouble) -> None:
    before = len(github.calls)
    assert talk_of(github).answer(1, []) == ""
    assert len(github.calls) == before


def test_a_nod_in_doubt_is_no_harm(github: GitHubDouble) -> None:
    github.talk.says(1, DROP)
    refuse(github, "/reactions", Reply(502, b"<html>"))
    assert talk_of(github).answer(1, [Answer(comment=1001, done=True)]) == ""


def test_of_two_comments_of_answers_the_later_goes(github: GitHubDouble) -> None:
    github.talk.says(1, DROP)
    talk_of(github).answer(1, [NO])
    [_, first] = github.talk.under(1)
    github.talk.says(1, first.body, author="github-actions[bot]", kind="Bot")
    talk_of(github).answer(1, [NO])
    assert github.talk.under(1)[1:] == [first]


def test_a_stranger_cannot_speak_in_the_bots_name(github: GitHubDouble) -> None:
    ticked = FAREWELL.replace("[ ]", "[x]")
    github.talk.says(1, ticked, author="eve", association="NONE")
    github.talk.says(1, FAREWELL, author="tri", association="COLLABORATOR")
    assert talk_of(github).closing(1) == ("missing", ())
    github.talk.says(1, ticked, author="rogue[bot]", kind="Bot")
    assert talk_of(github).closing(1) == ("missing", ())
    github.talk.says(1, FAREWELL, author="github-actions[bot]", kind="Bot")
    assert talk_of(github).closing(1) == ("posted", ())
    github.talk.says(1, ticked, author="tri", association="MEMBER")
    assert talk_of(github).closing(1) == ("posted", ())
    github.talk.says(1, ticked, author="ada", association="MEMBER")  # a token of hers
    assert talk_of(github).closing(1) == ("undone", ())


def test_the_box_of_the_bots_own_farewell_is_believed(github: GitHubDouble) -> None:
    assert talk_of(github).say_farewell(1, FAREWELL) == ""
    [farewell] = github.talk.under(1)
    github.talk.clicks(farewell)
    assert talk_of(github).closing(1) == ("undone", ())
    github.fault = lambda _number, _verb, path: (
        None if "/comments" in path else Fault(False, Reply(403, {"message": "no"}))
    )
    assert talk_of(github).closing(1) == ("missing", ())


def test_the_farewell_is_said_once(github: GitHubDouble) -> None:
    assert talk_of(github).say_farewell(1, FAREWELL) == ""
    [farewell] = github.talk.under(1)
    github.talk.clicks(farewell)
    assert talk_of(github).say_farewell(1, FAREWELL) == ""
    assert github.talk.under(1) == [farewell]


def edits(*nodes: object) -> Reply:
    facts = {"userContentEdits": {"nodes": list(nodes)} if nodes else None}
    return Reply(200, {"data": {"repository": {"pullRequest": facts}}})


OLD = {"editedAt": "2026-11-22T10:00:00Z", "diff": "old"}
NEW = {"editedAt": "2026-11-22T11:00:00Z", "diff": "new"}


@pytest.mark.parametrize(
    ("reply", "texts"),
    [
        (edits(NEW, OLD), ["new", "old"]),
        (edits(OLD, NEW), ["new", "old"]),
        (edits({**NEW, "diff": None}, OLD), ["old"]),
        (edits(), []),
        (Reply(200, {"errors": [{"message": "no such field"}]}), []),
    ],
)
def test_the_history_of_a_body_is_read_newest_first(
    github: GitHubDouble, reply: Reply, texts: list[str]
) -> None:
    github.fault = lambda *_: Fault(False, reply)
    assert [revision.text for revision in talk_of(github).revisions(1)] == texts
