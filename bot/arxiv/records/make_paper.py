"""A paper as arXiv describes it, from whatever interface: made, checked, kept as JSON."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime

from bot.core.month_names import NUMBERS
from bot.core.tex import name_without_tex
from classifier.papers import ArxivId, Paper, parse_arxiv_id

# Recognises withdrawn papers by what their comment or abstract says; nothing else marks them.
#
# It reads clause by clause, and believes only a clause about this very paper: comments also speak
# of earlier versions, of other papers, and of papers taken back from a conference.

_WORD = "withdrawn"
_NOUNS = frozenset({"paper", "article", "submission", "manuscript", "preprint", "work"}) | {
    *("version", "report", "note", "thesis", "draft", "survey", "review")
}
_POINTERS = frozenset({"this", "the", "our"})
_ADJECTIVES = frozenset({"arxiv", "present", "current", "entire", "whole", "short", "full"})
_LINKS = frozenset({"and", "so", "but", "thus", "therefore", "hence", "that"})
_ADVERBS = frozenset({"temporarily", "now", "voluntarily", "hereby", "therefore", "also"})
_VERBS = tuple(
    verb.split()
    for verb in (
        "has been",
        "have been",
        "is being",
        "needs to be",
        "need to be",
        "was decided to be",
        "has to be",
        "must be",
        "should be",
        "will be",
        "is to be",
        "is",
        "was",
    )
)
_OTHERS = frozenset({"previous", "previously", "earlier", "original", "originally", "wrong"}) | {
    *("conference", "workshop", "journal", "accepted", "rejected", "poster", "supersedes")
}
_CLAUSES = re.compile(r"[.;:,!] ")
# "(withdrawn) by the authors", "(withdrawn) because of an error", "(withdrawn)" alone.
_TAIL_OF_BARE = re.compile(
    r"(?:$|(?:by|because|due|as|until|pending|since|for|to|after|temporarily|at the request"
    r"|from (?:the )?arxiv)\b)"
)
# "(withdrawn) from NeurIPS", but not "from arXiv" and not "at the request of".
_ELSEWHERE = re.compile(r"(?:from|at|before|in) (?!(?:the )?(?:arxiv|request|light|order|view))")
_BEGINNING = 300  # characters


def is_withdrawn(comments: str, abstract: str) -> bool:
    """Whether *comments* or the beginning of *abstract* say that this very paper is withdrawn.

    An abstract counts only by its first clause: later ones speak about other things.
    """
    if _WORD in comments.lower() and any(map(_says_so, _clauses(comments))):
        return True
    beginning = abstract[:_BEGINNING]
    return _WORD in beginning.lower() and any(map(_says_so, _clauses(beginning)[:1]))


def _clauses(text: str) -> list[str]:
    folded = " ".join(text.lower().split())
    return [clause.strip(" .;:,!*()[]\"'") for clause in _CLAUSES.split(folded)]


def _says_so(clause: str) -> bool:
    head, found, tail = clause.partition(_WORD)
    words, rest = head.split(), tail.lstrip(" )]*\"'")
    if not found or _OTHERS.intersection(words) or _ELSEWHERE.match(rest):
        return False
    while words and words[0] in _LINKS:
        del words[0]
    while words and words[-1] in _ADVERBS:
        del words[-1]
    return (
        _is_bare(words, rest)
        or _is_passive(words)
        or (_is_active(words) and _names_paper(rest.split()))
    )


def _is_bare(words: list[str], rest: str) -> bool:
    """ "Withdrawn by the authors", "Paper withdrawn"."""
    return (not words or (len(words) == 1 and words[0] in _NOUNS)) and bool(
        _TAIL_OF_BARE.match(rest)
    )


def _is_passive(words: list[str]) -> bool:
    """ "This paper has been", "it needs to be", "the full text of this work is"."""
    verb = next((v for v in _VERBS if words[-len(v) :] == v), None)
    if verb is None:
        return False
    subject = words[: -len(verb)]
    if subject[:4] == ["the", "full", "text", "of"]:
        subject = subject[4:]
    return subject in (["it"], ["submission"]) or _names_paper(subject)


def _is_active(words: list[str]) -> bool:
    """ "We have", "the authors have"."""
    return words[-1:] in (["have"], ["has"]) and bool(
        {"we", "i", "author", "authors"} & set(words[-3:])
    )


def _names_paper(words: list[str]) -> bool:
    """Whether *words* begin by naming this paper, as in "this present manuscript"."""
    if not words or words[0] not in _POINTERS:
        return False
    rest = words[1:]
    while rest and rest[0] in _ADJECTIVES:
        rest = rest[1:]
    return bool(rest) and rest[0] in _NOUNS


# Makes a `Paper` of raw parts, and a fair sample of many; the same for every source.

_DOI_PREFIX = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_LONGEST_VERSION = 4  # digits


def make_paper(  # noqa: PLR0913  # every source has these parts, and names them
    arxiv_id: ArxivId,
    *,
    title: str,
    abstract: str = "",
    authors: Iterable[str] = (),
    categories: Iterable[str] = (),
    comments: str = "",
    journal_ref: str = "",
    doi: str = "",
    submitted: datetime | None = None,
    updated: datetime | None = None,
    announced: datetime | None = None,
    version: int = 1,
    withdrawn: bool = False,
) -> Paper:
    """Return the paper with white space folded, a bare DOI, and `withdrawn` told from its words."""
    abstract, comments = fold(abstract), fold(comments)
    return Paper(
        id=arxiv_id,
        title=fold(title),
        abstract=abstract,
        authors=tuple(name for raw in authors if (name := name_without_tex(fold(raw)))),
        categories=tuple(dict.fromkeys(categories)),
        comments=comments,
        journal_ref=fold(journal_ref),
        doi=bare_doi(doi),
        submitted=submitted,
        updated=updated,
        announced=announced,
        version=version,
        withdrawn=withdrawn or is_withdrawn(comments, abstract),
    )


def fold(text: str) -> str:
    """Return *text* on one line, with single spaces."""
    return " ".join(text.split())


def bare_doi(raw: str) -> str:
    """Return the first DOI of *raw* without URL; arXiv allows several, separated by spaces."""
    words = _DOI_PREFIX.sub("", raw, count=1).split() if raw else ()
    return words[0] if words else ""


def version_of(raw_id: str) -> int:
    """Return the version at the end of *raw_id* ("2401.00001v3"), 1 when there is none."""
    _, letter, number = raw_id.rpartition("v")
    known = letter and number.isascii() and number.isdigit() and len(number) <= _LONGEST_VERSION
    return int(number) if known else 1


def lot(arxiv_id: str) -> int:
    """Return a number that belongs to *arxiv_id* for ever and prefers no kind of paper."""
    return zlib.crc32(arxiv_id.encode())


def sample(papers: Iterable[Paper], size: int) -> tuple[Paper, ...]:
    """Return at most *size* of *papers*, always the same ones, sorted by id."""
    drawn = sorted(papers, key=lambda paper: (lot(paper.id), paper.id))[:size]
    return tuple(sorted(drawn, key=lambda paper: paper.id))


# One line of a metadata snapshot: from untrusted JSON to the parts of a paper.
#
# The schema is that of the public arXiv dataset; unknown fields are ignored, missing ones empty.

Record = Mapping[str, object]


def parse_record(line: bytes) -> Record:
    """Return the JSON object in *line*. Raises `ValueError` for anything else."""
    record = json.loads(line)
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004  # all bad lines alike
    return record


def record_id(record: Record) -> ArxivId:
    """Return the id of *record*. Raises `ValueError`."""
    return parse_arxiv_id(_text(record, "id"))


def record_day(record: Record) -> datetime | None:
    """Return when version 1 was submitted, or else the record's `date`, in UTC."""
    versions = _list(record, "versions")
    if versions and isinstance(first := versions[0], dict):
        created = first.get("created")
        if isinstance(created, str) and (moment := parse_date(created)):
            return moment
    return parse_date(_text(record, "date"))


def record_categories(record: Record) -> Sequence[str]:
    """Return the categories of *record*, the primary one first; empty when unknown."""
    raw = record.get("categories")
    if isinstance(raw, str):
        return raw.split()
    # Older copies of the dataset hold a list with one string.
    return [word for part in _list(record, "categories") for word in str(part).split()]


def record_paper(record: Record) -> Paper:
    """Return *record* as a paper. Raises `ValueError` for an id that is none."""
    versions = _list(record, "versions")
    return make_paper(
        record_id(record),
        title=_text(record, "title"),
        abstract=_text(record, "abstract"),
        authors=record_authors(record),
        categories=record_categories(record),
        comments=_text(record, "comments"),
        journal_ref=_text(record, "journal-ref"),
        doi=_text(record, "doi"),
        submitted=record_day(record),
        updated=parse_date(_text(record, "update_date")),
        version=max(1, len(versions)),
    )


def record_authors(record: Record) -> list[str]:
    """Return the names in `authors_parsed`, else in the one string of `authors`."""
    names = []
    for parts in _list(record, "authors_parsed"):
        if isinstance(parts, list) and parts and all(isinstance(p, str) for p in parts):
            family, given, suffix = (*parts, "", "")[:3]
            names.append(" ".join(part for part in (given, family, suffix) if part))
    return names or split_authors(_text(record, "authors"))


def split_authors(raw: str) -> list[str]:
    """Return the names in *raw*, separated by ";" or else by "," and "and".

    Affiliations in parentheses are dropped.
    """
    text = " ".join(_without_parentheses(raw).split())
    parts = text.split(";") if ";" in text else text.replace(" and ", ",").split(",")
    return [name for part in parts if (name := part.strip())]


def _without_parentheses(raw: str) -> str:
    if "(" not in raw:
        return raw
    kept, depth = [], 0
    for char in raw:
        depth += char == "("
        if not depth:
            kept.append(char)
        depth -= char == ")" and depth > 0
    return raw if depth else "".join(kept)


def parse_date(raw: str) -> datetime | None:
    """Return the moment in *raw* ("Mon, 2 Apr 2007 19:18:42 GMT" or ISO), None when unreadable.

    Faster than `email.utils` by far, which matters over millions of lines.
    """
    try:
        if raw[-3:] in ("GMT", "UTC"):
            _, day, month, year, clock, _ = raw.split()
            hour, minute, second = map(int, clock.split(":"))
            return datetime(int(year), NUMBERS[month], int(day), hour, minute, second, tzinfo=UTC)
        moment = datetime.fromisoformat(raw)
    except (ValueError, KeyError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _text(record: Record, key: str) -> str:
    value = record.get(key)
    return value if isinstance(value, str) else ""


def _list(record: Record, key: str) -> list[object]:
    value = record.get(key)
    return value if isinstance(value, list) else []


# A paper as one line of JSON, for what keeps papers on disk; the two are inverse. Pure.

_MOMENTS = ("submitted", "updated", "announced")
_FIELDS = tuple(field.name for field in fields(Paper))
_LISTS = ("authors", "categories")


def to_json(paper: Paper) -> str:
    """Return *paper* as text."""
    # Shallow on purpose: `asdict` copies deeply, which shows over 200,000 papers.
    parts = {name: getattr(paper, name) for name in _FIELDS}
    for name in _MOMENTS:
        parts[name] = parts[name].isoformat() if parts[name] else None
    return json.dumps(parts)


def from_json(raw: str) -> Paper:
    """Return the paper in *raw*. Raises `ValueError`, `KeyError` or `TypeError`."""
    parts = json.loads(raw)
    for name in _MOMENTS:
        parts[name] = datetime.fromisoformat(parts[name]) if parts[name] else None
    for name in _LISTS:
        parts[name] = tuple(parts[name])
    return Paper(**parts)
