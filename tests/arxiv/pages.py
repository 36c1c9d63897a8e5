"""The answers of arXiv's interfaces as text, in the shape of 2026."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from typing import Final
from urllib.parse import urlencode
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from classifier.papers.paper import Paper
from tests.arxiv.faults import Reply

_EASTERN = ZoneInfo("America/New_York")
_FEED = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    '<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"'
    ' xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">\n'
    "<id>https://arxiv.org/api/x</id><title>arXiv Query</title>"
    "<opensearch:itemsPerPage>{size}</opensearch:itemsPerPage>"
    "<opensearch:totalResults>{total}</opensearch:totalResults>"
    "<opensearch:startIndex>{start}</opensearch:startIndex>\n{entries}</feed>\n"
)

Lie = Callable[[list[Paper], int, random.Random], tuple[list[Paper], int]]
LIES: Final[Mapping[str, Lie]] = {
    "empty": lambda _, total, __: ([], total),
    "zero": lambda _papers, _total, __: ([], 0),
    "short": lambda papers, total, _: (papers[: max(1, len(papers) // 3)], total),
    "hole": lambda papers, total, _: (papers[:2] + papers[3:], total),
    "total too big": lambda papers, total, _: (papers, total + 7),
    "total too small": lambda papers, total, _: (papers, max(0, total - 7)),
    "doubled": lambda papers, total, _: (papers[:1] + papers[:-1], total),
    "unsorted": lambda papers, total, _: (papers[::-1], total),
    "shifted": lambda papers, total, _: (papers[3:], total),
    "too many": lambda papers, total, _: (papers + papers[-1:], total),
    "agreed short": lambda papers, total, luck: _agreed(papers, total, luck, whole=False),
    "agreed end": lambda papers, _, luck: _agreed(papers, len(papers), luck, whole=False),
    "agreed holes": lambda papers, total, luck: _agreed(papers, total, luck, whole=True),
}
"""What a service says with HTTP 200; those called agreed have a total to match."""


def _agreed(
    papers: list[Paper], total: int, luck: random.Random, *, whole: bool
) -> tuple[list[Paper], int]:
    """Drop some of *papers*, at the end or (*whole*) anywhere, and lower the *total*."""
    count = luck.randrange(len(papers)) if papers else 0
    kept = sorted(luck.sample(range(len(papers)), count)) if whole else range(count)
    return [papers[n] for n in kept], total - len(papers) + count


def results(papers: Sequence[Paper], *, total: int, start: int, size: int) -> Reply:
    """Return a page of the search API."""
    text = _FEED.format(total=total, start=start, size=size, entries="".join(map(_entry, papers)))
    return xml(text)


def xml(text: str) -> Reply:
    """Return *text* as an answer."""
    return Reply(200, text.encode())


def error(text: str) -> Reply:
    """Return the error entry, which looks like a paper; the real one comes with HTTP 400."""
    entry = (
        f"<entry><id>https://arxiv.org/api/errors#{escape(text).replace(' ', '_')}</id>"
        f"<title>Error</title><updated>2026-04-12T22:59:06Z</updated>"
        f"<summary>{escape(text)}</summary></entry>"
    )
    return xml(_FEED.format(total=1, start=0, size=1, entries=entry))


def _entry(paper: Paper) -> str:
    url = f"http://arxiv.org/abs/{paper.id}v{paper.version}"
    authors = "".join(f"<author><name>{escape(a)}</name></author>" for a in paper.authors)
    categories = "".join(f'<category term="{c}"/>' for c in paper.categories)
    optional = "".join(
        f"<arxiv:{name}>{escape(text)}</arxiv:{name}>"
        for name, text in (
            ("comment", paper.comments),
            ("journal_ref", paper.journal_ref),
            ("doi", paper.doi),
        )
        if text
    )
    return (
        f"<entry><id>{url}</id><title>{escape(paper.title)}</title>"
        f"<updated>{_stamp(paper.updated)}</updated>"
        f'<link href="{url}" rel="alternate" type="text/html"/>'
        f"<summary>{escape(paper.abstract)}</summary>{categories}"
        f"<published>{_stamp(paper.submitted)}</published>{optional}"
        f'<arxiv:primary_category term="{paper.categories[0]}"/>{authors}</entry>\n'
    )


def _stamp(moment: datetime | None) -> str:
    assert moment is not None
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def midnight(day: date) -> datetime:
    """Return when the feed of *day* begins, in UTC."""
    return datetime.combine(day, time(), _EASTERN).astimezone(UTC)


def feed(
    category: str, items: Sequence[tuple[str, Paper]], *, day: date, dated: bool = True
) -> Reply:
    """Return an announcement feed in RSS 2.0."""
    built = format_datetime(datetime.combine(day, time(), _EASTERN))
    text = (
        '<rss xmlns:arxiv="http://arxiv.org/schemas/atom"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel>'
        f"<title>{category} updates on arXiv.org</title>"
        f"<lastBuildDate>{built}</lastBuildDate><pubDate>{built}</pubDate>"
        f"{''.join(_item(kind, paper, dated=dated) for kind, paper in items)}</channel></rss>"
    )
    return Reply(200, text.encode(), "application/rss+xml")


def _item(kind: str, paper: Paper, *, dated: bool) -> str:
    versioned = f"{paper.id}v{paper.version}"
    assert paper.announced is not None
    date_ = f"<pubDate>{format_datetime(paper.announced.astimezone(_EASTERN))}</pubDate>"
    return (
        f"<item><title>{escape(paper.title)}</title>"
        f"<link>https://arxiv.org/abs/{paper.id}</link>"
        f"<description>arXiv:{versioned} Announce Type: {kind} \n"
        f"Abstract: {escape(paper.abstract)}</description>"
        f'<guid isPermaLink="false">oai:arXiv.org:{versioned}</guid>'
        f"{''.join(f'<category>{c}</category>' for c in paper.categories)}"
        f"{date_ if dated else ''}<arxiv:announce_type>{kind}</arxiv:announce_type>"
        f"<arxiv:DOI>{escape(paper.doi)}</arxiv:DOI>"
        f"<dc:creator>{escape(', '.join(paper.authors))}</dc:creator></item>"
    )


def datestamp(paper: Paper) -> date:
    """Return the day OAI-PMH gives *paper*: that of its mailing, or of a later change."""
    moment = paper.announced or paper.submitted
    assert moment is not None
    return moment.astimezone(UTC).date()


def in_set(paper: Paper, name: str) -> bool:
    """Whether *paper* is in the OAI-PMH set *name* ("cs:cs:DC", "cs", "" for all)."""
    wanted = name.split(":")[-2:] if name.count(":") > 1 else [name]
    return not name or any(
        c.split(".") == wanted or (len(wanted) == 1 and c.startswith(f"{wanted[0]}."))
        for c in paper.categories
    )


def oai_error(code: str, text: str) -> str:
    """Return a protocol error, which comes with HTTP 200."""
    return _oai(f'<error code="{code}">{text}</error>')


def records(papers: Sequence[Paper], asked: Mapping[str, str], skip: int, total: int) -> str:
    """Return an answer of ListRecords in the format arXivRaw, with a token unless it ends.

    *skip* records came before, of *total*.
    """
    ends = skip + len(papers) >= total
    return listed(papers, "" if ends else urlencode({**asked, "skip": skip + len(papers)}))


def listed(papers: Sequence[Paper], token: str) -> str:
    """Return an answer of ListRecords with *token*; without one there is no element, as of 2026."""
    more = f"<resumptionToken>{escape(token)}</resumptionToken>" if token else ""
    return _oai(f"<ListRecords>{''.join(map(_record, papers))}{more}</ListRecords>")


def record(paper: Paper) -> str:
    """Return an answer of GetRecord in the format arXivRaw."""
    return _oai(f"<GetRecord>{_record(paper)}</GetRecord>")


def _oai(inner: str) -> str:
    return f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">{inner}</OAI-PMH>'


def _record(paper: Paper) -> str:
    assert paper.submitted is not None
    assert paper.updated is not None
    versions = "".join(
        f'<version version="v{n}"><date>{when:%a, %d %b %Y %H:%M:%S} GMT</date>'
        f"<source_type>{'I' if paper.withdrawn and n == paper.version else 'D'}</source_type>"
        f"</version>"
        for n in range(1, paper.version + 1)
        for when in [paper.submitted + timedelta(days=n - 1)]
    )
    return (
        f"<record><header><identifier>oai:arXiv.org:{paper.id}</identifier>"
        f"<datestamp>{datestamp(paper)}</datestamp></header><metadata>"
        f'<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>{paper.id}</id>{versions}'
        f"<title>{escape(paper.title)}</title><authors>{escape(', '.join(paper.authors))}</authors>"
        f"<categories>{' '.join(paper.categories)}</categories>"
        f"<comments>{escape(paper.comments)}</comments><doi>{escape(paper.doi)}</doi>"
        f"<abstract>  {escape(paper.abstract)}\n</abstract></arXivRaw></metadata></record>"
    )
