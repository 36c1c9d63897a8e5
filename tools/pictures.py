"""Draws the pictures of the documentation from what the commands really print.

`make pictures` types the tutorial's commands in a fresh repository with the list of `demo/list`, in
a terminal of 100 columns, and writes what was shown as SVG into `docs/pictures/`.
"""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parents[1]
PAPERS = "demo"
COLUMNS, ROWS = 100, 60
SPINNER = tuple("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏")
SECONDS = 120
"""A command that takes longer has hung."""

COMMANDS = {
    "init": ["init", "--yes", "--categories", "cs.DC,cs.LG,cs.AI,cs.CL", "--source", PAPERS],
    "doctor": ["doctor", "--offline"],
    "run": ["run", "--since", "7d", "--now", "2026-11-22", "--source", PAPERS],
}


RULES = """
[rules.keywords]
"llm or large language model" = 6
"""
"""What the tutorial adds to the config that `init` wrote."""

AS = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]


def _describe(folder: Path) -> None:
    config = folder / "config" / f"{folder.name}.toml"
    config.write_text(config.read_text("utf-8") + RULES, encoding="utf-8")


def typed(arguments: list[str], folder: Path) -> str:
    """Return what a terminal shows when `bot` is typed with *arguments* in *folder*."""
    ours, theirs = pty.openpty()
    hidden = {"GITHUB_TOKEN", "GITHUB_REPOSITORY", "GITHUB_ACTIONS", "NO_COLOR"}
    environ = {k: v for k, v in os.environ.items() if k not in hidden}
    environ |= {"COLUMNS": str(COLUMNS), "LINES": str(ROWS), "TERM": "xterm-256color"}
    environ |= {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(folder / ".cache")}
    environ |= {"XDG_STATE_HOME": str(folder / ".cache")}
    child = subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown, end = b"", time.monotonic() + SECONDS
    while time.monotonic() < end:
        if select.select([ours], [], [], 0.2)[0]:
            try:
                part = os.read(ours, 1 << 16)
            except OSError:  # Linux says so at the end of a terminal
                break
            if not part:
                break
            shown += part
        elif child.poll() is not None:
            break
    child.wait(timeout=SECONDS)
    os.close(ours)
    return shown.decode("utf-8").replace("\r\n", "\n").replace(str(ROOT) + "/", "")


def picture(arguments: list[str], shown: str) -> str:
    """Return the SVG of a terminal in which `bot` was typed with *arguments*."""
    console = Console(record=True, width=COLUMNS, file=Path(os.devnull).open("w"))  # noqa: SIM115 - written to nobody
    typed_line = " ".join(arguments).replace(str(ROOT) + "/", "")
    console.print(Text(f"$ bot {typed_line}", style="bold"))
    # What a spinner drew and took away again is no part of the picture.
    lines = [line.rpartition("\r")[2] for line in shown.split("\n")]
    last = [line for line in lines if not line.lstrip("\x1b[0123456789;?hlmKA").startswith(SPINNER)]
    console.print(Text.from_ansi("\n".join(last).rstrip()), soft_wrap=False)
    return console.export_svg(title="paper-bot", unique_id=f"bot-{arguments[0]}")


def main() -> int:
    """Draw all pictures."""
    target = ROOT / "docs" / "pictures"
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "serving-papers"
        shutil.copytree(ROOT / "demo" / "list", folder)
        for arguments in (["init", "-q"], ["add", "."], [*AS, "commit", "-qm", "A list"]):
            subprocess.run(["git", "-C", str(folder), *arguments], check=True)  # noqa: S607 - git on the PATH
        for what, arguments in COMMANDS.items():
            if what == "run":
                _describe(folder)
            shown = typed(arguments, folder)
            (target / f"{what}.svg").write_text(picture(arguments, shown), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
