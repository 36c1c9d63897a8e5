"""Which files of a repository are the list: those that hold papers of their own. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.anatomy import arxiv_ids
from bot.core.plain import to_markdown

_FEWEST = 3  # papers of its own that make another file a part of the list
_SAME = 0.5  # the share of a file's papers that another one has too: a copy or a translation
_NEAR = 0.3  # of the papers of the fullest file: a README that has so many is the list itself

# "https://openreview.net/forum?id=x": a paper by a link that is not arXiv's.
_PAPER_LINK = re.compile(
    r"https?://(?:www\.|dx\.)?(?:doi\.org|openreview\.net|aclanthology\.org|dl\.acm\.org|papers\.nips\.cc"
    r"|proceedings\.[\w.]+|openaccess\.thecvf\.com|ieeexplore\.ieee\.org|www\.usenix\.org)/[^\s)>\"]+"
)
# "list_old_20240323.md", "archive/2022.md": what was put aside.
_ARCHIVE = re.compile(
    r"(?:^|[/_.-])(?:old|archived?|archives|backup|deprecated|legacy)(?=[/_.-])", re.I
)
# ".. _target: address", ".. image:: x" or "`text <address>`_": what only reStructuredText writes.
_RST = re.compile(r"^\.\. (?:_[^:\n]+:|[\w-]+::)|`[^`\n]+<[^>\n]+>`_", re.MULTILINE)
_MARKDOWN = re.compile(r"^#{1,6} |\]\(https?://", re.MULTILINE)
_YAML = re.compile(r"\s*(?:---\s*\n)?(?:[\w-]+:.*\n|\s*- [\w-]+:.*\n)+\s*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A Markdown file and the papers in it: arXiv ids, and links to any paper."""

    name: str
    ids: frozenset[str]
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The files of the list in reading order, and why others were left out: name -> why."""

    files: tuple[str, ...]
    left_out: Mapping[str, str]


def holding(name: str, raw: bytes) -> Holding:
    """Return what the file *name* holds, told by its links alone: reading a list takes longer.

    What is reStructuredText by its marks holds nothing that could be kept.
    """
    text = raw.decode("utf-8", "replace")
    if _is_rst(text):
        return Holding(name=name, ids=frozenset(), papers=0)
    ids = frozenset(arxiv_ids(text))
    return Holding(name=name, ids=ids, papers=len(ids) + len(set(_PAPER_LINK.findall(text))))


def why_no_list(name: str, raw: bytes) -> str:
    """Return in one line why *raw*, the file *name*, holds no list of papers, and what to do."""
    text = raw.decode("utf-8", "replace")
    if not text.strip():
        return f"{name}: is empty; name the file that holds the papers"
    if _is_rst(text):
        return f"{name}: is reStructuredText by its marks; {to_markdown(name)}"
    if _YAML.match(text):
        return f"{name}: is YAML data by its marks; only Markdown lists can be kept"
    return (
        f"{name}: no link to a paper in it (arXiv, DOI, OpenReview, ACL, …); name the file that has"
        " them, or say what an empty list is about: bot init FILE --categories cs.CL"
    )


def _is_rst(text: str) -> bool:
    return _RST.search(text) is not None and not _MARKDOWN.search(text)


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
    for one in sorted(full, key=_rank):
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


def _rank(one: Holding) -> tuple[bool, int, str]:
    """Return the place in which a file is looked at: what was put aside comes last."""
    return _ARCHIVE.search(one.name) is not None, -one.papers, one.name


def _main(full: Sequence[Holding]) -> Holding:
    living = [one for one in full if not _ARCHIVE.search(one.name)] or full
    fullest = max(living, key=lambda one: (one.papers, -len(one.name)))
    readme = next((one for one in full if one.name.casefold() == "readme.md"), fullest)
    return readme if readme.papers >= _NEAR * fullest.papers else fullest


def _natural(name: str) -> tuple[int, str]:
    return name.count("/"), name.casefold()
