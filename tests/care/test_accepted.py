"""Venues that entries should name by now: each in the list's own form, and what is left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.care.accepted import accepted, habits_of, published
from bot.care.amendment import care_lines
from bot.lists.reading import PaperList, read_list
from bot.markdown.document import Document
from classifier.papers.paper import Paper
from tests.care.small_care import paper

SPADES = "Spades for Patient Robots in Clay"
HOES = "Hoes and Rakes for Learning Machines"
FORKS = "Forks in Gardens of Branching Paths"
KNOWN = (paper("2404.00002", HOES), paper("2304.00003", FORKS))


def listing_of(text: str) -> PaperList:
    return read_list([Document.parse(text.encode(), name="list.md")])


def after(text: str, comments: str, doi: str = "", journal: str = "") -> str:
    """The list with the venue of its first paper brought up to date."""
    spades = paper("2404.00001", SPADES, comments)
    spades = Paper(
        id=spades.id, title=spades.title, authors=spades.authors, comments=comments, doi=doi,
        journal_ref=journal, submitted=spades.submitted,
    )  # fmt: skip
    known = {one.id: one for one in (spades, *KNOWN)}
    listing = listing_of(text)
    made = accepted(listing.entries[0], spades, habits_of(listing, known))
    return care_lines(listing, [made] if made else [])["list.md"].to_bytes().decode()


def entries(first: str, second: str, third: str) -> str:
    """Three entries, from a line with places for title and id."""
    papers = ((SPADES, "2404.00001"), (HOES, "2404.00002"), (FORKS, "2304.00003"))
    lines = zip((first, second, third), papers, strict=True)
    return "# Robots\n\n" + "".join(
        f"{line.replace('TITLE', title).replace('ID', number)}\n" for line, (title, number) in lines
    )


ABS = "https://arxiv.org/abs/ID"


@pytest.mark.parametrize(
    ("line", "preprint", "named", "venue"),
    [
        (f"- (VENUE) **TITLE** [[Paper]]({ABS})", "arXiv 2024", "ICML 2024", "ICLR 2025"),
        (f"- [VENUE] [TITLE]({ABS})", "arxiv'24", "ICML'24", "ICLR'25"),
        (f"- [TITLE]({ABS}), VENUE.", "Preprint 2024", "ICML 2024", "ICLR 2025"),
        (f"- [TITLE]({ABS}) *VENUE*", "arXiv", "ICML 2024", "ICLR 2025"),
        (f"| [TITLE]({ABS}) | VENUE |", "arXiv", "ICML", "ICLR"),
        (f"- **TITLE** [[VENUE]({ABS})]", "arXiv 2024", "ICML 2024", "ICLR 2025"),
        (f"- [TITLE]({ABS}), *VENUE", "arXiv* 2024", "ICML* 2024", "ICLR* 2025"),
        (f"- TITLE. 📑 Publisher: VENUE [pdf]({ABS})", "arXiv", "ICML 2024", "ICLR 2025"),
    ],
)
def test_a_preprint_becomes_the_venue_as_the_list_writes_it(
    line: str, preprint: str, named: str, venue: str
) -> None:
    lines = [line.replace("VENUE", preprint), *[line.replace("VENUE", named)] * 2]
    before = entries(*lines)
    expected = entries(line.replace("VENUE", venue), *lines[1:])
    assert after(before, "Accepted to ICLR 2025") == expected


@pytest.mark.parametrize(
    ("bare", "named", "expected"),
    [
        (
            f'- "TITLE" [2024-04] [[paper]({ABS})]',
            f'- "TITLE" [2024-04] [ICML 2024] [[paper]({ABS})]',
            f'- "TITLE" [2024-04] [ICLR 2025] [[paper]({ABS})]',
        ),
        (f"- [TITLE]({ABS})", f"- [TITLE]({ABS}), ICML 2024", f"- [TITLE]({ABS}), ICLR 2025"),
        (
            f"| [TITLE]({ABS}) | - |",
            f"| [TITLE]({ABS}) | ICML'24 |",
            f"| [TITLE]({ABS}) | ICLR'25 |",
        ),
        (f"| [TITLE]({ABS}) |  |", f"| [TITLE]({ABS}) | ICML |", f"| [TITLE]({ABS}) | ICLR |"),
    ],
)
def test_a_venue_is_put_where_entries_made_alike_have_theirs(
    bare: str, named: str, expected: str
) -> None:
    table = "| paper | venue |\n|---|---|\n" if bare.startswith("|") else ""
    before = entries(bare, named, named).replace("\n\n", f"\n\n{table}", 1)
    wanted = entries(expected, named, named).replace("\n\n", f"\n\n{table}", 1)
    assert after(before, "ICLR 2025") == wanted


@pytest.mark.parametrize(
    ("doi", "journal", "venue"),
    [
        ("10.18653/v1/2025.acl-long.12", "", "ACL 2025"),
        ("", "Proceedings of EMNLP 2025", "EMNLP 2025"),
    ],
)
def test_journal_references_and_dois_tell_it_too(doi: str, journal: str, venue: str) -> None:
    line = f"- (VENUE) **TITLE** [[Paper]]({ABS})"
    lines = [line.replace("VENUE", "arXiv 2024"), *[line.replace("VENUE", "ICML 2024")] * 2]
    expected = entries(line.replace("VENUE", venue), *lines[1:])
    assert after(entries(*lines), "", doi, journal) == expected


def test_findings_are_told_where_the_list_tells_them() -> None:
    line = f"- (VENUE) **TITLE** [[Paper]]({ABS})"
    named = line.replace("VENUE", "ACL 2024 Findings")
    before = entries(line.replace("VENUE", "arXiv 2024"), named, named)
    expected = entries(line.replace("VENUE", "EMNLP 2025 Findings"), named, named)
    assert after(before, "Accepted to EMNLP 2025 Findings") == expected


@pytest.mark.parametrize(
    "comments",
    [
        "",
        "12 pages, code at https://example.org",
        "Submitted to ICLR 2025",
        "Under review at ICML 2025",
        "Accepted to the ICLR 2025 Workshop on Spades",
        "A shorter version was accepted to ICLR 2025",
        "An earlier version appeared at ICLR 2025",
        "ISCA-52",
        "ICLR 1999",
    ],
)
def test_what_is_hoped_for_or_beside_it_changes_nothing(comments: str) -> None:
    line = f"- (VENUE) **TITLE** [[Paper]]({ABS})"
    lines = [line.replace("VENUE", "arXiv 2024"), *[line.replace("VENUE", "ICML 2024")] * 2]
    assert after(entries(*lines), comments) == entries(*lines)


@pytest.mark.parametrize(
    ("first", "others"),
    [
        (f"- (ICML 2024) [TITLE]({ABS})", f"- (ICML 2024) [TITLE]({ABS})"),  # named already
        (f"- (arXiv 2024) [TITLE]({ABS})", f"- (arXiv 2024) [TITLE]({ABS})"),  # never told here
        (f"- [TITLE]({ABS})", f"- [TITLE]({ABS})"),
        (f"- [TITLE]({ABS}) [[arXiv]({ABS})]", f"- [TITLE]({ABS}) [[ICML 2024](https://e.org/ID)]"),
        (f"- [TITLE]({ABS}) (arXiv, May 2024)", f"- [TITLE]({ABS}) (ICML 2024)"),
        (f"- [TITLE]({ABS}) ![arXiv 2024](https://e.org/a)", f"- [TITLE]({ABS}) ICML 2024"),
        (f"- [TITLE]({ABS}) best of ICLR 2025, arXiv 2024", f"- [TITLE]({ABS}) ICML 2024"),
    ],
)
def test_what_nobody_can_tell_is_left_alone(first: str, others: str) -> None:
    before = entries(first, others, others)
    assert after(before, "Accepted to ICLR 2025") == before


SHOP = "Accepted to the Spade Workshop at ICLR 2025"


@pytest.mark.parametrize(
    ("named", "wanted"),
    [
        ("ICML 2024 Workshop", "ICLR 2025 Workshop"),  # the list tells workshops: as such
        ("ICML'24 Workshop", "ICLR'25 Workshop"),
        ("ICML 2024", "arXiv 2024"),  # it does not
    ],
)
def test_a_workshop_is_told_where_the_list_tells_such_and_never_as_the_conference(
    named: str, wanted: str
) -> None:
    line = f"- ({{}}) **TITLE** [[Paper]]({ABS})"
    lines = [line.format("arXiv 2024"), *[line.format(named)] * 2]
    assert after(entries(*lines), SHOP) == entries(line.format(wanted), *lines[1:])


def linked(text: str, doi: str, *, others: bool = True) -> str:
    """The list with the link to its first paper's published form, the others' DOIs known."""
    spades = replace(paper("2404.00001", SPADES), doi=doi)
    dois = ("10.1145/7.8", "10.18653/v1/2023.acl-long.9") if others else ("", "")
    known = {one.id: replace(one, doi=told) for one, told in zip(KNOWN, dois, strict=True)}
    listing = listing_of(text)
    habits = habits_of(listing, {**known, spades.id: spades})
    made = published(listing.entries[0], spades, habits)
    return care_lines(listing, [made] if made else [])["list.md"].to_bytes().decode()


DOI = "https://doi.org/"


@pytest.mark.parametrize(
    ("bare", "link", "doi", "wanted"),
    [
        (f"- [TITLE]({ABS}) [[DOI](X)]", f"{DOI}DOI", "10.1145/3.4", f"{DOI}10.1145/3.4"),
        (f"- [TITLE]({ABS}) [[Paper](X)], 2024", f"{DOI}DOI", "10.1145/3.4", f"{DOI}10.1145/3.4"),
        (f"| [TITLE]({ABS}) | [doi](X) |", f"{DOI}DOI", "10.1145/3.4", f"{DOI}10.1145/3.4"),
    ],
)
def test_a_published_link_is_added_where_entries_made_alike_have_one(
    bare: str, link: str, doi: str, wanted: str
) -> None:
    first = bare.replace(" [[DOI](X)]", "").replace(" [[Paper](X)]", "").replace("[doi](X)", "-")
    others = [
        bare.replace("X", link.replace("DOI", told))
        for told in ("10.1145/7.8", "10.18653/v1/2023.acl-long.9")
    ]
    table = "| paper | doi |\n|---|---|\n" if bare.startswith("|") else ""
    before = entries(first, *others).replace("\n\n", f"\n\n{table}", 1)
    expected = entries(bare.replace("X", wanted), *others).replace("\n\n", f"\n\n{table}", 1)
    assert linked(before, doi) == expected
    assert linked(before, doi, others=False) == before  # nobody knows that these are published


@pytest.mark.parametrize(
    ("doi", "others"),
    [
        ("", f"- [TITLE]({ABS}) [[DOI]({DOI}TOLD)]"),
        ("10.1145/3.4) [x](https://evil.example", f"- [TITLE]({ABS}) [[DOI]({DOI}TOLD)]"),
        ("10.1145/3.4", f"- [TITLE]({ABS}) [[code](https://e.org/TOLD)]"),
        ("10.1145/3.4", f"- [TITLE]({ABS})"),
        ("10.1145/3.4", f"- TITLE [[arXiv]({ABS})] [[DOI]({DOI}TOLD)]"),  # made otherwise
    ],
)
def test_no_link_is_added_that_the_list_or_the_doi_does_not_tell(doi: str, others: str) -> None:
    dois = ("10.1145/7.8", "10.18653/v1/2023.acl-long.9")
    before = entries(f"- [TITLE]({ABS})", *[others.replace("TOLD", told) for told in dois])
    assert linked(before, doi) == before


@pytest.mark.parametrize("name", ["2025.acl-long.12", "N19-1423"])
def test_papers_of_the_anthology_are_linked_there(name: str) -> None:
    site = "https://aclanthology.org/"
    told = ("2023.acl-long.9", "2024.emnlp-main.3")
    lines = [f"- [TITLE]({ABS}) [[ACL]({site}{its})]" for its in told]
    before = entries(f"- [TITLE]({ABS})", *lines)
    spades = replace(paper("2404.00001", SPADES), doi=f"10.18653/v1/{name}")
    known = [replace(one, doi=f"10.18653/v1/{its}") for one, its in zip(KNOWN, told, strict=True)]
    listing = listing_of(before)
    habits = habits_of(listing, {one.id: one for one in (spades, *known)})
    made = published(listing.entries[0], spades, habits)
    assert made is not None
    assert made.new == f" [[ACL]({site}{name})]"
    unknown = replace(spades, doi="10.1145/3.4")
    assert published(listing.entries[0], unknown, habits) is None
