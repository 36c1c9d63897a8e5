"""What the rules that `bot init` proposes are worth: on lists as they stood, on what came later.

Each list with dates of adding is cut where four fifths of its papers had come in, and judged with
init's config and with one that names categories alone; then both once more with every third section
emptied, where nothing but a heading says what belongs. Means are told for two halves, by a hash of
the list's name: what the rules are made of may be chosen on the first, not on the second.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import md5
from itertools import islice
from pathlib import Path
from statistics import fmean

from bench.cases import Library
from bench.measures import Ranked, ranking
from bot.arxiv import lot, record_paper
from bot.arxiv.sources import SnapshotSource
from bot.config import parse_config
from bot.core.logged_progress import LoggedProgress
from bot.lists import PaperList, read_list, subjects
from bot.markdown import Document
from bot.onboarding import ListFacts, look
from bot.pipeline import listed_of, subject_of, wanted_ids
from classifier import fit
from classifier.papers import ArxivId

_KEPT = 0.02  # of the papers that no list names: enough to tell configs apart, and quick
_TOP = 20  # papers that a maintainer looks at
_EMPTIED = 3  # every third section
_EARLIER = 0.8  # of the dated papers stand in the list when it is judged
_FEWEST = 10  # known papers that came later; with fewer a list tells nothing
_HUGE = 1_000_000  # bytes of a list that takes minutes
_DAY = date(2026, 1, 1)  # of every paper: what a week brings is not asked here
_BARE = '[list]\nfiles = ["list.md"]\n[arxiv]\ncategories = ["cs.CL"]\n'

Headings = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """A list's newest text, and which of its papers came last: each with its right sections."""

    name: str
    listing: PaperList
    later: Mapping[ArxivId, frozenset[Headings]]


def compare(folders: Sequence[Path], source: str) -> int:
    """Print each measure's mean with the bare config and with init's."""
    library = _thinned(source, folders)
    histories = [one for folder in folders if (one := history_in(folder, library))]
    for empty in (True, False):
        variant = "every third section empty" if empty else "as it is"
        rows = {}
        for history in histories:
            bare, first = figures(history, library, empty=empty)
            rows[history.name] = bare, first
            sys.stdout.write(f"{history.name}, {variant}: {_shown([(bare, first)])}\n")
            sys.stdout.flush()
        for half, told in ((0, "chosen on"), (1, "reported on")):
            part = [row for name, row in rows.items() if half_of(name) == half]
            if part:
                sys.stdout.write(f"mean of {len(part)} lists {told}, {variant}: {_shown(part)}\n")
    return 0


def half_of(name: str) -> int:
    """Return 0 or 1, drawn from the *name* of a list."""
    return md5(name.encode(), usedforsecurity=False).digest()[-1] % 2


def _shown(rows: Sequence[tuple[Mapping[str, float], Mapping[str, float]]]) -> str:
    told = []
    for name in dict.fromkeys(name for row in rows for name in row[0]):
        pairs = [(bare[name], first[name]) for bare, first in rows if name in bare]
        before, after = fmean(b for b, _ in pairs), fmean(a for _, a in pairs)
        up, down = sum(a > b for b, a in pairs), sum(a < b for b, a in pairs)
        told.append(f"{name} {before:.3f} -> {after:.3f} (+{up} -{down})")
    return "; ".join(told)


def _thinned(source: str, folders: Iterable[Path]) -> Library:
    """Return the papers that a history names, and a few of all others."""
    named = {ArxivId(row["arxiv_id"]) for folder in folders for row in _dated(folder)}
    records = SnapshotSource(source, progress=LoggedProgress(), background=0).records()
    return {i: record_paper(r) for i, r in records if i in named or lot(i) < _kept()}


def _kept() -> int:
    return int(_KEPT * (1 << 32))  # of CRC-32


def _dated(folder: Path) -> list[dict[str, str]]:
    """Return what the history in *folder* tells of when papers came in, the oldest first."""
    file = folder / "entries.jsonl"
    rows = map(json.loads, file.read_text("utf-8").splitlines()) if file.exists() else ()
    return sorted((row for row in rows if row.get("added_at")), key=lambda row: row["added_at"])


def history_in(folder: Path, library: Library) -> History | None:
    """Return the history of the list in *folder*; None where it has too little of one."""
    rows = _dated(folder)
    if not rows:
        return None
    since = rows[int(_EARLIER * len(rows))]["added_at"]
    ids = {ArxivId(row["arxiv_id"]) for row in rows if row["added_at"] >= since}
    ids -= {ArxivId(row["arxiv_id"]) for row in rows if row["added_at"] < since}
    (file, *_) = json.loads((folder / "meta.json").read_text("utf-8"))["files"]
    raw = (folder / file["saved_as"]).read_bytes()
    if len(raw) > _HUGE:
        return None
    listing = read_list([Document.parse(raw, name="list.md")])
    paths = {section.id: section.path for section in listing.sections}
    parts = subjects(listing)
    later: dict[ArxivId, set[Headings]] = {}
    for entry in listing.entries:
        if len(entry.arxiv_ids) == 1 and (i := entry.arxiv_ids[0]) in ids and i in library:
            later.setdefault(i, set()).add(paths[parts.get(entry.section, entry.section)])
    if len(later) < _FEWEST:
        return None
    return History(folder.name, listing, {i: frozenset(found) for i, found in later.items()})


def figures(
    history: History, library: Library, *, empty: bool
) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """Return the measures with the bare config and with init's."""
    listing, gone = _as_it_stood(history, empty=empty)
    own = [library[i] for i in dict.fromkeys(wanted_ids(listing)) if i in library]
    facts = ListFacts(name="list", listing=listing, left_out={}, papers=own, cron="1 6 * * mon")
    first = look(facts).text
    bare = _figures(history, listing, gone, library, _BARE)
    same = not any(line.startswith("[sections.") for line in first.splitlines())
    return bare, bare if same else _figures(history, listing, gone, library, first)


def _as_it_stood(history: History, *, empty: bool) -> tuple[PaperList, frozenset[Headings]]:
    """Return the list without what came later, and the sections that were emptied besides."""
    listing, parts = history.listing, subjects(history.listing)
    held = dict.fromkeys(parts.get(entry.section, entry.section) for entry in listing.entries)
    gone = set(islice(held, 0, None, _EMPTIED)) if empty else set()
    cut = {
        n
        for entry in listing.entries
        if parts.get(entry.section, entry.section) in gone
        or not history.later.keys().isdisjoint(entry.arxiv_ids)
        for n in range(entry.line, entry.end + 1)
    }
    (document,) = listing.documents.values()
    left = "\n".join(t for n, t in enumerate(document.text_lines(), 1) if n not in cut)
    paths = frozenset(section.path for section in listing.sections if section.id in gone)
    return read_list([Document.parse(left.encode(), name="list.md")]), paths


def _figures(
    history: History,
    listing: PaperList,
    gone: frozenset[Headings],
    library: Library,
    config: str,
) -> dict[str, float]:
    subject = subject_of(listing, parse_config(config.encode(), file="config/list.toml"))
    named = {*history.later, *(i for entry in listing.entries for i in entry.arxiv_ids)}
    others = [p for p in library.values() if p.id not in named and lot(p.id) < _kept()]
    background, stream = others[::2], [*others[1::2], *(library[i] for i in history.later)]
    judge = fit(listed_of(listing, library), subject.topics, subject.rules, background)
    paths = {topic.id: topic.path for topic in subject.topics}
    judged = list(judge.judge(stream))
    ranked = [Ranked(_DAY, c.score, c.paper.id, c.paper.id in history.later) for c in judged]
    best = sorted(ranked, key=lambda one: -one.score)[:_TOP]
    known = frozenset(paths.values())
    placed = [
        (right, paths[c.placement.section])
        for c in judged
        if (right := history.later.get(c.paper.id, frozenset()) & known)
    ]
    return {
        "AP": ranking(ranked)["AP"],
        f"P@{_TOP}": fmean(one.added for one in best),
        **_share("sections", placed),
        **_share("emptied sections", [(right, path) for right, path in placed if right & gone]),
    }


def _share(name: str, placed: Sequence[tuple[frozenset[Headings], Headings]]) -> dict[str, float]:
    """Return how many of the papers came into a right section; nothing of none."""
    return {name: fmean(path in right for right, path in placed)} if placed else {}
