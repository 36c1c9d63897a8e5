"""Why a paper was judged so, in the maintainer's words; judges nothing itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from classifier.papers import Listed, Paper, Reason, SectionId
from classifier.rules.evidence import Evidence
from classifier.text.vectors import Floats, Matrix, Vocabulary
from classifier.text.words import STOP_WORDS, as_written, company, terms, word_set

_PHRASES = 4  # shown of a paper
_AGAINST = 3  # phrases that speak against it, shown of a paper
_TELLING = 3.8  # greatest idf of some 50 texts, from which on it can be told what is common
_COMMON = 0.12  # a share of the texts learnt from: a phrase of more of them tells nothing
_NEIGHBOURS = 2  # shown of a paper
_CANDIDATES = 40  # words looked at for phrases
_MUCH = 3.0  # times as many of the entries as of all papers have a word that is named
_KNOWN = 20  # entries with an abstract, from which on that can be told
_ALIKE = 0.1  # below this cosine nobody sees a likeness
_STEM, _STEM_SHARE = 5, 0.75  # letters, and a share of the shorter word, that forms of one share
_NAMING, _NAMINGS = 0.02, 2  # a share of the titles, and titles, that make a word one of the list
_AUDIBLE = 0.05  # log odds below which a phrase is not worth a word
_EMPTY_WORDS = STOP_WORDS | word_set(
    """accelerating achieve achieving approach appropriate based complex comprehensive current
    demonstrate different diverse effectiveness existing experiment extensive generate
    generating however important introduce introducing large many method multiple new novel
    outperform paper present problem propose proposed recent require research result several
    show significant significantly solving state study suitable superior task themselves two use
    used using various via work"""
)
_ADDRESS = re.compile(r"https?://\S+")
_FUNCTION_WORDS = STOP_WORDS - {"system"}


RowCells = tuple[NDArray[np.signedinteger], Floats]
"""The columns of a row that are not 0, and their values."""


def cells_of(rows: Matrix, place: int) -> RowCells:
    """Return the cells of the row at *place*."""
    inside = slice(rows.indptr[place], rows.indptr[place + 1])
    return rows.indices[inside], rows.data[inside]


@dataclass(frozen=True, slots=True)
class Explainer:
    """What reasons are drawn from: word weights in log odds, and the entries' rows.

    `own_words` are those, and pairs of them, by which the list names its papers and sections:
    alone, no other word tells a reader why a paper belongs. `commoner` are the columns that its
    entries have much more often than other papers; None where nobody can tell.
    """

    vocabulary: Vocabulary
    word_weights: Floats
    trust: float
    listed: tuple[Listed, ...]
    entries: Matrix
    own_words: frozenset[str] = frozenset()
    commoner: NDArray[np.bool_] | None = None

    def explain(
        self,
        paper: Paper,
        row: RowCells,
        evidence: Evidence,
        section: SectionId,
        words: Callable[[str], str],
    ) -> tuple[Reason, ...]:
        """Return the reasons for one paper: rules, then phrases for and against.

        *words* gives the words of a rule that stand in the paper; a rule is known by them.
        """
        text = _ADDRESS.sub(" ", f"{paper.title}. {paper.abstract}")
        columns, values = row
        shares = values * self.word_weights[columns]
        return (
            *self._rules(evidence, section, words, f"{text} {' '.join(paper.categories)}"),
            *self._phrases(columns, shares, text),
            *self._phrases(columns, -shares, text, sign=-1),
        )

    def _rules(
        self, evidence: Evidence, section: SectionId, words: Callable[[str], str], text: str
    ) -> list[Reason]:
        verdicts = [evidence.whole, evidence.of_section(section)]
        best: dict[str, float] = {}
        for verdict in verdicts:
            for rule, weight in verdict.fired:
                # A rule of absences has no words to show.
                name = " + ".join(_cased(text, part) for part in words(rule).split(" + ")) or rule
                best[name] = best.get(name, 0.0) + weight * self.trust
        reasons = [Reason("rule", name, round(weight, 2)) for name, weight in best.items()]
        refused = [Reason("rule", v.because, -20.0) for v in verdicts if not v.allowed]
        return [*refused, *sorted(reasons, key=lambda r: (-abs(r.weight), r.detail))]

    def _phrases(
        self, columns: NDArray[np.signedinteger], shares: Floats, text: str, sign: int = 1
    ) -> list[Reason]:
        """Return the weightiest phrases as *text* has them: whole, and rare enough to tell."""
        rare = self.vocabulary.shares(columns) <= _COMMON
        if self.vocabulary.rarest < _TELLING:
            rare[:] = True
        elif sign > 0 and self.commoner is not None:
            rare &= self.commoner[columns]
        order = np.argsort(-shares, kind="stable")
        order = order[(shares[order] >= _AUDIBLE) & rare[order]][:_CANDIDATES]
        names = self.vocabulary.names(columns[order].tolist())
        pairs = [n for n in names if " " in n and not self._is_empty(n)]
        reasons: list[Reason] = []
        said: set[str] = set()
        for name, share in zip(names, shares[order].tolist(), strict=True):
            whole = name if " " in name else _phrase_of(name, pairs, text)
            # "DRP-Web" is the paper's own word, though the list knows "web".
            tied = self.own_words if sign > 0 else None
            written = as_written(text, whole, tied) or as_written(text, name, tied)
            words = {*whole.split(), *terms(written)} - STOP_WORDS
            if sign > 0 and whole not in {name, *pairs} and not self.own_words.issuperset(words):
                continue  # "SafeWork-R1" is the paper's own name, though the list knows "R1"
            if self._is_empty(whole) or any(_is_form(w, other) for w in words for other in said):
                continue
            if written and (sign < 0 or words & self.own_words or _is_telling(written)):
                said |= words
                reasons.append(Reason("phrase", written, round(sign * float(share), 2)))
        return reasons[: _PHRASES if sign > 0 else _AGAINST]

    def _is_empty(self, name: str) -> bool:
        """Whether a word of *name* tells nothing; in a pair of the list's own it does."""
        return name not in self.own_words and not _EMPTY_WORDS.isdisjoint(name.split())

    def likenesses(self, rows: Matrix) -> Floats:
        """Return the cosine of each entry with each of *rows*, a column a row."""
        return np.asarray((self.entries @ rows.T).toarray(), np.float64)

    def neighbours(self, cosines: Floats) -> list[Reason]:
        """Return the entries most alike by their *cosines*: papers, and no blog posts.

        Where some are known to be papers, only those: a row's words may be no title.
        """
        known = any(entry.abstract for entry in self.listed)
        order = np.argsort(-cosines, kind="stable")[:_CANDIDATES]
        alike: dict[str, Reason] = {}
        for i in order.tolist():
            entry, cosine = self.listed[i], float(cosines[i])
            if cosine >= _ALIKE and (entry.abstract or (not known and ":" not in entry.key)):
                reason = Reason("neighbour", entry.title, round(cosine, 2), entry.key)
                alike.setdefault(entry.title, reason)
        return list(alike.values())[:_NEIGHBOURS]


def own_words(titles: Collection[str], headings: Iterable[str]) -> frozenset[str]:
    """Return the words of *headings*, and the words and pairs that a good share of *titles* have.

    A pair may have a word that tells nothing alone: "deep research".
    """
    counts = Counter(name for title in titles for name in {*terms(title), *_pairs_of(title)})
    least = max(_NAMINGS, _NAMING * len(titles))
    common = {name for name, count in counts.items() if count >= least}
    return frozenset(common.union(*map(terms, headings)) - _EMPTY_WORDS)


def _pairs_of(title: str) -> Iterator[str]:
    for pair in pairwise(terms(title)):
        if _FUNCTION_WORDS.isdisjoint(pair) and not _EMPTY_WORDS.issuperset(pair):
            yield " ".join(pair)


def commoner(vocabulary: Vocabulary, entries: Matrix, known: Floats) -> NDArray[np.bool_] | None:
    """Return the columns of *vocabulary* that entries have much more often than all papers.

    *known* has 1 for each of the *entries* whose abstract is known, else 0: only these count. None
    where they are too few.
    """
    if known.sum() < _KNOWN:
        return None
    shares = vocabulary.shares(np.arange(vocabulary.width))
    return np.asarray((entries > 0).T @ known >= _MUCH * shares * known.sum(), bool)


def _is_form(word: str, other: str) -> bool:
    """Whether both are forms of one word, by how they begin: "forget", "forgetting"."""
    pairs = enumerate(zip(word, other, strict=False))
    shared = next((n for n, (a, b) in pairs if a != b), min(len(word), len(other)))
    return word == other or shared >= max(_STEM, _STEM_SHARE * min(len(word), len(other)))


def _is_telling(written: str) -> bool:
    """Whether *written* tells something by itself: several words, or a name such as "MoE"."""
    return not written.isalpha() or written[1:] != written[1:].lower()


def _phrase_of(word: str, pairs: Sequence[str], text: str) -> str:
    """Return the phrase of which *word* is a half: one that tells too, or its only company."""
    if known := next((pair for pair in pairs if word in pair.split()), ""):
        return known
    whole = company(text, word)
    return word if set(whole.split()) & _EMPTY_WORDS else whole or word


def _cased(text: str, words: str) -> str:
    """Return *words* of a rule as *text* has them: "kv cache" is "KV cache" there."""
    # The star of a rule stands for the rest of a word, which may be a plural.
    each = (
        re.escape(word.rstrip("*")) + (r"\w*" if word[-1] == "*" else "") for word in words.split()
    )
    parts = r"[\s-]+".join(each)
    match = re.search(rf"(?<!\w){parts}(?:e?s)?(?!\w)", text, re.IGNORECASE) if parts else None
    return " ".join(match[0].split()) if match else words


def best_first(scores: Sequence[float] | Floats, limit: int) -> list[int]:
    """Return the positions of the *limit* largest of *scores*, the largest first."""
    order = np.argsort(-np.asarray(scores, np.float64), kind="stable")
    return [int(i) for i in order[:limit]]
