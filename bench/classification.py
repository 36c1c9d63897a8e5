"""How well papers and sections are chosen, by replaying real lists, beside the rules of others.

    python -m bench.classification PATH [--lists NAME …] [--rules NAME …] [--keep N]

PATH holds data/arxiv/corpus.jsonl.zst and bench/classification/LIST/{list.md, meta.json,
stream.csv.gz, truth.jsonl}: a list as it stood on a day T0, the papers that came after, and
those of them that its maintainers added. Everything is trained once, on what was known at T0,
without rules of the list's own. As installed, the background is 10,000 older papers, as for the
rules of others; with the library it is every paper of the year before. *keep* cuts each list to
so many entries (a cold start). *likely* is how many papers have an even chance for each that was
added, *off* what is said of these less the share that was. Every rule runs in a process of its own.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import fmean

import numpy as np

from bench.cases import Case, hash_of, heading_lines, read_case, read_library
from bench.intervals import drawn_precisions, mean_interval
from bench.measures import Placed, Ranked, placing, ranking
from bench.rivals import RIVALS, sections_by_machine
from bot.lists import home_of
from classifier import Past, Rules, fit, text_of
from classifier.papers import ArxivId, Paper, SectionId, Topic

COLUMNS = (
    "AP", "R@8/wk", "R@32/wk", "R@own", "WSS@95", "section", "top-2", "sure 70 %", "likely", "off"
)  # fmt: skip
COSTS = ("CPU s", "MiB")
OURS, INSTALLED = "paper-bot, library", "paper-bot, installed"
BINS = (0.05, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0)
EVEN = 0.5

Figures = Mapping[str, float]
Section = tuple[SectionId, SectionId | None, float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule came to on one list; `promises` are how often a probability came true."""

    figures: Figures
    ranks: tuple[int, ...]
    promises: tuple[tuple[float, bool], ...] = ()


def main() -> None:
    """Measure and print a table per list and the means."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--lists", nargs="*", default=[])
    parser.add_argument("--rules", nargs="*", default=[OURS, INSTALLED, *RIVALS])
    parser.add_argument("--keep", type=int, default=0)
    args = parser.parse_args()
    library = read_library(args.data / "data/arxiv/corpus.jsonl.zst")
    outcomes: dict[str, list[Outcome]] = {name: [] for name in args.rules}
    for folder in sorted((args.data / "bench/classification").iterdir()):
        if (folder / "truth.jsonl").exists() and (not args.lists or folder.name in args.lists):
            case = read_case(folder, library, args.keep)
            say(f"\n{folder.name} ({len(case.listed)} entries, {len(case.stream):,} papers)")
            for name, done in outcomes.items():
                done.append(apart(name, case))
                say(row(name, done[-1].figures))
    summary(outcomes)


def apart(name: str, case: Case) -> Outcome:
    """Return what rule *name* comes to on *case*, measured in a process of its own."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_measure, args=(name, case, theirs))
    process.start()
    theirs.close()
    outcome = ours.recv()
    process.join()
    if not isinstance(outcome, Outcome):
        raise TypeError(f"{name} sent {outcome!r}")
    return outcome


def _measure(name: str, case: Case, pipe: Connection) -> None:
    before, began = peak(), time.process_time()
    if name in RIVALS:
        outcome = rival(name, case)
    else:
        outcome = ours(case, case.library if name == OURS else case.background)
    costs = {"CPU s": time.process_time() - began, "MiB": peak() - before}
    pipe.send(Outcome({**outcome.figures, **costs}, outcome.ranks, outcome.promises))


def peak() -> float:
    """Return the largest memory this process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ours(case: Case, background: Sequence[Paper]) -> Outcome:
    """Return what the classifier comes to with *background*."""
    topics = [
        Topic(id=s.id, path=s.path, description=s.description) for s in case.paper_list.sections
    ]
    days = (max(case.days.values()) - min(case.days.values())).days + 1
    judge = fit(case.listed, topics, Rules(), background, Past(a_day=len(case.stream) / days))
    scores: dict[ArxivId, float] = {}
    placed: dict[ArxivId, Section] = {}
    promises: list[tuple[float, bool]] = []
    for candidate in judge.stream(case.stream):
        i, where = candidate.paper.id, candidate.placement
        scores[i] = candidate.score
        promises.append((candidate.probability, i in case.truth))
        if i in case.truth:
            placed[i] = (where.section, where.runner_up, where.confidence)
    told = tuple(promise for promise in promises if promise[0] >= BINS[0])
    outcome = outcome_of(case, scores, placed, told)
    return replace(outcome, figures={**outcome.figures, **reliability(promises)})


def reliability(promises: Sequence[tuple[float, bool]]) -> Figures:
    """Return how many papers are called likely for each that was added, and how far that is off.

    That is the mean of what is said of them, less the share of them that was added.
    """
    likely = [promise for promise in promises if promise[0] >= EVEN]
    said = fmean(chance for chance, _ in likely) if likely else 0.0
    came = fmean(added for _, added in likely) if likely else 0.0
    return {"likely": len(likely) / sum(added for _, added in promises), "off": said - came}


def rival(name: str, case: Case) -> Outcome:
    """Return what a rule of others comes to; the best known rule for sections stands with LR."""
    listed, others = [text_of(e) for e in case.listed], [text_of(p) for p in case.background]
    figures = RIVALS[name](listed, others, [text_of(p) for p in case.stream]).tolist()
    scores = dict(zip((p.id for p in case.stream), figures, strict=True))
    placed: dict[ArxivId, Section] = {}
    if name == next(iter(RIVALS)):
        added = [p for p in case.stream if p.id in case.truth]
        labels = [entry.section for entry in case.listed]
        found = sections_by_machine(listed, labels, others, [text_of(p) for p in added])
        placed = {
            p.id: (SectionId(first), SectionId(second), sure)
            for p, (first, second, sure) in zip(added, found, strict=False)
        }
    return outcome_of(case, scores, placed)


def outcome_of(
    case: Case,
    scores: Mapping[ArxivId, float],
    placed: Mapping[ArxivId, Section],
    promises: tuple[tuple[float, bool], ...] = (),
) -> Outcome:
    """Return what *scores* and *placed* reach on *case*; sections only where some are known."""
    ranked = [Ranked(case.days[i], s, hash_of(i), i in case.truth) for i, s in scores.items()]
    figures = dict(ranking(ranked))
    lines, papers = heading_lines(case), {paper.id: paper for paper in case.stream}

    def line(section: SectionId, i: ArxivId) -> int:
        return lines[home_of(case.paper_list, section, papers[i])]

    sections = [
        Placed(case.truth[i], line(first, i), line(second, i) if second is not None else None, sure)
        for i, (first, second, sure) in placed.items()
    ]
    if any(one.right for one in sections):
        figures |= placing(sections)
    ordered = sorted(ranked, key=lambda paper: (-paper.score, paper.tie))
    ranks = tuple(rank for rank, paper in enumerate(ordered, 1) if paper.added)
    return Outcome(figures, ranks, promises)


def summary(outcomes: Mapping[str, Sequence[Outcome]]) -> None:
    """Print means, intervals, lists won by ours, and how often probabilities came true."""
    first = next(iter(outcomes))
    say(f"\nmean of {len(outcomes[first])} lists")
    for name, done in outcomes.items():
        low, high = mean_interval([drawn_precisions(one.ranks) for one in done])
        pairs = zip(outcomes[first], done, strict=True)
        won = sum(a.figures["AP"] > b.figures["AP"] for a, b in pairs)
        beaten = f"  AP {low:.3f}-{high:.3f}" + (f"  beaten on {won}" if name != first else "")
        say(row(name, mean([one.figures for one in done])) + beaten)
    for name, done in outcomes.items():
        promises = [promise for one in done for promise in one.promises]
        if promises:
            say(f"\n{name}: of papers said to belong with a probability of … came true (a floor)")
            say("  ".join(kept(promises)))


def kept(promises: Sequence[tuple[float, bool]]) -> Iterable[str]:
    """Yield for each range of probabilities how many papers had it, and how many were added."""
    said, true = np.array(promises, np.float64).T
    for low, high in pairwise(BINS):
        inside = (said >= low) & (said < high)
        if inside.any():
            share = float(true[inside].mean())
            yield f"{low:.2f}-{high:.2f}: {share:.2f} of {np.count_nonzero(inside)}"


def mean(rows: Sequence[Figures]) -> Figures:
    """Return the mean of each figure over the lists that have it."""
    return {
        name: fmean(values)
        for name in (*COLUMNS, *COSTS)
        if (values := [figures[name] for figures in rows if name in figures])
    }


def row(name: str, figures: Figures) -> str:
    """Return *figures* as a row."""
    return f"{name:22}" + "".join(cells(figures))


def cells(figures: Figures) -> Iterable[str]:
    """Yield each figure with its name."""
    yield from (f"{name} {figures[name]:.3f}  " for name in COLUMNS if name in figures)
    yield from (f"{name} {figures[name]:.0f}  " for name in COSTS if name in figures)


def say(line: str) -> None:
    """Print *line* at once: this takes minutes."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
