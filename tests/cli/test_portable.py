"""What other systems do, as far as it can be played here: Windows above all."""

from __future__ import annotations

import errno
import io
import signal
import sys
from pathlib import Path

import pytest

from bot.backtest import read_versions
from bot.cli import output, parser
from bot.cli.files import write_atomically
from bot.cli.one_at_a_time import one_at_a_time
from bot.core.errors import ListError, UsageError
from tests.arxiv.fakes import FakeClock, FakeProgress
from tests.cli.conftest import Desk, told

JAPANESE = "# 論文\n\n- [速いモデル → 説明](https://arxiv.org/abs/2501.00001)\n"


@pytest.mark.parametrize(
    ("system", "number", "code"),
    [("posix", errno.EPIPE, 141), ("nt", errno.EPIPE, 141), ("nt", errno.EINVAL, 141)],
)
def test_a_reader_that_went_away_ends_quietly_without_the_signals_of_unix(
    system: str,
    number: int,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def gone(_args: object) -> int:
        raise OSError(number, "gone")

    monkeypatch.delattr(signal, "SIGPIPE")
    monkeypatch.setattr(parser, "_dispatch", gone)
    monkeypatch.setattr("os.name", system)
    monkeypatch.setattr("os.dup2", lambda *_: None)
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.FileIO(1, "wb", closefd=False)))
    assert parser.main(["schema"]) == code
    assert told(capsys)[1] == []


def test_an_invalid_argument_elsewhere_stays_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(_args: object) -> int:
        raise OSError(errno.EINVAL, "odd")

    monkeypatch.setattr(parser, "_dispatch", wrong)
    with pytest.raises(OSError, match="odd"):
        parser.main(["schema"])


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp932"])
@pytest.mark.parametrize("args", [("check",), ("check", "--json"), ("run", "--help"), ("schema",)])
def test_a_console_that_lacks_letters_shows_their_numbers(
    encoding: str, args: tuple[str, ...], desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk.folder / "README.md").write_text(JAPANESE, "utf-8")
    shown = io.BytesIO()
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, io.TextIOWrapper(shown, encoding=encoding))
    try:
        code = parser.main(args)
    except SystemExit as ended:
        code = int(ended.code or 0)
    sys.stdout.flush()
    assert code == 0
    assert b"Traceback" not in shown.getvalue()
    assert shown.getvalue().decode(encoding)


def test_where_the_system_has_no_file_locks_runs_go_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def no_locks(_self: object) -> None:
        raise NotImplementedError("use SoftFileLock instead")

    monkeypatch.setattr("filelock.FileLock._acquire", no_locks)
    with one_at_a_time(["mine"], FakeClock(), FakeProgress(), tmp_path):
        pass


def test_a_file_that_is_open_elsewhere_is_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_use(_self: Path, _target: Path) -> Path:
        raise PermissionError(errno.EACCES, "Access is denied", str(tmp_path / "a.md"))

    (tmp_path / "a.md").write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", in_use)
    with pytest.raises(ListError, match=r"cannot be written \(Access is denied\); nothing changed"):
        write_atomically({tmp_path / "a.md": b"new"})
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


@pytest.mark.parametrize(
    ("system", "environ", "colours"),
    [
        ("posix", {}, True),
        ("posix", {"NO_COLOR": "1"}, False),
        ("posix", {"TERM": "dumb"}, False),
        ("nt", {}, False),
        ("nt", {"WT_SESSION": "x"}, True),
        ("nt", {"TERM": "xterm"}, True),
        ("nt", {"WT_SESSION": "x", "NO_COLOR": "1"}, False),
    ],
)
def test_colours_are_for_terminals_that_show_them(
    system: str, environ: dict[str, str], colours: bool
) -> None:
    assert output._shows_colours(environ, system) == colours


def test_a_git_beside_the_list_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows looks for programs in the current folder first."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("shutil.which", lambda _: str(tmp_path / "git.exe"))
    with pytest.raises(UsageError, match="git is not installed"):
        next(iter(read_versions(tmp_path, ["README.md"], "1d")))
