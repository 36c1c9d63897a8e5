"""Texts as TF-IDF vectors: words and word pairs, and the characters of titles; judges nothing.

Words become numbers once; pairs are formed and counted by numpy, an order of magnitude faster
than joining strings. Sublinear counts, smoothed idf and unit length as in scikit-learn's
`TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifier.text.words import terms

Matrix = sparse.csr_array
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_STEP = np.int64(1) << 31
_BITS = 18  # of a hashed column
_PRIME = np.uint64(0x9E3779B97F4A7C15)  # Knuth's multiplicative hash: 2^64 / golden ratio
_SIZES = (3, 4, 5)  # characters
_MAX_CHARS = 400  # of a title


@dataclass(frozen=True, slots=True)
class _Counts:
    """Occurrences of words and pairs: the document and the code of each, words first."""

    documents: Ints
    codes: Ints
    size: int


class Vocabulary:
    """Words and pairs with their inverse document frequencies.

    Parameters: `min_df`, the number of texts a word or pair must occur in to be kept. `size` is
    how many texts were learnt from.
    """

    def __init__(self, *, min_df: int = 2) -> None:
        self.min_df = min_df
        self.size = 0

    def fit_transform(self, texts: Sequence[str]) -> Matrix:
        """Learn the vocabulary of *texts*, forgetting any other; return their vectors."""
        self._ids: dict[str, int] = {}
        counts = self._count(texts, grow=True)
        codes, columns = np.unique(counts.codes, return_inverse=True)
        found = counts_to_rows(counts.documents, columns, (counts.size, len(codes)))
        frequency = np.bincount(found.indices, minlength=len(codes))
        kept = np.flatnonzero(frequency >= min(self.min_df, max(counts.size, 1)))
        self._codes = codes[kept]
        self.size = counts.size
        self._idf = np.log((1 + counts.size) / (1 + frequency[kept])) + 1
        return weigh(Matrix(found[:, kept]), self._idf)

    def transform(self, texts: Sequence[str]) -> Matrix:
        """Return the vectors of *texts*, a row each of unit length (zero when nothing is known)."""
        counts = self._count(texts, grow=False)
        columns = np.searchsorted(self._codes, counts.codes)
        columns[columns == len(self._codes)] = 0
        known = self._codes[columns] == counts.codes if len(self._codes) else columns < 0
        shape = (counts.size, len(self._codes))
        return weigh(counts_to_rows(counts.documents[known], columns[known], shape), self._idf)

    def shares(self, columns: NDArray[np.signedinteger]) -> Floats:
        """Return in what share of the texts that were learnt *columns* occur."""
        size = max(1, self.size)
        return np.asarray((1 + size) / np.exp(self._idf[columns] - 1) - 1, np.float64) / size

    def names(self, columns: Iterable[int]) -> list[str]:
        """Return the words or pairs that *columns* stand for."""
        words = list(self._ids)
        return [_name(int(self._codes[column]), words) for column in columns]

    def _count(self, texts: Sequence[str], *, grow: bool) -> _Counts:
        ids, lengths = self._number(texts, grow=grow)
        documents = np.repeat(np.arange(len(texts)), lengths)
        paired = (documents[:-1] == documents[1:]) & (ids[:-1] >= 0) & (ids[1:] >= 0)
        pairs = (ids[:-1][paired] + 1) * _STEP + ids[1:][paired]
        known = ids >= 0
        return _Counts(
            np.concatenate([documents[known], documents[:-1][paired]]),
            np.concatenate([ids[known], pairs]),
            len(texts),
        )

    def _number(self, texts: Sequence[str], *, grow: bool) -> tuple[Ints, Ints]:
        numbers, lengths = [], []
        known = self._ids
        for text in texts:
            words = terms(text)
            lengths.append(len(words))
            if grow:
                numbers.append([known.setdefault(word, len(known)) for word in words])
            else:
                numbers.append([known.get(word, -1) for word in words])
        flat = np.fromiter((i for row in numbers for i in row), np.int64, sum(lengths))
        return flat, np.array(lengths, np.int64)


class Characters:
    """TF-IDF of the character 3- to 5-grams of titles, hashed; catches names such as "KVQuant"."""

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


def weigh(counts: Matrix, idf: Floats) -> Matrix:
    """Turn *counts* in place into sublinear TF-IDF rows of unit length; return them."""
    counts.data = (1 + np.log(counts.data)) * idf[counts.indices]
    squares = np.asarray(counts.multiply(counts).sum(axis=1), np.float64).ravel()
    lengths = np.sqrt(squares)
    lengths[lengths == 0] = 1
    counts.data /= np.repeat(lengths, np.diff(counts.indptr))
    return counts


def counts_to_rows(rows: Ints, columns: Ints, shape: tuple[int, int]) -> Matrix:
    """Return a matrix of *shape* that counts how often each row and column meet."""
    ones = np.ones(len(rows), np.float64)
    narrow = rows.astype(np.int32), columns.astype(np.int32)  # liblinear takes no wider indices
    matrix = sparse.coo_array((ones, narrow), shape=shape).tocsr()
    matrix.sum_duplicates()
    return matrix


def _name(code: int, words: Sequence[str]) -> str:
    if code < _STEP:
        return words[code]
    return f"{words[code // int(_STEP) - 1]} {words[code % int(_STEP)]}"
