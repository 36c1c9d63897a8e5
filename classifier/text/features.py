"""Papers as rows: words, characters of the title, category, authors; judges nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifier.papers import Listed, Paper
from classifier.text.vectors import Characters, Ints, Matrix, Vocabulary


def text_of(paper: Paper | Listed) -> str:
    """Return what is read of *paper*: its title and abstract."""
    return f"{paper.title}\n{paper.abstract}"


@dataclass(frozen=True, slots=True)
class Rows:
    """One row per paper in each field.

    `primaries` is "" where the category is unknown, `authors` is empty where they are.
    """

    words: Matrix
    characters: Matrix
    primaries: tuple[str, ...]
    authors: tuple[frozenset[str], ...]

    def __len__(self) -> int:
        """Return the number of papers."""
        return len(self.primaries)

    def take(self, chosen: Ints | NDArray[np.bool_]) -> Rows:
        """Return the *chosen* rows."""
        where = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen
        return Rows(
            Matrix(self.words[where]),
            Matrix(self.characters[where]),
            tuple(self.primaries[i] for i in where),
            tuple(self.authors[i] for i in where),
        )

    def followed_by(self, other: Rows) -> Rows:
        """Return these rows and those of *other* after them."""
        return Rows(
            Matrix(sparse.vstack([self.words, other.words], format="csr")),
            Matrix(sparse.vstack([self.characters, other.characters], format="csr")),
            self.primaries + other.primaries,
            self.authors + other.authors,
        )


class Features:
    """Learns the vocabulary of a list and its background, then turns papers into rows."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        self.characters = Characters()

    def fit_transform(self, papers: Sequence[Paper | Listed]) -> Rows:
        """Learn from *papers*, forgetting all others; return their rows."""
        return Rows(
            self.vocabulary.fit_transform([text_of(paper) for paper in papers]),
            self.characters.fit_transform([paper.title for paper in papers]),
            *_fields(papers),
        )

    def transform(self, papers: Sequence[Paper | Listed]) -> Rows:
        """Return the rows of *papers*."""
        return Rows(
            self.words(papers),
            self.characters.transform([paper.title for paper in papers]),
            *_fields(papers),
        )

    def words(self, papers: Sequence[Paper | Listed]) -> Matrix:
        """Return the words of *papers* alone."""
        return self.vocabulary.transform([text_of(paper) for paper in papers])


def _fields(
    papers: Sequence[Paper | Listed],
) -> tuple[tuple[str, ...], tuple[frozenset[str], ...]]:
    primaries = tuple(paper.categories[0] if paper.categories else "" for paper in papers)
    authors = tuple(frozenset(name.casefold() for name in paper.authors) for paper in papers)
    return primaries, authors
