"""Rules of others for the same task, as their sources state them, on the same text.

Each learns from a list's entries and other papers, and ranks: the larger the figure, the sooner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

Floats = NDArray[np.float64]
Scorer = Callable[[sparse.csr_matrix], Floats]
_BATCH = 10_000
_LETTER_FIRST = r"(?u)\b[a-zA-Z_][a-zA-Z0-9_]+\b"


def texts_in_batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield *texts* ten thousand at a time."""
    return (texts[i : i + _BATCH] for i in range(0, len(texts), _BATCH))


def _rank(
    vectorizer: TfidfVectorizer,
    learn: Callable[[sparse.csr_matrix, NDArray[np.bool_]], Scorer],
    known: tuple[Sequence[str], Sequence[str]],
    stream: Sequence[str],
) -> Floats:
    listed, others = known
    rows = vectorizer.fit_transform([*listed, *others])
    score = learn(rows, np.arange(rows.shape[0]) < len(listed))
    return np.concatenate([score(vectorizer.transform(b)) for b in texts_in_batches(stream)])


def asreview_u4(listed: Sequence[str], others: Sequence[str], stream: Sequence[str]) -> Floats:
    """Return the ranking of ASReview's model ELAS u4, its default since version 2.

    Positives together weigh 9.8 times what the others do.
    """

    def learn(rows: sparse.csr_matrix, positive: NDArray[np.bool_]) -> Scorer:
        other = positive.sum() / (9.8 * (~positive).sum())
        weight = np.where(positive, 1.0, other)
        model = LinearSVC(C=0.11, loss="squared_hinge", random_state=0)
        model.fit(rows, positive, sample_weight=weight * len(weight) / weight.sum())
        return lambda more: np.asarray(model.decision_function(more), np.float64)

    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=1, max_df=0.95)
    return _rank(vectorizer, learn, (listed, others), stream)


def arxiv_sanity_lite(
    listed: Sequence[str], others: Sequence[str], stream: Sequence[str]
) -> Floats:
    """Return the ranking of arxiv-sanity-lite.

    The original also takes the papers to be ranked as negatives, and retrains for each tag.
    """

    def learn(rows: sparse.csr_matrix, positive: NDArray[np.bool_]) -> Scorer:
        model = LinearSVC(class_weight="balanced", C=0.01, max_iter=10_000, tol=1e-6)
        model.fit(rows, positive)
        return lambda more: np.asarray(model.decision_function(more), np.float64)

    vectorizer = TfidfVectorizer(
        ngram_range=(1, 2), sublinear_tf=True, stop_words="english", strip_accents="unicode",
        token_pattern=_LETTER_FIRST, max_features=20_000, min_df=5, max_df=0.1,
    )  # fmt: skip
    return _rank(vectorizer, learn, (listed, others), stream)


def logistic(listed: Sequence[str], others: Sequence[str], stream: Sequence[str]) -> Floats:
    """Return the ranking of textbook logistic regression, C = 1, balanced."""

    def learn(rows: sparse.csr_matrix, positive: NDArray[np.bool_]) -> Scorer:
        model = LogisticRegression(C=1, class_weight="balanced", max_iter=1000).fit(rows, positive)
        return lambda more: np.asarray(model.decision_function(more), np.float64)

    return _rank(_plain_vectorizer(), learn, (listed, others), stream)


def centroid(listed: Sequence[str], others: Sequence[str], stream: Sequence[str]) -> Floats:
    """Return the cosines with the mean of the entries."""

    def learn(rows: sparse.csr_matrix, positive: NDArray[np.bool_]) -> Scorer:
        middle = np.asarray(rows[np.flatnonzero(positive)].mean(axis=0)).ravel()
        return lambda more: np.asarray(more @ middle, np.float64)

    return _rank(_plain_vectorizer(), learn, (listed, others), stream)


def _plain_vectorizer() -> TfidfVectorizer:
    return TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)


RIVALS: Mapping[str, Callable[[Sequence[str], Sequence[str], Sequence[str]], Floats]] = {
    "LR C=1 + SVM C=.3": logistic,
    "ASReview ELAS u4": asreview_u4,
    "arxiv-sanity-lite": arxiv_sanity_lite,
    "centroid": centroid,
}


def sections_by_machine(
    listed: Sequence[str], labels: Sequence[int], others: Sequence[str], added: Sequence[str]
) -> list[tuple[int, int, float]]:
    """Return the first and second section of each of *added*, and the margin between them.

    A balanced linear support vector machine, C = .3, the best single rule known. Empty when
    there are fewer than three sections.
    """
    if len(set(labels)) < 3 or not added:  # noqa: PLR2004 - with two, the machine gives one margin
        return []
    vectorizer = _plain_vectorizer()
    rows = vectorizer.fit_transform([*listed, *others])
    machine = LinearSVC(C=0.3, class_weight="balanced").fit(rows[: len(listed)], labels)
    found = []
    for margins in machine.decision_function(vectorizer.transform(added)):
        best, second = np.argsort(-margins)[:2]
        sure = float(margins[best] - margins[second])
        found.append((int(machine.classes_[best]), int(machine.classes_[second]), sure))
    return found
