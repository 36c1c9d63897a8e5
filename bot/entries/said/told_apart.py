"""Entries of papers whose every word is known, told apart into a template that a person can read.

Two entries that differ in one fact alone show what stands around it, and what instead of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.anatomy import authors_in, dates_of, day_of, own_phrases, split_title, venue_of
from bot.entries.aligned.align import told_of
from bot.entries.forms.code_links import own_links
from bot.entries.said.said_fields import DATE_SIGNS, authors_option
from classifier.papers import Paper

_SIGNS = {form: sign for sign, form in DATE_SIGNS.items()}
_FORM = re.compile(r"\{\w+\??\}")
_MARKED = re.compile(r"[{}|]")
"""What cannot stand in the option of a field."""
_ARXIV = "https://arxiv.org/{}/{}"


@dataclass(frozen=True, slots=True)
class _Token:
    """A letter of the list's own text, or a *field* with the `sign` that a pattern has for it."""

    text: str
    field: str = ""
    sign: str = ""

    @property
    def said(self) -> str:
        if not self.field:
            return self.text * (1 + (self.text in "{}"))
        return f"{{{self.field}:{self.text}}}" if self.text else f"{{{self.field}}}"


_TITLE, _REST = _Token("", "title"), _Token("", "rest")
Entry = tuple[Paper, str]
"""A paper, and what the list would say of it."""


def told_apart(rich: Entry, poorer: Mapping[str, Entry]) -> str | None:
    """Return the template that writes the *rich* entry, and those that lack one field each.

    *poorer* has them by the name of that field. None where no template says it.
    """
    tokens = _tokens(*rich)
    whole = any(token.field == "title" for token in tokens)
    changes: list[tuple[int, int, str]] = []
    for field, entry in poorer.items():
        poor = _tokens(*entry)
        poor = poor if whole else [_REST if token == _TITLE else token for token in poor]
        change = _change(tokens, poor, field)
        if change is None:
            return None
        changes += [change] if change[2] else []
    changes.sort(reverse=True)
    if any(end > after[0] for after, (_, end, _) in pairwise(changes)):
        return None
    pieces = [token.said for token in tokens]
    for start, end, text in changes:
        pieces[start:end] = [text]
    return "".join(pieces)


def _change(
    rich: Sequence[_Token], poor: Sequence[_Token], field: str
) -> tuple[int, int, str] | None:
    """Return where *rich* differs from *poor*, which lacks *field*, and how a template says it.

    "" where they are alike; None where it cannot be said.
    """
    start = _alike(rich, poor)
    end = _alike(rich[start:][::-1], poor[start:][::-1])
    middle, instead = rich[start : len(rich) - end], poor[start : len(poor) - end]
    if not middle and not instead:
        return start, start, ""
    fields = [token.field for token in middle if token.field]
    if fields != ["short" if field == "name" else field]:
        return None
    pattern = "".join(token.sign if token.field else token.text for token in middle)
    rest = "".join(token.said for token in instead)
    if _MARKED.search(pattern):
        return None
    option = "" if pattern in ("%", "%v %Y") else f":{pattern}"
    needless = not instead and field not in ("code", "project")
    return start, len(rich) - end, f"{{{field}{option}{'' if needless else '|' + rest}}}"


def _alike(first: Sequence[_Token], other: Sequence[_Token]) -> int:
    """Return how many tokens the two begin with alike."""
    pairs = zip(first, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(first), len(other)))


def _tokens(paper: Paper, text: str) -> list[_Token]:
    """Return *text*, written for *paper*, as letters and fields."""
    spans = _spans(paper, text)
    result: list[_Token] = []
    at = 0
    for start, end, token in spans:
        result += [_Token(sign) for sign in text[at:start]] + [token]
        at = end
    return result + [_Token(sign) for sign in text[at:]]


def _spans(paper: Paper, text: str) -> list[tuple[int, int, _Token]]:
    """Return what of *text* the metadata of *paper* tells, none overlapping."""
    spans: list[tuple[int, int, _Token]] = []
    for look in (_words, _people, _venues, _dates):
        for span in look(paper, text):
            spans.append(span)
            text = text[: span[0]] + "\n" * (span[1] - span[0]) + text[span[1] :]
    return sorted(spans, key=lambda span: span[0])


def _words(paper: Paper, text: str) -> Iterator[tuple[int, int, _Token]]:
    for words, token in _exact(paper):
        at = text.find(words) if words else -1
        while at >= 0:
            end = at + len(words)
            yield at, end, token
            text = text[:at] + "\n" * len(words) + text[end:]
            at = text.find(words, end)


def _people(paper: Paper, text: str) -> Iterator[tuple[int, int, _Token]]:
    people = authors_in(text, paper.authors)
    option = authors_option(people.form) if people else None
    if people and option is not None:
        yield people.start, people.end, _Token(option, "authors", "%")


def _venues(paper: Paper, text: str) -> Iterator[tuple[int, int, _Token]]:
    """Yield the venue with its year, and its year where that stands alone."""
    venue = venue_of(paper)
    if venue is None:
        return
    for phrase in own_phrases(text, venue):
        if phrase.name == venue.name:
            year = f"{phrase.gap}%{'Y' if len(phrase.year) > len('27') else 'y'}"
            pattern = "%v" + year * bool(phrase.year)
            named = {"%v %Y": "", "%v": "name"}.get(pattern, pattern)
            yield phrase.start, phrase.end, _Token(named, "venue", pattern)
            text = text[: phrase.start] + "\n" * (phrase.end - phrase.start) + text[phrase.end :]
    for match in re.finditer(rf"(?<!\d){venue.year}(?!\d)", text):
        yield match.start(), match.end(), _Token("year", "venue", "%Y")


def _dates(paper: Paper, text: str) -> Iterator[tuple[int, int, _Token]]:
    day = day_of(paper)
    for date in dates_of(text, day) if day else ():
        pattern = _FORM.sub(lambda sign: _SIGNS.get(sign[0].replace("?", ""), sign[0]), date.form)
        yield date.start, date.end, _Token(pattern, "date", pattern)


def _exact(paper: Paper) -> Iterator[tuple[str, _Token]]:
    """Yield the words that *paper* has, longest first, each with the field that says them."""
    links = own_links(paper)
    name, rest = split_title(paper.title)
    yield links.code, _Token("", "code", "%")
    yield links.project, _Token("", "project", "%")
    yield told_of(paper, "abstract"), _Token("", "abstract")
    yield told_of(paper, "sentence"), _Token("first", "abstract")
    yield f"{paper.id}v{paper.version}", _Token("version", "id")
    yield _ARXIV.format("abs", paper.id), _Token("", "abs")
    yield _ARXIV.format("pdf", paper.id), _Token("", "pdf")
    yield paper.id, _Token("", "id")
    yield paper.title, _Token("", "title")
    yield rest if name else "", _Token("", "rest")
    yield name, _Token("", "short", "%")
