"""Which of several lists inside one section a paper joins: those under "2024", under a topic.

A section whose items have lists of their own says by these items what goes where. This reads
dates first, then compares words; where neither tells, the largest list is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bot.anatomy import day_of, shown_date, shown_year
from bot.entries import Known
from bot.lists import bag_of, likelihoods
from bot.markdown import Outline, plain_heading
from bot.placing.runs import Run, main_run
from classifier.papers import Paper

_NOTHING: Known = MappingProxyType({})
_SEVERAL = 2  # lists
_MOST = 0.6  # of the lists in a section


@dataclass(frozen=True, slots=True)
class _Group:
    run: Run
    label: str

    @property
    def date(self) -> str:
        """Return the day, month or year that the label shows, "" for none."""
        return shown_date(self.label) or shown_year(self.label)


def run_for(
    paper: Paper, all_runs: Sequence[Run], outline: Outline, known: Known = _NOTHING
) -> Run | None:
    """Return the run among *all_runs* in a section that *paper* joins.

    Of listed papers the metadata is *known* as far as it is at hand.
    """
    all_runs = _undivided(all_runs, outline)
    main = main_run(all_runs)
    if main is None or main.kind != "item" or not main.entries[0].depth:
        return main
    depth = main.entries[0].depth
    groups = [
        _Group(run, _label(run, outline))
        for run in all_runs
        if run.kind == "item" and run.entries[0].depth == depth
    ]
    groups = [group for group in groups if group.label]
    if len(groups) < _SEVERAL:
        return main
    dates = [group for group in groups if group.date]
    if len(dates) >= _MOST * len(groups):
        return _by_date(paper, dates)
    hits = [group for group in dates if _is_of(paper, group)]
    return hits[0].run if hits and len(dates) >= _SEVERAL else _by_words(paper, groups, main, known)


def _undivided(all_runs: Sequence[Run], outline: Outline) -> Sequence[Run]:
    """Return the runs above the first divider below the first run: the rest is another matter."""
    first = min((run.entries[0].line for run in all_runs), default=0)
    end = next((line for line in outline.dividers if line > first), len(outline.lines) + 1)
    return [run for run in all_runs if run.entries[0].line < end]


def _label(run: Run, outline: Outline) -> str:
    """Return the plain text of the item around the list that *run* is, "" for none."""
    around = outline.blocks[run.entries[0].container].parent if run.entries else -1
    while around >= 0 and outline.blocks[around].kind != "item":
        around = outline.blocks[around].parent
    return plain_heading(outline.lines[outline.blocks[around].first - 1]) if around >= 0 else ""


def _by_date(paper: Paper, groups: Sequence[_Group]) -> Run:
    """Return the list of the paper's own month or year, else the newest one.

    A day above a list is the day when papers were listed, not theirs.
    """
    hits = [group for group in groups if _is_of(paper, group)]
    return (hits[0] if hits else max(groups, key=lambda group: group.date)).run


def _is_of(paper: Paper, group: _Group) -> bool:
    """Whether *paper* is of the very month or year that the label of *group* shows."""
    day = day_of(paper)
    return day is not None and bool(group.date) and f"{day:%Y%m}".startswith(group.date)


def _by_words(paper: Paper, groups: Sequence[_Group], main: Run, known: Known) -> Run:
    """Return the list whose words the paper is most likely made of."""
    bags = [bag_of(group.label, group.run.entries, known) for group in groups]
    scores = likelihoods(paper, bags)
    best = max(range(len(groups)), key=lambda at: (scores[at], groups[at].run == main))
    return groups[best].run
