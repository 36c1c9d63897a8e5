"""Files are read whole and written whole, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.cli.files import (
    LocalFiles,
    find_configs,
    read_config_bytes,
    repository_of,
    write_atomically,
)
from bot.core.errors import ChangedMeanwhileError, ConfigError, ListError
from bot.proposal.proposed import Outcome, Proposal


def proposal(**files: bytes) -> Proposal:
    changed = {name.replace("_", "."): content for name, content in files.items()}
    return Proposal(
        list_name="x", branch="b", title="t", body="", commit_message="", files=changed, items=()
    )


def test_every_toml_in_config_is_a_list(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    for name in ("b.toml", "a.toml", "schema.json"):
        (tmp_path / "config" / name).touch()
    found = find_configs([], folder=tmp_path)
    assert [path.name for path in found] == ["a.toml", "b.toml"]
    assert find_configs(["z.toml", "z.toml"], folder=tmp_path) == (Path("z.toml"),)


def test_no_config_says_where_to_run(tmp_path: Path) -> None:
    with pytest.raises(
        ConfigError, match=r"go to the list's repository .`bot init` there writes one."
    ):
        find_configs([], folder=tmp_path)


def test_paths_in_a_config_are_relative_to_the_folder_that_holds_it(tmp_path: Path) -> None:
    assert repository_of(tmp_path / "config" / "a.toml") == tmp_path.resolve()
    assert repository_of(tmp_path / "a.toml") == tmp_path.resolve()


@pytest.mark.parametrize(
    ("name", "problem"),
    [("missing.toml", "no such file"), ("folder", "is a folder")],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, problem: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(ConfigError, match=problem):
        read_config_bytes(tmp_path / name)
    with pytest.raises(ListError, match=f"{name}: {problem}"):
        LocalFiles(tmp_path, write=False).standing("x", [name])


def test_writing_keeps_mode_and_link_and_leaves_no_scratch(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target = tmp_path / "real" / "list.md"
    target.write_bytes(b"old")
    target.chmod(0o640)
    link = tmp_path / "link.md"
    link.symlink_to(target)
    write_atomically({link: b"new\r\n"})
    assert target.read_bytes() == b"new\r\n"
    assert target.stat().st_mode & 0o777 == 0o640
    assert link.is_symlink()
    assert sorted(p.name for p in target.parent.iterdir()) == ["list.md"]


def test_a_disk_that_refuses_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "list.md"
    target.write_bytes(b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ListError, match="No space left on device"):
        write_atomically({target: b"new"})
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["list.md"]


def test_of_several_files_none_is_replaced_unless_all_can_be(tmp_path: Path) -> None:
    first, second = tmp_path / "a.md", tmp_path / "gone" / "b.md"
    first.write_bytes(b"old")
    with pytest.raises(ListError, match="nothing changed"):
        write_atomically({first: b"new", second: b"new"})
    assert first.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["a.md"]


def test_a_link_out_of_the_repository_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    root.mkdir()
    (tmp_path / "profile").write_bytes(b"secret")
    (root / "README.md").symlink_to(tmp_path / "profile")
    with pytest.raises(ListError, match=r"README\.md: is a link out of the repository"):
        LocalFiles(root, write=True).standing("x", ["README.md"])


def test_what_is_no_regular_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(ListError, match=r"pipe\.md: is no regular file"):
        LocalFiles(tmp_path, write=False).standing("x", ["pipe.md"])


def test_printing_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"old")
    local = LocalFiles(tmp_path, write=False)
    outcome = local.publish(proposal(a_md=b"new"), local.standing("x", ["a.md"]))
    assert outcome == Outcome(what="printed")
    assert (tmp_path / "a.md").read_bytes() == b"old"


def test_writing_changes_only_the_files_of_the_proposal(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_bytes(b"old")
    local = LocalFiles(tmp_path, write=True)
    standing = local.standing("x", ["a.md", "b.md"])
    assert local.publish(proposal(), standing) == Outcome(what="unchanged")
    assert local.publish(proposal(a_md=b"new"), standing) == Outcome(what="written")
    assert (tmp_path / "a.md").read_bytes() == b"new"
    assert (tmp_path / "b.md").read_bytes() == b"old"


def test_a_list_that_a_person_saved_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"old")
    local = LocalFiles(tmp_path, write=True)
    standing = local.standing("x", ["a.md"])
    (tmp_path / "a.md").write_bytes(b"by hand")
    with pytest.raises(ChangedMeanwhileError, match="changed during the run"):
        local.publish(proposal(a_md=b"new"), standing)
    assert (tmp_path / "a.md").read_bytes() == b"by hand"
