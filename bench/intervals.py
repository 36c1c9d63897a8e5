"""How far a figure can be trusted: bootstrap intervals of average precision. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_DRAWS = 1_000


def drawn_precisions(ranks: Sequence[int], seed: int = 0) -> NDArray[np.float64]:
    """Return average precisions of a list with the added papers, at *ranks*, drawn anew."""
    place = np.sort(np.array(ranks, np.int64))
    above = place - np.arange(1, len(place) + 1)  # papers above that were not added
    generator = np.random.default_rng(seed)
    found = np.empty(_DRAWS)
    for i in range(_DRAWS):
        times = np.bincount(generator.integers(0, len(place), len(place)), minlength=len(place))
        seen = np.cumsum(times)
        found[i] = np.sum(times * seen / np.maximum(seen + above, 1)) / len(place)
    return found


def mean_interval(lists: Sequence[NDArray[np.float64]], seed: int = 0) -> tuple[float, float]:
    """Return the 95 % interval of the mean over *lists*: lists drawn anew, then a draw of each."""
    generator = np.random.default_rng(seed)
    picked = generator.integers(0, len(lists), (_DRAWS, len(lists)))
    means = [np.mean([generator.choice(lists[i]) for i in row]) for row in picked]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)
