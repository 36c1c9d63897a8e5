"""A first config from a list, tried before anyone sees it, and the words of its pull request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.config import Config, parse_config
from bot.core.errors import ConfigError
from bot.core.plain import plain, toml_text
from bot.editing import StyleShare, learnt_templates, self_test
from bot.lists import PaperList, names_paper
from bot.onboarding.proposing_rules import PhraseBook, ProposedRule, propose_rules, shared_words
from bot.onboarding.recognising import (
    DEFAULT_CATEGORIES,
    FEW,
    THIN,
    PaperSection,
    Share,
    budget_of,
    choose_categories,
    count_categories,
    first_of,
    largest,
    place_of,
    shelves_of,
)
from bot.pipeline import STEP, subject_of, teaches_little
from bot.proposal import body_text
from classifier.papers import Paper

_WIDTH = 100  # columns of a line in the file
_SHARES = 6  # categories that are counted in words
_EXAMPLE = ProposedRule(
    expression="large language model", weight=3, inside=0, entries=0, outside=0, strong=False
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRules:
    """A thin section with its rules; *path* is as long as it must be to mean one section."""

    path: tuple[str, ...]
    entries: int
    rules: tuple[ProposedRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstConfig:
    """All that stands in a first config, and why.

    *shares* counts the list's own papers, of which *known* could be looked up; *why* says where
    the categories come from when it was not from these. *pace* is papers added a month. *place*
    and *template* say what the list shows of its entries, and *proof* what the latter is worth.
    *little* says that few entries teach little, and *words* what a person could add.
    """

    name: str
    files: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    categories: tuple[str, ...]
    shares: tuple[Share, ...] = ()
    known: int = 0
    why: str = ""
    budget: int
    pace: float | None = None
    cron: str
    place: str = ""
    template: str = ""
    proof: str = ""
    sections: tuple[SectionRules, ...] = field(default=())
    little: str = ""
    words: tuple[ProposedRule, ...] = ()


def write_config(first: FirstConfig) -> str:
    """Return the text of the config file."""
    return "\n".join(_lines(first)) + "\n"


def _lines(first: FirstConfig) -> Iterator[str]:
    yield "# Written by `bot init` from the list; change what you like, `bot doctor` checks it."
    yield "# `bot schema` prints every setting with its default."
    yield ""
    yield "[list]"
    yield f"name = {toml_text(first.name)}"
    yield from _array("files", first.files)
    for name, why in first.left_out:
        yield f"# not taken: {comment(name)}: {why}"
    yield ""
    yield "[arxiv]"
    yield from map("# {}".format, _about_categories(first))
    yield from _array("categories", first.categories)
    yield '# contact = "you@example.org"  # sent to arXiv, so that its staff can reach you'
    yield ""
    yield "[select]"
    yield f"# Papers proposed a run, at most. {_about_pace(first.pace)}"
    yield f"budget = {first.budget}"
    yield "# min_probability = 0.5  # lower it to see more; `bot backtest` finds the best figure"
    yield ""
    yield "[schedule]"
    yield "# For `bot serve`; the workflow of GitHub Actions has the same line."
    yield f"cron = {toml_text(first.cron)}"
    if first.place or first.template:
        yield ""
        yield "[entry]"
        yield "# New entries are made like those around them. To say it here, for the whole list:"
    if first.place:
        yield f"# place = {toml_text(first.place)}"
    if first.template:
        yield f"# {comment(first.proof)}"
        yield f"# template = {toml_text(first.template)}"
    yield ""
    yield "# [care]  # a second pull request, monthly: papers accepted, retitled, withdrawn since,"
    yield "# on = true  # doubled entries, broken links; `bot care` shows what it would say"
    yield from _about_little(first)
    if first.sections:
        yield ""
        yield "# Sections with few entries or none, and phrases that may tell their papers, with"
        yield "# how many entries hold them here and in other sections. None is on, for"
        yield "# unread they do not help: take the # away from what fits (`bot rules test`)."
    for section in first.sections:
        yield from _section(section)


def _about_little(first: FirstConfig) -> Iterator[str]:
    if not first.little:
        return
    yield ""
    yield f"# {first.little.partition(': ')[0]}. Say here what you look for, by words of titles and"
    yield "# abstracts with weights; these are the list's own. Take the # away where one fits."
    yield "# [rules.keywords]"
    for rule in first.words or (_EXAMPLE,):
        where = f"in {rule.inside} of {rule.entries} entries" if rule.inside else "an example"
        yield f"# {toml_text(rule.expression)} = {rule.weight:g}  # {where}"


def _section(section: SectionRules) -> Iterator[str]:
    key = f"sections.{toml_text(STEP.join(section.path))}"
    yield ""
    yield f"# {_counted(section.entries)}"
    yield f"# [{key}.keywords]"
    for rule in section.rules:
        weak = "" if rule.strong else ", weak"
        told = f"# {rule.inside} of {rule.entries} here, {rule.outside} elsewhere{weak}"
        yield f"# {toml_text(rule.expression)} = {rule.weight:g}  {told}"


def _counted(entries: int) -> str:
    return "no entry yet" if not entries else f"{entries} entr{'y' if entries == 1 else 'ies'}"


def _about_categories(first: FirstConfig) -> Iterator[str]:
    if first.why:
        yield comment(first.why)
        return
    shown = ", ".join(f"{share.name} {share.papers}" for share in first.shares[:_SHARES])
    papers = "paper" if first.known == 1 else "papers"
    yield f"The list's own {papers} ({first.known:,} looked up): {shown}."
    yield "Those chosen hold nearly all of them; each more category brings all its papers to judge."


def _about_pace(pace: float | None) -> str:
    if pace is None:
        return "How fast the list grows is not known."
    return f"The list grew by about {pace:.0f} a month in the last year."


def _array(name: str, values: Sequence[str]) -> Iterator[str]:
    line = f"{name} = [{', '.join(map(toml_text, values))}]"
    if len(line) <= _WIDTH:
        yield line
        return
    yield f"{name} = ["
    yield from (f"  {toml_text(value)}," for value in values)
    yield "]"


def comment(text: str) -> str:
    """Return *text* for a comment of TOML: on one line, without controls."""
    return plain(text)


# --- What was recognised of a list, made into its first config and into words. Pure.

_HUGE = 5_000  # entries of a list, of which no template is told
_PROVED = 0.8  # of the entries that are left out and written again come out as they stand
_QUICK = 60  # entries of a section, of which that is told in a second
_NAMED = 3  # sections that are named in one line


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFacts:
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


def look(facts: ListFacts) -> FirstLook:
    """Return the first config of a list, sure to be read by a run, and what to say of it."""
    shelves = shelves_of(facts.listing)
    categories = choose_categories(facts.papers)
    template, proof = _template(facts, shelves)
    first = FirstConfig(
        name=facts.name,
        files=tuple(facts.listing.documents),
        left_out=tuple(facts.left_out.items()),
        categories=facts.categories or categories or DEFAULT_CATEGORIES,
        shares=count_categories(facts.papers),
        known=len(facts.papers),
        why=_why(facts, categories),
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


def _template(facts: ListFacts, shelves: Sequence[PaperSection]) -> tuple[str, str]:
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


def _why(facts: ListFacts, categories: Sequence[str]) -> str:
    if facts.categories:
        return "As you said."
    return "" if categories else "A guess: no paper of the list could be looked up. Correct them."


def _rules(facts: ListFacts, shelves: Sequence[PaperSection]) -> Iterator[SectionRules]:
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


def _recognised(
    facts: ListFacts, first: FirstConfig, shelves: Sequence[PaperSection]
) -> Iterator[str]:
    entries = facts.listing.entries
    linked = sum(map(names_paper, entries))
    counted = f"{len(entries):,} entr{'y' if len(entries) == 1 else 'ies'}"
    yield f"list: {first_of(first.files, _NAMED)}: {counted}, {linked:,} with a link to a paper"
    empty, thin = _thin(shelves)
    yield f"sections: {len(shelves)}; {len(empty)} empty, {len(thin)} with at most {THIN} entries"
    shares = ", ".join(f"{share.name} {share.papers}" for share in first.shares[:_NAMED])
    origin = f" (of {first.known:,} listed papers: {shares})" if shares else ""
    yield f"categories: {', '.join(first.categories)}{origin}"
    grown = "" if first.pace is None else f"; the list grew by {first.pace:.0f} papers a month"
    yield f"budget: {first.budget} papers a run{grown}"
    if first.place:
        yield f"order: {first.place}, in most of the larger sections"
    yield f"schedule: {first.cron} (UTC)"


def _look_at(first: FirstConfig, shelves: Sequence[PaperSection]) -> Iterator[str]:
    for name, why in first.left_out:
        yield f"{name} is left out: {why}"
    if first.why.startswith("A guess"):
        yield f"[arxiv] categories = {', '.join(first.categories)} is a guess; correct them"
    if 0 < first.known < FEW and not first.why:
        yield f"the categories rest on {first.known} looked-up papers only"
    entries = sum(len(shelf.entries) for shelf in shelves)
    if too_little := teaches_little(entries):
        yield too_little
    empty, _ = _thin(shelves)
    if empty:
        names = first_of([shelf.section.path[-1] for shelf in empty], _NAMED)
        yield f"nothing shows what belongs under {names}; describe them, or switch on their rules"


def _thin(shelves: Sequence[PaperSection]) -> tuple[list[PaperSection], list[PaperSection]]:
    thin = [shelf for shelf in shelves if shelf.is_thin]
    return [section for section in thin if not section.entries], [
        section for section in thin if section.entries
    ]


# --- The text of the pull request that installs the bot: what it found, and what it would do.
# Pure.

TITLE = "Install paper-bot: proposals of new papers"
"""The same for every list; nothing from outside is in it."""


def write_request(
    first_look: FirstLook, tried: Sequence[str], look_at: Sequence[str], *, hosted: bool = False
) -> str:
    """Return the body: *tried* is what the bot would have found lately, in sentences of ours.

    A *hosted* list needs no Actions.
    """
    return "\n".join([*_request_lines(first_look, tried, look_at), *_last(hosted=hosted)]) + "\n"


def _request_lines(
    first_look: FirstLook, tried: Sequence[str], look_at: Sequence[str]
) -> Iterator[str]:
    yield "Merging this installs paper-bot: every week it looks for new papers on arXiv and"
    yield "proposes those that belong here in one pull request. **Close it to decline**; it does"
    yield "not come again."
    yield ""
    if tried:
        yield "### What it would have found"
        yield ""
        yield from (f"- {body_text(text)}" for text in tried)
        yield ""
    yield "### What it recognised"
    yield ""
    yield from (f"- {body_text(text)}" for text in first_look.recognised)
    yield from (f"- not known: {body_text(text)}" for text in first_look.unknown)
    if look_at:
        yield ""
        yield "### What to look at"
        yield ""
        yield from (f"- {body_text(text)}" for text in look_at)
    yield ""


def _last(*, hosted: bool) -> Iterator[str]:
    if hosted:
        yield "Nothing else is needed: soon after the merge comes the first pull request with"
        yield "papers. Change what you like in this file, now or later."
        return
    yield "Under *Settings > Actions > General* allow *GitHub Actions to create and approve pull"
    yield "requests*. Change what you like in these files, now or later: `bot doctor` checks them."
