"""Budget and threshold chosen on the first half of a replay, reported on the second. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.backtest.replay import Judged

_BUDGETS = (2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 32)
_BARS = tuple(step / 20 for step in range(1, 20))
_FEWEST = 5  # added papers in a half, below which nothing can be chosen or told
_SHORTEST = 4  # weeks


@dataclass(frozen=True, slots=True)
class Bar:
    """What a paper has to pass: so many a week, so likely, so sure of its section."""

    budget: int
    min_probability: float
    min_confidence: float


@dataclass(frozen=True, slots=True)
class Reached:
    """What a bar reaches: papers proposed a week, and precision and recall of the proposals."""

    a_week: float
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Advice:
    """The bar that did best on the first half, and what it and the present one reach after it."""

    bar: Bar
    reaches: Reached
    present: Reached
    weeks: int

    @property
    def is_better(self) -> bool:
        """Whether the bar did better than the present one where neither was chosen."""
        return self.reaches.f1 > self.present.f1


def proposed(offered: Sequence[Judged], bar: Bar) -> tuple[Judged, ...]:
    """Return what a weekly run with *bar* proposes of *offered*, which is the best first."""
    likely = (one for one in offered if one.probability >= bar.min_probability)
    return tuple(one for one in likely if one.confidence >= bar.min_confidence)[: bar.budget]


def advise(
    offered: Sequence[Sequence[Judged]], watched: Sequence[Sequence[Judged]], present: Bar
) -> Advice | None:
    """Return the bar with the best F1 on the first half of the weeks; None when that is too little.

    Of bars that do the same, the one that shows fewer papers is taken.
    """
    half = len(offered) // 2
    halves = [sum(map(len, part)) for part in (watched[:half], watched[half:])]
    if len(offered) < 2 * _SHORTEST or min(halves) < _FEWEST:
        return None
    bars = [Bar(budget, chance, present.min_confidence) for budget in _BUDGETS for chance in _BARS]
    best = max(
        bars,
        key=lambda bar: (
            reached(offered[:half], watched[:half], bar).f1,
            -bar.budget,
            bar.min_probability,
        ),
    )
    later = offered[half:], watched[half:]
    return Advice(best, reached(*later, best), reached(*later, present), len(later[0]))


def reached(
    offered: Sequence[Sequence[Judged]], watched: Sequence[Sequence[Judged]], bar: Bar
) -> Reached:
    """Return what *bar* reaches over weeks of *offered* papers, of which *watched* were added."""
    right = {one.arxiv_id for week in watched for one in week}
    shown = [one for week in offered for one in proposed(week, bar)]
    found = sum(one.arxiv_id in right for one in shown)
    return Reached(
        len(shown) / len(offered) if offered else 0.0,
        found / len(shown) if shown else 0.0,
        found / len(right) if right else 0.0,
    )
