"""Draws the pictures of the documentation from what the commands really print.

`make pictures` types the tutorial's commands in a fresh repository with the list of `demo/list`, in
a terminal of 100 columns, and writes what was shown as SVG into `docs/pictures/`.
"""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown
from rich.text import Text

ROOT = Path(__file__).parents[1]
PAPERS = "demo"
FEED = ROOT / "bot" / "arxiv" / "snapshot" / "invented-papers.jsonl"
"""The same papers with the days that stand there, for a history whose days stand here."""

COLUMNS, ROWS = 110, 60
SPINNER = tuple("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏")
SECONDS = 120
"""A command that takes longer has hung."""

COMMANDS = {
    "init": ["init", "--yes", "--categories", "cs.DC,cs.LG,cs.AI,cs.CL", "--source", PAPERS],
    "doctor": ["doctor", "--offline"],
    "run": ["run", "--since", "7d", "--now", "2026-11-22", "--source", PAPERS],
    "pull-request": ["run", "--body", "--since", "7d", "--now", "2026-11-22", "--source", PAPERS],
    "backtest": ["backtest", ".", "--since", "3w", "--source", str(FEED)],
}


RULES = """
[rules.keywords]
"llm or large language model" = 6
"""
"""What the tutorial adds to the config that `init` wrote."""

ADDED = (
    ("2026-11-18", "On the phone", "2611.90031"),
    ("2026-11-19", "Serving", "2611.90029"),
    ("2026-11-21", "Agents", "2611.90030"),
)
"""What people add to the list in the weeks that the backtest replays: day, section, paper."""

AS = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]


def _describe(folder: Path) -> None:
    config = folder / "config" / f"{folder.name}.toml"
    config.write_text(config.read_text("utf-8") + RULES, encoding="utf-8")


def _grow(folder: Path) -> None:
    """Let the list's history go on: each addition is a commit of its day."""
    records = map(json.loads, FEED.read_text("utf-8").splitlines())
    titles = {record["id"]: record["title"] for record in records}
    for day, section, arxiv_id in ADDED:
        file = folder / "README.md"
        head = f"## {section}\n\n"
        text = f"{file.read_text('utf-8').rstrip()}\n\n"
        line = f"- [{titles[arxiv_id]}](https://arxiv.org/abs/{arxiv_id}), arXiv 2026\n"
        file.write_text(f"{text.replace(head, head + line, 1).rstrip()}\n", encoding="utf-8")
        _git(folder, "commit", "-qam", "Add a paper", day=day)


def _git(folder: Path, *arguments: str, day: str = "2026-11-01") -> None:
    moment = f"{day}T09:00:00Z"
    times = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
    command = ["git", "-C", str(folder), *AS, *arguments]
    subprocess.run(command, check=True, env={**os.environ, **times})


def as_read(body: str) -> str:
    """Return the text of a pull request as GitHub shows it: boxes, folded parts, no comments."""
    text = re.sub(
        r"<!--.*?-->\s?", "", body.partition("\ndiff ")[0].partition("\n--- ")[0], flags=re.DOTALL
    )
    text = re.sub(r"<details><summary>(.*?)</summary>.*?</details>", r"▸ \1", text, flags=re.DOTALL)
    text = re.sub(r"(?<=\S)\n(?=  [^\s▸])", "\\\\\n", text)  # GitHub breaks lines where they break
    return text.replace("- [x]", "- ☑").replace("- [ ]", "- ☐")


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
    if "--body" not in arguments:
        console.print(Text(f"$ bot {typed_line}", style="bold"))
    # What a spinner drew and took away again is no part of the picture.
    lines = [line.rpartition("\r")[2] for line in shown.split("\n")]
    last = [line for line in lines if not line.lstrip("\x1b[0123456789;?hlmKA").startswith(SPINNER)]
    if "--body" in arguments:
        body = Text.from_ansi("\n".join(last)).plain.strip()
        console.print(Markdown(as_read(f"# {body}")))
        return console.export_svg(title="the pull request", unique_id="bot-pull-request")
    console.print(Text.from_ansi("\n".join(last).rstrip()), soft_wrap=False)
    return console.export_svg(title="paper-bot", unique_id=f"bot-{arguments[0]}")


def main() -> int:
    """Draw all pictures."""
    target = ROOT / "docs" / "pictures"
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "serving-papers"
        shutil.copytree(ROOT / "demo" / "list", folder)
        for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "A list"]):
            _git(folder, *arguments)
        for what, arguments in COMMANDS.items():
            if what == "run":
                _describe(folder)
            if what == "backtest":
                _grow(folder)
            shown = typed(arguments, folder)
            (target / f"{what}.svg").write_text(picture(arguments, shown), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
