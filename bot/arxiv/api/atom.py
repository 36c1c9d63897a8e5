"""EDGE. Reads the answers of the search API; the only importer of the `arxiv` package.

The package parses; it does not fetch, for it has no timeouts, hides totals and takes an empty
or broken first page for "no papers". https://info.arxiv.org/help/api/user-manual.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element  # parsed by strict_xml

import arxiv

from bot.arxiv.http.retry_policy import Doubtful
from bot.arxiv.paging.harvest import Page
from bot.arxiv.records.make_paper import make_paper, version_of
from bot.arxiv.records.strict_xml import (
    ATOM,
    Mended,
    NotXml,
    only_first,
    parse_without,
    parse_xml,
)
from bot.core.plain import plain
from classifier.papers import Paper, parse_arxiv_id

_TOTAL = "{http://a9.com/-/spec/opensearch/1.1/}totalResults"
_NUMBER = re.compile(r"[0-9]{1,9}")
_ENTRY_ID = re.compile(rb"arxiv\.org/abs/([\w./-]+)</id>")
_ERROR_ID = "/api/errors"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_AUTHOR, _NAME, _PRIMARY = f"{ATOM}author", f"{ATOM}name", f"{_ARXIV}primary_category"
_TERMS = (f"{ATOM}category", _PRIMARY)


class ApiError(Doubtful):
    """The API answered with its error entry; the text is what that says."""


def read_page(raw: bytes, *, mend: bool = False) -> Page:
    """Return the page of results in *raw*; with *mend*, without the entries that are ill-formed.

    Raises `Doubtful` for anything that is not a whole, well-formed feed, `ApiError` for
    the error entry that the API sends in place of results.
    """
    try:
        mended = parse_without(raw, "entry") if mend else Mended(parse_xml(raw), raw)
    except NotXml as error:
        raise Doubtful(str(error)) from error
    root = mended.root
    total = (root.findtext(_TOTAL) or "").strip()
    if root.tag != f"{ATOM}feed" or not _NUMBER.fullmatch(total):
        raise Doubtful("a page that is no list of results")
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        if _ERROR_ID in (entry.findtext(f"{ATOM}id") or ""):
            raise ApiError(plain(entry.findtext(f"{ATOM}summary") or "an error"))
    papers = _papers(mended.raw, entries)
    return Page(int(total), papers, tuple(map(_name_of, mended.cut)))


def _papers(raw: bytes, entries: Sequence[Element]) -> tuple[Paper, ...]:
    """Return the papers of *entries*, which are all of the well-formed page *raw*.

    The package says what an entry means. It takes half a second for 2,000, so it reads the first
    one; the others are read here if that says the same.
    """
    first = _parse(only_first(raw, "entry"), min(1, len(entries)))
    if [_to_paper(result) for result in first] == [_read(entry) for entry in entries[:1]]:
        return tuple(map(_read, entries))
    return tuple(map(_to_paper, _parse(raw, len(entries))))


def _name_of(entry: bytes) -> str:
    """Return the identifier in an *entry* that cannot be read, else a word about it."""
    match = _ENTRY_ID.search(entry)
    try:
        return parse_arxiv_id(match[1].decode()) if match else "one without an identifier"
    except ValueError:
        return "one without an identifier"


@dataclass(slots=True)
class _Handed:
    """Stands in for the package's session: gives it bytes that are here already, once."""

    content: bytes
    status_code: int = 200

    def get(self, url: str, **_: object) -> _Handed:
        """Return the answer; asking for another page means that this one has bad entries."""
        if not self.content:
            raise Doubtful(f"results that cannot be read, of {url}")
        answer = _Handed(self.content)
        self.content = b""
        return answer


def _parse(raw: bytes, count: int) -> list[arxiv.Result]:
    if not count:
        return []
    client = arxiv.Client(page_size=count, delay_seconds=0, num_retries=0)
    # The client takes no session; tests/arxiv/test_api.py fails when this private part moves.
    client._session = _Handed(raw)
    try:
        results = list(client.results(arxiv.Search(max_results=count)))
    except (ValueError, arxiv.ArxivError) as error:
        raise Doubtful(f"results that cannot be read: {plain(str(error))}") from error
    if len(results) != count:
        raise Doubtful("entries that cannot be read")
    return results


def _to_paper(result: arxiv.Result) -> Paper:
    return _made(
        result.entry_id,
        title=result.title,
        abstract=result.summary,
        authors=(author.name for author in result.authors),
        categories=(result.primary_category, *result.categories),
        comments=result.comment or "",
        journal_ref=result.journal_ref or "",
        doi=result.doi or "",
        submitted=result.published,
        updated=result.updated,
    )


def _read(entry: Element) -> Paper:
    """Return the paper in *entry* as the package would, four times as fast."""
    texts: dict[str, str] = {}
    authors: list[str] = []
    terms: dict[bool, list[str]] = {True: [], False: []}
    for part in entry:
        if part.tag == _AUTHOR:
            authors.append(part.findtext(_NAME) or "")
        elif part.tag in _TERMS:
            terms[part.tag == _PRIMARY].append(part.get("term") or "")
        else:
            texts.setdefault(part.tag, part.text or "")
    return _made(
        texts.get(f"{ATOM}id", ""),
        title=texts.get(f"{ATOM}title", ""),
        abstract=texts.get(f"{ATOM}summary", ""),
        authors=authors,
        categories=(*terms[True], *terms[False]),
        comments=texts.get(f"{_ARXIV}comment", ""),
        journal_ref=texts.get(f"{_ARXIV}journal_ref", ""),
        doi=texts.get(f"{_ARXIV}doi", ""),
        submitted=_moment(texts.get(f"{ATOM}published", "")),
        updated=_moment(texts.get(f"{ATOM}updated", "")),
    )


def _moment(raw: str) -> datetime:
    try:
        moment = datetime.fromisoformat(raw.strip())
    except ValueError:
        raise Doubtful("entries that cannot be read") from None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _made(  # noqa: PLR0913  # the parts of an entry, by name
    entry_id: str,
    *,
    title: str,
    abstract: str,
    authors: Iterable[str],
    categories: Iterable[str],
    comments: str,
    journal_ref: str,
    doi: str,
    submitted: datetime,
    updated: datetime,
) -> Paper:
    tail = entry_id.partition("/abs/")[2]
    try:
        arxiv_id = parse_arxiv_id(tail)
    except ValueError as error:
        raise Doubtful(str(error)) from error
    return make_paper(
        arxiv_id,
        title=title,
        abstract=abstract,
        authors=authors,
        categories=filter(None, categories),
        comments=comments,
        journal_ref=journal_ref,
        doi=doi,
        submitted=submitted,
        updated=updated,
        version=version_of(tail),
    )
