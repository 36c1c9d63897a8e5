"""Papers as rows: words, characters of the title, category, authors; judges nothing.

What many lists share (the words of older papers, the rows of these and of the papers to judge) is
made once, as a `Background`; `Features` adds to it the words of one list.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice, repeat
from typing import TypeVar

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

_OWN, _UNREAD = 2, 3  # parts after the held ones: the list's own texts, and what nobody read yet
_PARTS = 4  # of these: a place and a part are one number
_Field = TypeVar("_Field", str, frozenset[str])
_BATCH = 10_000  # papers turned into rows at a time: memory
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
        where = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen.astype(np.int64)
        return Rows(
            Matrix(self.words[where]),
            Matrix(self.characters[where]),
            _chosen(self.primaries, where),
            _chosen(self.authors, where),
        )


def _chosen(values: tuple[_Field, ...], where: Ints) -> tuple[_Field, ...]:
    return tuple(map(values.__getitem__, where.tolist()))


def stacked(parts: Sequence[Rows]) -> Rows:
    """Return the rows of all *parts*, one after the other."""
    if len(parts) == 1:
        return parts[0]
    return Rows(
        Matrix(sparse.vstack([part.words for part in parts], format="csr")),
        Matrix(sparse.vstack([part.characters for part in parts], format="csr")),
        tuple(chain.from_iterable(part.primaries for part in parts)),
        tuple(chain.from_iterable(part.authors for part in parts)),
    )


@dataclass(frozen=True, slots=True)
class _Held:
    """Papers with their rows in the shared columns; `lengths` are those before the rows got 1.

    `rare` are the cells without a shared column, which one of a list may be for.
    """

    rows: Rows
    lengths: Floats
    rare: Cells

    def words(self, vocabulary: Vocabulary, chosen: Ints) -> Matrix:
        """Return the *chosen* rows of words in the columns of *vocabulary*, an extended one."""
        texts, which, values, scale = self._of_the_list(vocabulary)
        rows = self.rows.words if len(chosen) == len(self.lengths) else self.rows.words[chosen]
        where = np.full(len(self.lengths), -1)
        where[chosen] = np.arange(len(chosen))
        known = where[texts] >= 0
        texts, which, values = where[texts[known]], which[known], values[known]
        scaled = rows.data * np.repeat(scale[chosen], np.diff(rows.indptr))
        ends = rows.indptr[texts + 1]
        added = np.concatenate([[0], np.cumsum(np.bincount(texts, minlength=rows.shape[0]))])
        arrays = (
            np.insert(scaled, ends, values),
            np.insert(rows.indices, ends, (len(vocabulary.codes) + which).astype(np.int32)),
            (rows.indptr + added).astype(np.int32),
        )
        return Matrix(arrays, shape=(rows.shape[0], vocabulary.width))

    def products(self, vocabulary: Vocabulary, weights: Floats) -> Floats:
        """Return what `words` of all would give multiplied with *weights*, without making it."""
        texts, which, values, scale = self._of_the_list(vocabulary)
        shared = len(vocabulary.codes)
        added = np.bincount(texts, values * weights[shared + which], len(self.lengths))
        return np.asarray(scale * (self.rows.words @ weights[:shared]) + added, np.float64)

    def _of_the_list(self, vocabulary: Vocabulary) -> tuple[Ints, Ints, Floats, Floats]:
        """Return text, column and value of each cell that only the list has a column for.

        And what the values in shared columns are multiplied with, for unit length.
        """
        places, which = self.rare.having(vocabulary.more)
        order = np.argsort(self.rare.texts[places], kind="stable")
        places, which = places[order], which[order]
        texts = self.rare.texts[places]
        values = (1 + np.log(self.rare.counts[places])) * vocabulary.idf[
            len(vocabulary.codes) + which
        ]
        longer = np.sqrt(self.lengths**2 + np.bincount(texts, values**2, len(self.lengths)))
        longer[longer == 0] = 1
        return texts, which, values / longer[texts], self.lengths / longer


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
        texts = (*self.sample, *taught_by)
        vocabulary, cells = learn_vocabulary([text_of(text) for text in texts])
        self.characters = Characters.of([text.title for text in texts])
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
        held = [
            (paper, _PARTS * place + part)
            for part, papers in enumerate(self._papers)
            for place, paper in enumerate(papers)
        ]
        self._by_id = {paper.id: code for paper, code in held}
        self._by_identity = {id(paper): code for paper, code in held}

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
        vocabulary, cells = self._words.extended(
            [text_of(text) for text in texts], self._held[0].rare
        )
        characters = self.characters.transform([text.title for text in texts])
        rows = Rows(vocabulary.rows(cells), characters, *_fields(texts))
        places = {text: _PARTS * place + _OWN for place, text in enumerate(texts)}
        return Features(vocabulary, self.characters, self, rows, places)

    def codes_of(self, papers: Sequence[Paper | Listed], own: Mapping[Paper | Listed, int]) -> Ints:
        """Return for each of *papers* its place times `_PARTS`, and its part; *own* are a list's.

        Most are the very objects that are held, which costs a hundredth of comparing them.
        """
        codes = np.fromiter(
            map(self._by_identity.get, map(id, papers), repeat(-1)), np.int64, len(papers)
        )
        for i in np.flatnonzero(codes < 0).tolist():
            paper = papers[i]
            code = _UNREAD if isinstance(paper, Listed) else self._by_id.get(paper.id, _UNREAD)
            same = code != _UNREAD and self._papers[code % _PARTS][code // _PARTS] == paper
            codes[i] = code if same else own.get(paper, _UNREAD)
        return codes

    def rows_of(self, part: int, chosen: Ints, vocabulary: Vocabulary) -> Rows:
        """Return the rows of the *chosen* papers of a held *part*."""
        held = self._held[part]
        rows = held.rows
        return Rows(
            held.words(vocabulary, chosen),
            Matrix(rows.characters[chosen]),
            _chosen(rows.primaries, chosen),
            _chosen(rows.authors, chosen),
        )

    def products(self, part: int, vocabulary: Vocabulary, weights: Floats) -> Floats:
        """Return the words of all papers of a held *part* multiplied with *weights*."""
        return self._held[part].products(vocabulary, weights)


@dataclass(frozen=True, slots=True)
class Features:
    """The columns of one list, and the rows of its own texts. Made by `Background.features_of`."""

    vocabulary: Vocabulary
    characters: Characters
    background: Background
    own: Rows
    codes: Mapping[Paper | Listed, int]

    def transform(self, papers: Sequence[Paper | Listed]) -> Rows:
        """Return the rows of *papers*."""
        parts = self._parts(papers)
        rows: list[Rows] = []
        for part, (_, places) in parts.items():
            if part == _OWN:
                rows.append(self.own.take(places))
            elif part == _UNREAD:
                rows.append(self._read([papers[i] for i in places]))
            else:
                rows.append(self.background.rows_of(part, places, self.vocabulary))
        order = np.concatenate([which for which, _ in parts.values()])
        joined = stacked(rows)
        if (order[1:] > order[:-1]).all():
            return joined
        return joined.take(np.argsort(order, kind="stable"))

    def products(self, papers: Sequence[Paper | Listed], weights: Floats) -> Floats:
        """Return the words of *papers* multiplied with *weights*: no rows are made of held ones."""
        products = np.zeros(len(papers))
        for part, (which, places) in self._parts(papers).items():
            if part == _OWN:
                products[which] = self.own.words[places] @ weights
            elif part == _UNREAD:
                for some in np.array_split(which, 1 + len(which) // _BATCH):
                    products[some] = self.words([papers[i] for i in some]) @ weights
            else:
                products[which] = self.background.products(part, self.vocabulary, weights)[places]
        return products

    def _parts(self, papers: Sequence[Paper | Listed]) -> dict[int, tuple[Ints, Ints]]:
        """Return for each part that has some of *papers* which ones, and their places in it."""
        place, part = np.divmod(self.background.codes_of(papers, self.codes), _PARTS)
        parts = {}
        for name in np.unique(part).tolist() or [_UNREAD]:
            which = np.flatnonzero(part == name)
            parts[name] = which, which if name == _UNREAD else place[which]
        return parts

    def _read(self, papers: Sequence[Paper | Listed]) -> Rows:
        characters = self.characters.transform([paper.title for paper in papers])
        return Rows(self.words(papers), characters, *_fields(papers))

    def words(self, papers: Sequence[Paper | Listed]) -> Matrix:
        """Return the words of *papers* alone, read anew."""
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
