"""Lists to replay: each as it stood on a day, what came after, and what was added of it."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bot.arxiv import sample
from bot.arxiv.sources import SnapshotSource
from bot.core.logged_progress import LoggedProgress
from bot.core.window import ARXIV_BEGAN, Window
from bot.lists import PaperList, read_list
from bot.markdown import Document
from bot.pipeline import listed_of
from classifier.papers import ArxivId, Listed, Paper, SectionId

_BACKGROUND = 10_000
_YEAR = timedelta(days=365)

Library = Mapping[ArxivId, Paper]


@dataclass(frozen=True, slots=True)
class Case:
    """One list to replay; `lines` are those of the headings that its truth knows."""

    name: str
    paper_list: PaperList
    listed: tuple[Listed, ...]
    background: tuple[Paper, ...]
    library: tuple[Paper, ...]
    stream: tuple[Paper, ...]
    days: Mapping[ArxivId, date]
    truth: Mapping[ArxivId, frozenset[int]]
    lines: tuple[int, ...]


def read_library(path: Path) -> Library:
    """Return every paper of the snapshot."""
    source = SnapshotSource(str(path), progress=LoggedProgress(), background=0)
    always = Window(ARXIV_BEGAN, datetime.max.replace(tzinfo=UTC))
    return {paper.id: paper for paper in source.sweep(always, []).papers}


def read_case(folder: Path, library: Library, keep: int) -> Case:
    """Return the list in *folder* as it stood at T0, cut to *keep* entries (0: whole)."""
    meta = json.loads((folder / "meta.json").read_bytes())
    end = date.fromisoformat(meta["T0"])
    until = datetime.combine(end + timedelta(days=1), time(), UTC)
    paper_list = read_list([Document.parse((folder / "list.md").read_bytes(), name="list.md")])
    listed = listed_of(paper_list, library)
    if keep:
        listed = tuple(sorted(listed, key=lambda entry: hash_of(entry.key)))[:keep]
    with gzip.open(folder / "stream.csv.gz", "rt", encoding="utf-8") as lines:
        days = {
            ArxivId(r["arxiv_id"]): date.fromisoformat(r["date"]) for r in csv.DictReader(lines)
        }
    dated = (p for p in library.values() if p.submitted and p.submitted < until)
    older = [p for p in dated if paper_list.find(p) is None]
    truth = map(json.loads, (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines())
    return Case(
        name=folder.name,
        paper_list=paper_list,
        listed=listed,
        background=sample(older, _BACKGROUND),
        library=tuple(p for p in older if p.submitted and p.submitted >= until - _YEAR),
        stream=tuple(library[i] for i in days if i in library),
        days=days,
        truth={t["arxiv_id"]: frozenset(t["section_lines"]) for t in truth if t["in_stream"]},
        lines=tuple(sorted(section["line"] for section in meta["sections"])),
    )


def heading_lines(case: Case) -> Mapping[SectionId, int]:
    """Return for each section the heading above it that the truth knows.

    It knows neither bold lines nor headings of the fifth and sixth level.
    """
    known = {
        section.id: [line for line in case.lines if line <= section.line]
        for section in case.paper_list.sections
    }
    return {
        section.id: max(known[section.id], default=section.line)
        for section in case.paper_list.sections
    }


def hash_of(key: str) -> str:
    """Return something that orders keys without meaning."""
    return key[::-1]
