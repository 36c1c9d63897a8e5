"""What a further list costs on the same poll, beside one run per list.

    python -m bench.fleet PATH/data/arxiv/corpus.jsonl.zst [--lists 1 10 100]

The papers are those of `bench.cost`: 10,000 older ones and 6,000 to judge, read before the clock
starts. Lists of 100 and of 1,000 entries are drawn of its 1,000 entries, in 10 and 20 sections,
each another one. Each row is a process of its own; *alone* is a list that shares nothing.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from bench.cost import BACKGROUND, LISTED, prepare
from classifier import Background, Rules, fit
from classifier.papers import ArxivId, Listed, Paper, SectionId, Topic

SIZES = {100: 10, 1_000: 20}
"""Entries of a list: its sections."""


def main() -> None:
    """Measure and print a row for each number of lists."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("snapshot", type=Path)
    parser.add_argument("--lists", type=int, nargs="*", default=[1, 10, 100])
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        prepare(args.snapshot, Path(name))
        papers = Path(name) / "papers.jsonl"
        say(" entries  lists  CPU s a list   alone  ratio  peak MiB")
        for entries in SIZES:
            alone, _ = apart(papers, entries, 1, shared=False)
            for lists in args.lists:
                each, peak = apart(papers, entries, lists, shared=True)
                row = f"{entries:8}{lists:7}{each:14.2f}{alone:8.2f}{alone / each:7.1f}"
                say(f"{row}{peak:10.0f}")


def apart(papers: Path, entries: int, lists: int, *, shared: bool) -> tuple[float, float]:
    """Return CPU seconds a list and peak memory in MiB, measured in a process of its own.

    What is *shared* is made before the clock starts.
    """
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(
        target=_measure, args=(papers, entries, lists, shared, theirs)
    )
    process.start()
    each, peak = ours.recv()
    process.join()
    return each, peak


def _measure(papers: Path, entries: int, lists: int, shared: bool, pipe: Connection) -> None:
    with papers.open(encoding="utf-8") as lines:
        every = [paper_of(json.loads(line)) for line in lines]
    listed, older, fresh = every[:LISTED], every[LISTED:][:BACKGROUND], every[LISTED + BACKGROUND :]
    background = Background(older, fresh) if shared else older
    began = time.process_time()
    for number in range(lists):
        one(listed_of(listed, entries, number), SIZES[entries], background, fresh)
    each = (time.process_time() - began) / lists
    pipe.send((each, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def one(
    listed: Sequence[Listed],
    sections: int,
    background: Background | Sequence[Paper],
    fresh: Sequence[Paper],
) -> None:
    """Fit a list, and judge the papers of the window."""
    topics = [Topic(id=SectionId(i), path=("A list", f"Section {i}")) for i in range(sections)]
    fit(listed, topics, Rules(), background).judge(fresh)


def listed_of(papers: Sequence[Paper], entries: int, number: int) -> list[Listed]:
    """Return the list of that *number*: entries of every section that no other list has so."""
    first = number * entries // 10
    chosen = [papers[(first + i) % len(papers)] for i in range(entries)]
    return [
        Listed(
            key=p.id, title=p.title, abstract=p.abstract, categories=p.categories,
            authors=p.authors, section=SectionId((i + number) % SIZES[entries]),
        )
        for i, p in enumerate(chosen)
    ]  # fmt: skip


def paper_of(record: dict[str, str]) -> Paper:
    """Return the paper of a line of the snapshot."""
    return Paper(
        id=ArxivId(record["id"]),
        title=record["title"],
        abstract=record["abstract"],
        categories=tuple((record["categories"] or "").split()),
    )


def say(line: str) -> None:
    """Print *line* at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
