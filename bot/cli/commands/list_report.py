"""Words for `bot add`, `bot check` and `bot fix`: arguments understood, findings told. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain
from shlex import join
from urllib.parse import unquote

from bot.anatomy import Entry, arxiv_ids, dois, is_long, title_key
from bot.checks import Finding, Kind, Level, Readiness
from bot.core.errors import UsageError
from bot.editing import LearntTemplate, SectionSurvey, StyleShare
from bot.lists import PaperList, Section, folded, names_paper
from bot.markdown import plain_heading
from bot.pipeline import STEP
from classifier.papers import ArxivId, Paper, SectionId, parse_arxiv_id

_SAMPLE = 100  # characters of a line that are shown
_NOTES = 3  # of a kind that are told one by one
_PLACES = 5  # that are named where several are meant
_LEVELS: tuple[Level, ...] = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper as a person names it: by arXiv id, or else by DOI, or by its title."""

    text: str
    arxiv_id: ArxivId | None = None
    doi: str = ""
    title: str = ""

    def is_it(self, paper: Paper) -> bool:
        """Whether *paper* is meant."""
        if self.arxiv_id:
            return paper.id == self.arxiv_id
        if self.doi:
            return paper.doi.casefold() == self.doi
        return title_key(paper.title) == self.title


def wanted_of(papers: Sequence[str]) -> tuple[Wanted, ...]:
    """Return what *papers* name: ids, addresses and DOIs of any form, titles; each once.

    Raises `UsageError` for one that names nothing.
    """
    asked: dict[tuple[object, ...], Wanted] = {}
    for text in papers:
        for want in _named_by(text):
            asked.setdefault((want.arxiv_id, want.doi, want.title), want)
    return tuple(asked.values())


def _named_by(text: str) -> Iterator[Wanted]:
    try:
        ids: tuple[ArxivId, ...] = (parse_arxiv_id(text),)
    except ValueError:
        ids = arxiv_ids(unquote(text))
    if ids:
        yield from (Wanted(text, arxiv_id=arxiv_id) for arxiv_id in ids)
    elif dois_here := dois(unquote(text)):
        yield from (Wanted(text, doi=doi) for doi in dois_here)
    elif "://" not in text and is_long(text):
        yield Wanted(text, title=title_key(text))
    else:
        raise UsageError(
            f"{text!r} names no paper; write an arXiv id such as 2401.00001, an address, a DOI,"
            " or the whole title"
        )


def section_called(listing: PaperList, name: str) -> Section:
    """Return the section with the heading path, or the last heading, *name*, or its first words.

    A section is also known by the line of its heading, as LINE or FILE:LINE; a heading called by
    that number comes first. Raises `UsageError` when none or several are called so.
    """
    whole, wanted = _folded(name), [_folded(text) for text in name.split(STEP)]
    names = (wanted, [whole]) if whole else ()
    paths = {section.id: [_folded(text) for text in section.path] for section in listing.sections}
    ways: tuple[Callable[[Section], bool], ...] = (
        lambda section: any(_ends_with(paths[section.id], one) for one in names),
        lambda section: name in (_place(section), str(section.line)),
        lambda section: any(_ends_like(paths[section.id], one) for one in names),
    )
    for fits in ways:
        sections = [section for section in listing.sections if fits(section)]
        if len(sections) == 1:
            return sections[0]
        if sections:
            raise UsageError(_several(name, sections))
    raise UsageError(f"no section is called {name!r}{_nearest(listing, whole)}")


def name_of(listing: PaperList, section: Section) -> str:
    """Return the shortest name by which `section_called` knows *section* and no other."""
    for name in (section.path[-1:], section.path):
        with suppress(UsageError):
            if name and section_called(listing, STEP.join(name)) == section:
                return STEP.join(name)
    return _place(section)


def between(names: Sequence[str], command: Sequence[str]) -> str:
    """Return what to say of a paper whose section may be any of *names*: how to name one."""
    if not names:
        return "not sure which section; name it with --section"
    *first, last = (f"“{name}”" for name in names)
    best = " or ".join([*filter(None, [", ".join(first)]), last])
    return f"not sure which section, perhaps {best}; say which: {join([*command, names[0]])}"


def without_papers(listing: PaperList, name: str) -> str:
    """Return what to say of the section called *name* if what is in it and below is no paper.

    "" for one with papers, or with nothing in it.
    """
    section = section_called(listing, name)
    around = {one.id: one.parent for one in listing.sections}

    def holds(outer: Section, entry: Entry) -> bool:
        at: SectionId | None = entry.section
        while at is not None and at != outer.id:
            at = around.get(at)
        return at == outer.id

    inside = [entry for entry in listing.entries if holds(section, entry)]
    if not inside or any(map(names_paper, inside)):
        return ""
    with_papers = {entry.section for entry in listing.entries if names_paper(entry)}
    nearest = sorted(with_papers, key=lambda one: abs(one - section.id))[:1]
    there = [f"; near it, {name_of(listing, listing.section(one))!r} has such" for one in nearest]
    return f"no entry of section {name!r} ({_place(section)}) links a paper{''.join(there)}"


def _several(name: str, sections: Sequence[Section]) -> str:
    places = [f"{_place(section)} ({STEP.join(section.path)})" for section in sections[:_PLACES]]
    more = [f"{len(sections) - _PLACES:,} more"] if len(sections) > _PLACES else []
    what = f"several sections are called {name!r}: {', '.join(places + more)}"
    return f"{what}; give the whole path or the line, such as --section {_place(sections[0])}"


def _place(section: Section) -> str:
    return f"{section.file}:{section.line}"


def _folded(text: str) -> str:
    return folded(plain_heading(text))


def _ends_with(path: Sequence[str], wanted: Sequence[str]) -> bool:
    return path[-len(wanted) :] == wanted


def _ends_like(path: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether *path* ends with headings that begin with the whole words of *wanted*."""
    tail = path[-len(wanted) :]
    return len(tail) == len(wanted) and all(
        f"{heading} ".startswith(f"{words} ") for heading, words in zip(tail, wanted, strict=True)
    )


def _nearest(listing: PaperList, name: str) -> str:
    """Return what to say of the sections that may be meant, else how to see them all."""
    known = {_folded(one.path[-1]): one.path[-1] for one in listing.sections if one.path}
    close = get_close_matches(name, known, n=3)
    close += [one for one in known if name and name in one and one not in close][:3]
    meant = " or ".join(repr(known[one]) for one in close[:3])
    return f"; did you mean {meant}?" if meant else "; `bot check` shows the sections"


def hidden_by(listing: PaperList, after: PaperList) -> str:
    """Return where the first entry or heading of *listing* stands that is lost *after*; or ""."""
    for before, kept in ((listing.sections, after.sections), (listing.entries, after.entries)):
        if len(kept) != len(before):
            left = {(finding.file, finding.line) for finding in kept}
            lost = (finding for finding in before if (finding.file, finding.line) not in left)
            if finding := next(lost, None):
                return f"{finding.file}, line {finding.line}"
    return ""


def as_text(
    sections: Sequence[SectionSurvey],
    findings: Sequence[Finding],
    verdict: Readiness,
    style: Sequence[StyleShare] = (),
) -> str:
    """Return sections with their entries, then the findings, one a line: FILE:LINE: what.

    The *verdict* on the list stands in the last line, and how well the list's *style* is met with
    each section.
    """
    lines = []
    shares = {(share.file, share.path): share for share in style}
    for report in sections:
        where = _place(report.section)
        kinds = [kind if report.entries == 1 else f"{kind}s" for kind in report.kinds]
        what = f"{report.entries} {'/'.join(kinds) or 'entries'}"
        lines.append(f"{where}: {STEP.join(report.section.path) or '(no heading)'}: {what}")
        if report.closed:
            lines[-1] += f"; takes no paper, as it {report.closed}"
        if report.sample:
            order = f"{report.order}; " if report.order else ""
            lines.append(f"    {order}as {report.sample.strip()[:_SAMPLE]}")
        if share := shares.get((report.section.file, report.section.path)):
            lines.append(f"    {share}")
    lines += chain.from_iterable(map(_told, _shown(findings)))
    counts = Counter(finding.level for finding in findings)
    lines.append(", ".join(_counted(counts[level], level) for level in _LEVELS))
    lines.append(verdict.says)
    return "\n".join(lines)


def as_toml(templates: Sequence[LearntTemplate], style: Sequence[StyleShare]) -> str:
    """Return learnt *templates* as tables of a config, with what the list's self-test tells."""
    shares = {(share.file, share.path): share for share in style}
    said: dict[tuple[str, ...], set[str]] = {}
    for template in templates:
        said.setdefault(template.path, set()).add(template.template)
    lines = []
    for template in {template.path: template for template in templates}.values():
        key = json.dumps(STEP.join(template.path), ensure_ascii=False)
        share = shares.get((template.file, template.path))
        lines += [f"# {share}"] if share else []
        if len(said[template.path]) != 1 or not (template.path and template.template):
            lines.append(f"# {key}: {template.why}")
        else:
            text = json.dumps(template.template, ensure_ascii=False)
            lines += [f"[sections.{key}]", f"template = {text}"]
        lines.append("")
    return "\n".join(lines).rstrip()


def _shown(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield what is told of *findings* one by one: of many notes of a kind, the first few."""
    notes: Counter[tuple[str, Kind]] = Counter()
    for finding in findings:
        notes[finding.file, finding.kind] += finding.level == "note"
        if finding.level != "note" or notes[finding.file, finding.kind] <= _NOTES:
            yield finding
    for (file, kind), many in notes.items():
        if many > _NOTES:
            rest = f"{many - _NOTES} more like these; --json has all"
            yield Finding(file=file, line=0, kind=kind, text=rest, level="note")


def _told(finding: Finding) -> Iterator[str]:
    where = f"{finding.file}:{finding.line}" if finding.line else finding.file
    yield f"{where}: {finding.level}: {finding.kind}: {finding.text}"
    if finding.mended is not None:
        yield f"    fix: {finding.mended.strip()}"


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def as_json(
    listing: PaperList,
    sections: Sequence[SectionSurvey],
    findings: Sequence[Finding],
    verdict: Readiness,
    style: Sequence[StyleShare] = (),
    templates: Sequence[LearntTemplate] | None = None,
) -> dict[str, object]:
    """Return the same as one JSON object, with every entry and its identities.

    Learnt *templates* are told where they were asked for.
    """
    paths = {section.id: list(section.path) for section in listing.sections}
    learnt = {} if templates is None else {"templates": [one.as_json() for one in templates]}
    return learnt | {
        "ready": verdict.ready,
        "verdict": verdict.says,
        "style": [share.as_json() for share in style],
        "sections": [
            {
                "file": one.section.file,
                "line": one.section.line,
                "path": list(one.section.path),
                "entries": one.entries,
                "kinds": list(one.kinds),
                "order": one.order,
                "sample": one.sample,
                "closed": one.closed,
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
                "level": finding.level,
                "error": finding.level == "error",
                "text": finding.text,
                "mended": finding.mended,
            }
            for finding in findings
        ],
    }
