"""arXiv's OAI-PMH interface as a source, for long windows: it is keyed by change.

https://info.arxiv.org/help/oa/index.html, https://www.openarchives.org/OAI/openarchivesprotocol.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element  # parsed by strict_xml

from bot.arxiv.account import Tally
from bot.arxiv.categories import check_categories, is_in, oai_set
from bot.arxiv.http import Http
from bot.arxiv.making import make_paper, sample, version_of
from bot.arxiv.manners import Doubtful
from bot.arxiv.order import split
from bot.arxiv.records import parse_date, split_authors
from bot.arxiv.strict_xml import NotXml, parse_xml
from bot.arxiv.window import Window
from bot.errors import SourceError, TryAgainLater
from bot.plain import plain
from bot.ports import Progress, Source, Sweep
from classifier.paper import ArxivId, Paper, parse_arxiv_id

_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_RAW = "{http://arxiv.org/OAI/arXivRaw/}"
# The format "arXiv" gives the date of the current version; only this one has the first's.
_FORMAT = "arXivRaw"
# Enough to see the mailing before the window, from which its first identifier is told.
_MAILING_BEFORE = timedelta(days=5)
_NEVER_EMPTY = timedelta(days=7)
_GONE = "badResumptionToken"
_NOTHING = "noRecordsMatch"


@dataclass(frozen=True, slots=True)
class Batch:
    """One answer: papers, the newest datestamp among them, the token of the next answer.

    *error* is the code of a protocol error, "" without one; *token* is "" at the end.
    """

    papers: tuple[Paper, ...] = ()
    datestamp: str = ""
    token: str = ""
    error: str = ""


class OaiSource:
    """Papers announced in the window, from all records changed since it began.

    Parameters
    ----------
    background: how many older papers (revised lately) to return, at most.
    lookups: answers look-ups.
    """

    def __init__(
        self,
        http: Http,
        url: str,
        *,
        progress: Progress,
        now: datetime,
        background: int,
        lookups: Source,
    ) -> None:
        self._http, self._url, self._progress, self._now = http, url, progress, now
        self._background, self._lookups = background, lookups

    @property
    def tally(self) -> Tally:
        """What was asked so far."""
        return self._http.tally

    def sweep(self, window: Window, categories: Sequence[str]) -> Sweep:
        """Return the papers announced in *window*, told from revised ones by identifier order."""
        check_categories(categories)
        start = window.since - _MAILING_BEFORE
        found: dict[ArxivId, Paper] = {}
        troubles: list[str] = []
        for name in dict.fromkeys(map(oai_set, categories)) or {"": None}:
            self._progress.step(f"harvesting {name or 'all of arXiv'} since {start:%Y-%m-%d}")
            try:
                self._harvest(name, f"{start:%Y-%m-%d}", found)
            except TryAgainLater as error:
                if not found:
                    raise
                troubles.append(f"the harvest of {name or 'arXiv'} broke off: {error}")
        if not found and self._now - start >= _NEVER_EMPTY:
            raise TryAgainLater(
                f"arXiv says that nothing changed since {start:%Y-%m-%d}; "
                f"check arxiv.categories, else run again later"
            )
        return self._told(window, frozenset(categories), found, troubles)

    def lookup(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, Paper]:
        """Return what the search API knows of *ids*."""
        return self._lookups.lookup(ids)

    def _told(
        self,
        window: Window,
        among: frozenset[str],
        found: Mapping[ArxivId, Paper],
        troubles: Sequence[str],
    ) -> Sweep:
        papers = (paper for paper in found.values() if is_in(paper.categories, among))
        told = split(papers, window, open_end=window.until >= self._now)
        return Sweep(
            papers=told.inside,
            background=sample(told.before, self._background),
            complete=not troubles,
            troubles=tuple(troubles),
            requests=self._http.tally.requests,
            counts={"fetched": len(found), "retries": self._http.tally.retries},
        )

    def _harvest(self, name: str, day: str, found: dict[ArxivId, Paper]) -> None:
        """Follow the tokens of one set to the end, starting anew once if one is refused.

        No end is asked for: a paper revised after the window has a later datestamp.
        """
        fresh = {"verb": "ListRecords", "metadataPrefix": _FORMAT, "set": name, "from": day}
        params = {key: value for key, value in fresh.items() if value}
        restarts, tokens = 0, set[str]()
        while True:
            batch = self._http.ask(self._url, params, read_batch, accept="text/xml")
            if batch.error == _GONE and not restarts:
                restarts += 1
                params = {k: v for k, v in {**fresh, "from": day}.items() if v}
                continue
            if batch.error == _GONE or batch.token in tokens:
                raise TryAgainLater("its resumption tokens lead nowhere")
            found.update((paper.id, paper) for paper in batch.papers)
            self._progress.count(len(found), None, "records")
            if not batch.token:
                return
            day = batch.datestamp or day
            tokens.add(batch.token)
            params = {"verb": "ListRecords", "resumptionToken": batch.token}


def read_batch(raw: bytes) -> Batch:
    """Return the records in *raw*.

    Raises `Doubtful` for what is no OAI-PMH answer, `SourceError` for an error that asking
    again won't mend (protocol errors come with HTTP 200).
    """
    try:
        root = parse_xml(raw)
    except NotXml as error:
        raise Doubtful(str(error)) from error
    if root.tag != f"{_OAI}OAI-PMH":
        raise Doubtful("a page that is no OAI-PMH answer")
    if (error_element := root.find(f"{_OAI}error")) is not None:
        return _error(error_element)
    if (answer := root.find(f"{_OAI}ListRecords")) is None:
        raise Doubtful("an OAI-PMH answer without records")
    stamps = (stamp.text or "" for stamp in answer.iter(f"{_OAI}datestamp"))
    return Batch(
        papers=tuple(_papers(answer)),
        datestamp=max(stamps, default="")[:10],
        token=(answer.findtext(f"{_OAI}resumptionToken") or "").strip(),
    )


def _error(element: Element) -> Batch:
    code = element.get("code", "")
    if code == _NOTHING:
        return Batch()
    if code == _GONE:
        return Batch(error=code)
    said = plain(element.text or "")
    raise SourceError(f"OAI-PMH refuses the request ({plain(code)}: {said}); check the categories")


def _papers(answer: Element) -> Iterator[Paper]:
    for record in answer.iter(f"{_OAI}record"):
        header = record.find(f"{_OAI}header")
        if header is not None and header.get("status") == "deleted":
            continue
        if (raw := record.find(f"{_OAI}metadata/{_RAW}arXivRaw")) is None:
            raise Doubtful("a record in another format")
        versions = raw.findall(f"{_RAW}version")
        if not versions:
            raise Doubtful("a record without versions")
        try:
            arxiv_id = parse_arxiv_id(_text(raw, "id"))
        except ValueError as error:
            raise Doubtful(str(error)) from error
        yield make_paper(
            arxiv_id,
            title=_text(raw, "title"),
            abstract=_text(raw, "abstract"),
            authors=split_authors(_text(raw, "authors")),
            categories=_text(raw, "categories").split(),
            comments=_text(raw, "comments"),
            journal_ref=_text(raw, "journal-ref"),
            doi=_text(raw, "doi"),
            submitted=parse_date(_text(versions[0], "date")),
            updated=parse_date(_text(versions[-1], "date")),
            version=version_of(versions[-1].get("version", "")),
            # "I" means that the source is to be ignored: the version withdraws the paper.
            withdrawn="I" in _text(versions[-1], "source_type"),
        )


def _text(element: Element, name: str) -> str:
    return element.findtext(f"{_RAW}{name}") or ""
