"""What the cells of a column call their papers: titles, short names, people; or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.anatomy import (
    arxiv_ids,
    dissect,
    find_fields,
    is_tag,
    split_title,
    standing,
    title_key,
    words,
)
from classifier.papers import Paper

ENOUGH = 3
"""Rows that show how a table is filled."""
_NAME_WORDS = 4  # words
_FEW_WORDS = 2.5  # words of a name, at a mean
_LABEL_WORDS = 2  # words
_NEARLY_ALL = 0.8  # share of the cells
_ODD = re.compile(r"\d|[A-Z].*[A-Z]")
# "we propose TreeFlow, a …", "a model called BitNet", "named \\textbf{TreeFlow}", "dubbed T2F"
_CALLED = re.compile(
    r"\b(?:propos|present|introduc|develop|call|nam|dub|term|design|releas)(?:e|ed|es|s|ing|bed)?\b"
    r"(?P<words>[^.;:]{0,90})"
)
# TreeFlow, T2F, GPT-4; each run has its own first sign, so that no text takes long to read.
_CAMEL = re.compile(r"(?<![\w-])[A-Z][A-Za-z0-9]*(?:[-+][A-Z0-9][A-Za-z0-9]*)*(?![\w-])")


def titles_in(cell: str) -> int:
    """Return how surely *cell* holds a title: 2 for one with its link, 1 for a few words."""
    anatomy = dissect(cell)
    if anatomy.main is not None and not is_tag(cell[slice(*anatomy.main.label)]):
        return 2
    if anatomy.arxiv_id and _name(cell):
        return 2
    return int(anatomy.title is not None and len(words(cell)) > 2)  # noqa: PLR2004


def takes_papers(rows: Sequence[Sequence[str]]) -> bool:
    """Whether *rows* of one table have a column for titles, or one for names beside their links."""
    columns = list(zip(*rows, strict=True))
    linked = sum(any(map(arxiv_ids, row)) for row in rows)
    return any(map(holds_titles, columns)) or (
        2 * linked > len(rows) and any(map(holds_names, columns))
    )


def holds_titles(column: Sequence[str]) -> bool:
    """Whether most cells of *column* read like titles, and like different ones."""
    names = {cell: named_in(cell) for cell in column}
    # Many links may have one label ("api"); many papers hardly have one title.
    titled = {
        title_key(name) if len(words(name)) <= _LABEL_WORDS else cell: titles_in(cell)
        for cell, name in names.items()
    }
    return 2 * sum(map(bool, titled.values())) > len(column)


def holds_names(column: Sequence[str]) -> bool:
    """Whether nearly all cells of *column* are names, a word or two at a mean, and differ."""
    names = {title_key(name): words(name) for cell in column if (name := _name(cell))}
    few = sum(map(len, names.values())) <= _FEW_WORDS * len(names)
    return len(column) >= ENOUGH and len(names) >= _NEARLY_ALL * len(column) and few


def _name(cell: str) -> str:
    """Return what *cell* calls its paper in a few words; "" for titles, dates and venues."""
    name = named_in(cell)
    has_fields = any(field.kind != "authors" for field in find_fields(name))
    few = 0 < len(words(name)) <= _NAME_WORDS
    return name if few and not (name.isnumeric() or has_fields or is_tag(name)) else ""


def named_in(cell: str) -> str:
    """Return what *cell* calls its paper: a title, a name, or people; "" for a cell of links."""
    anatomy = dissect(cell, named=True)
    return cell[slice(*anatomy.title)] if anatomy.title else cell if people_in(cell) else ""


def people_in(text: str) -> str:
    """Return the form of the authors that *text* is, "" when it is anything else."""
    fields = (field for field in find_fields(text) if field.kind == "authors")
    whole = (field.form for field in fields if (field.start, field.end) == (0, len(text)))
    return next(whole, "")


def split_name(title: str) -> tuple[str, str]:
    """Return the short name before the colon of *title* and the rest; ("", title) for none.

    Of several words one has two capitals or a digit: "Two at Once" is none, "BitNet v2" is.
    """
    name, rest = split_title(title)
    parts = name.split()
    return (name, rest) if len(parts) == 1 or any(map(_ODD.search, parts)) else ("", title)


def name_of(paper: Paper) -> str:
    """Return the short name of what *paper* is about: its title's, else what its abstract says.

    The abstract must introduce it as the authors' own, and use it once more: "we propose TreeFlow".
    A plural ("LLMs") is a kind of things, and so is an abbreviation ("LLM agents") unless it alone
    is what they propose ("BERT, a …"); "" for no name.
    """
    if name := split_name(paper.title)[0]:
        return name
    abstract = " ".join(paper.abstract.split())
    for called in _CALLED.finditer(abstract):
        for name in _CAMEL.findall(called["words"]):
            again = len(list(standing(abstract, name))) > 1
            kind = name.isalpha() and name.isupper()  # "LLM agents"
            alone = called["words"].lstrip().startswith(f"{name},")
            if again and _ODD.search(name) and (alone or not kind) and not name.endswith("s"):
                return str(name)
    return ""
