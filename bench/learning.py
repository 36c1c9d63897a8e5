"""What decisions are worth: weeks of proposals, decided by what the maintainers did later.

    python -m bench.learning PATH [--lists NAME …] [--weeks 4 8 16]

PATH is that of `bench.classification`. Each week after T0 the bot proposes what it would; of these
the list's later additions are taken, the others are refused. After so many weeks the list is
learnt with what was decided (refused papers; taken ones as entries) and with the taken ones
alone, as if the list had only grown, and both rank and place the papers of the next half year.
`kept` is the share of those that are said to be likely that is added; `off` is how far what is said
of the papers called likely is from that share. Of each stream the likeliest papers are judged, by
a first look at their words: far ones change nothing. Lists are halved by their names (md5 mod 2):
settings are chosen on half 0.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from statistics import fmean

import numpy as np

from bench.cases import Case, hash_of, heading_lines, read_case, read_library
from bench.measures import Placed, Ranked, placing, ranking
from bot.lists import home_of
from classifier import Background, Judge, Past, Rules, fit
from classifier.papers import Candidate, Listed, Paper, SectionId, Topic

BUDGET = 8
"""Papers proposed a week, the default of `[select] budget`."""
_LIKELY = 0.5
_COLUMNS = ("AP", "R@8/wk", "section", "kept", "off")
_NEAR = 3_000  # papers of a stream, the likeliest at the start, that are judged again and again
_AFTER = 26  # weeks that are ranked


@dataclass(frozen=True, slots=True)
class Decided:
    """The list after some weeks: entries with those taken, and the papers refused."""

    listed: tuple[Listed, ...]
    refused: tuple[Paper, ...] = ()


def main() -> None:
    """Measure and print a row per list and number of weeks, and the means."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--lists", nargs="*", default=[])
    parser.add_argument("--weeks", type=int, nargs="*", default=[4, 8, 16])
    args = parser.parse_args()
    library = read_library(args.data / "data/arxiv/corpus.jsonl.zst")
    found: dict[tuple[int, str], list[tuple[Mapping[str, float], Mapping[str, float]]]] = {}
    for folder in sorted((args.data / "bench/classification").iterdir()):
        if (folder / "truth.jsonl").exists() and (not args.lists or folder.name in args.lists):
            case = _shortened(read_case(folder, library, 0), max(args.weeks) + _AFTER)
            half = int(hashlib.md5(case.name.encode(), usedforsecurity=False).hexdigest(), 16) % 2
            for weeks, pair in learning(case, sorted(args.weeks)):
                for part in ("all", f"half {half}"):
                    found.setdefault((weeks, part), []).append(pair)
                say(f"{folder.name}, {weeks} weeks: {_shown([pair])}")
    for (weeks, part), pairs in sorted(found.items()):
        better = sum(after["AP"] > before["AP"] for before, after in pairs)
        worse = sum(after["AP"] < before["AP"] for before, after in pairs)
        say(f"{part}, mean of {len(pairs)}, {weeks} weeks: {_shown(pairs)}; AP +{better} -{worse}")


def learning(
    case: Case, milestones: Sequence[int]
) -> Iterator[tuple[int, tuple[Mapping[str, float], Mapping[str, float]]]]:
    """Yield for each number of weeks the figures without and with what was decided in them."""
    weeks = _weeks(case)
    background = Background(case.background, case.stream)
    decided, judge = Decided(case.listed), _learn(case, Decided(case.listed), background)
    for number, papers in enumerate(weeks, 1):
        decided = _decide(case, decided, judge.judge(papers))
        if number in milestones:
            rest = [paper for week in weeks[number : number + _AFTER] for paper in week]
            if not any(paper.id in case.truth for paper in rest):
                return
            judge = _learn(case, decided, background)
            plain = _learn(case, replace(decided, refused=()), background)
            yield number, (_figures(case, plain, rest), _figures(case, judge, rest))


def _decide(case: Case, decided: Decided, candidates: Sequence[Candidate]) -> Decided:
    """Return what a maintainer leaves who takes, of the proposals, what he later added anyway.

    What he added that was not proposed comes into the list too, as it did.
    """
    likely = sorted((c for c in candidates if c.probability >= _LIKELY), key=lambda c: -c.score)
    refused = [c.paper for c in likely[:BUDGET] if c.paper.id not in case.truth]
    lines = {line: section for section, line in heading_lines(case).items()}
    added = [c for c in candidates if c.paper.id in case.truth]
    entries = [
        Listed(
            key=c.paper.id, title=c.paper.title, abstract=c.paper.abstract,
            authors=c.paper.authors, categories=c.paper.categories, submitted=c.paper.submitted,
            section=next((lines[n] for n in case.truth[c.paper.id] if n in lines), SectionId(-1)),
        )
        for c in added
    ]  # fmt: skip
    return Decided((*decided.listed, *entries), (*decided.refused, *refused))


def _learn(case: Case, decided: Decided, background: Background) -> Judge:
    topics = [
        Topic(id=s.id, path=s.path, description=s.description) for s in case.paper_list.sections
    ]
    first, last = min(case.days.values()), max(case.days.values())
    past = Past(decided.refused, a_day=len(case.days) / ((last - first).days + 1))
    return fit(decided.listed, topics, Rules(), background, past)


def _figures(case: Case, judge: Judge, papers: Sequence[Paper]) -> Mapping[str, float]:
    judged = judge.judge(papers)
    ranked = [
        Ranked(case.days[c.paper.id], c.score, hash_of(c.paper.id), c.paper.id in case.truth)
        for c in judged
    ]
    figures = dict(ranking(ranked))
    lines = heading_lines(case)
    added = [judge.explain(c.paper) for c in judged if c.paper.id in case.truth]
    placed = [
        Placed(
            case.truth[c.paper.id],
            lines[home_of(case.paper_list, c.placement.section, c.paper)],
            None,
            c.placement.confidence,
        )
        for c in added
    ]
    if any(one.right for one in placed):
        figures |= placing(placed)
    likely = [c for c in judged if c.probability >= _LIKELY]
    if likely:
        kept = fmean(c.paper.id in case.truth for c in likely)
        figures |= {"kept": kept, "off": abs(fmean(c.probability for c in likely) - kept)}
    return figures


def _weeks(case: Case) -> list[list[Paper]]:
    first = min(case.days.values())
    weeks: dict[int, list[Paper]] = {}
    for paper in case.stream:
        weeks.setdefault((case.days[paper.id] - first) // timedelta(days=7), []).append(paper)
    return [weeks.get(number, []) for number in range(max(weeks) + 1)]


def _shortened(case: Case, weeks: int) -> Case:
    """Return *case* with the papers of the first *weeks* that were added or come near."""
    end = min(case.days.values()) + timedelta(weeks=weeks)
    papers = [paper for paper in case.stream if case.days[paper.id] < end]
    judge = _learn(case, Decided(case.listed), Background(case.background))
    if judge.taste is None:
        return replace(case, stream=tuple(papers))
    figures = judge.features.products(papers, judge.taste.words.plane.weights)
    near = set(np.argsort(-figures, kind="stable")[:_NEAR].tolist())
    kept = (p for i, p in enumerate(papers) if i in near or p.id in case.truth)
    return replace(case, stream=tuple(kept))


def _shown(pairs: Sequence[tuple[Mapping[str, float], Mapping[str, float]]]) -> str:
    return "; ".join(
        f"{name} {fmean(b[name] for b, _ in some):.3f} -> {fmean(a[name] for _, a in some):.3f}"
        for name in _COLUMNS
        if (some := [pair for pair in pairs if all(name in one for one in pair)])
    )


def say(line: str) -> None:
    """Print *line* at once: this takes minutes."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
