"""Papers as rows of numbers: words, characters of the title, categories; judges nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.characters import Characters
from classifier.paper import Listed, Paper
from classifier.vectors import Ints, Matrix, Vocabulary


def text_of(paper: Paper | Listed) -> str:
    """Return what is read of *paper*: its title and abstract."""
    return f"{paper.title}\n{paper.abstract}"


@dataclass(frozen=True, slots=True)
class Rows:
    """One row per paper in each field; `primaries` is "" where the category is unknown."""

    words: Matrix
    characters: Matrix
    primaries: tuple[str, ...]

    def __len__(self) -> int:
        """Return the number of papers."""
        return len(self.primaries)

    def take(self, chosen: Ints | NDArray[np.bool_]) -> Rows:
        """Return the *chosen* rows."""
        where = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen
        primaries = tuple(self.primaries[i] for i in where)
        return Rows(Matrix(self.words[where]), Matrix(self.characters[where]), primaries)


class Features:
    """Learns the vocabulary of a list and its background, then turns papers into rows."""

    def fit_transform(self, papers: Sequence[Paper | Listed]) -> Rows:
        """Learn from *papers*, forgetting all others; return their rows."""
        self.vocabulary = Vocabulary()
        self._characters = Characters()
        return Rows(
            self.vocabulary.fit_transform([text_of(paper) for paper in papers]),
            self._characters.fit_transform([paper.title for paper in papers]),
            _primaries(papers),
        )

    def transform(self, papers: Sequence[Paper | Listed]) -> Rows:
        """Return the rows of *papers*."""
        return Rows(
            self.vocabulary.transform([text_of(paper) for paper in papers]),
            self._characters.transform([paper.title for paper in papers]),
            _primaries(papers),
        )


def _primaries(papers: Sequence[Paper | Listed]) -> tuple[str, ...]:
    return tuple(paper.categories[0] if paper.categories else "" for paper in papers)
