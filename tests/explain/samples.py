"""Records of invented papers around a small list; for tests of what asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from bot.arxiv.records.make_paper import Record
from bot.lists.reading import PaperList, read_list
from bot.markdown.document import Document
from classifier.papers.paper import ArxivId

LIST = b"""# Kitchen

## Kettles

- [Copper kettle](https://arxiv.org/abs/2401.00001): A copper kettle that boils water
- [Steam](https://arxiv.org/abs/2401.00002): Steam from a kettle spout

## Honey

- [Hive](https://arxiv.org/abs/2401.00003): A bee hive and its honey
- [A queen without a number](https://example.org/queen): about bees
"""


def listing(raw: bytes = LIST) -> PaperList:
    return read_list([Document.parse(raw, name="list.md")])


def record(number: str, day: str | None, title: str = "", **more: object) -> tuple[ArxivId, Record]:
    title = title or f"On clouds, number {number}"
    about = {"title": title, "abstract": f"{title}. It rains.", "categories": "cs.LG"}
    dated = {"date": day} if day else {}
    return ArxivId(number), {"id": number, **about, **dated, **more}


def clouds(
    count: int, day: str, first: int = 1, month: str = "2403"
) -> Iterator[tuple[ArxivId, Record]]:
    for number in range(first, first + count):
        yield record(f"{month}.{number:05d}", day)


def moment(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), UTC)
