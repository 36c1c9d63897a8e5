"""What a run costs: CPU and memory of `bot run` over real papers, beside a plain baseline.

    python -m bench.cost PATH/data/arxiv/corpus.jsonl.zst

Takes from the snapshot, by date, 1,000 papers as the list, 10,000 as background and 6,000 as
the window; runs `bot run --dry-run` over them; then reads the same file without judging; then
does ASReview's ELAS u4 on the same text. After that the list is fitted, and 6,000, 50,000 and
250,000 papers are judged as a stream. Then `bot check` reads lists of 5,000 to 30,300 lines and
one of three files. Each is a process of its own; the figures are the operating system's. Last, in
one process each and so beside one another: the structure of a list of 50,000 lines is read, and
GitHub's own parser alone shows it; 10 papers are planned into the list of 1,000, whose papers are
known, after it was read.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.arxiv import read_lines

LISTED, BACKGROUND, WINDOW = 1_000, 10_000, 6_000
SECTIONS = 20
CATEGORIES = ("cs.AI", "cs.CL", "cs.CV", "cs.DC", "cs.LG", "cs.SE")

READ_ONLY = """
import sys
from datetime import UTC, datetime
from bot.arxiv.snapshot.snapshot_file import SnapshotSource
from bot.core.window import Window
from bot.core.logged_progress import LoggedProgress
source = SnapshotSource(sys.argv[1], progress=LoggedProgress(), background=10_000)
since = datetime.fromisoformat(sys.argv[2]).replace(tzinfo=UTC)
source.sweep(Window(since, datetime.max.replace(tzinfo=UTC)), [])
"""

U4 = """
import json, sys
from bench.rivals import asreview_u4
papers = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
texts = [paper["title"] + " " + paper["abstract"] for paper in papers]
asreview_u4(texts[:1_000], texts[1_000:11_000], texts[11_000:])
"""

STREAM = """
import itertools, json, sys
from classifier import Rules, fit
from classifier.papers import ArxivId, Listed, Paper, SectionId, Topic
def papers():
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            p = json.loads(line)
            yield Paper(id=ArxivId(p["id"]), title=p["title"], abstract=p["abstract"],
                        categories=tuple((p["categories"] or "").split()))
every = papers()
listed = [Listed(key=p.id, title=p.title, abstract=p.abstract, categories=p.categories,
                 section=SectionId(i % 20)) for i, p in enumerate(itertools.islice(every, 1_000))]
topics = [Topic(id=SectionId(i), path=("A list", f"Section {i}")) for i in range(20)]
judge = fit(listed, topics, Rules(), list(itertools.islice(every, 10_000)))
window = list(every)
for candidate in judge.stream(itertools.islice(itertools.cycle(window), int(sys.argv[2]))):
    pass
"""
STREAMS = (6_000, 50_000, 250_000)
READ = """
import sys
from pathlib import Path
from time import process_time
from cmarkgfm import github_flavored_markdown_to_html
from bot.lists import read_list
from bot.markdown import Document
data = Path(sys.argv[1]).read_bytes()
start = process_time()
read_list([Document.parse(data, name="list.md")])
read = process_time()
github_flavored_markdown_to_html(data.decode())
print(read - start, process_time() - read)
"""
PLAN = """
import sys
from pathlib import Path
from time import process_time
from bench.cases import read_library
from bot.editing import plan
from bot.lists import read_list
from bot.markdown import Document
papers = read_library(Path(sys.argv[2]))
data = Path(sys.argv[1]).read_bytes()
start = process_time()
listing = read_list([Document.parse(data, name="list.md")])
read = process_time()
new = [paper for paper in papers.values() if listing.find(paper) is None][-10:]
found = process_time()
edit = plan(listing, [(p, listing.sections[2 + n].id) for n, p in enumerate(new)], known=papers)
assert len(edit.inserts) == len(new) == 10, edit.refused
print(process_time() - found, read - start)
"""
LINES = (5_000, 10_000, 20_000, 30_300)
SEVERAL = 3  # files of a list of their own
EACH = 510  # lines, a heading among 50: five hundred entries
LONG = 50_000  # lines, of which only the structure is read


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU in seconds (user and system), peak memory of the process in MiB."""

    cpu: float
    peak: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("snapshot", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        since = prepare(args.snapshot, folder)
        papers = str(folder / "papers.jsonl")
        python = sys.executable
        whole = cost([python, "-m", "bot", "run", "--config", str(folder / "list.toml"),
                      "--source", papers, "--since", since, "--dry-run", "--json"])  # fmt: skip
        read = cost([python, "-c", READ_ONLY, papers, since])
        u4 = cost([python, "-c", U4, papers])
        streams = [cost([python, "-c", STREAM, papers, str(size)]) for size in STREAMS]
        checks = [cost(check_of(folder, lines)) for lines in LINES]
        several = cost(check_of(folder, *[EACH] * SEVERAL))
        reading = figures([python, "-c", READ, check_of(folder, LONG)[-1]])
        planning = figures([python, "-c", PLAN, str(folder / "list.md"), papers])
    beyond = whole.cpu - read.cpu
    report(
        ("bot run, all of it", whole),
        ("reading the input alone", read),
        ("bot run beyond reading", Cost(beyond, whole.peak)),
        ("ASReview ELAS u4", u4),
        *((f"fit, and judge {n:,}", spent) for n, spent in zip(STREAMS, streams, strict=True)),
        *((f"bot check, {n:,} lines", spent) for n, spent in zip(LINES, checks, strict=True)),
        (f"bot check, {SEVERAL} files of 500 entries", several),
    )
    for name, (seconds, beside), other in (
        (f"structure of {LONG:,} lines", reading, "GitHub's parser alone"),
        (f"planning 10 papers into {LISTED:,} entries", planning, "reading these"),
    ):
        sys.stdout.write(f"{name}: {seconds:.2f} s, {seconds / beside:.0f} times {other}\n")
    for lines, spent in zip(LINES, checks, strict=True):
        sys.stdout.write(f"bot check, lines in a second: {lines / spent.cpu:,.0f} of {lines:,}\n")
    speed = (STREAMS[-1] - STREAMS[0]) / (streams[-1].cpu - streams[0].cpu)
    sys.stdout.write(f"bot run beyond reading / u4: {beyond / u4.cpu:.2f}\n")
    sys.stdout.write(f"fit, and judge {STREAMS[0]:,} / u4: {streams[0].cpu / u4.cpu:.2f}\n")
    growth = (checks[2].cpu - checks[1].cpu) / (checks[1].cpu - checks[0].cpu)
    sys.stdout.write(
        f"bot check, second half of the lines / first half (2 is linear): {growth:.2f}\n"
    )
    sys.stdout.write(f"papers judged in a second of CPU: {speed:,.0f}\n")


def check_of(folder: Path, *sizes: int) -> list[str]:
    """Write to *folder* an invented list, a file for each of *sizes* in lines; return its check."""
    paths = [folder / f"{size}-{place}.md" for place, size in enumerate(sizes)]
    first = 0
    for path, size in zip(paths, sizes, strict=True):
        entries = (
            _entry(n) if n % 50 else f"\n## Section {n}\n" for n in range(first, first + size)
        )
        path.write_text("# A list\n" + "\n".join(entries) + "\n", encoding="utf-8")
        first += size
    return [sys.executable, "-m", "bot", "check", *map(str, paths)]


def _entry(n: int) -> str:
    arxiv_id = f"{2401 + n // 90_000}.{n % 90_000 + 1:05}"
    return f"- [Net{n}: Learning Forest Number {n}](https://arxiv.org/abs/{arxiv_id}), arXiv 2024"


def prepare(snapshot: Path, folder: Path) -> str:
    """Write list, config and papers to *folder*; return the first day of the window."""
    papers = sorted(itertools.islice(usable(snapshot), 60_000), key=lambda p: (p["date"], p["id"]))
    papers = papers[-(LISTED + BACKGROUND + WINDOW + 2_000) :]
    since = papers[-WINDOW]["date"]
    window = [p for p in papers if p["date"] >= since][:WINDOW]
    older = [p for p in papers if p["date"] < since][-(LISTED + BACKGROUND) :]
    listed = older[:: len(older) // LISTED][:LISTED]
    ids = {paper["id"] for paper in listed}
    background = [p for p in older if p["id"] not in ids][:BACKGROUND]
    with (folder / "papers.jsonl").open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps(p) + "\n" for p in (*listed, *background, *window))
    (folder / "list.md").write_text("\n".join(markdown(listed)), encoding="utf-8")
    categories = json.dumps(CATEGORIES)
    (folder / "list.toml").write_text(
        f'[list]\nfiles = ["list.md"]\n[arxiv]\ncategories = {categories}\n', encoding="utf-8"
    )
    return str(since)


def usable(snapshot: Path) -> Iterator[dict[str, str]]:
    """Yield papers of 2024 with an abstract, in the categories of the run."""
    with snapshot.open("rb") as stream:
        for _, line in read_lines(stream, snapshot.name):
            paper = json.loads(line)
            inside = set((paper["categories"] or "").split()) & set(CATEGORIES)
            if inside and paper["abstract"] and paper["date"].startswith("2024"):
                yield paper


def markdown(papers: Sequence[dict[str, str]]) -> Iterator[str]:
    """Yield the lines of a list of *papers*."""
    yield "# A list\n"
    size = len(papers) // SECTIONS
    for number in range(SECTIONS):
        yield f"\n## Section {number}\n"
        for paper in papers[number * size : (number + 1) * size]:
            title = " ".join(paper["title"].split()).replace("[", "(").replace("]", ")")
            yield f"- [{title}](https://arxiv.org/abs/{paper['id']})"


def cost(command: Sequence[str]) -> Cost:
    """Run *command* to its end and return what it cost. Raises when it fails."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own commands
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[:4]} ended with exit code {process.returncode}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def figures(command: Sequence[str]) -> tuple[float, float]:
    """Return the two figures that *command* prints. Raises when it fails."""
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    first, second = map(float, printed.stdout.split())
    return first, second


def report(*rows: tuple[str, Cost]) -> None:
    """Print *rows* as a table."""
    sys.stdout.write(f"{'':34}{'CPU s':>8}{'peak MiB':>10}\n")
    for name, spent in rows:
        sys.stdout.write(f"{name:34}{spent.cpu:8.1f}{spent.peak:10.0f}\n")


if __name__ == "__main__":
    main()
