"""Titles as counts of hashed character 3- to 5-grams; catches names such as "KVQuant"."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from classifier.text.vectors import Floats, Matrix, counts_to_rows, weigh

_BITS = 18
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_SIZES = (3, 4, 5)
_MAX_CHARS = 400


class Characters:
    """TF-IDF of the character n-grams of titles, hashed into 2^18 columns."""

    def fit_transform(self, titles: Sequence[str]) -> Matrix:
        """Learn document frequencies from *titles*, forgetting others; return their vectors."""
        counts = _count(titles)
        frequency = np.bincount(counts.indices, minlength=1 << _BITS)
        self._idf: Floats = np.log((1 + len(titles)) / (1 + frequency)) + 1
        return weigh(counts, self._idf)

    def transform(self, titles: Sequence[str]) -> Matrix:
        """Return the vectors of *titles*, a row each of unit length."""
        return weigh(_count(titles), self._idf)


def _count(titles: Sequence[str]) -> Matrix:
    padded = [f" {' '.join(title.casefold().split())[:_MAX_CHARS]} " for title in titles]
    text = "".join(padded)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    lengths = np.array([len(title) for title in padded], np.int64)
    documents = np.repeat(np.arange(len(titles)), lengths)
    rows, columns = [], []
    hashed = codes
    for size in range(2, max(_SIZES) + 1):
        hashed = hashed[:-1] * _PRIME + codes[size - 1 :] if len(hashed) else hashed
        if size in _SIZES:
            inside = documents[: len(hashed)] == documents[size - 1 :]
            rows.append(documents[: len(hashed)][inside])
            mixed = (hashed[inside] * _PRIME) >> np.uint64(64 - _BITS)
            columns.append(mixed.astype(np.int64))
    return counts_to_rows(np.concatenate(rows), np.concatenate(columns), (len(titles), 1 << _BITS))
