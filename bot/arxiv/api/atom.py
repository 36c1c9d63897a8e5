"""EDGE. Reads the answers of the search API; the only importer of the `arxiv` package.

The package parses; it does not fetch, for it has no timeouts, hides totals and takes an empty
or broken first page for "no papers". https://info.arxiv.org/help/api/user-manual.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import arxiv

from bot.arxiv.http.retry_policy import Doubtful
from bot.arxiv.paging.harvest import Page
from bot.arxiv.records.make_paper import make_paper, version_of
from bot.arxiv.records.strict_xml import ATOM, Mended, NotXml, parse_without, parse_xml
from bot.core.plain import plain
from classifier.papers import Paper, parse_arxiv_id

_TOTAL = "{http://a9.com/-/spec/opensearch/1.1/}totalResults"
_NUMBER = re.compile(r"[0-9]{1,9}")
_ENTRY_ID = re.compile(rb"arxiv\.org/abs/([\w./-]+)</id>")
_ERROR_ID = "/api/errors"


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
    papers = tuple(map(_to_paper, _parse(mended.raw, len(entries))))
    return Page(int(total), papers, tuple(map(_name_of, mended.cut)))


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
    tail = result.entry_id.partition("/abs/")[2]
    try:
        arxiv_id = parse_arxiv_id(tail)
    except ValueError as error:
        raise Doubtful(str(error)) from error
    return make_paper(
        arxiv_id,
        title=result.title,
        abstract=result.summary,
        authors=(author.name for author in result.authors),
        categories=(c for c in (result.primary_category, *result.categories) if c),
        comments=result.comment or "",
        journal_ref=result.journal_ref or "",
        doi=result.doi or "",
        submitted=result.published,
        updated=result.updated,
        version=version_of(tail),
    )
