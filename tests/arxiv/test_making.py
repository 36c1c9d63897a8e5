"""Parts made into papers, and samples that stay the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.arxiv.records.make_paper import bare_doi, make_paper, sample, version_of
from classifier.papers.paper import ArxivId
from tests.arxiv.fakes import paper


def test_white_space_is_folded_and_empty_names_are_dropped() -> None:
    made = make_paper(
        ArxivId("2603.00001"),
        title=" On\n  Parcels ",
        abstract="We sort.\n\n  Quickly.",
        authors=[" Ada  Example", "  ", "Andr\\'e"],
        categories=["cs.DC", "cs.LG", "cs.DC"],
        comments=" 12\tpages",
        journal_ref="Parcel\nJ. 3",
    )
    assert (made.title, made.abstract, made.comments) == (
        "On Parcels",
        "We sort. Quickly.",
        "12 pages",
    )
    assert (made.authors, made.categories) == (("Ada Example", "André"), ("cs.DC", "cs.LG"))
    assert made.journal_ref == "Parcel J. 3"
    assert not made.withdrawn


@pytest.mark.parametrize(
    ("parts", "withdrawn"),
    [
        ({"comments": "This paper\nhas been withdrawn"}, True),
        ({"abstract": "This paper has been withdrawn."}, True),
        ({"withdrawn": True}, True),
        ({"comments": "12 pages"}, False),
    ],
)
def test_a_paper_is_withdrawn_by_word_or_by_the_source(
    parts: dict[str, object], withdrawn: bool
) -> None:
    made = make_paper(ArxivId("2603.00001"), title="t", **parts)  # type: ignore[arg-type]  # by name
    assert made.withdrawn == withdrawn


@pytest.mark.parametrize(
    ("raw", "bare"),
    [
        ("10.1000/xyz", "10.1000/xyz"),
        ("https://doi.org/10.1000/xyz", "10.1000/xyz"),
        ("http://dx.doi.org/10.1000/xyz", "10.1000/xyz"),
        ("DOI: 10.1000/xyz", "10.1000/xyz"),
        ("10.1000/xyz 10.1000/abc", "10.1000/xyz"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_doi_is_bare(raw: str, bare: str) -> None:
    assert bare_doi(raw) == bare


@pytest.mark.parametrize(
    ("raw", "version"),
    [("2603.00001v3", 3), ("2603.00001", 1), ("hep-th/9901001v12", 12), ("", 1), ("v2x", 1)],
)
def test_a_version_is_read_from_an_id(raw: str, version: int) -> None:
    assert version_of(raw) == version


@settings(deadline=None)
@given(st.permutations(range(30)), st.integers(0, 40))
def test_a_sample_depends_on_the_papers_only(order: list[int], size: int) -> None:
    papers = [paper(f"2603.{n:05d}") for n in order]
    drawn = sample(papers, size)
    assert drawn == sample(sorted(papers, key=lambda p: p.id), size)
    assert [p.id for p in drawn] == sorted(p.id for p in drawn)
    assert len(drawn) == min(size, 30)


def test_a_larger_sample_contains_a_smaller_one() -> None:
    papers = [paper(f"2603.{n:05d}") for n in range(300)]
    small, large = sample(papers, 20), sample(papers, 60)
    assert set(small) < set(large)
    # It prefers neither old nor new papers.
    assert sum(p.id < "2603.00150" for p in large) in range(20, 41)
