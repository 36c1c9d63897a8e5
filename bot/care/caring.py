"""What people decided about changes of entries, carried out; and which changes come next. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.care.amendment import (
    Amendment,
    Step,
    care_fault,
    change,
    mends_of,
    step_again,
    step_back,
    step_of,
)
from bot.care.finding_care import Found
from bot.core.errors import ListError
from bot.lists import PaperList
from bot.markdown import Document
from bot.pipeline import ListContext
from bot.proposal import Alike, Item, Mend, fits
from classifier.papers import ArxivId

_EDITED = "its line was edited since: change it in the diff"
_ELSEWHERE = "the line is not any more as it was"
_FORGOTTEN = "the memory in this text was damaged: change it in the diff"
_UNSAFE = "it would change more than these words"
_MOST_DROPPED = 30  # changes taken back that stay in sight
_Steps = dict[ArxivId, tuple[Step, Item]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """What the second pull request is about, and the files with it.

    `pending` are the changes that stay in it, `new` those made now, `offers` those that only a
    person asks for, `dropped` those taken back. `refused`, `kept` and `later` are as in `State`.
    `more` changes wait, for want of room. `taken` is how many bytes the files lost.
    """

    after: Mapping[str, Document]
    pending: tuple[Item, ...] = ()
    new: tuple[Item, ...] = ()
    offers: tuple[Item, ...] = ()
    dropped: tuple[Item, ...] = ()
    refused: frozenset[ArxivId] = frozenset()
    kept: frozenset[ArxivId] = frozenset()
    later: frozenset[ArxivId] = frozenset()
    troubles: Mapping[ArxivId, str] = field(default_factory=dict)
    more: int = 0
    taken: int = 0


def take_care(context: ListContext, due: Found, *, most: int) -> Care:
    """Return what becomes of the entries of *context*, by what is *due* and what people decided.

    At most *most* changes are in one pull request.
    """
    decisions, refused = context.decisions, context.standing.refused
    listing = context.paper_list
    standing = {i.arxiv_id: i for i in decisions.said.items if i.arxiv_id not in refused}
    back, troubles = _taken_back(standing, decisions.drop | decisions.later, context.documents)
    pending = {name: item for name, item in standing.items() if name not in back}
    undone = {item.arxiv_id for item in decisions.undone}
    again, unmade = _asked_for(context, due, (decisions.keep | undone) - pending.keys(), back)
    troubles |= unmade
    drop = decisions.drop - troubles.keys()
    lifted = (decisions.keep | undone) & refused
    later = (frozenset(decisions.said.later) | decisions.later) - drop - decisions.keep
    aside = {*(refused - lifted), *drop, *(later - undone), *pending, *again}
    free = [a for a in due.amendments if a.name not in aside]
    steps = {**back, **again}
    fresh = _fresh([a for a in free if a.is_sure], listing, steps, pending, most=most)
    made, unsafe = _proved(listing, steps, fresh)
    troubles |= dict.fromkeys(unsafe & steps.keys(), _UNSAFE)
    pending |= {name: item for name, (_, item) in back.items() if name in unsafe}
    drop -= unsafe
    after = change(listing.documents, [step for step, _ in made.values()])
    refused = (refused - lifted) | drop
    items = _known_again(context, after, made, pending, back)
    new = tuple(items[name] for name in (*again, *fresh) if name in items)
    return Care(
        after=after,
        pending=tuple(_told(items[name], troubles) for name in pending if name in items),
        new=new,
        offers=_offered(listing, after, made, [a for a in free if not a.is_sure]),
        dropped=_dropped(context, refused),
        refused=refused,
        kept=frozenset(decisions.said.kept) | lifted,
        later=later,
        troubles=troubles,
        more=sum(a.is_sure for a in free) - len(fresh),
        taken=_shrunk(listing.documents, after),
    )


def _taken_back(
    standing: Mapping[ArxivId, Item],
    going: Collection[ArxivId],
    documents: Mapping[str, Document],
) -> tuple[_Steps, dict[ArxivId, str]]:
    """Return the steps that take back what people do not want, and why others cannot be."""
    steps: _Steps = {}
    troubles: dict[ArxivId, str] = {}
    for name in sorted(standing.keys() & set(going)):
        mend = standing[name].mend
        step = step_back(mend, documents) if mend else None
        if step is None:
            troubles[name] = _EDITED if mend else _FORGOTTEN
        else:
            steps[name] = step, standing[name]
    return steps, troubles


def _asked_for(
    context: ListContext, due: Found, names: Iterable[ArxivId], back: _Steps
) -> tuple[_Steps, dict[ArxivId, str]]:
    """Return the steps of the changes that people ask for, and why others cannot be made."""
    amendments = {amendment.name: amendment for amendment in due.amendments}
    remembered = context.decisions.items()
    steps: _Steps = {}
    troubles: dict[ArxivId, str] = {}
    for name in sorted(names):
        item = remembered.get(name)
        if name in amendments:
            step: Step | None = step_of(amendments[name])
            item = item_of(amendments[name], context.paper_list)
        else:
            step = step_again(item.mend, context.documents) if item and item.mend else None
        met = (*(s for s, _ in back.values()), *(s for s, _ in steps.values()))
        if item is None or step is None or any(step.touches(other) for other in met):
            troubles[name] = _ELSEWHERE
        else:
            steps[name] = step, item
    return steps, troubles


def _fresh(
    free: Sequence[Amendment],
    listing: PaperList,
    steps: _Steps,
    pending: Mapping[ArxivId, Item],
    *,
    most: int,
) -> _Steps:
    """Return the steps of those of *free* for which there is room beside *steps* and *pending*."""
    taken = [step for step, _ in steps.values()]
    chosen: _Steps = {}
    for amendment in free:
        there = [*pending.values(), *(item for _, item in (*steps.values(), *chosen.values()))]
        step, item = step_of(amendment), item_of(amendment, listing)
        if len(there) >= most or not fits([*there, item]):
            break
        if not any(step.touches(other) for other in taken):
            chosen[amendment.name] = step, item
    return chosen


def _proved(listing: PaperList, steps: _Steps, fresh: _Steps) -> tuple[_Steps, frozenset[ArxivId]]:
    """Return those of *steps* and *fresh* that the guard passes together, and the others' names."""
    every = {**steps, **fresh}
    if _fault(listing, every) is None:
        return every, frozenset()
    proved: _Steps = {}
    for name, step in every.items():
        if _fault(listing, {**proved, name: step}) is None:
            proved[name] = step
    if (fault := _fault(listing, proved)) is not None:
        raise ListError(f"{listing.entries[0].file if listing.entries else 'the list'}: {fault}")
    return proved, frozenset(every.keys() - proved.keys())


def _fault(listing: PaperList, made: _Steps) -> str | None:
    steps = [step for step, _ in made.values()]
    return care_fault(listing, steps, change(listing.documents, steps))


def _known_again(
    context: ListContext,
    after: Mapping[str, Document],
    made: _Steps,
    pending: Mapping[ArxivId, Item],
    back: _Steps,
) -> dict[ArxivId, Item]:
    """Return the changes that stand in *after*, each with how it is found there."""
    steps = {name: step for name, (step, _) in made.items()}
    items = {name: item for name, (_, item) in made.items()}
    result: dict[ArxivId, Item] = {}
    for name, item in pending.items():
        spot = step_back(item.mend, context.documents) if item.mend else None
        if spot is None:
            result[name] = item
        else:  # it stays: a step that changes nothing tells where it is now
            still = "" if spot.whole else spot.old
            steps[name], items[name] = replace(spot, old=still, new=still), item
    mends = mends_of(list(steps.values()), after)
    for (name, step), mend in zip(steps.items(), mends, strict=True):
        if name in back and name not in pending:
            continue
        known = items[name].mend
        old = known.old if name in pending and known else step.old
        result[name] = replace(items[name], mend=replace(mend, old=old))
    return result


def _offered(
    listing: PaperList,
    after: Mapping[str, Document],
    made: _Steps,
    offers: Sequence[Amendment],
) -> tuple[Item, ...]:
    """Return *offers*, each with how its place is found in *after*."""
    steps = [step for step, _ in made.values()]
    free = [a for a in offers if not any(step_of(a).touches(step) for step in steps)]
    still = [replace(step_of(a), new=a.old) for a in free]
    mends = mends_of([*still, *steps], after)
    return tuple(
        replace(item_of(a, listing), mend=replace(mend, new=""))
        for a, mend in zip(free, mends, strict=False)
    )


def item_of(amendment: Amendment, listing: PaperList) -> Item:
    """Return what a maintainer wants to know of *amendment*."""
    entry = amendment.entry
    return Item(
        arxiv_id=amendment.name,
        title=entry.title,
        section=listing.section(entry.section).path,
        probability=1.0,
        reasons=(amendment.why,),
        alike=(Alike(entry.title or f"line {entry.line}", entry.file, amendment.line),),
        mend=Mend(amendment.file, amendment.old, amendment.new, "", "", whole=amendment.is_removal),
    )


def _told(item: Item, troubles: Mapping[ArxivId, str]) -> Item:
    why = troubles.get(item.arxiv_id)
    return replace(item, limits=(f"not done: {why}",) if why else ())


def _dropped(context: ListContext, refused: Collection[ArxivId]) -> tuple[Item, ...]:
    state = context.decisions.said
    items = {item.arxiv_id: item for item in state.shown() if item.arxiv_id in refused}
    return tuple(items.values())[:_MOST_DROPPED]


def _shrunk(before: Mapping[str, Document], after: Mapping[str, Document]) -> int:
    return sum(
        max(0, len(document.to_bytes()) - len(after[name].to_bytes()))
        for name, document in before.items()
    )
