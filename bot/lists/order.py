"""How well keys are in order, slips forgiven, and where another key goes among them.

Keys compare as texts; "" stands for an entry that shows no key and is passed over.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sorting:
    """How *count* keys stand: the share that is in order upwards, and that downwards.

    The share is that of the longest part in order (equal keys are), so that one entry at a
    wrong place counts once. `shown` is the share of entries with a key, `kinds` the number of
    different keys.
    """

    count: int
    shown: float
    kinds: int
    up: float
    down: float

    @property
    def falls(self) -> bool:
        """Whether the keys fall rather than rise."""
        return self.down > self.up

    @property
    def share(self) -> float:
        """The share of keys that are in order, in the better direction."""
        return max(self.up, self.down)


def sorting(keys: Sequence[str]) -> Sorting:
    """Return how *keys* stand."""
    known = [key for key in keys if key]
    rank = {key: place for place, key in enumerate(sorted(set(known)))}
    ranks = [rank[key] for key in known]
    count = max(1, len(known))
    return Sorting(
        count=len(known),
        shown=len(known) / max(1, len(keys)),
        kinds=len(rank),
        up=_in_order(ranks) / count,
        down=_in_order([-place for place in ranks]) / count,
    )


def _in_order(ranks: Sequence[int]) -> int:
    """Return the length of the longest part of *ranks* that never falls (patience sorting)."""
    tails: list[int] = []
    for rank in ranks:
        at = bisect_right(tails, rank)
        tails[at : at + 1] = [rank]
    return len(tails)


def place_among(keys: Sequence[str], own: str, *, falling: bool) -> int:
    """Return the place for *own* that leaves the fewest *keys* on its wrong side.

    Of equal places that is the last one, or the first one in a list that falls: a new entry
    goes where new ones come.
    """
    cost = sum(bool(key) and (key > own if falling else key < own) for key in keys)
    costs = [cost]
    for key in keys:
        if key:
            behind = (key > own) - (key < own)
            cost += -behind if falling else behind
        costs.append(cost)
    best = min(costs)
    return costs.index(best) if falling else len(keys) - costs[::-1].index(best)
