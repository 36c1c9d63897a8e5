"""How well keys are in order, slips forgiven, and where another key goes among them.

Keys compare as texts; "" stands for an entry that shows no key and is passed over.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import lgamma, log
from operator import neg


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
    known = sum(map(bool, keys))
    return Sorting(
        count=known,
        shown=known / max(1, len(keys)),
        kinds=len({key for key in keys if key}),
        up=len(_in_order(keys, falling=False)) / max(1, known),
        down=len(_in_order(keys, falling=True)) / max(1, known),
    )


def evidence(keys: Sequence[str], *, falling: bool) -> float:
    """Return how much *keys* tell for an order, in nats: what it leaves less to chance.

    The length of a description of the row by its order, with the entries that break it or
    show no key named one by one, set against that of a row in no order (minimum description
    length; Rissanen, 1978). Below 0 for a row in no order. It adds up over several rows.
    """
    in_order = Counter(keys[place] for place in _in_order(keys, falling=falling))
    inside = in_order.total()
    outside = len(keys) - inside
    ties = sum(lgamma(count + 1) for count in in_order.values())
    chosen = lgamma(inside + 1) + lgamma(outside + 1)
    return chosen - ties - outside * log(max(1, len(keys)))


def _in_order(keys: Sequence[str], *, falling: bool) -> list[int]:
    """Return where the longest part of *keys* stands that never falls, or never rises.

    The last place comes first. Patience sorting, with a way back: `before` names the key below
    each one's pile.
    """
    rank = {key: place for place, key in enumerate(sorted(set(keys), reverse=falling))}
    tails: list[int] = []
    tops: list[int] = []
    before = [-1] * len(keys)
    for place, key in enumerate(keys):
        if key:
            at = bisect_right(tails, rank[key])
            before[place] = tops[at - 1] if at else -1
            tails[at : at + 1] = [rank[key]]
            tops[at : at + 1] = [place]
    ordered: list[int] = []
    place = tops[-1] if tops else -1
    while place >= 0:
        ordered.append(place)
        place = before[place]
    return ordered


@lru_cache(maxsize=1)  # the papers of one run come one after another
def _kept(keys: tuple[str, ...], *, falling: bool) -> Sequence[int]:
    """Return what `_in_order` does, the last place first."""
    return _in_order(keys, falling=falling)


def place_among(keys: Sequence[str], new_key: str, *, falling: bool) -> int:
    """Return the place for *new_key* that leaves the fewest *keys* on its wrong side.

    Of equal places that is the one among the keys in order, then the last one, or the first
    one in a list that falls: a new entry goes where new ones come.
    """
    # At the top all that is newer (falling) is on the wrong side; each step down changes sides.
    sides = [(key > new_key) - (key < new_key) if key else 0 for key in keys]
    wrong = sides.count(1 if falling else -1)
    costs = list(accumulate((sides, map(neg, sides))[falling], initial=wrong))
    ordered = _kept(tuple(keys), falling=falling)
    if falling:
        place = next((place + 1 for place in ordered if keys[place] > new_key), 0)
        return place if costs[place] == min(costs) else costs.index(min(costs))
    place = next((place for place in reversed(ordered) if keys[place] > new_key), len(keys))
    return place if costs[place] == min(costs) else len(keys) - costs[::-1].index(min(costs))
