"""What a run would do with one paper, and which of its rules says so. Pure.

Both are asked of the road itself: whether a paper is judged at all, and what the selection of a run
says of a judged one. Here stand only the words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.config import Config
from bot.pipeline import DecidedList, ListContext, budget_of, choose, why_not_judged
from classifier import Judge
from classifier.papers import Candidate, Decided, Paper

Kind = (
    Literal[
        "proposed", "listed", "pending", "hidden", "withdrawn", "category", "refused", "ruled out"
    ]
    | Literal["later", "asked for"]
    | Literal["twin", "below threshold", "over budget", "section gone", "section unsure"]
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a paper, and why, in a sentence that names place or figure.

    `twin` is the paper shown in its stead; `place` counts from 1 among those that are likely
    enough and have a section.
    """

    kind: Kind
    why: str
    twin: Paper | None = None
    place: int | None = None


def passed_over(decided: DecidedList, paper: Paper) -> Decision | None:
    """Return why *paper* is not even judged, None when it is."""
    return _by_people(decided, paper) or _by_itself(decided.context, paper)


def _by_people(decided: DecidedList, paper: Paper) -> Decision | None:
    if paper.id in decided.later:
        return Decision("later", "put off by people: the next pull request may propose it")
    if paper.id in {asked.paper.id for asked in decided.papers.wanted}:
        return Decision("asked for", "people asked for it: it is put in whatever it scores")
    if paper.id in {item.arxiv_id for item in decided.papers.pending}:
        number = decided.context.standing.number
        return Decision("pending", f"in the open pull request #{number} already")
    return None


def _by_itself(context: ListContext, paper: Paper) -> Decision | None:
    config, kind = context.job.config, why_not_judged(context, paper)
    if kind is None:
        return None
    if kind == "listed" and (entry := context.paper_list.find(paper)) is not None:
        return Decision(kind, f"listed already: {entry.file}, line {entry.line}")
    if kind == "new" or kind == "cross":  # noqa: PLR1714 - told apart by the type checker
        where = config.where("arxiv", "announcements", kind)
        return Decision("category", f"{kind} papers are ignored; see {where}")
    where = config.where("arxiv", "categories")
    named = " ".join(paper.categories)
    why = {
        "hidden": "named in a comment or code of the list: taken out, or cited",
        "refused": "turned down before, in a pull request or by a deletion",
        "withdrawn": "withdrawn by its authors or by arXiv",
        "category": f"its categories ({named}) are none of ours; see {where}",
    }
    return Decision(kind, why[kind])


def chosen_or_not(
    decided: DecidedList, judge: Judge, candidates: Sequence[Candidate], mine: Candidate
) -> Decision:
    """Return what becomes of *mine*, one of *candidates*, when a run chooses among them."""
    selection = choose(decided, judge, candidates, None).selection
    fate = selection.decided[mine.paper.id]
    kind: Kind = "proposed" if fate.kind == "chosen" else fate.kind
    count = len(selection.chosen) + selection.over_budget
    why = _why(decided, mine, fate, count)
    return Decision(kind, why, fate.twin, fate.place)


def _why(decided: DecidedList, mine: Candidate, fate: Decided, count: int) -> str:
    """Say why, of *count* papers that are likely enough and have a section."""
    config = decided.context.job.config
    table = config.settings.select
    sure = mine.placement.confidence
    place, bar = f"number {fate.place} of {count}", f"{table.min_confidence:.0%}"
    return {
        "ruled out": _rule(config, mine.barred) if mine.barred else "",
        "below threshold": f"{mine.probability:.1%} likely, less than {table.min_probability:.0%}",
        "section gone": "its section is not in the list any more",
        "section unsure": f"no section is sure enough: the best has {sure:.0%}, less than {bar}",
        "twin": f"the same paper as {fate.twin.id if fate.twin else ''}, which is likelier",
        "over budget": f"likely enough, but {place} and the budget is {budget_of(decided, None)}",
        "chosen": f"{place} that are likely enough",
    }[fate.kind]


def _rule(config: Config, barred: str) -> str:
    """Say which rule keeps a paper out, and where it is written."""
    rule = barred.removeprefix("never: ")
    if rule == barred:
        return f"{barred} ({config.where('rules', 'must')})"
    if rule not in config.settings.rules.never:
        return barred  # on trial, so it stands nowhere yet
    place = config.settings.rules.never.index(rule)
    return f"{barred} ({config.where('rules', 'never', place)})"


def with_select(decided: DecidedList, changed: Mapping[str, float]) -> DecidedList:
    """Return *decided* with the *changed* settings of `[select]`."""
    job = decided.context.job
    table = job.config.settings.select.model_copy(update=dict(changed))
    settings = job.config.settings.model_copy(update={"select": table})
    job = replace(job, config=replace(job.config, settings=settings))
    return replace(decided, context=replace(decided.context, job=job))
