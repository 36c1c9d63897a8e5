"""Entries of real lists left out and written again: how many come out, and what a list knows of it.

    python -m bench.self_knowledge DATA [--most 16] [--thirds 01] [--details FILE…]

DATA has data/lists, data/arxiv/corpus.jsonl.zst and bench/editing, whose comparison judges each
line. The lists are parted by their names into thirds, so that two can be looked at and the last
reported. With DETAILS, as the editing benchmark writes them, a list's own figure is laid beside
that of real insertions.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import md5
from importlib import import_module
from pathlib import Path

import zstandard
from scipy.stats import spearmanr

from bench.editing import paper_of
from bot.anatomy import Entry
from bot.core.errors import ListError
from bot.editing import written_again
from bot.lists import PaperList, read_list
from bot.markdown import Document
from classifier.papers import ArxivId, Paper

_OF_SECTION = 6  # entries tried of one section
_AROUND = 40  # entries that show the comparison what a list's own words are
_LEAST = 8  # entries or insertions, without which a list's share is chance
_KINDS = {"row": "row", "html-row": "tr", "paragraph": "para"}
"""What the comparison calls the kinds of entries; any other is an item."""

Rows = Mapping[ArxivId, Mapping[str, object]]
Judge = Callable[[Entry, str, Sequence[str], Mapping[str, object]], bool]


@dataclass(frozen=True, slots=True)
class Tried:
    """One entry left out: whether it came out by the *benchmark*'s comparison, by our *own*."""

    benchmark: bool
    own: bool
    exact: bool


def judge_in(data: Path) -> Judge:
    """Return the benchmark's comparison of a maintainer's entry with another text."""
    sys.path.insert(0, str(data / "bench" / "editing"))
    compare, tokens, papers = (
        import_module(f"editbench.{name}") for name in ("compare", "tokens", "paper")
    )

    def judge(entry: Entry, text: str, near: Sequence[str], row: Mapping[str, object]) -> bool:
        paper, context = papers.Paper.from_job(row), tokens.ListContext.of(near)
        kind = _KINDS.get(entry.kind, "item")
        return bool(
            compare.compare_entries(entry.text, text, paper, context, kind=kind).style_equal
        )

    return judge


def tried(listing: PaperList, rows: Rows, most: int, judge: Judge) -> Iterator[Tried]:
    """Yield what came of the newest entries of *listing*, at most so many; newest first."""
    known = {key: paper_of(row) for key, row in rows.items()}
    for entry in _newest(listing, known, most):
        again = written_again(listing, entry, known)
        alike = [e for e in listing.entries if (e.kind, e.file) == (entry.kind, entry.file)]
        alike = [e for e in alike if e != entry]
        alike.sort(key=lambda e: (e.section != entry.section, abs(e.line - entry.line)))
        near = [e.text for e in alike[:_AROUND]]
        agreed = judge(entry, again.text, near, rows[entry.arxiv_ids[0]])
        yield Tried(agreed, again.verdict != "other", again.verdict == "exact")


def _newest(listing: PaperList, known: Mapping[ArxivId, Paper], most: int) -> list[Entry]:
    chosen: dict[ArxivId, Entry] = {}
    sections: Counter[int] = Counter()
    testable = [e for e in listing.entries if len(e.arxiv_ids) == 1 and not e.ignored]
    for entry in sorted(testable, key=lambda e: e.arxiv_ids[0], reverse=True):
        key = entry.arxiv_ids[0]
        if key in known and key not in chosen and sections[entry.section] < _OF_SECTION:
            sections[entry.section] += 1
            chosen[key] = entry
    return list(chosen.values())[:most]


def read_folder(folder: Path) -> PaperList:
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


def read_rows(corpus: Path, wanted: frozenset[ArxivId]) -> Rows:
    """Return what *corpus* says of the papers *wanted*, as the benchmark's jobs say it."""
    from_corpus = import_module("editbench.paper").from_corpus
    rows: dict[ArxivId, Mapping[str, object]] = {}
    opener = zstandard.ZstdDecompressor(max_window_size=2**31)
    with zstandard.open(corpus, "rt", dctx=opener, encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if (key := ArxivId(row["id"])) in wanted:
                rows[key] = from_corpus(row).as_job()
    return rows


def _real(files: Iterable[Path]) -> dict[str, list[bool]]:
    styles: dict[str, list[bool]] = {}
    for file in files:
        for row in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
            styles.setdefault(row["repo"].replace("/", "__"), []).append(bool(row["style_equal"]))
    return styles


def _share(verdicts: Iterable[bool]) -> float:
    """Return how many of a hundred are true."""
    counted = list(verdicts)
    return 100 * sum(counted) / len(counted)


def _rank(pairs: Sequence[tuple[float, float]]) -> str:
    first, other = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return f"{spearmanr(first, other).statistic:.2f} over {len(pairs)} lists"


def report(outcomes: Mapping[str, Sequence[Tried]], real: Mapping[str, Sequence[bool]]) -> str:
    """Return the share of each list, of all, and how well a list's own figure tells another."""
    lines = []
    for name, every in sorted(outcomes.items(), key=lambda pair: _share(t.own for t in pair[1])):
        shares = [_share(t.benchmark for t in every), _share(t.own for t in every)]
        lines.append(f"{shares[0]:4.0f} {shares[1]:4.0f}  of {len(every):3}  {name}")
    every = [one for part in outcomes.values() for one in part]
    enough = {name: part for name, part in outcomes.items() if len(part) >= _LEAST}
    halves = [(part[: len(part) // 2], part[len(part) // 2 :]) for part in enough.values()]
    same = [(_share(t.own for t in p), _share(t.benchmark for t in p)) for p in enough.values()]
    later = [(_share(t.own for t in old), _share(t.benchmark for t in new)) for new, old in halves]
    limit = [
        (_share(t.benchmark for t in old), _share(t.benchmark for t in new)) for new, old in halves
    ]
    beside = [
        (_share(t.own for t in part), _share(real[name]))
        for name, part in enough.items()
        if len(real.get(name, ())) >= _LEAST
    ]
    agreed = _share(t.benchmark == t.own for t in every)
    lines += [
        f"entries {len(every)}: in style {_share(t.benchmark for t in every):.1f} %,"
        f" by our own test {_share(t.own for t in every):.1f} %,"
        f" byte for byte {_share(t.exact for t in every):.1f} %; the two agree on {agreed:.1f} %",
        f"rank correlation, same entries: {_rank(same)}",
        f"older half (own test) and newer half (benchmark): {_rank(later)}",
        f"the same with the benchmark on both sides, which is the limit: {_rank(limit)}",
        f"own test and real insertions: {_rank(beside)}",
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what came of each list's entries, and how far its own figure can be trusted."""
    parser = argparse.ArgumentParser(
        description="Entries of real lists left out and written again."
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--most", type=int, default=16, help="entries tried of one list")
    parser.add_argument("--thirds", default="012", help="which thirds of the lists, by their names")
    parser.add_argument("--details", nargs="*", type=Path, default=[])
    options = parser.parse_args(arguments)
    judge = judge_in(options.data)
    folders = [*(options.data / "data" / "lists").iterdir()]
    folders += (options.data / "bench" / "editing" / "second" / "lists").iterdir()
    real = _real(options.details)
    chosen = [
        folder
        for folder in sorted(folders)
        if (folder / "meta.json").exists()
        and (folder.name in real if real else _third(folder.name) in options.thirds)
    ]
    listings = {folder.name: read_folder(folder) for folder in chosen}
    ids = {
        name: frozenset(i for e in one.entries for i in e.arxiv_ids)
        for name, one in listings.items()
    }
    rows = read_rows(options.data / "data/arxiv/corpus.jsonl.zst", frozenset().union(*ids.values()))
    outcomes = {}
    for name, listing in listings.items():
        own_rows = {key: rows[key] for key in ids[name] if key in rows}
        if every := list(tried(listing, own_rows, options.most, judge)):
            outcomes[name] = every
    sys.stdout.write(f"{report(outcomes, real)}\n")
    return 0


def _third(name: str) -> str:
    return str(int(md5(name.encode(), usedforsecurity=False).hexdigest(), 16) % 3)


if __name__ == "__main__":
    sys.exit(main())
