"""How well papers and sections are chosen, by replaying real lists, beside plain baselines.

    python -m bench.classification PATH [--lists NAME …] [--keep N]

PATH holds data/arxiv/corpus.jsonl.zst and bench/classification/LIST/{list.md, meta.json,
stream.csv.gz, truth.jsonl}: a list as it stood on a day T0, the papers that came after, and
those of them that its maintainers added. Everything is trained once, on what was known at T0
and 10,000 older papers, without rules. *keep* cuts each list to so many entries (a cold start).
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from statistics import fmean

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from bench.measures import Placed, Ranked, placing, ranking
from bot.arxiv.making import sample
from bot.arxiv.snapshot import SnapshotSource
from bot.arxiv.window import ARXIV_BEGAN, Window
from bot.lists.document import Document
from bot.lists.outline import BOLD_LEVEL
from bot.lists.reading import PaperList, read_list
from bot.progress import Silent
from bot.topics import listed_of
from classifier.judge import fit
from classifier.paper import ArxivId, Listed, Paper, SectionId, Topic
from classifier.rules import Rules

BACKGROUND = 10_000
COLUMNS = ("AP", "R@8/wk", "R@32/wk", "WSS@95", "section", "top-2", "sure 70 %")
OURS, PLAIN = "paper-bot", "LR C=1 + SVM C=.3"

Library = Mapping[ArxivId, Paper]
Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Case:
    """One list to replay."""

    name: str
    paper_list: PaperList
    listed: tuple[Listed, ...]
    background: tuple[Paper, ...]
    stream: tuple[Paper, ...]
    days: Mapping[ArxivId, date]
    truth: Mapping[ArxivId, frozenset[int]]


def main() -> None:
    """Measure and print a table per list and the means."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--lists", nargs="*", default=[])
    parser.add_argument("--keep", type=int, default=0)
    args = parser.parse_args()
    library = read_library(args.data / "data/arxiv/corpus.jsonl.zst")
    rows: dict[str, list[Figures]] = {OURS: [], PLAIN: []}
    for folder in sorted((args.data / "bench/classification").iterdir()):
        if (folder / "truth.jsonl").exists() and (not args.lists or folder.name in args.lists):
            case = read_case(folder, library, args.keep)
            say(f"\n{folder.name} ({len(case.listed)} entries, {len(case.stream):,} papers)")
            for name, figures in ((OURS, ours(case)), (PLAIN, plain(case))):
                rows[name].append(figures)
                say(row(name, figures))
    say(f"\nmean of {len(rows[OURS])} lists")
    for name, all_figures in rows.items():
        say(row(name, mean(all_figures)))


def read_library(path: Path) -> Library:
    """Return every paper of the snapshot."""
    source = SnapshotSource(str(path), progress=Silent(), background=0)
    always = Window(ARXIV_BEGAN, datetime.max.replace(tzinfo=UTC))
    return {paper.id: paper for paper in source.sweep(always, []).papers}


def read_case(folder: Path, library: Library, keep: int) -> Case:
    """Return the list in *folder* as it stood at T0, cut to *keep* entries (0: whole)."""
    end = date.fromisoformat(json.loads((folder / "meta.json").read_bytes())["T0"])
    until = datetime.combine(end + timedelta(days=1), time(), UTC)
    paper_list = read_list([Document.parse((folder / "list.md").read_bytes(), name="list.md")])
    listed = listed_of(paper_list, library)
    if keep:
        listed = tuple(sorted(listed, key=lambda entry: hash_of(entry.key)))[:keep]
    with gzip.open(folder / "stream.csv.gz", "rt", encoding="utf-8") as lines:
        days = {
            ArxivId(r["arxiv_id"]): date.fromisoformat(r["date"]) for r in csv.DictReader(lines)
        }
    older = (p for p in library.values() if p.submitted and p.submitted < until)
    truth = map(json.loads, (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines())
    return Case(
        name=folder.name,
        paper_list=paper_list,
        listed=listed,
        background=sample((p for p in older if paper_list.find(p) is None), BACKGROUND),
        stream=tuple(library[i] for i in days if i in library),
        days=days,
        truth={t["arxiv_id"]: frozenset(t["section_lines"]) for t in truth if t["in_stream"]},
    )


def ours(case: Case) -> Figures:
    """Return the figures of the classifier as it is."""
    topics = [
        Topic(id=s.id, path=s.path, description=s.description) for s in case.paper_list.sections
    ]
    candidates = fit(case.listed, topics, Rules(), case.background).judge(case.stream)
    scores = {c.paper.id: c.score for c in candidates}
    placed = {
        c.paper.id: (c.placement.section, c.placement.runner_up, c.placement.confidence)
        for c in candidates
        if c.paper.id in case.truth
    }
    return figures_of(case, scores, placed)


def plain(case: Case) -> Figures:
    """Return the figures of textbook models: TF-IDF of 1-2-grams, regression, vector machine."""
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    known = [text(e) for e in case.listed] + [text(p) for p in case.background]
    rows = vectorizer.fit_transform(known)
    size = len(case.listed)
    kinds = np.arange(rows.shape[0]) < size
    model = LogisticRegression(C=1, class_weight="balanced", max_iter=1000).fit(rows, kinds)
    scores: dict[ArxivId, float] = {}
    for papers in batches(case.stream, 10_000):
        values = model.decision_function(vectorizer.transform([text(p) for p in papers]))
        scores.update(zip((p.id for p in papers), values.tolist(), strict=True))
    added = [p for p in case.stream if p.id in case.truth]
    labels = [entry.section for entry in case.listed]
    placed: dict[ArxivId, tuple[SectionId, SectionId | None, float]] = {}
    if len(set(labels)) > 2:  # noqa: PLR2004 - with two, the machine gives one margin
        machine = LinearSVC(C=0.3, class_weight="balanced").fit(rows[:size], labels)
        margins = machine.decision_function(vectorizer.transform([text(p) for p in added]))
        for paper, row_of in zip(added, margins, strict=True):
            best, second = np.argsort(-row_of)[:2]
            sure = float(row_of[best] - row_of[second])
            placed[paper.id] = (machine.classes_[best], machine.classes_[second], sure)
    return figures_of(case, scores, placed)


def figures_of(
    case: Case,
    scores: Mapping[ArxivId, float],
    placed: Mapping[ArxivId, tuple[SectionId, SectionId | None, float]],
) -> Figures:
    """Return what *scores* and *placed* reach on *case*; sections only where some are known."""
    figures = dict(
        ranking([Ranked(case.days[i], s, hash_of(i), i in case.truth) for i, s in scores.items()])
    )
    lines = heading_lines(case.paper_list)
    sections = [
        Placed(case.truth[i], lines[first], lines[second] if second is not None else None, sure)
        for i, (first, second, sure) in placed.items()
    ]
    if any(one.right for one in sections):
        figures |= placing(sections)
    return figures


def heading_lines(paper_list: PaperList) -> Mapping[SectionId, int]:
    """Return the line of each section's heading; the truth knows no bold lines as headings."""
    sections = {section.id: section for section in paper_list.sections}
    lines = {}
    for section in paper_list.sections:
        heading = section
        while heading.level >= BOLD_LEVEL and heading.parent is not None:
            heading = sections[heading.parent]
        lines[section.id] = heading.line
    return lines


def text(paper: Paper | Listed) -> str:
    """Return title and abstract."""
    return f"{paper.title} {paper.abstract}"


def batches(papers: Sequence[Paper], size: int) -> Iterator[Sequence[Paper]]:
    """Yield *papers* in batches of *size*."""
    return (papers[i : i + size] for i in range(0, len(papers), size))


def hash_of(key: str) -> str:
    """Return something that orders keys without meaning."""
    return key[::-1]


def mean(rows: Sequence[Figures]) -> Figures:
    """Return the mean of each figure over the lists that have it."""
    return {
        name: fmean(values)
        for name in COLUMNS
        if (values := [figures[name] for figures in rows if name in figures])
    }


def row(name: str, figures: Figures) -> str:
    """Return *figures* as a row."""
    return f"{name:20}" + "".join(cells(figures))


def cells(figures: Figures) -> Iterable[str]:
    """Yield each figure with its name."""
    return (f"{column} {figures[column]:.3f}  " for column in COLUMNS if column in figures)


def say(line: str) -> None:
    """Print *line* at once: this takes minutes."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
