"""One list in trouble is told of, bounded, and none of the others notices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.core.errors import ConfigError
from bot.host.handlers.task_runner import MOST_READ
from bot.host.storage.noting import note_trouble
from bot.host.storage.tables import HostedList, Installation, RepositoryRow, RunRow, Trouble
from bot.host.work.tasks import Backlog, Task
from bot.proposal.replies import trouble_text
from tests.github.github_answers import Answer
from tests.github.github_records import Fault
from tests.host.service_world import CONFIG, LIST, ServiceWorld, service_world

MICE, VOLES = "octo/mice", "octo/voles"
FILES = {"README.md": LIST, "config/mice.toml": CONFIG}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ServiceWorld]:
    """Two repositories, installed; nothing was done for them yet."""
    with service_world(tmp_path, {MICE: FILES, VOLES: FILES}) as world:
        assert world.deliver(world.town.installs(MICE, VOLES)).status == 202
        yield world


def served(service: ServiceWorld, name: str) -> bool:
    return len(service.town.doubles[name].open_pulls()) == 1


def troubles(service: ServiceWorld) -> list[str]:
    return [row.text for row in service.rows(Trouble)]


def test_a_config_that_became_wrong_is_told_with_its_line_until_it_is_mended(
    service: ServiceWorld,
) -> None:
    github = service.town.doubles[MICE]
    github.commit("main", {"config/other.toml": CONFIG.replace(b"cs.DC", b"cs.NO")})
    service.work()
    assert served(service, MICE)
    assert served(service, VOLES)
    [trouble] = troubles(service)
    assert trouble.startswith("config/other.toml, line 2: ")
    assert "config/other.toml, line 2" in service.look()
    github.commit("main", {"config/other.toml": None})
    service.hears(service.town.pushes(MICE, "config/other.toml"))
    assert troubles(service) == []


def test_a_list_that_cannot_be_served_is_told_of_in_its_pull_request_once_and_when_that_is_over(
    service: ServiceWorld,
) -> None:
    service.work()
    github = service.town.doubles[MICE]
    [pull] = github.open_pulls()
    github.commit("main", {"config/mice.toml": CONFIG.replace(b"cs.DC", b"cs.@octo <b>")})
    for _ in range(3):
        service.hears(service.town.pushes(MICE, "config/mice.toml"))
    service.passes(days=8)
    [comment] = github.talk.under(pull.number)
    assert "until somebody mends this:\n\nconfig/mice.toml, line 2: " in comment.body
    assert "@octo <b>" not in comment.body
    github.commit("main", {"config/mice.toml": CONFIG})
    service.hears(service.town.pushes(MICE, "config/mice.toml"))
    assert [c.body for c in github.talk.under(pull.number)] == [trouble_text(comment.body, "")]
    assert len(service.town.doubles[VOLES].open_pulls()) == 1
    assert service.town.doubles[VOLES].talk.comments == []


def test_a_pull_request_that_cannot_be_told_keeps_no_list_from_being_looked_after(
    service: ServiceWorld,
) -> None:
    service.work()
    github = service.town.doubles[MICE]
    locked = Fault(False, Answer(410, {"message": "gone"}))
    github.fault = lambda _number, _verb, path: locked if "/comments" in path else None
    github.commit("main", {"config/mice.toml": CONFIG.replace(b"cs.DC", b"cs.NO")})
    service.hears(service.town.pushes(MICE, "config/mice.toml"))
    [trouble] = troubles(service)
    assert trouble.startswith("config/mice.toml, line 2: ")
    assert trouble in [row.told for row in service.rows(HostedList)]


def test_a_trouble_stored_before_it_was_known_whom_it_concerns_is_stored_anew(
    service: ServiceWorld,
) -> None:
    service.work()
    [number] = [row.id for row in service.rows(RepositoryRow) if row.name == MICE]
    news: list[bool] = []
    for _ in range(3):
        with service.database.session() as session:
            if len(news) == 1:
                session.execute(sa.update(Trouble).values(theirs=False))
            error = ConfigError("config/mice.toml, line 2: no such category")
            news.append(note_trouble(session, number, error, now=service.clock.now()))
    assert news == [True, True, False]
    assert [row.theirs for row in service.rows(Trouble)] == [True]


@dataclass
class Removing:
    """A queue that sees the list of MICE removed as soon as a run of it is queued."""

    service: ServiceWorld

    def put(self, *tasks: Task) -> None:
        self.service.queue.put(*tasks)
        with self.service.database.session() as session:
            mine = sa.select(RepositoryRow.id).where(RepositoryRow.name == MICE).scalar_subquery()
            session.execute(sa.delete(HostedList).where(HostedList.repository_id == mine))

    def backlog(self) -> Backlog:
        return self.service.queue.backlog()


def test_a_list_removed_while_runs_are_queued_keeps_no_other_from_its_next_time(
    service: ServiceWorld,
) -> None:
    service.work()
    service.clock.elapsed += 8 * 24 * 3600
    replace(service.runner, queue=Removing(service)).perform(Task(kind="sweep"))
    [left] = service.rows(HostedList)
    assert left.due > service.clock.now()


def test_an_archived_repository_and_one_whose_rights_were_taken_back_are_told_once(
    service: ServiceWorld,
) -> None:
    service.town.doubles[MICE].archived = True
    service.work()
    assert served(service, VOLES)
    assert troubles(service) == ["octo/mice is archived or disabled: unarchive it or stop the bot"]
    service.town.installed.remove(VOLES)
    calls = len(service.town.doubles[VOLES].calls)
    service.passes(days=8)
    assert [trouble.partition(":")[0] for trouble in troubles(service)] == [
        "octo/mice is archived or disabled",
        "the App is not installed on octo/voles, or PAPER_BOT_APP_ID is not its id",
    ]
    assert len(service.town.doubles[VOLES].calls) == calls
    service.queue.put(Task(kind="rebuild"))
    service.work()
    assert [row.name for row in service.rows(RepositoryRow)] == [MICE]


def test_a_suspended_installation_rests_is_shown_and_is_served_when_it_is_back(
    service: ServiceWorld,
) -> None:
    town = service.town
    service.work()
    town.suspended = True
    service.hears(town.switches("suspend"))
    calls = [len(double.calls) for double in town.doubles.values()]
    service.hears(town.pushes(MICE, "README.md"))
    service.passes(days=8)
    service.queue.put(Task(kind="rebuild"))
    service.work()
    assert [len(double.calls) for double in town.doubles.values()] == calls
    assert troubles(service) == []
    assert service.look().count("the account suspended the App") == 2
    town.suspended = False
    service.hears(town.switches("unsuspend"))
    service.passes(days=8)
    assert "the account suspended the App" not in service.look()
    assert len(service.rows(HostedList)) == 2
    assert [len(double.calls) for double in town.doubles.values()] != calls


def test_a_renamed_repository_is_served_under_its_new_name(service: ServiceWorld) -> None:
    service.work()
    double = service.town.doubles[MICE]
    double.former, double.repository = MICE, "octo/rats"
    service.passes(days=8)
    assert sorted(row.name for row in service.rows(RepositoryRow)) == ["octo/rats", VOLES]
    assert troubles(service) == []
    assert len(double.open_pulls()) == 1


def test_a_hundred_comments_are_one_look(service: ServiceWorld) -> None:
    service.work()
    [pull] = service.town.doubles[MICE].open_pulls()
    for number in range(100):
        service.town.doubles[MICE].talk.says(pull.number, f"/drop 2603.00901 {number}")
        event = service.town.comment(MICE, pull.number, "/drop 2603.00901")
        assert service.deliver(event).status == 202
    assert service.queue.backlog().waiting == 1
    assert service.work() == 1
    text = service.town.doubles[MICE].content(pull.branch, "README.md")
    assert b"2603.00901" not in text
    assert b"2603.00900" in text


def test_with_its_limit_used_up_an_installation_waits_and_is_shown(service: ServiceWorld) -> None:
    service.work()
    service.town.left = 30
    service.hears(service.town.pushes(MICE, "README.md"))
    [owner] = service.rows(Installation)
    assert owner.calls_left < 50
    calls = len(service.town.doubles[MICE].calls)
    service.hears(service.town.pushes(MICE, "README.md"))
    assert len(service.town.doubles[MICE].calls) == calls
    assert service.queue.backlog().waiting >= 1
    assert "requests left until" in service.look()


def test_with_little_left_lists_that_are_due_wait_and_what_people_say_is_carried_out(
    service: ServiceWorld, caplog: pytest.LogCaptureFixture
) -> None:
    service.work()
    served_before = [row.kind for row in service.rows(RunRow)].count("serve")
    service.town.left = 400
    service.hears(service.town.pushes(MICE, "README.md"))
    service.passes(days=8)
    assert [row.kind for row in service.rows(RunRow)].count("serve") == served_before
    [pull] = service.town.doubles[MICE].open_pulls()
    service.town.doubles[MICE].talk.says(pull.number, "/drop 2603.00901")
    service.hears(service.town.comment(MICE, pull.number, "/drop 2603.00901"))
    assert b"2603.00901" not in service.town.doubles[MICE].content(pull.branch, "README.md")
    told = [r for r in caplog.records if r.levelname == "WARNING" and "limit" in r.message]
    assert len(told) == 1
    service.town.left = 5_000
    service.passes(days=400)  # GitHub renews the limit
    assert [row.kind for row in service.rows(RunRow)].count("serve") > served_before


def test_a_repository_with_four_hundred_files_is_read_in_part(tmp_path: Path) -> None:
    files = {f"notes/{number:03}.md": b"# Notes\n" for number in range(400)}
    with service_world(tmp_path, {MICE: {"README.md": LIST, **files}}) as service:
        service.hears(service.town.installs(MICE))
        [invitation] = service.town.doubles[MICE].open_pulls()
        assert "341 of 401 Markdown files" in invitation.body
        assert len(service.town.doubles[MICE].calls) < MOST_READ + 40


def test_a_repository_without_a_list_is_told_what_to_do(tmp_path: Path) -> None:
    with service_world(tmp_path, {MICE: {"README.md": b"# A program\n"}}) as service:
        service.hears(service.town.installs(MICE))
        assert service.town.doubles[MICE].open_pulls() == []
        assert troubles(service)[0].startswith("no Markdown file of octo/mice has links to papers")
        calls = len(service.town.doubles[MICE].calls)
        service.hears(service.town.pushes(MICE, "README.md"))
        assert len(service.town.doubles[MICE].calls) - calls < 8


def test_a_bug_in_one_list_is_logged_and_the_worker_goes_on(
    service: ServiceWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.host.handlers.task_runner.ListRuns.serve", broken)
    service.work()
    assert {row.text for row in service.rows(Trouble)} == {
        "a bug of the bot's: its operator finds it in the log"
    }


def test_the_database_can_be_lost_and_is_rebuilt_from_github_and_arxiv(
    service: ServiceWorld,
) -> None:
    service.work()
    mice, voles = (service.town.doubles[name] for name in (MICE, VOLES))
    mice.close(mice.open_pulls()[0].number)  # both papers are refused
    service.hears(service.town.pull(MICE, "closed", 1))
    before = (mice.content("main", "README.md"), [p.body for p in voles.open_pulls()])
    service.database.engine.dispose()
    Path(service.settings.database.removeprefix("sqlite:///")).unlink()

    reborn = service.reborn()
    reborn.queue.put(Task(kind="rebuild"))
    reborn.work()
    assert sorted(row.name for row in reborn.rows(RepositoryRow)) == [MICE, VOLES]
    assert len(reborn.rows(HostedList)) == 2
    assert {row.kind for row in reborn.rows(RunRow)} == {"serve"}
    assert mice.open_pulls() == []
    assert (mice.content("main", "README.md"), [p.body for p in voles.open_pulls()]) == before
    reborn.database.engine.dispose()
