"""What the rules that `bot init` proposes are worth: on lists as they stood, on what came later.

Each list is judged twice, with init's config and with one that names categories alone; then both
once more with every third section emptied, where nothing but a heading says what belongs. Means are
told for every other list too: numbers of the rules may be chosen on the first, not on the second.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from statistics import fmean

from bench.cases import Case, Library, read_case
from bench.measures import Ranked, ranking
from bot.anatomy import arxiv_ids
from bot.arxiv import lot, record_paper
from bot.arxiv.sources import SnapshotSource
from bot.config import parse_config
from bot.core.logged_progress import LoggedProgress
from bot.lists import PaperList, read_list
from bot.markdown import Document
from bot.onboarding import Facts, look
from bot.pipeline import listed_of, subject_of, wanted_ids
from classifier import fit
from classifier.papers import ArxivId, Paper

_KEPT = 0.04  # of the papers that no list names: enough to tell configs apart, and quick
_TOP = 20  # papers that a maintainer looks at
_EMPTIED = 3  # every third section
_BARE = '[list]\nfiles = ["list.md"]\n[arxiv]\ncategories = ["cs.CL"]\n'


@dataclass(frozen=True, slots=True)
class Replayed:
    """A list and what is known of its papers; *paths* names the right sections of those added."""

    case: Case
    listing: PaperList
    known: Library
    paths: Mapping[ArxivId, frozenset[tuple[str, ...]]]
    emptied: frozenset[tuple[str, ...]]


def compare(folders: Sequence[Path], source: str) -> int:
    """Print each measure's mean with the bare config and with init's."""
    cases = [folder for folder in folders if (folder / "truth.jsonl").exists()]
    library = _thinned(source, cases)
    for variant in ("every third section empty", "as it is"):
        rows: list[tuple[Mapping[str, float], Mapping[str, float]]] = []
        for folder in cases:
            replayed = _replayed(folder, library, empty=variant != "as it is")
            rows.append((_figures(replayed, rules=False), _figures(replayed, rules=True)))
            sys.stdout.write(f"{folder.name}, {variant}: {_shown(rows[-1:])}\n")
            sys.stdout.flush()
        sys.stdout.write(f"mean of {len(rows)} lists, {variant}: {_shown(rows)}\n")
        for half, part in (("chosen on", rows[::2]), ("reported on", rows[1::2])):
            if part:
                sys.stdout.write(f"  the half {half}, {variant}: {_shown(part)}\n")
    return 0


def _shown(rows: Sequence[tuple[Mapping[str, float], Mapping[str, float]]]) -> str:
    names = [name for name in rows[0][0] if all(name in one for row in rows for one in row)]
    return "; ".join(
        f"{name} {fmean(r[0][name] for r in rows):.3f} -> {fmean(r[1][name] for r in rows):.3f}"
        for name in names
    )


def _thinned(source: str, cases: Iterable[Path]) -> Library:
    """Return the papers that a list names, then or later, and a tenth of all others."""
    texts = [(folder / name).read_text("utf-8") for folder in cases for name in _NAMING]
    named = {i for text in texts for i in arxiv_ids(text)}
    records = SnapshotSource(source, progress=LoggedProgress(), background=0).records()
    return {i: record_paper(r) for i, r in records if i in named or lot(i) < _limit()}


_NAMING = ("list.md", "truth.jsonl")


def _limit() -> int:
    return int(_KEPT * (1 << 32))  # of CRC-32


def _replayed(folder: Path, library: Library, *, empty: bool) -> Replayed:
    case = read_case(folder, library, 0)
    lines = {section.line: section.path for section in case.paper_list.sections}
    paths = {i: frozenset(lines[n] for n in right if n in lines) for i, right in case.truth.items()}
    if not empty:
        return Replayed(case, case.paper_list, library, paths, frozenset())
    held = [s for s in case.paper_list.sections if case.paper_list.entries_of(s.id)]
    gone = {section.id for section in islice(held, 0, None, _EMPTIED)}
    cut = {
        n
        for entry in case.paper_list.entries
        if entry.section in gone
        for n in range(entry.line, entry.end + 1)
    }
    text = (folder / "list.md").read_text("utf-8").split("\n")
    left = "\n".join(line for n, line in enumerate(text, 1) if n not in cut)
    listing = read_list([Document.parse(left.encode(), name="list.md")])
    return Replayed(
        replace(case, listed=listed_of(listing, library)),
        listing,
        library,
        paths,
        frozenset(section.path for section in held if section.id in gone),
    )


def _figures(replayed: Replayed, *, rules: bool) -> dict[str, float]:
    case, listing = replayed.case, replayed.listing
    own = [replayed.known[i] for i in dict.fromkeys(wanted_ids(listing)) if i in replayed.known]
    facts = Facts(name="list", listing=listing, left_out={}, papers=own, cron="1 6 * * mon")
    text = (
        look(facts).text
        if rules
        else '[list]\nfiles = ["list.md"]\n[arxiv]\ncategories = ["cs.CL"]\n'
    )
    subject = subject_of(listing, parse_config(text.encode(), file="config/list.toml"))
    judge = fit(case.listed, subject.topics, subject.rules, case.background)
    paths = {topic.id: topic.path for topic in subject.topics}
    judged = list(judge.judge(case.stream))
    ranked = [
        Ranked(case.days[c.paper.id], c.score, c.paper.id, c.paper.id in case.truth) for c in judged
    ]
    best = sorted(judged, key=lambda c: -c.score)[:_TOP]
    found = sum(c.paper.id in case.truth for c in best)
    figures = {"AP": ranking(ranked)["AP"], f"P@{_TOP}": found / _TOP}
    right = [(c.paper, paths[c.placement.section]) for c in judged if c.paper.id in case.truth]
    return figures | _placed(replayed, right)


def _placed(
    replayed: Replayed, placed: Sequence[tuple[Paper, tuple[str, ...]]]
) -> dict[str, float]:
    """Return how many of the papers added later come into their section, emptied ones apart."""
    known = [(path, right) for p, path in placed if (right := replayed.paths.get(p.id))]
    bare = [path in right for path, right in known if right & replayed.emptied]
    figures = {"sections": fmean(path in right for path, right in known)} if known else {}
    return figures | ({"emptied sections": fmean(bare)} if bare else {})
