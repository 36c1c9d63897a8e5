"""Texts as vectors of weighted words, and linear models learnt on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import chain, repeat
from itertools import count as number

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from threadpoolctl import ThreadpoolController

from classifier.text.words import terms

# --- Texts as TF-IDF vectors: words and word pairs, and the characters of titles; judges nothing.
#
# Words become numbers once; pairs are formed and counted by numpy, an order of magnitude faster
# than joining strings. Sublinear counts, smoothed idf and unit length as in scikit-learn's
# `TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)`.

Matrix = sparse.csr_array
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_STEP = np.int64(1) << 31
_BITS = 18  # of a hashed column
_PRIME = np.uint64(0x9E3779B97F4A7C15)  # Knuth's multiplicative hash: 2^64 / golden ratio
_SIZES = (3, 4, 5)  # characters
_MAX_CHARS = 400  # of a title
_MIN_DF = 2  # texts that a word or pair must occur in to be kept
_NONE = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Cells:
    """How often words and pairs occur: text, code and count of each, ordered by code, then text.

    The code of a word is its number, that of a pair is made of both; `size` is the number of texts.
    """

    texts: Ints
    codes: Ints
    counts: Floats
    size: int

    def where(self, chosen: NDArray[np.bool_]) -> Cells:
        """Return the *chosen* cells."""
        return Cells(self.texts[chosen], self.codes[chosen], self.counts[chosen], self.size)

    def first(self, size: int) -> Cells:
        """Return the cells of the first *size* texts."""
        return replace(self.where(self.texts < size), size=size)

    def frequencies(self) -> tuple[Ints, Ints]:
        """Return the codes, each once, and the number of texts that have it."""
        first = np.flatnonzero(np.diff(self.codes, prepend=-1))
        return self.codes[first], np.diff(first, append=len(self.codes))

    def having(self, codes: Ints) -> tuple[Ints, Ints]:
        """Return the places of the cells with one of *codes*, and which of them each has."""
        first, last = (np.searchsorted(self.codes, codes, side) for side in ("left", "right"))
        sizes = last - first
        starts = np.repeat(first - np.cumsum(sizes) + sizes, sizes)
        return starts + np.arange(sizes.sum()), np.repeat(np.arange(len(codes)), sizes)


def count(texts: Sequence[str], ids: dict[str, int], *, grow: bool) -> Cells:
    """Return what *texts* hold of the words in *ids*; with *grow* new ones are added to it."""
    each = [terms(text) for text in texts]
    words = list(chain.from_iterable(each))
    if grow:
        ids.update(zip(dict.fromkeys(word for word in words if word not in ids), number(len(ids))))
    numbers = map(ids.__getitem__, words) if grow else map(ids.get, words, repeat(-1))
    flat = np.fromiter(numbers, np.int64, len(words))
    place = np.repeat(np.arange(len(texts)), [len(some) for some in each])
    paired = (place[:-1] == place[1:]) & (flat[:-1] >= 0) & (flat[1:] >= 0)
    pairs = (flat[:-1][paired] + 1) * _STEP + flat[1:][paired]
    known = flat >= 0
    codes = np.concatenate([flat[known], pairs])
    places = np.concatenate([place[known], place[:-1][paired]])
    order = np.argsort(codes, kind="stable")  # places are in order, for words and for pairs
    codes, places = codes[order], places[order]
    new = np.ones(len(codes), bool)
    new[1:] = (codes[1:] != codes[:-1]) | (places[1:] != places[:-1])
    starts = np.flatnonzero(new)
    counts = np.diff(np.append(starts, len(codes))).astype(np.float64)
    return Cells(places[starts], codes[starts], counts, len(texts))


@dataclass(frozen=True)
class Vocabulary:
    """Words and pairs with their inverse document frequencies, a column each.

    `codes` are sorted. A list adds columns of its own to those that it shares with others: they
    come after the shared ones, `more` are their codes. Made by `learn_vocabulary`.
    """

    ids: dict[str, int]
    codes: Ints
    idf: Floats
    more: Ints = field(default_factory=_NONE.copy)

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.codes) + len(self.more)

    def transform(self, texts: Sequence[str]) -> Matrix:
        """Return the vectors of *texts*, a row each of unit length (zero when nothing is known)."""
        return self.rows(count(texts, self.ids, grow=False))

    def rows(self, cells: Cells) -> Matrix:
        """Return the vectors of the texts that *cells* tell of."""
        columns = self.columns(cells.codes)
        known = columns >= 0
        narrow = cells.texts[known].astype(np.int32), columns[known].astype(np.int32)
        shape = (cells.size, self.width)
        return weigh(sparse.coo_array((cells.counts[known], narrow), shape=shape).tocsr(), self.idf)

    def columns(self, codes: Ints) -> Ints:
        """Return the column of each of *codes*, -1 where it has none."""
        late = _find(self.more, codes)
        return np.where(late >= 0, late + len(self.codes), _find(self.codes, codes))

    def extended(self, texts: Sequence[str], elsewhere: Cells) -> tuple[Vocabulary, Cells]:
        """Return these columns and those that *texts* add, and the cells of *texts*.

        Two texts must have the word or pair. One of the two may be *elsewhere*: cells, of the texts
        that this was learnt from, that got no column.
        """
        ids = dict(self.ids)
        cells = count(texts, ids, grow=True)
        codes, frequency = cells.where(_find(self.codes, cells.codes) < 0).frequencies()
        _, which = elsewhere.having(codes)
        frequency = frequency + np.bincount(which, minlength=len(codes))
        size = elsewhere.size + len(texts)
        kept = frequency >= min(_MIN_DF, max(size, 1))
        idf = _idf(frequency[kept], size)
        more = Vocabulary(ids, self.codes, np.concatenate([self.idf, idf]), codes[kept])
        return more, cells

    def shares(self, columns: NDArray[np.signedinteger]) -> Floats:
        """Return in what share of the texts that were learnt *columns* occur."""
        return np.asarray(np.exp(1 - self.idf[columns]), np.float64)

    def names(self, columns: Iterable[int]) -> list[str]:
        """Return the words or pairs that *columns* stand for."""
        first = len(self.codes)
        codes = (self.codes[i] if i < first else self.more[i - first] for i in columns)
        return [_name(int(code), self._words) for code in codes]

    @cached_property
    def rarest(self) -> float:
        """The greatest inverse document frequency."""
        return float(self.idf.max(initial=0.0))

    @cached_property
    def _words(self) -> list[str]:
        return list(self.ids)


def learn_vocabulary(texts: Sequence[str], *, min_df: int = _MIN_DF) -> tuple[Vocabulary, Cells]:
    """Return the words and pairs of at least *min_df* of *texts*, and the cells of all."""
    ids: dict[str, int] = {}
    cells = count(texts, ids, grow=True)
    codes, frequency = cells.frequencies()
    kept = frequency >= min(min_df, max(cells.size, 1))
    return Vocabulary(ids, codes[kept], _idf(frequency[kept], cells.size)), cells


@dataclass(frozen=True, slots=True)
class Characters:
    """TF-IDF of the character 3- to 5-grams of titles, hashed; catches names such as "KVQuant"."""

    idf: Floats

    @classmethod
    def of(cls, titles: Sequence[str]) -> Characters:
        """Return the document frequencies of *titles*."""
        frequency = np.bincount(_hashed(titles).indices, minlength=1 << _BITS)
        return cls(_idf(frequency, len(titles)))

    def transform(self, titles: Sequence[str]) -> Matrix:
        """Return the vectors of *titles*, a row each of unit length."""
        return weigh(_hashed(titles), self.idf)


def weigh(counts: Matrix, idf: Floats) -> Matrix:
    """Turn *counts* in place into sublinear TF-IDF rows of unit length; return them."""
    counts.data = (1 + np.log(counts.data)) * idf[counts.indices]
    lengths = lengths_of(counts)
    lengths[lengths == 0] = 1
    counts.data /= np.repeat(lengths, np.diff(counts.indptr))
    return counts


def lengths_of(rows: Matrix) -> Floats:
    """Return the length of each of *rows*."""
    place = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    return np.asarray(np.sqrt(np.bincount(place, rows.data**2, rows.shape[0])), np.float64)


def _idf(frequency: Ints, size: int) -> Floats:
    return np.asarray(np.log((1 + size) / (1 + frequency)) + 1, np.float64)


def _find(codes: Ints, wanted: Ints) -> Ints:
    """Return the place of each of *wanted* in *codes*, which are sorted; -1 where there is none."""
    if not len(codes):
        return np.full(len(wanted), -1, np.int64)
    places = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
    return np.where(codes[places] == wanted, places, -1)


def _hashed(titles: Sequence[str]) -> Matrix:
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
    narrow = np.concatenate(rows).astype(np.int32), np.concatenate(columns).astype(np.int32)
    ones = np.ones(len(narrow[0]), np.float64)
    matrix = sparse.coo_array((ones, narrow), shape=(len(titles), 1 << _BITS)).tocsr()
    matrix.sum_duplicates()
    return matrix


def _name(code: int, words: Sequence[str]) -> str:
    if code < _STEP:
        return words[code]
    return f"{words[code // int(_STEP) - 1]} {words[code % int(_STEP)]}"


# --- scikit-learn, typed: the only module that imports it. It fits; what is fitted is plain
# arrays.
#
# It is loaded where something is fitted: that takes longer than `bot check` does without. BLAS
# gets one thread: liblinear calls it for single vectors, where more threads only burn time.

_TOLERANCE = 0.01  # of the gradient: decisions correlate with those of 1e-4 by .999999


@dataclass(frozen=True, slots=True)
class Hyperplane:
    """A linear rule: the decision for a row x is `x @ weights + bias`."""

    weights: Floats
    bias: float

    def decide(self, rows: Matrix) -> Floats:
        """Return a figure for each of *rows*; larger is more positive."""
        return np.asarray(rows @ self.weights + self.bias, np.float64)


def fit_logistic(
    rows: Matrix, positive: NDArray[np.bool_], weight: Floats, *, c: float
) -> Hyperplane:
    """Return the logistic regression of *positive* on *rows*, both sides weighing the same.

    *weight* is each row's weight within its side. Raises `ValueError` when one side is empty.
    """
    share = weight.copy()
    share[positive] *= len(weight) / (2 * weight[positive].sum())
    share[~positive] *= len(weight) / (2 * weight[~positive].sum())
    from sklearn import config_context  # noqa: PLC0415 - heavy
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - heavy

    model = LogisticRegression(
        C=c, solver="liblinear", random_state=0, tol=_TOLERANCE, max_iter=1000
    )
    # To look for faults of ours takes as long as a small fit.
    trusting = config_context(assume_finite=True, skip_parameter_validation=True)
    with _threads().limit(limits=1, user_api="blas"), trusting:
        model.fit(rows, positive, sample_weight=share)
    return Hyperplane(np.asarray(model.coef_[0], np.float64), float(model.intercept_[0]))


def fit_ridge(
    kernel: Floats, sides: Floats, weight: Floats, *, penalty: float
) -> tuple[Floats, Floats]:
    """Return the dual weights of a ridge regression of *sides*, and what it says of each row.

    *kernel* holds the rows' products with each other, *sides* a column per question. The second
    is what would be said of a row had it not been learnt from: its error is its dual weight over
    the inverse's diagonal (Rifkin and Lippert 2007, Notes on Regularized Least Squares).
    """
    from scipy.linalg import cho_factor, cho_solve  # noqa: PLC0415 - heavy
    from scipy.linalg.lapack import dpotri  # noqa: PLC0415 - heavy

    with _threads().limit(limits=1, user_api="blas"):
        factor, _ = cho_factor(kernel + np.diag(penalty / weight), lower=True, check_finite=False)
        weights = cho_solve((factor, True), sides, check_finite=False)
        inverse, _ = dpotri(factor, lower=True, overwrite_c=True)
    return weights, sides - weights / np.diag(inverse)[:, None]


@cache
def _threads() -> ThreadpoolController:
    """Return what limits BLAS; to look for its libraries takes as long as a small fit."""
    return ThreadpoolController()
