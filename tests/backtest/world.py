"""A small world to replay: a list that grows every week, and the papers of those weeks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from bot.arxiv.records.make_paper import Record
from bot.backtest.history import Version
from bot.config.config_text import Config
from bot.config.settings import ArxivTable, Settings
from classifier.papers.paper import ArxivId, Paper
from tests.classifier.invented import paper, text_about

MONDAY = datetime(2024, 4, 1, tzinfo=UTC)
WEEKS = 10
SECTIONS = {"kettle": "Kettles", "bee": "Bees"}
SELDOM = ("cloud", "piano", "bridge")


def name(week: int, subject: str, number: int) -> ArxivId:
    """Return the id of paper *number* about *subject*, submitted in *week* (before: negative)."""
    kind = ["kettle", "bee", *SELDOM].index(subject)
    return ArxivId(f"24{4 + week // 4:02}.{(week % 4) * 2000 + kind * 200 + number:05d}")


def record(week: int, subject: str, number: int) -> tuple[ArxivId, Record]:
    """Return its record; it was submitted in the middle of the week."""
    day = MONDAY + timedelta(weeks=week, days=number % 5)
    arxiv_id = name(week, subject, number)
    made = paper(subject, 7 * week + number)
    return arxiv_id, {
        "id": arxiv_id,
        "title": f"{made.title} of week {week}",
        "abstract": text_about(subject, 7 * week + number),
        "categories": "cs.LG",
        "date": day.date().isoformat(),
    }


def records(weeks: range = range(-4, WEEKS)) -> Iterator[tuple[ArxivId, Record]]:
    """Yield the papers of *weeks*: three about each section, eight about each other subject."""
    for week in weeks:
        for subject in SECTIONS:
            yield from (record(week, subject, n) for n in range(3))
        for subject in SELDOM:
            yield from (record(week, subject, n) for n in range(8))


def entries(until_week: int, skip: int = 2) -> dict[str, list[ArxivId]]:
    """Return what the list holds at the end of *until_week*: all but every third paper."""
    by_subject: dict[str, list[ArxivId]] = {subject: [] for subject in SECTIONS}
    for week in range(-4, until_week + 1):
        for subject, ids in by_subject.items():
            ids += [name(week, subject, n) for n in range(3) if n != skip]
    return by_subject


def readme(listed: Mapping[str, list[ArxivId]]) -> bytes:
    lines = ["# Kitchen"]
    for subject, heading in SECTIONS.items():
        lines += ["", f"## {heading}", ""]
        lines += [f"- [A {subject} paper {i}](https://arxiv.org/abs/{i})" for i in listed[subject]]
    return ("\n".join(lines) + "\n").encode()


def versions(weeks: int = WEEKS) -> list[Version]:
    """Return one version a week, made on its Sunday; the first stands before week 0."""
    return [
        Version(MONDAY + timedelta(weeks=week + 1, hours=-12), {"README.md": readme(entries(week))})
        for week in range(-1, weeks)
    ]


def config() -> Config:
    table = ArxivTable.model_construct(categories=())
    return Config("(no config)", Settings.model_construct(arxiv=table))


def monday(week: int) -> date:
    return (MONDAY + timedelta(weeks=week)).date()


def as_paper(arxiv_id: ArxivId, title: str) -> Paper:
    return Paper(id=arxiv_id, title=title)
