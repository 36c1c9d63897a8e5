"""Which files of a repository are the list: those that hold papers of their own. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.anatomy import arxiv_ids
from bot.lists import PaperList, names_paper, read_list
from bot.markdown import Document

_FEWEST = 3  # papers of its own that make another file a part of the list
_SAME = 0.5  # the share of a file's papers that another one has too: a copy or a translation
_NEAR = 0.3  # of the papers of the fullest file: a README that has so many is the list itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A Markdown file and the papers in it: arXiv ids, and entries that link to any paper."""

    name: str
    ids: frozenset[str]
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The files of the list in reading order, and why others were left out: name -> why."""

    files: tuple[str, ...]
    left_out: Mapping[str, str]


def holding(name: str, raw: bytes) -> Holding:
    """Return what the file *name* holds. Raises `ListError` for one that is no text."""
    listing = read_list([Document.parse(raw, name=name)])
    return Holding(name=name, ids=ids_of(listing), papers=count_papers(listing))


def ids_of(listing: PaperList) -> frozenset[str]:
    """Return the arXiv ids of all entries."""
    return frozenset(i for entry in listing.entries for i in entry.arxiv_ids)


def count_papers(listing: PaperList) -> int:
    """Return how many entries link to a paper."""
    return sum(map(names_paper, listing.entries))


def may_hold_papers(raw: bytes) -> bool:
    """Return, quickly, whether a file names papers at all: reading a list takes longer."""
    text = raw.decode("utf-8", "replace")
    return bool(arxiv_ids(text)) or "doi.org/" in text or "openreview.net" in text


def choose(held: Sequence[Holding]) -> Chosen:
    """Return the files of the list among all those *held*.

    The main one is the README if it has its share, else the fullest. Others belong to it when
    they hold papers of their own; a file with mostly the same ones is a copy in another language
    or order, and would be told of every paper twice.
    """
    full = [one for one in held if one.papers]
    if not full:
        return Chosen(files=(), left_out={one.name: "no paper in it" for one in held})
    first = _main(full)
    taken, known, left_out = [first], set(first.ids), {}
    for one in sorted(full, key=lambda one: (-one.papers, one.name)):
        if one is first:
            continue
        own = one.ids - known
        if one.ids and len(own) <= _SAME * len(one.ids):
            left_out[one.name] = "mostly the same papers as in the files above"
        elif len(own or range(one.papers)) < _FEWEST:
            left_out[one.name] = "few papers of its own"
        else:
            taken.append(one)
            known |= one.ids
    rest = sorted((one.name for one in taken[1:]), key=_natural)
    return Chosen(files=(first.name, *rest), left_out=left_out)


def _main(full: Sequence[Holding]) -> Holding:
    fullest = max(full, key=lambda one: (one.papers, -len(one.name)))
    readme = next((one for one in full if one.name.casefold() == "readme.md"), fullest)
    return readme if readme.papers >= _NEAR * fullest.papers else fullest


def _natural(name: str) -> tuple[int, str]:
    return name.count("/"), name.casefold()
