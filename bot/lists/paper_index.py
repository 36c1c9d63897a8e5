"""Which thing a paper is: an index of entries and mentions by id, DOI and title.

It compares and never guesses: a wrong "already listed" loses a paper.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Generic, Literal, NamedTuple, TypeVar

from bot.anatomy import (
    are_enough,
    is_long,
    promises_more,
    split_title,
    title_key,
    without_urls,
    words,
)
from classifier.papers import Paper

Standing = Literal["anyhow", "whole", "set-off"]
"""How a title stands in a text: anywhere between two edges; as no half of a longer title, which
goes on beyond a colon or dash; or in brackets, quotes or emphasis of its own."""

# Where a title may begin and end inside an entry: brackets, emphasis, quotes, cells, stops.
_EDGE = re.compile(
    r"\]\(|\]\[|[\[\]|]|\*+|(?<!\w)_+|_+(?!\w)|[\"“”«»「」『』《》]|<[^<>]*>|`+"
    r"|: |[.,;](?=\s|$)|[：，。；]|\n| [-–—|/] |[(（]|[)）]"
)
_MOST_EDGES, _MOST_PIECES = 24, 8  # of one text, that are looked up as titles
_JOINT = re.compile(r"[:：]| [-–—] ")
_OPENING, _CLOSING = tuple('[*_"“«「『《>`'), tuple(']*_"”»」』》<`')
_SEQUELS = {("ii",), ("iii",), ("iv",), ("part",), ("2",), ("3",)}
_REMARKS = {"comment on", "comments on", "reply to", "response to", "rebuttal to", "critique of"}
_REMARKS |= {"erratum", "erratum to", "corrigendum", "corrigendum to", "retracted", "review of"}
_REMARKS |= {f"a {remark}" for remark in _REMARKS}
_REMARK_WORDS = {tuple(remark.split()) for remark in _REMARKS}
T = TypeVar("T")


class _Piece(NamedTuple):
    """The *text* between two edges, its words, and what parts it from the ones around it."""

    text: str
    words: tuple[str, ...]
    before: str
    after: str


def title_keys(text: str, standing: Standing = "anyhow") -> list[str]:
    """Return a key for each stretch of an entry's *text* that may be its title.

    A stretch runs from one edge (bracket, quote, stop …) to another one, at most a few edges
    on, and is long enough to be nobody else's title. What is only commented on does not count.
    """
    pieces = _pieces(without_urls(text))
    joined = ["".join(piece.words) for piece in pieces]
    ends = [_ends(pieces, at, standing) for at in range(len(pieces))]
    keys = []
    for start in range(len(pieces)):
        if not _begins(pieces, start, standing):
            continue
        count, key = 0, ""
        for end in range(start, min(start + _MOST_PIECES, len(pieces))):
            count += len(pieces[end].words)
            key += joined[end]
            if ends[end] and are_enough(count, key):
                keys.append(key)
    return keys


def _pieces(text: str) -> list[_Piece]:
    """Return the first pieces of *text* between edges, those that hold words."""
    result: list[_Piece] = []
    before, at = "", 0
    for edge in chain(_EDGE.finditer(text), [None]):
        piece = text[at : edge.start() if edge else len(text)]
        if piece_words := words(piece):
            if result:
                result[-1] = result[-1]._replace(after=before)
            if len(result) == _MOST_EDGES:
                return result
            result.append(_Piece(piece, piece_words, before, ""))
            before = ":" if piece.rstrip().endswith(":") else ""
        else:
            before += piece
        if edge:
            before, at = before + edge[0], edge.end()
    return [*result[:-1], result[-1]._replace(after=before)] if result else []


def _is_of_code(piece: _Piece) -> bool:
    """Whether *piece* ends a link's label by what the link is, as in "[Title: Code](…)"."""
    in_label = piece.before in (": ", "：") and piece.after.startswith("]")
    return in_label and promises_more(piece.text)


def _begins(pieces: Sequence[_Piece], at: int, standing: Standing) -> bool:
    """Whether a title can begin with the piece *at* that index."""
    piece = pieces[at]
    if at and pieces[at - 1].words in _REMARK_WORDS:
        return False
    if standing == "whole" and at:
        name = pieces[at - 1]
        repeats = piece.words[: len(name.words)] == name.words  # "[Name](…): Name of a Thing"
        return repeats or not _joins(piece.before, name)
    if standing == "set-off":
        return piece.before.endswith(_OPENING) and not piece.text[0].isspace()
    return True


def _ends(pieces: Sequence[_Piece], at: int, standing: Standing) -> bool:
    """Whether a title can end with the piece *at* that index."""
    piece = pieces[at]
    below = pieces[at + 1] if at + 1 < len(pieces) else None
    if below and (below.words[:1] in _SEQUELS or _is_of_code(below)):
        return False
    if standing == "whole":
        return not (below and _joins(piece.after, below))
    if standing == "set-off":
        return piece.after.startswith(_CLOSING) and not piece.text[-1].isspace()
    return True


def _joins(gap: str, piece: _Piece) -> bool:
    """Whether *gap* makes *piece* a half of the title beside it; numbers and signs are none."""
    is_half = "\n" not in gap and not all(word.isdecimal() for word in piece.words)
    return is_half and _JOINT.search(gap) is not None


class Named(NamedTuple, Generic[T]):
    """A thing with the text that names a paper, and the ids and DOIs in it.

    A mere *mention* is no entry: a title has to be set off in its text.
    """

    thing: T
    text: str
    arxiv_ids: Sequence[str]
    dois: Sequence[str]
    mention: bool = False

    @property
    def keys(self) -> list[str]:
        """The keys of what may be the title: beside an id, a half of another title is none."""
        whole: Standing = "whole" if self.arxiv_ids else "anyhow"
        return title_keys(self.text, "set-off" if self.mention else whole)


class Identities(Generic[T]):
    """Things by the identities in their texts; a paper is found in one step per identity.

    The index is built when it is first asked: most lists that are read never are. *named* returns
    a thing with what names its paper, *name_of* the short name before its title, "" for none.
    """

    def __init__(
        self,
        things: Sequence[T],
        named: Callable[[T], Named[T]],
        name_of: Callable[[T], str],
    ) -> None:
        self._things, self._named, self._name_of = things, named, name_of
        self._by_id: dict[str, T] = {}
        self._by_doi: dict[str, T] = {}
        self._by_title: dict[int, int] = {}
        self._is_built = False

    def _build(self) -> None:
        if self._is_built:
            return
        self._is_built = True
        # From the end, so that the first of several is what is found.
        for at in range(len(self._things) - 1, -1, -1):
            named = self._named(self._things[at])
            self._by_id.update(dict.fromkeys(named.arxiv_ids, named.thing))
            self._by_doi.update(dict.fromkeys(named.dois, named.thing))
            # A text has dozens of keys: hashes take a quarter of the room, and are looked after.
            self._by_title.update(dict.fromkeys(map(hash, named.keys), at))

    def _titled(self, title: str) -> Named[T] | None:
        """Return the first thing that can be read as having *title*."""
        key = title_key(title)
        at = self._by_title.get(hash(key))
        named = None if at is None else self._named(self._things[at])
        return named if named and key in named.keys else None

    def find(self, paper: Paper) -> T | None:
        """Return what is *paper*: same id, else same DOI, else same title.

        The long half of "Name: Long title" counts only in an entry, where neither another arXiv
        id nor another name stands beside. Beside another id a title has to be the whole one.
        """
        self._build()
        if (thing := self._by_id.get(paper.id)) is not None:
            return thing
        if paper.doi and (thing := self._by_doi.get(paper.doi.lower())) is not None:
            return thing
        if is_long(paper.title) and (hit := self._titled(paper.title)):
            return hit.thing
        name, rest = split_title(paper.title)
        if name and is_long(rest) and (hit := self._titled(rest)):
            if hit.arxiv_ids or hit.mention:
                return None
            shown = title_key(self._name_of(hit.thing))
            return hit.thing if not shown or shown == title_key(name) else None
        return None
