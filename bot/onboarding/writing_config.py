"""The first config of a list, as TOML with a reason beside each setting. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.core.plain import plain, toml_text
from bot.onboarding.proposing_rules import ProposedRule
from bot.onboarding.recognising import Share
from bot.pipeline import STEP

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
        yield "# how many entries hold them here and in other sections. Those behind a # are weak:"
        yield "# switch on what fits; `bot rules test` shows what each matches."
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
        told = f"in {rule.inside} of {rule.entries} entries" if rule.inside else "an example"
        yield f"# {toml_text(rule.expression)} = {rule.weight:g}  # {told}"


def _section(section: SectionRules) -> Iterator[str]:
    active = any(rule.strong for rule in section.rules)
    mark = "" if active else "# "
    key = f"sections.{toml_text(STEP.join(section.path))}"
    yield ""
    yield f"# {_counted(section.entries)}"
    yield f"{mark}[{key}.keywords]"
    for rule in section.rules:
        told = f"# {rule.inside} of {rule.entries} here, {rule.outside} elsewhere"
        switch = "" if rule.strong and active else "# "
        yield f"{switch}{toml_text(rule.expression)} = {rule.weight:g}  {told}"


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
