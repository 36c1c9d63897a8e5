"""Whether a list's own leave-one-out figure tells how good its new lines are; docs/quality.md.

    python -m bench.self_knowledge DETAILS.jsonl… --known DIR --lists DIR…

DETAILS are what the editing benchmark writes with `--details`, KNOWN what it makes with
`editbench.known`, LISTS hold a folder a list, `owner__name`, with `meta.json` and its files.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scipy.stats import spearmanr

from bench.editing import known_in
from bot.core.errors import ListError
from bot.editing import self_test
from bot.lists import PaperList, read_list
from bot.markdown import Document

_LEAST = 4  # cases, and entries tried, without which a list's share is chance


@dataclass(frozen=True, slots=True)
class Shares:
    """Of one list: the share of real insertions in its style, and that of its self-test."""

    name: str
    real: float
    own: float
    cases: int
    tried: int


def shares(
    styles: Mapping[str, Sequence[bool]], known: Sequence[Path], lists: Sequence[Path]
) -> Iterator[Shares]:
    """Yield the shares of each list with enough cases: *styles* by repository."""
    for name, found in sorted(styles.items()):
        folder = next(
            (one for base in lists if (one := base / name.replace("/", "__")).exists()), None
        )
        if folder is None or len(found) < _LEAST:
            continue
        file = next(
            (one for base in known if (one := base / f"{folder.name}.jsonl").exists()), None
        )
        told = list(self_test(_read(folder), known_in(str(file or ""))))
        tried = sum(one.tried for one in told)
        good = sum(one.exact + one.but_for_unknown for one in told)
        if tried >= _LEAST:
            yield Shares(name, sum(found) / len(found), good / tried, len(found), tried)


def _read(folder: Path) -> PaperList:
    """Return the list in *folder*, without the files that are no text."""
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    documents = []
    for file in meta["files"]:
        try:
            documents.append(
                Document.parse((folder / file["saved_as"]).read_bytes(), name=file["path"])
            )
        except ListError as error:
            sys.stderr.write(f"{folder.name}: {error}\n")
    return read_list(documents)


def _styles(files: Iterable[Path]) -> dict[str, list[bool]]:
    styles: dict[str, list[bool]] = {}
    for file in files:
        for row in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
            styles.setdefault(row["repo"], []).append(bool(row["style_equal"]))
    return styles


def main(arguments: Sequence[str] | None = None) -> int:
    """Print both shares of each list, and how far one ranks the lists as the other does."""
    parser = argparse.ArgumentParser(
        description="How far a list's self-test tells what new lines of it are worth."
    )
    parser.add_argument("details", nargs="+", type=Path)
    parser.add_argument("--known", nargs="+", type=Path, required=True)
    parser.add_argument("--lists", nargs="+", type=Path, required=True)
    options = parser.parse_args(arguments)
    rows = []
    for row in shares(_styles(options.details), options.known, options.lists):
        rows.append(row)
        text = f"{row.real:5.2f} of {row.cases:3}   {row.own:5.2f} of {row.tried:3}   {row.name}"
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    rank = spearmanr([row.own for row in rows], [row.real for row in rows]).statistic
    sys.stdout.write(f"rank correlation over {len(rows)} lists: {rank:.2f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
