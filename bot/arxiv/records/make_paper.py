"""Makes a `Paper` of raw parts, and a fair sample of many; the same for every source."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from datetime import datetime

from bot.arxiv.records.withdrawn import is_withdrawn
from bot.core.tex_accents import name_without_tex
from classifier.papers import ArxivId, Paper

_DOI_PREFIX = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_LONGEST_VERSION = 4  # digits


def make_paper(  # noqa: PLR0913  # every source has these parts, and names them
    arxiv_id: ArxivId,
    *,
    title: str,
    abstract: str = "",
    authors: Iterable[str] = (),
    categories: Iterable[str] = (),
    comments: str = "",
    journal_ref: str = "",
    doi: str = "",
    submitted: datetime | None = None,
    updated: datetime | None = None,
    announced: datetime | None = None,
    version: int = 1,
    withdrawn: bool = False,
) -> Paper:
    """Return the paper with white space folded, a bare DOI, and `withdrawn` told from its words."""
    abstract, comments = fold(abstract), fold(comments)
    return Paper(
        id=arxiv_id,
        title=fold(title),
        abstract=abstract,
        authors=tuple(name for raw in authors if (name := name_without_tex(fold(raw)))),
        categories=tuple(dict.fromkeys(categories)),
        comments=comments,
        journal_ref=fold(journal_ref),
        doi=bare_doi(doi),
        submitted=submitted,
        updated=updated,
        announced=announced,
        version=version,
        withdrawn=withdrawn or is_withdrawn(comments, abstract),
    )


def fold(text: str) -> str:
    """Return *text* on one line, with single spaces."""
    return " ".join(text.split())


def bare_doi(raw: str) -> str:
    """Return the first DOI of *raw* without URL; arXiv allows several, separated by spaces."""
    words = _DOI_PREFIX.sub("", raw, count=1).split() if raw else ()
    return words[0] if words else ""


def version_of(raw_id: str) -> int:
    """Return the version at the end of *raw_id* ("2401.00001v3"), 1 when there is none."""
    _, letter, number = raw_id.rpartition("v")
    known = letter and number.isascii() and number.isdigit() and len(number) <= _LONGEST_VERSION
    return int(number) if known else 1


def lot(arxiv_id: str) -> int:
    """Return a number that belongs to *arxiv_id* for ever and prefers no kind of paper."""
    return zlib.crc32(arxiv_id.encode())


def sample(papers: Iterable[Paper], size: int) -> tuple[Paper, ...]:
    """Return at most *size* of *papers*, always the same ones, sorted by id."""
    drawn = sorted(papers, key=lambda paper: (lot(paper.id), paper.id))[:size]
    return tuple(sorted(drawn, key=lambda paper: paper.id))
