"""The nouns of choosing papers: what arrives, what is judged, what is decided.

The stage is in the name: a `Paper` arrived, a `Candidate` was judged, a `Selection` says which
of them were chosen, and why the others were not. Everything is frozen, and nothing here imports
more than the standard library.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NewType

ArxivId = NewType("ArxivId", str)
"""An arXiv identifier without its version, made only by `parse_arxiv_id`."""

SectionId = NewType("SectionId", int)
"""The ordinal of a heading in its list; heading texts and even paths repeat in real lists."""

# https://info.arxiv.org/help/arxiv_identifier.html
_MODERN = re.compile(r"(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})(?:v\d+)?", re.ASCII)
_LEGACY = re.compile(r"([a-z-]+)(?:\.[A-Z]{2})?/(\d{7})(?:v\d+)?", re.ASCII)


def parse_arxiv_id(raw: str) -> ArxivId:
    """Return the identifier in *raw* ("2401.00001v2", "arXiv:math.GT/0309136") without version.

    The subject class of an old identifier is dropped, as arXiv does.
    Raises `ValueError` when *raw* is nothing of the kind.
    """
    if match := _MODERN.fullmatch(raw):
        return ArxivId(match[1])
    tail = re.sub(r"^(?:oai:)?arxiv(?:\.org)?:", "", raw.strip(), flags=re.IGNORECASE)
    if match := _MODERN.fullmatch(tail):
        return ArxivId(match[1])
    if match := _LEGACY.fullmatch(tail):
        return ArxivId(f"{match[1]}/{match[2]}")
    raise ValueError(f"not an arXiv id: {raw!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper in the world, as arXiv describes it; all text is untrusted.

    `categories` has the primary one first and is empty when unknown. `submitted` is version
    1's date, `updated` that of the version shown, `announced` the mailing's, where known;
    all are aware and in UTC. Submitted is not announced: moderation can take weeks.
    """

    id: ArxivId
    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    comments: str = ""
    journal_ref: str = ""
    doi: str = ""
    submitted: datetime | None = None
    updated: datetime | None = None
    announced: datetime | None = None
    version: int = 1
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An entry of the list as training data: what is known of a paper that belongs.

    `key` is its arXiv id, or any other stable name. Entries without metadata have a title only.
    """

    key: str
    title: str
    section: SectionId
    abstract: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    comments: str = ""
    submitted: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A section as the classifier sees it: `path` from the outermost heading inwards.

    `present` is false for a section that only the configuration knows, because its heading is
    gone: papers can belong there, but nothing can be put there. One that `takes` not every paper,
    whatever it is about, says of each whether it does.
    """

    id: SectionId
    path: tuple[str, ...]
    description: str = ""
    present: bool = True
    takes: Callable[[Paper], bool] | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence, readable by the maintainer.

    `kind` is "rule", "phrase" or "neighbour"; `detail` is the words of the rule or the phrase as
    the paper has them, or the title of the entry alike, whose key is `entry`; `weight` is its share
    of the score in log-odds, except for neighbours, where it is the cosine.
    """

    kind: str
    detail: str
    weight: float
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a paper belongs, with the probability that this is right, and the next best.

    `second` is the probability that the next best is right.
    """

    section: SectionId
    confidence: float
    runner_up: SectionId | None = None
    second: float = 0.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A judged paper. `probability` is the chance that the maintainer keeps it.

    `barred` is the rule that keeps it out ("never: RULE", "no must rule"), "" without one.
    """

    paper: Paper
    score: float
    probability: float
    placement: Placement
    reasons: tuple[Reason, ...] = ()
    barred: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one candidate, and the reason.

    `place` counts from 1 among those that are likely enough and have a section; None for others.
    `twin` is the paper that is shown in its stead.
    """

    kind: (
        Literal["chosen", "over budget", "section gone", "section unsure"]
        | Literal["twin", "below threshold", "ruled out"]
    )
    place: int | None = None
    twin: Paper | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """What one run proposes, and what it leaves out, each best first.

    `chosen` goes into the list, `could_not_place` would but for the section, `near_misses`
    just missed the probability or the budget. `over_budget` counts the papers that were likely
    enough and were left out for want of room, shown or not. `decided` says of every candidate
    what became of it, and why.
    """

    chosen: tuple[Candidate, ...] = ()
    could_not_place: tuple[Candidate, ...] = ()
    near_misses: tuple[Candidate, ...] = ()
    over_budget: int = 0
    decided: Mapping[ArxivId, Decided] = field(default_factory=dict, compare=False)
