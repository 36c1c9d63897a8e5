"""Answers of the search API: read whole, or doubted."""

from __future__ import annotations

from dataclasses import replace

import arxiv
import pytest
import requests

from bot.arxiv.api.atom import read_page
from bot.arxiv.http.retry_policy import Doubtful
from classifier.papers.paper import Paper
from tests.arxiv import pages
from tests.arxiv.test_api import PAPERS


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "broken XML"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", "no list of results"),
        (b"<html/>", "no list of results"),
        (pages.results([], total=10**12, start=0, size=1).body, "no list of results"),
        (pages.error("boom").body, "boom"),
    ],
)
def test_what_is_no_page_of_results_is_doubted(raw: bytes, why: str) -> None:
    with pytest.raises(Doubtful, match=why):
        read_page(raw)


def entries(body: str) -> bytes:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"'
        ' xmlns:o="http://a9.com/-/spec/opensearch/1.1/">'
        f"<o:totalResults>1</o:totalResults><entry>{body}</entry></feed>"
    ).encode()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<id>http://arxiv.org/abs/2603.00001v1</id>",
        "<id>http://arxiv.org/abs/2603.00001v1</id><updated>soon</updated><published>x</published>",
        "<id>http://arxiv.org/abs/what</id><updated>2026-03-01T00:00:00Z</updated>"
        "<published>2026-03-01T00:00:00Z</published>",
    ],
)
def test_an_entry_that_cannot_be_read_is_never_skipped(body: str) -> None:
    with pytest.raises(Doubtful):
        read_page(entries(body))


def test_the_private_parts_of_the_arxiv_package_are_where_we_need_them() -> None:
    client_ = arxiv.Client(page_size=1, delay_seconds=0, num_retries=0)
    assert isinstance(client_._session, requests.Session)
    page = read_page(pages.results(PAPERS[:2], total=9, start=0, size=2).body)
    assert (page.total, page.papers) == (9, tuple(_without_date(p) for p in PAPERS[:2]))


def _without_date(made: Paper) -> Paper:
    return replace(made, announced=None)
