"""From judged papers to what people read about them. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from bot.lists.venue import venue_of
from bot.proposal.proposal import Item
from classifier.paper import ArxivId, Candidate, Reason, SectionId

_KINDS = {"rule": "rule", "phrase": "phrase", "neighbour": "like"}


def item_of(
    candidate: Candidate, paths: Mapping[SectionId, tuple[str, ...]], lines: Mapping[ArxivId, str]
) -> Item:
    """Return what a maintainer wants to know of *candidate*.

    *paths* names the sections, *lines* the entry of each paper that is being inserted.
    """
    paper, placement = candidate.paper, candidate.placement
    venue = venue_of(paper)
    second = placement.runner_up
    return Item(
        arxiv_id=paper.id,
        title=paper.title,
        authors=paper.authors,
        year=paper.submitted.year if paper.submitted else None,
        venue=" ".join(filter(None, (venue.name, str(venue.year or "")))) if venue else "",
        section=paths.get(placement.section, ()),
        runner_up=paths.get(second, ()) if second is not None else (),
        probability=candidate.probability,
        confidence=placement.confidence,
        reasons=tuple(map(reason_text, candidate.reasons)),
        line=lines.get(paper.id, ""),
    )


def reason_text(reason: Reason) -> str:
    """Return *reason* as a short phrase, such as: rule “kv cache” +2.0."""
    kind = _KINDS.get(reason.kind, reason.kind)
    sign = f"{reason.weight:.2f}" if reason.kind == "neighbour" else f"{reason.weight:+.1f}"
    return f"{kind} “{reason.detail}” {sign}"
