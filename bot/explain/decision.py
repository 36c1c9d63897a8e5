"""What a run would do with one paper, and which of its rules says so. Pure.

The same conditions as in `bot.pipeline.steps.new_to` and
`classifier.judging.selection.select`, in their order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.arxiv import is_in
from bot.config import SelectTable
from bot.pipeline import Desk, Steered, budget_of, by_years
from classifier import Judge, evidence_of, select
from classifier.papers import Candidate, Paper, Selection

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
    enough and have a section, twins once.
    """

    kind: Kind
    why: str
    twin: Paper | None = None
    place: int | None = None


def passed_over(steered: Steered, paper: Paper) -> Decision | None:
    """Return why *paper* is not even judged, None when it is."""
    return _by_people(steered, paper) or _by_itself(steered.desk, paper)


def _by_people(steered: Steered, paper: Paper) -> Decision | None:
    if paper.id in steered.later:
        return Decision("later", "put off by people: the next pull request may propose it")
    if paper.id in {wanted.id for wanted, _, _ in steered.wanted}:
        return Decision("asked for", "people asked for it: it is put in whatever it scores")
    if paper.id in {item.arxiv_id for item in steered.pending}:
        number = steered.desk.standing.number
        return Decision("pending", f"in the open pull request #{number} already")
    return None


def _by_itself(desk: Desk, paper: Paper) -> Decision | None:
    if (entry := desk.paper_list.find(paper)) is not None:
        return Decision("listed", f"listed already: {entry.file}, line {entry.line}")
    if paper.id in desk.paper_list.hidden_ids:
        return Decision("hidden", "named in a comment or code of the list: taken out, or cited")
    if paper.id in desk.standing.refused:
        return Decision("refused", "turned down before, in a pull request or by a deletion")
    if paper.withdrawn:
        return Decision("withdrawn", "withdrawn by its authors or by arXiv")
    return _category(paper, desk)


def _category(paper: Paper, desk: Desk) -> Decision | None:
    config = desk.job.config
    wanted = frozenset(config.settings.arxiv.categories)
    named = " ".join(paper.categories)
    if not paper.categories:
        primary = inside = True
    else:
        primary, inside = is_in(paper.categories[:1], wanted), is_in(paper.categories, wanted)
    if not inside:
        where = config.where("arxiv", "categories")
        return Decision("category", f"its categories ({named}) are none of ours; see {where}")
    kind = "new" if primary else "cross"
    if getattr(config.settings.arxiv.announcements, kind) == "ignore":
        where = config.where("arxiv", "announcements", kind)
        return Decision("category", f"{kind} papers are ignored; see {where}")
    return None


def chosen_or_not(
    steered: Steered, judge: Judge, candidates: Sequence[Candidate], mine: Candidate
) -> Decision:
    """Return what becomes of *mine*, one of *candidates*, when the best of them are selected."""
    table, where = steered.desk.job.config.settings.select, steered.desk.job.config.where
    verdict = next(evidence_of(judge.rules, (mine.paper,))).whole
    rule = verdict.because.removeprefix("never: ")
    if not verdict.allowed and rule in judge.rules.whole.never:
        line = where("rules", "never", steered.desk.job.config.settings.rules.never.index(rule))
        return Decision("ruled out", f"never: {rule} ({line})")
    if not verdict.allowed:
        return Decision("ruled out", f"no must rule matches ({where('rules', 'must')})")
    if mine.probability < table.min_probability:
        bar = table.min_probability
        return Decision("below threshold", f"{mine.probability:.1%} likely, less than {bar:.0%}")
    return _of_the_likely(steered, judge, candidates, mine)


def _of_the_likely(
    steered: Steered, judge: Judge, candidates: Sequence[Candidate], mine: Candidate
) -> Decision:
    desk, me = steered.desk, mine.paper.id
    table, budget = desk.job.config.settings.select, budget_of(steered, None)
    # A run cuts to its budget what has a section of its year too: see `bot.pipeline.steps.choose`.
    every = by_years(desk, selected(table, judge, candidates, budget=len(candidates)))
    places = {c.paper.id: place for place, c in enumerate(every.chosen, 1)}
    better = [c for c in (*every.chosen, *every.could_not_place) if _before(c, mine)]
    place = places.get(me) or 1 + sum(c.paper.id in places for c in better)
    if me in {c.paper.id for c in every.could_not_place}:
        return _homeless(desk, judge, mine, place)
    if me not in places:
        twin = next(c.paper for c in better if _hides(table, judge, c, mine))
        why = f"the same paper as {twin.id}, which is likelier"
        return Decision("twin", why, twin=twin, place=place)
    if place > budget:
        why = f"likely enough, but number {place} of {len(places)} and the budget is {budget}"
        return Decision("over budget", why, place=place)
    return Decision(
        "proposed", f"number {place} of {len(places)} that are likely enough", None, place
    )


def _before(one: Candidate, other: Candidate) -> bool:
    return (-one.score, one.paper.id) < (-other.score, other.paper.id)


def _hides(table: SelectTable, judge: Judge, other: Candidate, mine: Candidate) -> bool:
    """Whether *mine* is not shown beside *other*, because it is the same paper."""
    pair = selected(table, judge, (other, mine), budget=2)
    return mine.paper.id not in {c.paper.id for c in (*pair.chosen, *pair.could_not_place)}


def _homeless(desk: Desk, judge: Judge, mine: Candidate, place: int) -> Decision:
    where, bar = mine.placement, desk.job.config.settings.select.min_confidence
    if where.section in judge.gone:
        return Decision("section gone", "its section is not in the list any more", None, place)
    why = f"no section is sure enough: the best has {where.confidence:.0%}, less than {bar:.0%}"
    return Decision("section unsure", why, None, place)


def with_select(steered: Steered, changed: Mapping[str, float]) -> Steered:
    """Return *steered* with the *changed* settings of `[select]`."""
    job = steered.desk.job
    table = job.config.settings.select.model_copy(update=dict(changed))
    settings = job.config.settings.model_copy(update={"select": table})
    job = replace(job, config=replace(job.config, settings=settings))
    return replace(steered, desk=replace(steered.desk, job=job))


def selected(
    table: SelectTable, judge: Judge, candidates: Sequence[Candidate], *, budget: int
) -> Selection:
    """Return the selection of a run among *candidates*, without near misses."""
    return select(
        candidates,
        budget=budget,
        min_probability=table.min_probability,
        min_confidence=table.min_confidence,
        near_misses=0,
        gone=judge.gone,
    )
