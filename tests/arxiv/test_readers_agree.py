"""What is read here is what the packages read: they see the first entry, we the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.arxiv.api.atom import read_page
from bot.arxiv.feed.announcements import read_feed
from classifier.papers.paper import Paper
from tests.arxiv import pages
from tests.arxiv.fakes import NOW, paper

MIDNIGHT = pages.midnight(NOW.date())
PLAIN = replace(paper("2603.00001", NOW - timedelta(days=1)), announced=MIDNIGHT)
ODD = replace(PLAIN, id=paper("2603.00002").id)
ODDITIES = [
    {"title": "Sorting <b>bold</b> parcels & letters"},
    {"title": "AT&amp;T in &lt;tags&gt;"},
    {"title": "  Two\n   lines\tand a tab  "},
    {"title": "Café, Erdős & 漢字, with Ω and 😀"},
    {"title": "$\\mathbb{T}$-structures {\\o}n $x < y$"},
    {"title": ""},
    {"abstract": "First.\n  Second paragraph.\n\nAbstract: again."},
    {"abstract": "<p>Marked up</p>"},
    {"authors": ("J{\\o}rgen Erd\\H{o}s", "Ada Example", "Ada Example")},
    {"authors": ()},
    {"categories": ("cs.DC", "math.CO", "cs.DC")},
    {"doi": "https://doi.org/10.1000/182"},
    {"doi": "10.1000/182 10.1000/183"},
    {"version": 12},
]


@pytest.mark.parametrize("oddity", ODDITIES, ids=str)
def test_a_feed_reads_the_same_whatever_comes_first(oddity: dict[str, object]) -> None:
    odd: Paper = replace(ODD, **oddity)  # type: ignore[arg-type]  # the table names real fields

    def read(*papers: Paper) -> set[object]:
        items = [("new", each) for each in papers]
        raw = pages.feed("cs.DC", items, day=NOW.date()).body
        return set(read_feed(raw))

    assert read(PLAIN, odd) == read(odd, PLAIN)


@pytest.mark.parametrize("oddity", [*ODDITIES, {"comments": "a  b\n c"}], ids=str)
def test_a_page_reads_the_same_whatever_comes_first(oddity: dict[str, object]) -> None:
    odd: Paper = replace(ODD, **oddity)  # type: ignore[arg-type]  # likewise

    def read(*papers: Paper) -> set[object]:
        return set(read_page(pages.results(papers, total=2, start=0, size=9).body).papers)

    assert read(PLAIN, odd) == read(odd, PLAIN)
