"""From judged papers to what people read about them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.anatomy import venue_of
from bot.proposal import Item
from classifier.papers import ArxivId, Candidate, Reason, SectionId

_WORDS = 7  # of one kind; what follows weighs less


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
        reasons=in_words(candidate.reasons),
        line=lines.get(paper.id, ""),
    )


def reasons_of(reasons: Sequence[Reason]) -> tuple[str, ...]:
    """Return *reasons* in at most a handful of short lines, the weightiest words first.

    "keywords +4.3: kv cache, llm serving", then what speaks against, phrases, and the entries
    alike. Weights are log odds, likeness is a cosine.
    """
    rules = [reason for reason in reasons if reason.kind == "rule"]
    phrases = [reason for reason in reasons if reason.kind == "phrase"]
    told = [
        _words("keywords", [rule for rule in rules if rule.weight > 0]),
        _words("against it", [rule for rule in rules if rule.weight <= 0]),
        _words("phrases", phrases),
    ]
    alike = [
        f"like “{reason.detail}” ({reason.weight:.2f})"
        for reason in reasons
        if reason.kind == "neighbour"
    ]
    return tuple(filter(None, [*told, *alike]))


def in_words(reasons: Sequence[Reason]) -> tuple[str, ...]:
    """Return *reasons* as a maintainer reads them, without weights: "words: kv cache, latency"."""
    likes = [reason for reason in reasons if reason.kind == "neighbour"]
    fors = [reason for reason in reasons if reason.weight > 0 and reason not in likes]
    against = [reason for reason in reasons if reason.weight <= 0 and reason not in likes]
    told = [
        f"{kind}: {', '.join(words)}"
        for kind, some in (("words", fors), ("against it", against))
        if (words := _details(some))
    ]
    return (*told, *(f"like “{reason.detail}”" for reason in likes))


def _details(reasons: Sequence[Reason]) -> list[str]:
    words = dict.fromkeys(word for reason in reasons for word in reason.detail.split(" + "))
    return list(words)[:_WORDS]


def _words(kind: str, reasons: Sequence[Reason]) -> str:
    words = _details(reasons)
    weight = sum(reason.weight for reason in reasons)
    return f"{kind} {weight:+.1f}: {', '.join(words)}" if words else ""
