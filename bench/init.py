"""How often `bot init` is right the first time: real lists, unattended, each in a fresh folder.

    python -m bench.init DATA [--source FILE] [--every N] [--quick] [--rules]

DATA holds `data/lists`, `bench/editing/second/lists` and `data/arxiv/corpus-sample.jsonl.zst`. For
each list `bot init --yes`, `bot doctor` and `bot run --dry-run` are called on its files; a list is
ready when doctor finds nothing and the run ends with 0. With --rules, lists with dates of adding
are cut in time, and what came later is judged with init's config and with a bare one.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.cli import main as bot

_SLOW = 5.0  # seconds of CPU that init may take
_COLUMNS = 110  # of what a command says that are shown


@dataclass(frozen=True, slots=True)
class Tried:
    """What a list came to: "ready", "refused", or the command that failed; and init's seconds."""

    name: str
    outcome: str
    seconds: float
    told: str


def lists_in(data: Path) -> Iterator[Path]:
    """Yield every folder of a list."""
    for place in ("data/lists", "bench/editing/second/lists", "bench/classification"):
        yield from sorted(p for p in (data / place).glob("*") if p.is_dir() and "__" in p.name)


def lay_out(folder: Path, target: Path) -> None:
    """Copy the files of the list in *folder* to where its repository has them."""
    if (folder / "list.md").exists():
        (target / "README.md").write_bytes((folder / "list.md").read_bytes())
        return
    for file in json.loads((folder / "meta.json").read_text("utf-8"))["files"]:
        path = target / file["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((folder / file["saved_as"]).read_bytes())


def call(*args: str) -> tuple[int, str]:
    """Return the exit code of the bot called with *args*, and all that it said."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = bot(args)
    return code, said.getvalue()


def tried(folder: Path, source: str, *, quick: bool = False) -> Tried:
    """Return what the list in *folder* came to."""
    with tempfile.TemporaryDirectory() as name:
        target = Path(name) / folder.name.rpartition("__")[2]
        target.mkdir()
        lay_out(folder, target)
        os.chdir(target)
        begun = time.process_time()
        code, said = call("init", "--yes", "--source", source)
        seconds = time.process_time() - begun
        if code:
            return Tried(folder.name, "refused", seconds, said)
        code, found = call("doctor", "--source", source, "--json")
        if code or json.loads(found)["findings"]:
            return Tried(folder.name, "doctor", seconds, found)
        if quick:
            return Tried(folder.name, "ready", seconds, said)
        window = ("--since", "2026-08-01", "--now", "2026-08-21")
        code, ran = call("run", "--dry-run", "--source", source, *window)
        return Tried(folder.name, "run" if code else "ready", seconds, ran if code else said)


def main(argv: Sequence[str] | None = None) -> int:
    """Print what each list came to, and how many are ready."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--source", help="papers (default: the sample in DATA)")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every Nth list only")
    parser.add_argument("--quick", action="store_true", help="init and doctor only")
    parser.add_argument("--rules", action="store_true", help="compare with a bare config")
    args = parser.parse_args(argv)
    data: Path = args.data.resolve()
    source = args.source or str(data / "data/arxiv/corpus-sample.jsonl.zst")
    folders = list(lists_in(data))[:: args.every]
    if args.rules:
        from bench.init_rules import compare  # noqa: PLC0415 - heavy

        return compare(folders, source)
    done = []
    for folder in folders:
        one = tried(folder, source, quick=args.quick)
        done.append(one)
        last = one.told.strip().splitlines()[-1][:_COLUMNS] if one.outcome != "ready" else ""
        sys.stdout.write(f"{one.name}: {one.outcome}, {one.seconds:.1f} s {last}\n")
        sys.stdout.flush()
    counts = Counter(one.outcome for one in done)
    slow = sum(one.seconds > _SLOW for one in done)
    told = ", ".join(f"{count} {outcome}" for outcome, count in counts.most_common())
    sys.stdout.write(f"{len(done)} lists: {told}; init took more than {_SLOW:.0f} s on {slow}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
