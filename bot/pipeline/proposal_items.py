"""From judged papers to what people read about them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from bot.anatomy import venue_of
from bot.core.tex import readable
from bot.entries import own_links
from bot.lists import Entry, PaperList
from bot.proposal import Alike, Item, contribution_of
from classifier.papers import ArxivId, Candidate, Paper, Reason, SectionId

_TITLE_ONLY = "arXiv told its title only: look at the paper"
_NOT_DONE = "not done: "
_FOR = "for it"
_WORDS = 6  # of one kind; what follows weighs less
_LOUD = -0.5  # log odds, from which on a phrase against a paper is worth a word


def item_of(
    candidate: Candidate,
    paths: Mapping[SectionId, tuple[str, ...]],
    entries: Mapping[str, Entry],
    closed: Collection[SectionId] = (),
) -> Item:
    """Return what a maintainer wants to know of *candidate*.

    *paths* names the sections, *entries* holds those of the list by their key as training data
    (see `entries_by_key`). No second section is named that is *closed*: it takes no paper.
    """
    paper, placement = candidate.paper, candidate.placement
    second = placement.runner_up
    item = Item(
        arxiv_id=paper.id,
        title=paper.title,
        section=paths.get(placement.section, ()),
        runner_up=() if second is None or second in closed else paths.get(second, ()),
        probability=candidate.probability,
        confidence=placement.confidence,
        second=placement.second,
        reasons=in_words(candidate.reasons),
        alike=tuple(_alike(r, entries) for r in candidate.reasons if r.kind == "neighbour"),
    )
    return with_facts(item, paper)


def with_facts(item: Item, paper: Paper | None) -> Item:
    """Return *item* with what arXiv tells of its *paper*, if that is known."""
    if paper is None:
        return item
    if not paper.authors:
        warnings = item.limits if paper.abstract else (*item.limits, _TITLE_ONLY)
        return replace(item, limits=tuple(dict.fromkeys(warnings)))
    venue, links, abstract = venue_of(paper), own_links(paper), readable(paper.abstract)
    return replace(
        item,
        authors=paper.authors,
        year=paper.submitted.year if paper.submitted else item.year,
        venue=" ".join(filter(None, (venue.name, str(venue.year or "")))) if venue else "",
        gist=contribution_of(abstract, paper.title),
        abstract=abstract,
        code=links.code,
        project=links.project,
    )


def not_done(item: Item, troubles: Mapping[ArxivId, str]) -> Item:
    """Return *item* with the trouble that was met among its limits, where people see it."""
    why = troubles.get(item.arxiv_id)
    still = tuple(limit for limit in item.limits if not limit.startswith(_NOT_DONE))
    return replace(item, limits=(*(f"{_NOT_DONE}{reason}" for reason in (why,) if reason), *still))


def entries_by_key(listing: PaperList) -> Mapping[str, Entry]:
    """Return the entries of *listing* by the keys that they have as training data."""
    placed = {f"{entry.file}:{entry.line}": entry for entry in listing.entries}
    return placed | {str(i): entry for entry in listing.entries for i in entry.arxiv_ids}


def _alike(reason: Reason, entries: Mapping[str, Entry]) -> Alike:
    entry = entries.get(reason.entry)
    return Alike(reason.detail, entry.file, entry.line) if entry else Alike(reason.detail)


def reasons_of(reasons: Sequence[Reason]) -> tuple[str, ...]:
    """Return *reasons* in at most a handful of short lines, the weightiest words first.

    "keywords +4.3: kv cache, llm serving", then what speaks against, phrases, and the entries
    alike. Weights are log odds, likeness is a cosine.
    """
    rules = [reason for reason in reasons if reason.kind == "rule"]
    phrases = [reason for reason in reasons if reason.kind == "phrase"]
    lines = [
        _words("keywords", [rule for rule in rules if rule.weight > 0]),
        _words("against it", [rule for rule in rules if rule.weight <= 0]),
        _words("phrases", phrases),
    ]
    alike = [
        f"like “{reason.detail}” ({reason.weight:.2f})"
        for reason in reasons
        if reason.kind == "neighbour"
    ]
    return tuple(filter(None, [*lines, *alike]))


def in_words(reasons: Sequence[Reason]) -> tuple[str, ...]:
    """Return *reasons* as a maintainer reads them, without weights: "for it: KV cache, latency"."""
    likes = [reason for reason in reasons if reason.kind == "neighbour"]
    fors = [reason for reason in reasons if reason.weight > 0 and reason not in likes]
    against = [r for r in reasons if r.weight <= (0 if r.kind == "rule" else _LOUD)]
    lines = [
        f"{kind}: {', '.join(words)}"
        for kind, some in ((_FOR, fors), ("against it", against))
        if (words := _details(some))
    ]
    return (*lines, *(f"like “{reason.detail}”" for reason in likes))


def words_for(item: Item) -> tuple[str, ...]:
    """Return the words that speak for *item*, as `in_words` wrote them, but for one cut short."""
    every = (reason.removeprefix(f"{_FOR}: ") for reason in item.reasons if reason.startswith(_FOR))
    return tuple(word for words in every for word in words.split(", ") if not word.endswith("…"))


def _details(reasons: Sequence[Reason]) -> list[str]:
    """Return the words of *reasons*, each once whatever its case, none that another one holds."""
    words = dict.fromkeys(word for reason in reasons for word in reason.detail.split(" + "))
    folded = {word: _folded(word) for word in words}
    kept: dict[str, str] = {}
    for word, text in folded.items():
        held = any(text in other and text != other for other in folded.values())
        if not held:
            kept.setdefault(text, word)
    return list(kept.values())[:_WORDS]


def _folded(word: str) -> str:
    """Return *word* between blanks, without case, hyphens and plurals, to see what it repeats."""
    parts = word.casefold().replace("-", " ").split()
    return f" {' '.join(p[:-1] if p.endswith('s') and not p.endswith('ss') else p for p in parts)} "


def _words(kind: str, reasons: Sequence[Reason]) -> str:
    words = _details(reasons)
    weight = sum(reason.weight for reason in reasons)
    return f"{kind} {weight:+.1f}: {', '.join(words)}" if words else ""
