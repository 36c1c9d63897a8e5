"""A list's history out of real git repositories, hostile ones too."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.backtest.git_history import read_versions
from bot.backtest.history import Version
from bot.core.errors import ListError, UsageError

DAY = "2024-04-{:02}T12:00:00+00:00"


class Repository:
    """A repository in *folder*; each commit has its own day of April 2024."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "-q", "-b", "main")

    def git(self, *args: str, day: int = 1) -> str:
        moment = DAY.format(day)
        who = {
            f"GIT_{r}_{k}": "x@example.org"
            for r in ("AUTHOR", "COMMITTER")
            for k in ("NAME", "EMAIL")
        }
        env = {**os.environ, **who, "GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
        done = subprocess.run(
            ["git", "-c", "protocol.file.allow=always", *args],
            cwd=self.folder,
            env=env,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def commit(self, day: int, **files: str) -> None:
        for name, text in files.items():
            (self.folder / f"{name}.md").write_text(text, encoding="utf-8")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", f"day {day}", "--allow-empty", day=day)

    def versions(self, *names: str, since: str = "2024-01-01") -> list[Version]:
        return list(read_versions(self.folder, names or ("LIST.md",), since))


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


def told(versions: list[Version]) -> list[tuple[int, dict[str, str]]]:
    return [(v.moment.day, {name: raw.decode() for name, raw in v.files.items()}) for v in versions]


def test_versions_come_oldest_first_with_their_bytes(repository: Repository) -> None:
    repository.commit(1, LIST="one\r\n")
    repository.commit(2, OTHER="aside")
    repository.commit(3, LIST="two ü")
    assert told(repository.versions()) == [(1, {"LIST.md": "one\r\n"}), (3, {"LIST.md": "two ü"})]
    assert repository.versions()[0].moment == datetime(2024, 4, 1, 12, tzinfo=UTC)


def test_a_renamed_list_is_followed(repository: Repository) -> None:
    repository.commit(1, OLD="a\nb\nc\nd\n")
    repository.git("mv", "OLD.md", "LIST.md")
    repository.commit(2)
    repository.commit(3, LIST="a\nb\nc\nd\ne\n")
    assert [(day, files["LIST.md"].count("\n")) for day, files in told(repository.versions())] == [
        (1, 4),
        (2, 4),
        (3, 5),
    ]


def test_a_merged_branch_counts_from_the_merge(repository: Repository) -> None:
    repository.commit(1, LIST="one\n")
    repository.git("checkout", "-q", "-b", "side")
    repository.commit(2, LIST="one\nside\n")
    repository.git("checkout", "-q", "main")
    repository.commit(3, OTHER="aside")
    repository.git("merge", "-q", "--no-ff", "-m", "merge", "side", day=4)
    assert told(repository.versions()) == [
        (1, {"LIST.md": "one\n"}),
        (4, {"LIST.md": "one\nside\n"}),
    ]


def test_files_of_one_list_are_put_together(repository: Repository) -> None:
    repository.commit(1, LIST="a")
    repository.commit(2, MORE="b")
    repository.commit(3, LIST="c")
    assert told(repository.versions("LIST.md", "MORE.md")) == [
        (1, {"LIST.md": "a"}),
        (2, {"LIST.md": "a", "MORE.md": "b"}),
        (3, {"LIST.md": "c", "MORE.md": "b"}),
    ]


def test_a_deleted_list_is_empty_for_a_while(repository: Repository) -> None:
    repository.commit(1, LIST="a")
    (repository.folder / "LIST.md").unlink()
    repository.commit(2)
    repository.commit(3, LIST="b")
    assert told(repository.versions())[-2:] == [(2, {}), (3, {"LIST.md": "b"})]


def test_a_clock_that_jumped_back_makes_no_version_older(repository: Repository) -> None:
    for day, text in ((1, "a"), (9, "b"), (4, "c"), (10, "d")):
        repository.commit(day, LIST=text)
    assert [(day, files["LIST.md"]) for day, files in told(repository.versions())] == [
        (1, "a"),
        (9, "b"),
        (9, "c"),
        (10, "d"),
    ]


@pytest.mark.parametrize(("since", "first"), [("2024-04-03", 2), ("5d", 4), ("2024-04-04", 2)])
def test_the_first_version_is_the_one_that_stood_at_since(
    repository: Repository, since: str, first: int
) -> None:
    for day in (1, 2, 4, 9):
        repository.commit(day, LIST=str(day))
    days = [day for day, _ in told(repository.versions(since=since))]
    assert days == [day for day in (1, 2, 4, 9) if day >= first]


def test_a_repository_is_read_from_a_folder_in_it(repository: Repository) -> None:
    repository.commit(1, LIST="a")
    inner = repository.folder / "docs"
    inner.mkdir()
    assert len(list(read_versions(inner, ["LIST.md"], "2024-01-01"))) == 1


def test_a_name_is_no_pattern_and_no_option(repository: Repository) -> None:
    repository.commit(1, LIST="a")
    for name in ("*.md", ":(glob)**", "--output=x", "../LIST.md"):
        with pytest.raises((ListError, UsageError)):
            repository.versions(name)
    assert not (repository.folder / "x").exists()


def test_a_shallow_clone_is_refused_with_the_remedy(repository: Repository, tmp_path: Path) -> None:
    repository.commit(1, LIST="a")
    repository.commit(2, LIST="b")
    clone = tmp_path / "clone"
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.folder}", str(clone))
    with pytest.raises(ListError, match="git fetch --unshallow"):
        list(read_versions(clone, ["LIST.md"], "2024-01-01"))


def test_a_partial_clone_is_told_apart_and_nothing_is_fetched(
    repository: Repository, tmp_path: Path
) -> None:
    repository.commit(1, LIST="a")
    repository.commit(2, LIST="b")
    repository.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    args = (
        "clone",
        "-q",
        "--bare",
        "--filter=blob:none",
        f"file://{repository.folder}",
        str(clone),
    )
    repository.git(*args)
    with pytest.raises((ListError, UsageError)):
        list(read_versions(clone, ["LIST.md"], "2024-01-01"))


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda _folder: None, "no such folder"),
        (lambda folder: folder.mkdir(), "not a git repository"),
        (Repository, "nothing is committed there yet; commit the list first"),
    ],
)
def test_what_is_no_repository_is_refused(make: object, why: str, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    assert callable(make)
    make(folder)
    with pytest.raises(UsageError, match=why):
        list(read_versions(folder, ["LIST.md"], "2024-01-01"))


def test_a_file_without_history_is_named(repository: Repository) -> None:
    repository.commit(1, LIST="a")
    with pytest.raises(ListError, match=r"README\.md: has no history in "):
        repository.versions("README.md")


def test_without_git_there_is_a_remedy(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="git is not installed"):
        repository.versions()


HOSTILE = """
[core]
	fsmonitor = {touch}
	hooksPath = {folder}
	pager = {touch}
	alternateRefsCommand = {touch}
	sshCommand = {touch}
	attributesFile = {attributes}
[diff]
	external = {touch}
[diff "spy"]
	command = {touch}
	textconv = {touch}
[filter "spy"]
	smudge = {touch}
	clean = {touch}
[log]
	showSignature = true
[gpg]
	program = {touch}
[alias]
	log = !{touch}
[credential]
	helper = !{touch}
[pager]
	log = {touch}
"""


def test_a_hostile_configuration_runs_nothing(repository: Repository, tmp_path: Path) -> None:
    for day in (1, 2):
        repository.commit(day, LIST=str(day))
    (repository.folder / ".gitattributes").write_text("* diff=spy filter=spy\n", encoding="utf-8")
    spoor, script = tmp_path / "spoor", tmp_path / "touch.sh"
    script.write_text(f"#!/bin/sh\ntouch {spoor}\ncat\n", encoding="utf-8")
    script.chmod(0o755)
    attributes = tmp_path / "attributes"
    attributes.write_text("* diff=spy filter=spy\n", encoding="utf-8")
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    with (repository.folder / ".git" / "config").open("a", encoding="utf-8") as config:
        config.write(HOSTILE.format(touch=script, folder=hooks, attributes=attributes))
    assert [day for day, _ in told(repository.versions())] == [1, 2]
    assert not spoor.exists()
    (repository.folder / "LIST.md").write_text("3", encoding="utf-8")
    subprocess.run(["git", "diff"], cwd=repository.folder, check=False, capture_output=True)
    assert spoor.exists()  # the trap was set


def test_the_callers_environment_does_not_reach_git(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    repository.commit(1, LIST="a")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "/bin/false")
    assert len(repository.versions()) == 1


def test_replaced_commits_are_read_as_they_were(repository: Repository) -> None:
    repository.commit(1, LIST="a")
    repository.commit(2, LIST="b")
    first, second = repository.git("rev-list", "--reverse", "HEAD").split()
    repository.git("replace", second, first)
    assert [day for day, _ in told(repository.versions())] == [1, 2]
