"""What a list teaches of its entries, said in the language of the config, section by section.

Imagined papers of which every word is known are written as the list would; what changes when one
fact is missing is told apart. A template is shown only where it writes the same lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.editing.layout import Writer
from bot.entries import Known, TemplateError, parse_template, told_apart
from bot.lists import PaperList, Section
from classifier.papers import Paper, SectionId, parse_arxiv_id

_REAL = 4  # listed papers of a section on which a template is tried
_NUMBER = 99_990  # numbers of a month's ids that nobody has, near the highest


@dataclass(frozen=True, slots=True, kw_only=True)
class LearntTemplate:
    """How new entries of a section are made; `template` is "" where no single one says it."""

    file: str
    path: tuple[str, ...]
    template: str

    def as_json(self) -> dict[str, object]:
        """Return it as one object for `--json`."""
        return {"section": list(self.path), "file": self.file, "template": self.template}


def learnt_templates(
    listing: PaperList, known: Known, among: Iterable[SectionId] | None = None
) -> Iterator[LearntTemplate]:
    """Yield what was learnt of the sections *among*, by default of all, that have entries."""
    wanted = None if among is None else frozenset(among)
    for section in listing.sections:
        entries = [entry for entry in listing.entries_of(section.id) if not entry.ignored]
        if not entries or section.closed or (wanted is not None and section.id not in wanted):
            continue
        ids = [entry.arxiv_ids[0] for entry in entries if len(entry.arxiv_ids) == 1]
        real = [known[id_] for id_ in sorted(ids, reverse=True) if id_ in known][:_REAL]
        template = _template(listing, section, known, real)
        yield LearntTemplate(file=section.file, path=section.path, template=template)


def _template(listing: PaperList, section: Section, known: Known, real: Sequence[Paper]) -> str:
    """Return the template that writes all entries of *section* as they would be; "" for none."""
    writer = Writer.of(listing, section, known)
    if writer is None:
        return ""
    rich, *others = _imagined(listing)
    named, nameless = others[:2]
    poorer = {
        "venue": replace(rich, comments=""),
        "code": replace(rich, abstract=_ABSTRACT + _PROJECT),
        "project": replace(rich, abstract=_ABSTRACT + _CODE),
        "name" if _NAME in writer.text(named) else "short": nameless,
    }
    written = {field: (paper, writer.bare(paper)) for field, paper in poorer.items()}
    text = told_apart((rich, writer.bare(rich)), written)
    if text is None:
        return ""
    try:
        template = parse_template(text)
    except TemplateError:
        return ""
    saying = writer.saying(template)
    tried = [rich, *others, *(paper for paper, _ in written.values()), *real]
    same = all(writer.text(paper) == saying.text(paper) for paper in tried)
    counted = writer.text(rich, already=1) != saying.text(rich, already=1)
    return text if same and not counted else ""


_NAME = "ZephyrLamp"
_ABSTRACT = "We light small lamps in the evening. They are quiet."
_CODE = " Our code is available at https://github.com/quiet-lamps/evening-light."
_PROJECT = " The project page is https://quiet-lamps.github.io/evenings/."


def _imagined(listing: PaperList) -> Iterator[Paper]:
    """Yield papers of the year of the newest one: one of which all is known, and poorer ones.

    The second has its name in the abstract alone, the third has none.
    """
    modern = [paper for entry in listing.entries for paper in entry.arxiv_ids if "." in paper]
    year = 2000 + int(max(modern, default="2401.00001")[:2])
    numbers = iter(range(_NUMBER, 0, -1))

    def paper(title: str, abstract: str, comments: str, month: int, people: int) -> Paper:
        number = next(numbers)
        names = ("Ada Byron", "Grace Hopper", "Emmy Noether", "Mary Anning", "Lise Meitner")
        return Paper(
            id=parse_arxiv_id(f"{year % 100:02}{month:02}.{number:05}"),
            title=title,
            abstract=abstract,
            authors=names[:people],
            categories=("cs.CL",),
            comments=comments,
            submitted=datetime(year, month, month + 2, tzinfo=UTC),
            version=2,
        )

    title, venue = "Quiet Evenings with Small Lamps", f"Accepted at ICLR {year + 1}"
    yield paper(f"{_NAME}: {title}", _ABSTRACT + _CODE + _PROJECT, venue, 3, 5)
    named = f" We propose {_NAME}, a lamp. {_NAME} is small."
    yield paper(title, _ABSTRACT + named, "", 11, 3)
    yield paper(title, _ABSTRACT, venue, 5, 2)
    yield paper(f"{_NAME}: {title}", _ABSTRACT, "", 10, 1)
