"""What is stored of a run: its outcome in words, and why papers were chosen or not. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from bot.pipeline import Report
from bot.proposal import Item

_MOST = 40  # papers of a run
_REASONS = 3  # of a paper
_LONGEST = 300  # characters of a title or of the reasons


def paper_rows(report: Report) -> list[dict[str, str]]:
    """Return the papers that *report* shows, the proposed first, as plain unescaped text."""
    return list(_rows(report))[:_MOST]


def _rows(report: Report) -> Iterator[dict[str, str]]:
    papers = report.papers
    for what, items in (
        ("proposed", papers.proposed),
        ("not placed", papers.could_not_place),
        ("left out", papers.near_misses),
    ):
        yield from (_row(what, item) for item in items)


def _row(what: str, item: Item) -> dict[str, str]:
    return {
        "what": what,
        "id": item.arxiv_id,
        "title": item.title[:_LONGEST],
        "section": " > ".join(item.section)[:_LONGEST],
        "probability": f"{item.probability:.2f}",
        "why": "; ".join(item.reasons[:_REASONS])[:_LONGEST],
    }


def outcome_of(report: Report) -> str:
    """Return in a few words what a run did."""
    if report.outcome is None:
        return "nothing to propose"
    what = {
        "created": "opened the pull request",
        "updated": "updated the pull request",
        "unchanged": "the pull request is up to date",
    }.get(report.outcome.what, report.outcome.what)
    return f"{what}: {report.outcome.note}" if report.outcome.note else what


def style_of(report: Report) -> float | None:
    """Return the share of entries that come out as they stand, None where none was tried."""
    tried = sum(share.tried for share in report.style)
    return sum(share.exact for share in report.style) / tried if tried else None
