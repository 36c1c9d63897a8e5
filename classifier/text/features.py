"""Papers as rows: words, characters of the title, category, authors; judges nothing.

What many lists share (the words of older papers, the rows of these and of the papers to judge) is
made once, as a `Background`; `Features` adds to it the words of one list.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifier.papers import Listed, Paper
from classifier.text.vectors import (
    Cells,
    Characters,
    Floats,
    Ints,
    Matrix,
    Vocabulary,
    count,
    learn_vocabulary,
)
from classifier.tuned.weights import WEIGHTS

HELD = 10_000
"""Papers to judge whose rows are kept for the next list, at some 7 KB each."""


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


@dataclass(frozen=True, slots=True)
class _Held:
    """Papers with their rows in the shared columns; `lengths` are those before the rows got 1.

    `rare` are the cells without a shared column, which one of a list may be for.
    """

    rows: Rows
    lengths: Floats
    rare: Cells

    def words(self, vocabulary: Vocabulary) -> Matrix:
        """Return the rows of words in the columns of *vocabulary*, which extends the shared."""
        places, which = self.rare.having(vocabulary.more)
        order = np.argsort(self.rare.texts[places], kind="stable")
        places, which = places[order], which[order]
        texts, shared = self.rare.texts[places], len(vocabulary.codes)
        values = (1 + np.log(self.rare.counts[places])) * vocabulary.idf[shared + which]
        longer = np.sqrt(self.lengths**2 + np.bincount(texts, values**2, len(self.lengths)))
        longer[longer == 0] = 1
        rows = self.rows.words
        scaled = rows.data * np.repeat(self.lengths / longer, np.diff(rows.indptr))
        ends = rows.indptr[texts + 1]
        added = np.concatenate([[0], np.cumsum(np.bincount(texts, minlength=rows.shape[0]))])
        arrays = (
            np.insert(scaled, ends, values / longer[texts]),
            np.insert(rows.indices, ends, (shared + which).astype(np.int32)),
            (rows.indptr + added).astype(np.int32),
        )
        return Matrix(arrays, shape=(rows.shape[0], vocabulary.width))


class Background:
    """Older papers, and those to judge: read once, for any number of lists.

    Ten thousand of the *older*, drawn by their ids, are the `sample` that teaches the words; the
    others are the `rest`. Rows are kept of the sample and of the first 10,000 *fresh* papers, so
    memory is bounded. Where one list is to have it alone, its own texts teach the words too
    (*taught_by*). Never changed once made.
    """

    def __init__(
        self,
        older: Sequence[Paper],
        fresh: Iterable[Paper] = (),
        *,
        taught_by: Sequence[Paper | Listed] = (),
    ) -> None:
        self.sample, self.rest = draw(older, WEIGHTS.lessons.background)
        told = (*self.sample, *taught_by)
        vocabulary, cells = learn_vocabulary([text_of(text) for text in told])
        self.characters = Characters.of([text.title for text in told])
        self.ids = frozenset(paper.id for paper in older)
        later = [paper for paper in islice(fresh, HELD) if paper.id not in self.ids]
        words = dict(vocabulary.ids)
        self._words = Vocabulary(words, vocabulary.codes, vocabulary.idf)
        self._papers = (self.sample, tuple(later))
        more = count([text_of(paper) for paper in later], words, grow=True)
        self._held = (
            self._hold(self.sample, cells.first(len(self.sample))),
            self._hold(later, more),
        )
        self._places = {
            paper.id: (part, place)
            for part, papers in enumerate(self._papers)
            for place, paper in enumerate(papers)
        }

    def _hold(self, papers: Sequence[Paper], cells: Cells) -> _Held:
        known = self._words.columns(cells.codes) >= 0
        words = self._words.rows(cells)
        rows = Rows(words, self.characters.transform([p.title for p in papers]), *_fields(papers))
        return _Held(rows, self._lengths(cells.where(known)), cells.where(~known))

    def _lengths(self, cells: Cells) -> Floats:
        values = (1 + np.log(cells.counts)) * self._words.idf[self._words.columns(cells.codes)]
        return np.asarray(np.sqrt(np.bincount(cells.texts, values**2, cells.size)), np.float64)

    def features_of(self, texts: Sequence[Paper | Listed]) -> Features:
        """Return the features of a list that *texts* are of: its entries and headings."""
        words = self._words.extended([text_of(text) for text in texts], self._held[0].rare)
        return Features(words, self.characters, self)

    def _place(self, paper: Paper | Listed) -> tuple[int, int]:
        """Return which held papers *paper* is among and where, (-1, -1) if it is not just so."""
        if isinstance(paper, Listed):
            return -1, -1
        part, place = self._places.get(paper.id, (-1, -1))
        held = self._papers[part][place] if part >= 0 else None
        return (part, place) if held is paper or held == paper else (-1, -1)

    def rows_of(
        self, papers: Sequence[Paper | Listed], vocabulary: Vocabulary
    ) -> tuple[Rows | None, Ints]:
        """Return the rows of those of *papers* that are held, and the places of the others."""
        found = [self._place(paper) for paper in papers]
        part = np.array([each for each, _ in found], np.int64)
        place = np.array([each for _, each in found], np.int64)
        rows: Rows | None = None
        order = [np.flatnonzero(part == i) for i in range(len(self._held))]
        for i, mine in enumerate(order):
            if len(mine):
                held = self._held[i]
                where = place[mine]
                taken = Rows(
                    Matrix(held.words(vocabulary)[where]),
                    Matrix(held.rows.characters[where]),
                    tuple(held.rows.primaries[j] for j in where),
                    tuple(held.rows.authors[j] for j in where),
                )
                rows = taken if rows is None else rows.followed_by(taken)
        return rows, np.concatenate([*order, np.flatnonzero(part < 0)])


@dataclass(frozen=True, slots=True)
class Features:
    """The columns of one list. Made by `Background.features_of`."""

    vocabulary: Vocabulary
    characters: Characters
    background: Background

    def transform(self, papers: Sequence[Paper | Listed]) -> Rows:
        """Return the rows of *papers*."""
        held, order = self.background.rows_of(papers, self.vocabulary)
        if held is None:
            return self._read(papers)
        if len(held) < len(papers):
            held = held.followed_by(self._read([papers[i] for i in order[len(held) :]]))
        if (order[1:] > order[:-1]).all():
            return held
        return held.take(np.argsort(order, kind="stable"))

    def _read(self, papers: Sequence[Paper | Listed]) -> Rows:
        characters = self.characters.transform([paper.title for paper in papers])
        return Rows(self.words(papers), characters, *_fields(papers))

    def words(self, papers: Sequence[Paper | Listed]) -> Matrix:
        """Return the words of *papers* alone, none of which is held."""
        return self.vocabulary.transform([text_of(paper) for paper in papers])


def draw(papers: Sequence[Paper], size: int) -> tuple[tuple[Paper, ...], tuple[Paper, ...]]:
    """Return *size* of *papers* drawn by their ids, and the rest; both in order."""
    if len(papers) <= size:
        return tuple(papers), ()
    lots = np.array([zlib.crc32(paper.id.encode()) for paper in papers], np.int64)
    drawn = set(np.argsort(lots, kind="stable")[:size].tolist())
    sample = tuple(paper for i, paper in enumerate(papers) if i in drawn)
    return sample, tuple(paper for i, paper in enumerate(papers) if i not in drawn)


def _fields(
    papers: Sequence[Paper | Listed],
) -> tuple[tuple[str, ...], tuple[frozenset[str], ...]]:
    primaries = tuple(paper.categories[0] if paper.categories else "" for paper in papers)
    authors = tuple(frozenset(name.casefold() for name in paper.authors) for paper in papers)
    return primaries, authors
