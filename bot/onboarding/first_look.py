"""What was recognised of a list, made into its first config and into words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.config import Config, parse_config
from bot.core.errors import ConfigError
from bot.editing import StyleShare, learnt_templates, self_test
from bot.lists import PaperList, names_paper
from bot.onboarding.proposing_rules import PhraseBook, propose_rules, shared_words
from bot.onboarding.recognising import (
    DEFAULT_CATEGORIES,
    FEW,
    THIN,
    Shelf,
    budget_of,
    choose_categories,
    count_categories,
    first_of,
    largest,
    place_of,
    shelves_of,
)
from bot.onboarding.writing_config import FirstConfig, SectionRules, write_config
from bot.pipeline import STEP, subject_of, teaches_little
from classifier.papers import Paper

_HUGE = 5_000  # entries of a list, of which no template is told
_PROVED = 0.8  # of the entries that are left out and written again come out as they stand
_QUICK = 60  # entries of a section, of which that is told in a second
_NAMED = 3  # sections that are named in one line


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was read of a list and asked about it; *unknown* says in words what could not be."""

    name: str
    listing: PaperList
    left_out: Mapping[str, str]
    papers: Sequence[Paper]
    categories: tuple[str, ...] = ()
    pace: float | None = None
    cron: str
    unknown: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLook:
    """The config as values and as text, and what to tell: recognised, not, and to look at."""

    first: FirstConfig
    text: str
    recognised: tuple[str, ...]
    unknown: tuple[str, ...]
    look_at: tuple[str, ...]


def look(facts: Facts) -> FirstLook:
    """Return the first config of a list, sure to be read by a run, and what to say of it."""
    shelves = shelves_of(facts.listing)
    found = choose_categories(facts.papers)
    template, proof = _template(facts, shelves)
    first = FirstConfig(
        name=facts.name,
        files=tuple(facts.listing.documents),
        left_out=tuple(facts.left_out.items()),
        categories=facts.categories or found or DEFAULT_CATEGORIES,
        shares=count_categories(facts.papers),
        known=len(facts.papers),
        why=_why(facts, found),
        budget=budget_of(facts.pace),
        pace=facts.pace,
        cron=facts.cron,
        place=place_of(facts.listing, shelves),
        template=template,
        proof=proof,
        sections=tuple(_rules(facts, shelves)),
        little=teaches_little(len(facts.listing.entries)),
        words=shared_words(shelves) if teaches_little(len(facts.listing.entries)) else (),
    )
    if not _is_read(first, facts.listing):
        first = replace(first, sections=())
    return FirstLook(
        first=first,
        text=write_config(first),
        recognised=tuple(_recognised(facts, first, shelves)),
        unknown=facts.unknown,
        look_at=tuple(_look_at(first, shelves)),
    )


def _template(facts: Facts, shelves: Sequence[Shelf]) -> tuple[str, str]:
    """Return the template of a large section's entries, and what it is worth, in words.

    Both are "" where none writes them. Of more sections, of long ones and of huge lists that takes
    too long to tell here.
    """
    if len(facts.listing.entries) > _HUGE:
        return "", ""
    known = {paper.id: paper for paper in facts.papers}
    for shelf in largest(shelves, most=_QUICK)[:1]:
        among = [shelf.section.id]
        for learnt in learnt_templates(facts.listing, known, among):
            if learnt.template:
                shares = [*self_test(facts.listing, known, among)]
                return learnt.template, f"as under {shelf.section.path[-1]}: {_proof(shares)}"
    return "", ""


def _proof(shares: Sequence[StyleShare]) -> str:
    """Return how many of the list's own newest entries come out as they stand, one of six apart."""
    if not shares:
        return "none of its papers could be looked up, so it is not tried"
    tried = sum(share.tried for share in shares)
    good = sum(share.exact + share.but_for_unknown for share in shares)
    told = f"of its newest entries, {good} of {tried} come out as they stand"
    return told if tried >= THIN and good >= _PROVED * tried else f"a guess: {told}"


def _why(facts: Facts, found: Sequence[str]) -> str:
    if facts.categories:
        return "As you said."
    return "" if found else "A guess: no paper of the list could be looked up. Correct them."


def _rules(facts: Facts, shelves: Sequence[Shelf]) -> Iterator[SectionRules]:
    """Yield the thin sections that have rules to propose, each key meaning one section only."""
    book = PhraseBook.of(shelves, facts.papers)
    titles = {shelf.section.path[:1] for shelf in shelves if len(shelf.section.path) > 1}
    for shelf in shelves:
        path = shelf.section.path
        if not shelf.is_thin or path in titles:
            continue
        alone = len(facts.listing.by_path(path)) == 1 and not any(
            STEP.strip() in part for part in path
        )
        if alone and (rules := propose_rules(shelf, book)):
            yield SectionRules(path=path, entries=len(shelf.entries), rules=rules)


def _is_read(first: FirstConfig, listing: PaperList) -> bool:
    """Whether a run reads the config as it is meant, with every section found."""
    try:
        config: Config = parse_config(write_config(first).encode(), file="config/list.toml")
        return not subject_of(listing, config).gone
    except ConfigError:
        return False


def _recognised(facts: Facts, first: FirstConfig, shelves: Sequence[Shelf]) -> Iterator[str]:
    entries = facts.listing.entries
    linked = sum(map(names_paper, entries))
    counted = f"{len(entries):,} entr{'y' if len(entries) == 1 else 'ies'}"
    yield f"list: {first_of(first.files, _NAMED)}: {counted}, {linked:,} with a link to a paper"
    empty, thin = _thin(shelves)
    yield f"sections: {len(shelves)}; {len(empty)} empty, {len(thin)} with at most {THIN} entries"
    shares = ", ".join(f"{one.name} {one.papers}" for one in first.shares[:_NAMED])
    origin = f" (of {first.known:,} listed papers: {shares})" if shares else ""
    yield f"categories: {', '.join(first.categories)}{origin}"
    grown = "" if first.pace is None else f"; the list grew by {first.pace:.0f} papers a month"
    yield f"budget: {first.budget} papers a run{grown}"
    if first.place:
        yield f"order: {first.place}, in most of the larger sections"
    yield f"schedule: {first.cron} (UTC)"


def _look_at(first: FirstConfig, shelves: Sequence[Shelf]) -> Iterator[str]:
    for name, why in first.left_out:
        yield f"{name} is left out: {why}"
    if first.why.startswith("A guess"):
        yield f"[arxiv] categories = {', '.join(first.categories)} is a guess; correct them"
    if 0 < first.known < FEW and not first.why:
        yield f"the categories rest on {first.known} looked-up papers only"
    entries = sum(len(shelf.entries) for shelf in shelves)
    if told := teaches_little(entries):
        yield told
    empty, _ = _thin(shelves)
    if empty:
        names = first_of([shelf.section.path[-1] for shelf in empty], _NAMED)
        yield f"nothing shows what belongs under {names}; describe them, or switch on their rules"


def _thin(shelves: Sequence[Shelf]) -> tuple[list[Shelf], list[Shelf]]:
    thin = [shelf for shelf in shelves if shelf.is_thin]
    return [one for one in thin if not one.entries], [one for one in thin if one.entries]
