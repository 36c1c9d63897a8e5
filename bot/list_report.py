"""Words for `bot add`, `bot check` and `bot fix`: arguments understood, findings told. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import UsageError
from bot.lists.findings import Finding
from bot.lists.identity import arxiv_ids
from bot.lists.nouns import Section
from bot.lists.outline import plain_heading
from bot.lists.reading import PaperList
from bot.lists.sections import folded
from bot.lists.survey import SectionSurvey
from bot.topics import STEP
from classifier.paper import ArxivId, parse_arxiv_id

_SAMPLE = 100


def ids_of(papers: Sequence[str]) -> tuple[ArxivId, ...]:
    """Return the arXiv ids that *papers* (ids, URLs, arXiv DOIs) name, each once.

    Raises `UsageError` for one that names none.
    """
    found: dict[ArxivId, None] = {}
    for text in papers:
        try:
            ids: tuple[ArxivId, ...] = (parse_arxiv_id(text),)
        except ValueError:
            ids = arxiv_ids(text)
        if not ids:
            raise UsageError(f"{text!r} names no arXiv paper; write 2401.00001 or its address")
        found.update(dict.fromkeys(ids))
    return tuple(found)


def section_called(listing: PaperList, name: str) -> Section:
    """Return the section with the heading path, or the last heading, *name*.

    Raises `UsageError` when none or several are called so.
    """
    wanted = [folded(plain_heading(text)) for text in name.split(STEP)]
    found = [
        section
        for section in listing.sections
        if [folded(text) for text in section.path[-len(wanted) :]] == wanted
    ]
    if len(found) == 1:
        return found[0]
    if found:
        places = ", ".join(f"line {one.line} ({STEP.join(one.path)})" for one in found)
        raise UsageError(f"several sections are called {name!r}: {places}; give the whole path")
    raise UsageError(f"no section is called {name!r}; `bot check` shows the sections")


def as_text(sections: Sequence[SectionSurvey], found: Sequence[Finding]) -> str:
    """Return sections with their entries, then the findings, one a line: FILE:LINE: what."""
    lines = []
    for one in sections:
        where = f"{one.section.file}:{one.section.line}"
        what = f"{one.entries} {'/'.join(one.kinds) or 'entries'}"
        lines.append(f"{where}: {STEP.join(one.section.path) or '(no heading)'}: {what}")
        if one.sample:
            order = f"{one.order}; " if one.order else ""
            lines.append(f"    {order}as {one.sample.strip()[:_SAMPLE]}")
    for finding in found:
        level = "error" if finding.is_error else "warning"
        lines.append(f"{finding.file}:{finding.line}: {level}: {finding.kind}: {finding.text}")
        if finding.mended is not None:
            lines.append(f"    fix: {finding.mended.strip()}")
    errors = sum(finding.is_error for finding in found)
    lines.append(f"{errors} errors, {len(found) - errors} warnings")
    return "\n".join(lines)


def as_json(
    listing: PaperList, sections: Sequence[SectionSurvey], found: Sequence[Finding]
) -> dict[str, object]:
    """Return the same as one JSON object, with every entry and its identities."""
    paths = {section.id: list(section.path) for section in listing.sections}
    return {
        "sections": [
            {
                "file": one.section.file,
                "line": one.section.line,
                "path": list(one.section.path),
                "entries": one.entries,
                "kinds": list(one.kinds),
                "order": one.order,
                "sample": one.sample,
            }
            for one in sections
        ],
        "entries": [
            {
                "file": entry.file,
                "line": entry.line,
                "title": entry.title,
                "arxiv_ids": list(entry.arxiv_ids),
                "dois": list(entry.dois),
                "path": paths[entry.section],
            }
            for entry in listing.entries
        ],
        "findings": [
            {
                "file": finding.file,
                "line": finding.line,
                "kind": finding.kind,
                "error": finding.is_error,
                "text": finding.text,
                "mended": finding.mended,
            }
            for finding in found
        ],
    }
