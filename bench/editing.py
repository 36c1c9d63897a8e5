"""Adapter of the list room to the editing benchmark: one job (a mapping) in, one answer out.

Kinds of job: roundtrip, insert, structure, find; docs/lists.md says what they measure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TypedDict, cast

from bot.core.errors import ListError
from bot.editing import apply, plan
from bot.lists import PaperList, Section, folded, read_list
from bot.markdown import Document, plain_heading
from classifier.papers import ArxivId, Paper, SectionId, parse_arxiv_id

_REAL = 6  # the deepest heading level of Markdown and HTML

Answer = dict[str, object]


class _PaperRow(TypedDict):
    id: str
    title: str
    authors: list[str]
    abstract: str
    comments: str
    journal_ref: str
    doi: str
    categories: list[str]
    date: str


def answer(job: Mapping[str, object]) -> Answer:
    """Return the answer to *job*; what can't be read is an answer with `error` and `line`."""
    name = str(job["list_path"])
    try:
        document = Document.parse(Path(name).read_bytes(), name=name)
    except ListError as error:
        line = re.search(r", line (\d+): ", str(error))
        return {"job": job["job"], "error": str(error), "line": int(line[1]) if line else 0}
    make = {"roundtrip": _round_trip, "structure": _structure, "find": _find, "insert": _insert}
    return {"job": job["job"], **make[str(job["kind"])](job, document)}


def _round_trip(job: Mapping[str, object], document: Document) -> Answer:
    return _written(job, document)


def _written(job: Mapping[str, object], document: Document) -> Answer:
    path = Path(str(job["out_path"]))
    path.write_bytes(document.to_bytes())
    return {"after_path": str(path)}


def _structure(_: Mapping[str, object], document: Document) -> Answer:
    listing = read_list([document])
    entries = []
    titles = {one.first: one.text for one in listing.outlines[document.name].titled}
    for entry in listing.entries:
        path = _heading_path(listing, entry.section)
        if entry.kind == "titled":
            path = [*path, titles[entry.line]]
        for arxiv_id in entry.arxiv_ids:
            lines = enumerate(entry.text.split("\n"), entry.line)
            line = next((n for n, text in lines if arxiv_id in text), entry.line)
            entries.append({"line": line, "arxiv_id": arxiv_id, "section_path": path})
    sections = [
        {"line": s.line, "level": s.level, "path": _heading_path(listing, s.id)}
        for s in listing.sections
        if 0 < s.level <= _REAL
    ]
    # A heading that is a paper's title opens no section for us, but it is a heading.
    outline = listing.outlines[document.name]
    around = {e.line: _heading_path(listing, e.section) for e in listing.entries}
    sections += [
        {"line": one.first, "level": one.level, "path": [*around[one.first], one.text]}
        for one in outline.titled
    ]
    return {"entries": entries, "sections": sections}


def _heading_path(listing: PaperList, section_id: SectionId | None) -> list[str]:
    """Return the heading texts around a section, without bold lines and summaries."""
    path: list[str] = []
    while section_id is not None:
        section = listing.section(section_id)
        if 0 < section.level <= _REAL:
            path.insert(0, section.path[-1])
        section_id = section.parent
    return path


def _find(job: Mapping[str, object], document: Document) -> Answer:
    entry = read_list([document]).find(_paper(job))
    return {"line": entry.line if entry else None}


def _paper(job: Mapping[str, object]) -> Paper:
    return paper_of(cast("Mapping[str, object]", job["paper"]))


def paper_of(told: Mapping[str, object]) -> Paper:
    """Return the paper that the benchmark tells of in this form."""
    row = cast("_PaperRow", told)
    day = f"{row['date']}-01-01"[:10] if row["date"] else ""
    return Paper(
        id=parse_arxiv_id(row["id"]),
        title=row["title"],
        authors=tuple(row["authors"]),
        abstract=row["abstract"],
        comments=row["comments"] or "",
        journal_ref=row["journal_ref"] or "",
        doi=row["doi"] or "",
        categories=tuple(row["categories"]),
        submitted=datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None,
    )


def _insert(job: Mapping[str, object], document: Document) -> Answer:
    listing = read_list([document])
    line = cast("int", job["section_line"])
    section = _section(listing, line, cast("Sequence[str]", job["group"]))
    if section is None:
        return {"error": f"no section at line {line}"}
    paper = _paper(job)
    # A job names no day of the run; papers are listed soon after they appear.
    today = paper.submitted.date() if paper.submitted else None
    known = _known(str(job.get("known_path") or ""), paper.id)
    edit = plan(listing, [(paper, section.id)], anyway=True, today=today, known=known)
    if edit.refused:
        return {"error": edit.refused[0].why}
    after = apply(listing.documents, edit)[document.name]
    return {**_written(job, after), "line": edit.inserts[0].at + 1, "at": "section"}


def _known(path: str, but: ArxivId) -> Mapping[ArxivId, Paper]:
    """Return the papers in the file at *path*, of which a list's own are known in a run."""
    return {key: paper for key, paper in known_in(path).items() if key != but}


@lru_cache(maxsize=4)
def known_in(path: str) -> Mapping[ArxivId, Paper]:
    """Return the papers in the file at *path*, as the benchmark's `--known` writes them."""
    if not path:
        return {}
    rows = map(json.loads, Path(path).read_text(encoding="utf-8").splitlines())
    return {paper.id: paper for paper in map(paper_of, rows)}


def _section(listing: PaperList, line: int, group: Sequence[str]) -> Section | None:
    """Return the section at *line*, or the bold line or summary named *group* inside it."""
    own = [s for s in listing.sections if s.line <= line <= max(s.last, s.line)]
    if not own:
        return None
    wanted = [folded(plain_heading(text)) for text in group]
    best, best_score = own[-1], 0
    for section in listing.sections:
        names = [folded(text) for text in section.path[len(own[-1].path) :]]
        inside = section.path[: len(own[-1].path)] == own[-1].path and section.line >= line
        if inside and section.level > _REAL and names[-1] in wanted:
            # The outermost name is the surest: inner ones may have ended long before.
            score = 2 * sum(name in names for name in wanted) + (wanted[0] in names)
            if score > best_score:
                best, best_score = section, score
    return best
