"""Answers of OAI-PMH read: records, tokens, days in parts, how long a harvest will take."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import TypeVar
from xml.etree.ElementTree import Element

from bot.arxiv.http.retry_policy import Doubtful, PageError
from bot.arxiv.records.make_paper import make_paper, parse_date, split_authors, version_of
from bot.arxiv.records.strict_xml import Mended, NotXml, parse_without, parse_xml
from bot.core.errors import SourceError
from bot.core.plain import plain
from classifier.papers import ArxivId, Paper, parse_arxiv_id

_BATCH = 2_500  # https://info.arxiv.org/help/oa/index.html: records in an answer
_SECONDS = 7.0  # the pause, and an answer of some megabytes
_ARCHIVE, _CATEGORY, _ALL = 400, 60, 3_500  # records that change in a day, in usual sets
# Records that change in a day, new and revised, in sets far from the usual.
_PER_DAY = {
    "cs": 1_900,
    "math": 500,
    "cs:cs:LG": 650,
    "cs:cs:AI": 550,
    "cs:cs:CV": 450,
    "cs:cs:CL": 400,
}


def forecast(sets: Sequence[str], start: datetime, now: datetime, *, here: int = 0) -> str:
    """Return how much harvesting *sets* (OAI names, "" for all) since *start* will be.

    *here* counts the records that an interrupted harvest left.
    """
    days = max(1, (now - start).days + 1)
    requests = sum(max(1, ceil(_per_day(name) * days / _BATCH)) for name in sets)
    left = f"; going on, {here:,} records are here already" if here else ""
    what = "1 set" if len(sets) == 1 else f"{len(sets)} sets"
    number = "1 request" if requests == 1 else f"{in_round(requests)} requests"
    return (
        f"harvesting {what} since {start:%Y-%m-%d}: "
        f"about {number}, {_duration(requests * _SECONDS)}{left}"
    )


def in_round(number: int) -> int:
    """Return *number* with two digits that count: more would pretend to know."""
    size = int(10 ** max(0, len(str(number)) - 2))
    return round(number / size) * size


def _per_day(name: str) -> int:
    usual = _CATEGORY if name.count(":") > 1 else _ARCHIVE if name else _ALL
    return _PER_DAY.get(name, usual)


def _duration(seconds: float) -> str:
    minutes = ceil(seconds / 60)
    if minutes < 2 * 60:
        return "1 minute" if minutes == 1 else f"{in_round(minutes)} minutes"
    return f"{round(minutes / 60)} hours"


# Gets the rest of a stretch of days that always fails: halves it until one day is left over.
#
# A single record that the service cannot give must not end every run for ever. It asks through a
# function and never waits.

_MOST_LOST = 3  # days; where more cannot be had, the service as a whole is broken
_ONE_DAY = timedelta(days=1)

T = TypeVar("T")


def in_days(
    ask: Callable[[str, str], Iterator[T]], first: str, last: str, error: PageError
) -> Iterator[T | date]:
    """Yield what the days from *first* to *last* (ISO) give, and the days that give nothing.

    *ask* yields the answers about the days from one to another, both included. Asked for as a whole
    they failed with *error*, which is raised where that is more than a few days. Answers can come
    twice.
    """
    lost: list[date] = []
    waiting = [(date.fromisoformat(first), date.fromisoformat(last))]
    whole = waiting[0]
    while waiting:
        since, until = waiting.pop()
        if (since, until) != whole or since == until:
            try:
                yield from ask(f"{since}", f"{until}")
                continue
            except PageError:
                pass
        if since == until:
            lost.append(since)
            if len(lost) > _MOST_LOST:
                raise error
            yield since
            continue
        middle = since + (until - since) // 2
        waiting += [(middle + _ONE_DAY, until), (since, middle)]


# Reads the answers of OAI-PMH in the format arXivRaw; asks nobody.
#
# https://info.arxiv.org/help/oa/index.html,
# https://www.openarchives.org/OAI/openarchivesprotocol.html

_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_RAW = "{http://arxiv.org/OAI/arXivRaw/}"
_VERSION, _ARXIV_RAW = f"{_RAW}version", f"{_RAW}arXivRaw"
_RECORD, _HEADER, _STAMP = f"{_OAI}record", f"{_OAI}header", f"{_OAI}datestamp"
_METADATA = f"{_OAI}metadata"
# The format "arXiv" gives the date of the current version; only this one has the first's.
FORMAT = "arXivRaw"
GONE = "badResumptionToken"
FULL = 2_500  # https://info.arxiv.org/help/oa/index.html: records in an answer
_UNKNOWN = "idDoesNotExist"
_RECORD_ID = re.compile(rb"oai:arXiv\.org:([\w./-]+)<")
_NOTHING = "noRecordsMatch"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Batch:
    """One answer: papers, the day each was changed last (ISO), the token of the next answer.

    *error* is the code of a protocol error, "" without one; *token* is "" at the end. *unread*
    counts the records that could not be read.
    """

    papers: tuple[Paper, ...] = ()
    stamps: tuple[str, ...] = ()
    token: str = ""
    error: str = ""
    unread: tuple[str, ...] = ()


def read_batch(raw: bytes, *, mend: bool = False) -> Batch:
    """Return the records in *raw*; with *mend*, without those that are ill-formed.

    Raises `Doubtful` for what is no OAI-PMH answer, `SourceError` for an error that asking
    again won't mend (protocol errors come with HTTP 200).
    """
    try:
        mended = parse_without(raw, "record") if mend else Mended(parse_xml(raw), raw)
    except NotXml as error:
        raise Doubtful(str(error)) from error
    root = mended.root
    if root.tag != f"{_OAI}OAI-PMH":
        raise Doubtful("a page that is no OAI-PMH answer")
    if (error_element := root.find(f"{_OAI}error")) is not None:
        return _error(error_element)
    answer = root.find(f"{_OAI}ListRecords")
    if answer is None and (answer := root.find(f"{_OAI}GetRecord")) is None:
        raise Doubtful("an OAI-PMH answer without records")
    stamped = list(_papers(answer))
    return Batch(
        papers=tuple(paper for paper, _ in stamped),
        stamps=tuple(stamp for _, stamp in stamped),
        token=(answer.findtext(f"{_OAI}resumptionToken") or "").strip(),
        unread=tuple(map(_name_of, mended.cut)),
    )


def _name_of(record: bytes) -> str:
    """Return the identifier in a *record* that cannot be read, else a word about it."""
    match = _RECORD_ID.search(record)
    try:
        return parse_arxiv_id(match[1].decode()) if match else "one without an identifier"
    except ValueError:
        return "one without an identifier"


def check_batch(batch: Batch, day: str, token: str) -> None:
    """Raise `Doubtful` when *batch* cannot answer a request since *day*, or with *token*."""
    if token and not batch.error and not batch.papers and not batch.token:
        raise Doubtful("nothing, though the answer before promised more")
    if len({paper.id for paper in batch.papers}) < len(batch.papers):
        raise Doubtful("a record twice")
    if batch.stamps and min(batch.stamps) < day:
        raise Doubtful(f"records of {min(batch.stamps)}, where those since {day} were asked for")


def ends_too_soon(batch: Batch, size: int, *, never_empty: bool) -> bool:
    """Whether the end that *batch* claims would be a surprise, and is worth a second question.

    That is an answer of *size*, a full one, without a token, and none at all where the set is
    *never_empty*.
    """
    if batch.token or batch.error:
        return False
    count = len(batch.papers) + len(batch.unread)
    return count == size or (never_empty and not count)


def params_of(name: str, day: str, token: str, until: str = "") -> dict[str, str]:
    """Return the request for the set *name* since *day*, or for what *token* stands for.

    No end is asked for where it can do without: arXiv's staff advises so.
    """
    if token:
        return {"verb": "ListRecords", "resumptionToken": token}
    asked = {
        "verb": "ListRecords", "metadataPrefix": FORMAT, "set": name, "from": day, "until": until,
    }  # fmt: skip
    return {key: value for key, value in asked.items() if value}


def params_of_record(arxiv_id: ArxivId) -> dict[str, str]:
    """Return the request for one record."""
    identifier = f"oai:arXiv.org:{arxiv_id}"
    return {"verb": "GetRecord", "metadataPrefix": FORMAT, "identifier": identifier}


def _error(element: Element) -> Batch:
    code = element.get("code", "")
    if code in (_NOTHING, _UNKNOWN):
        return Batch()
    if code == GONE:
        return Batch(error=code)
    said = plain(element.text or "")
    raise SourceError(f"OAI-PMH refuses the request ({plain(code)}: {said}); check the categories")


def _papers(answer: Element) -> Iterator[tuple[Paper, str]]:
    for record in answer.iterfind(_RECORD):
        header = record.find(_HEADER)
        if header is None or header.get("status") == "deleted":
            continue
        stamp = (header.findtext(_STAMP) or "").strip()[:10]
        if not _DAY.fullmatch(stamp):
            raise Doubtful("a record without a datestamp")
        metadata = record.find(_METADATA)
        if metadata is None or (raw := metadata.find(_ARXIV_RAW)) is None:
            raise Doubtful("a record in another format")
        yield _paper(raw), stamp


def _paper(raw: Element) -> Paper:
    versions: list[Element] = []
    texts: dict[str, str] = {}
    for child in raw:
        if child.tag == _VERSION:
            versions.append(child)
        else:
            texts[child.tag.removeprefix(_RAW)] = child.text or ""
    if not versions:
        raise Doubtful("a record without versions")
    try:
        arxiv_id = parse_arxiv_id(texts.get("id", ""))
    except ValueError as error:
        raise Doubtful(str(error)) from error
    if (submitted := parse_date(_text(versions[0], "date"))) is None:
        raise Doubtful(f"{arxiv_id} without a date of submission")
    last = versions[-1]
    return make_paper(
        arxiv_id,
        title=texts.get("title", ""),
        abstract=texts.get("abstract", ""),
        authors=split_authors(texts.get("authors", "")),
        categories=texts.get("categories", "").split(),
        comments=texts.get("comments", ""),
        journal_ref=texts.get("journal-ref", ""),
        doi=texts.get("doi", ""),
        submitted=submitted,
        updated=submitted if len(versions) == 1 else parse_date(_text(last, "date")),
        version=version_of(last.get("version", "")),
        # "I" means that the source is to be ignored: the version withdraws the paper.
        withdrawn="I" in _text(last, "source_type"),
    )


def _text(element: Element, name: str) -> str:
    return element.findtext(f"{_RAW}{name}") or ""
