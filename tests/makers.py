"""Invented papers and lists, and the few steps that most tests of this room share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.editing.edit import Edit, apply, check, plan
from bot.lists.manners import NOTHING_SAID, Manners
from bot.lists.reading import PaperList, read_list
from bot.markdown.document import Document
from classifier.papers.paper import Paper, SectionId, parse_arxiv_id

BLANKS = "  "
SLIPS = f"""\
# Gardening-Robot-Survey
This repository keeps a list of papers about gardening robots.

Table of content:

- [Gardening-Robot-Survey](#gardening-robot-survey)
  - [What is a Robot](#what-is-a-robot)
  - [Digging](#digging)

## What is a Robot
- [Robots in my Garden](https://blog.example.org/robots/)

## Digging

### Spades
- [HeteroDig](https://arxiv.org/abs/2403.01164) HeteroDig: Parallel Spades on Hills | Soil'24

- [POTATO](https://www.example.com/POTATO_ASPLOS_24.pdf): Finding Potatoes in the Cloud | ASPLOS'24

### Planning


### Watering
#### Hoses
- [Hose LLM](https://arxiv.org/abs/2401.14351): HoseLLM: Low-Latency Hoses for Large Lawns | OSDI'24
{BLANKS}
### Compost

## Weeds

Multi-Weed

## Rain
- [Hybrid Rain](https://openreview.net/forum?id=abc): Hybrid Rain: Cheap and Good Showers | ICLR'24

- [](https://arxiv.org/abs/2306.02003): On Optimal Puddles for Large Boots | NeurIPS'23
## Hail
## Bench
- [BurstCan](https://arxiv.org/abs/2401.17644):Towards Watering Cans: A Real-World Study

## Survey Papers
- [A Survey on Efficient Rakes for Everybody](https://arxiv.org/abs/2402.03408)

## Others
"""


def paper(
    title: str = "GrassFlow: Mowing at Scale",
    arxiv_id: str = "2405.00001",
    *,
    authors: Sequence[str] = (),
    comments: str = "",
    doi: str = "",
    submitted: str = "",
) -> Paper:
    return Paper(
        id=parse_arxiv_id(arxiv_id),
        title=title,
        authors=tuple(authors),
        comments=comments,
        doi=doi,
        submitted=datetime.fromisoformat(submitted).replace(tzinfo=UTC) if submitted else None,
    )


def listing(text: str | bytes, name: str = "LIST.md") -> PaperList:
    raw = text.encode() if isinstance(text, str) else text
    return read_list([Document.parse(raw, name=name)])


def section_of(found: PaperList, heading: str) -> SectionId:
    return next(s.id for s in found.sections if s.path[-1:] == (heading,))


def edited(
    text: str | bytes, heading: str, *papers: Paper, manners: Manners = NOTHING_SAID
) -> tuple[Edit, str]:
    """The edit that adds *papers* below *heading*, checked, and the text after it."""
    found = listing(text)
    section = section_of(found, heading)
    edit = plan(found, [(one, section) for one in papers], manners=manners)
    after = apply(found.documents, edit)
    check(found.documents, edit, after)
    return edit, after["LIST.md"].to_bytes().decode()


def inserted(
    text: str | bytes, heading: str, *papers: Paper, manners: Manners = NOTHING_SAID
) -> str:
    """The text after adding *papers*; fails when one was refused."""
    edit, after = edited(text, heading, *papers, manners=manners)
    assert edit.refused == ()
    return after


NEW = paper(
    "TreeFlow: Growing Trees with Flows",
    "2405.00001",
    authors=["Ada Byron", "Charles Babbage"],
    submitted="2024-05-07",
)
"""A preprint with a short name and two authors."""
ICML = paper(
    "TreeFlow: Growing Trees with Flows",
    "2405.00001",
    authors=["Ada Byron", "Charles Babbage"],
    comments="ICML 2024",
)
"""The same paper, accepted."""
