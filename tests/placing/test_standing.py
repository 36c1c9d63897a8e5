"""Orders that a section shares with others, or keeps in two parts: days shown, preprints."""

from __future__ import annotations

import pytest

from tests.entries.test_formats import PLAIN, A
from tests.makers import inserted, paper
from tests.placing.test_places import LINE, dated


def test_a_short_section_follows_the_days_of_its_sisters() -> None:
    days = [f"2024-{month:02}-02" for month in range(7, 1, -1)]
    sister = dated(*days).replace("## S", "## T")
    own = f"## S\n- [2024-04-01] [Older Things]({A}/2404.00001)\n"
    for before in (own, own.replace("[2024-04-01] ", "")):
        text = f"{before}\n{sister}"
        after = inserted(text, "S", PLAIN)
        assert after.splitlines()[1].endswith(LINE[2:-1])
    two = dated(*days[:2]).replace("## S", "## T")  # two are little, and more than nothing
    assert inserted(f"{own}\n{two}", "S", PLAIN).splitlines()[1].endswith(LINE[2:-1])
    rising = dated(*days[::-1]).replace("## S", "## T")
    after = inserted(f"{own}\n{rising}", "S", PLAIN)
    assert after.splitlines()[2].endswith(LINE[2:-1])


@pytest.mark.parametrize(
    "sister",
    [
        # Days in no order, and rows beside a list.
        dated("2024-06-01", "2024-01-20", "2024-07-02", "2024-02-03", "2024-05-01", "2024-03-01"),
        "## S\n| Title | Day |\n|---|---|\n"
        + "".join(f"| [Things]({A}/2401.0000{n}) | 2024-0{9 - n}-01 |\n" for n in range(8)),
    ],
)
def test_sisters_that_tell_of_no_days_leave_a_section_alone(sister: str) -> None:
    own = f"## S\n- [2024-04-01] [Older Things]({A}/2404.00001)\n"
    after = inserted(f"{own}\n{sister.replace('## S', '## T')}", "S", PLAIN)
    assert after.splitlines()[2].endswith(LINE[2:-1])


def told(*where: str) -> str:
    return "## S\n" + "".join(
        f"- Things of {'acbed'[n % 5]}{n} [[paper](https://x.org/{n})], {one}.\n"
        for n, one in enumerate(where)
    )


PARTED = ["CVPR, 2024", "ICML, 2023", "ICML, 2023", "CVPR, 2022", "arXiv, 2024", "arXiv, 2024",
          "arXiv, 2023", "arXiv, 2022", "arXiv, 2021"]  # fmt: skip


@pytest.mark.parametrize(
    ("where", "place"),
    [
        (PARTED, 4),
        # The years alone are an order, too, but one with more slips.
        ([*PARTED[:4], *PARTED[6:]], 4),
        ([*PARTED[4:], *PARTED[:4]], 9),
        ([*PARTED[:2], "arXiv, 2021", "arXiv, 2024", "CVPR, 2024"], 5),
    ],
)
def test_a_preprint_goes_above_preprints_that_stand_below_what_is_published(
    where: list[str], place: int
) -> None:
    expected = told(*where).splitlines()[1:]
    after = inserted(told(*where), "S", PLAIN).splitlines()[1:]
    (new,) = set(after) - set(expected)
    assert "Growing Hedges" in new
    assert after.index(new) == place


def test_what_is_published_goes_above_the_preprints() -> None:
    known = paper("Zzz of the Year", "2306.00003", submitted="2023-06-01", comments="ICML 2023")
    after = inserted(told(*PARTED), "S", known).splitlines()
    assert "Zzz" in after[2]


def test_a_label_of_arxiv_makes_no_preprint() -> None:
    labelled = told(*PARTED).replace("[[paper]", "[[arXiv]").replace("arXiv, ", "")
    plain = told(*PARTED).replace("arXiv, ", "")
    places = [
        inserted(text, "S", PLAIN).splitlines().index(line)
        for text in (labelled, plain)
        for line in inserted(text, "S", PLAIN).splitlines()
        if "Growing Hedges" in line
    ]
    assert places[0] == places[1]


RANKED = ["| {} | CVPR | 5578 |", "| {} | | 3,736 |", "| {} | NIPS | 1200 |", "| {} | ICML | 83 |"]
STARRED = ["- {} ⭐ 2.5k", "- {} ⭐ 1.1k", "- {} ⭐ 640", "- {} ⭐ 12"]
CITED = ["- {} (Citations: 410)", "- {} (Citations: 52)", "- {} (Citations: 51)",
         "- {} (Citations: 7)"]  # fmt: skip


@pytest.mark.parametrize(
    ("entries", "place"),
    [
        (RANKED, 4),
        ([*RANKED, "| {} | | 0 |"], 5),
        (STARRED, 4),
        (CITED, 4),
        # In no order, or years, or numbers of the rows: as without such numbers.
        ([RANKED[n] for n in (2, 0, 3, 1)], 0),
        ([f"| {{}} | CVPR | {year} |" for year in (2024, 2023, 2022, 2021)], 0),
        ([f"| {number} | {{}} | CVPR |" for number in (4, 3, 2, 1)], 0),
    ],
)
def test_a_paper_whose_stars_nobody_knows_goes_below_those_that_have_some(
    entries: list[str], place: int
) -> None:
    ids = ("2401.00009", "2312.00007", "2402.00003", "2304.00004", "2305.00005")
    links = [f"[Things of {'acbed'[n]}]({A}/{i})" for n, i in enumerate(ids)]
    rows = [one.format(link) for one, link in zip(entries, links, strict=False)]
    head = "| No | Title | Stars |\n|---|---|---|\n" if rows[0][0] == "|" else ""
    text = f"## S\n{head}" + "".join(f"{row}\n" for row in rows)
    after = inserted(text, "S", PLAIN).splitlines()
    new = next(line for line in after if line not in text.splitlines())
    assert after.index(new) - text.count("\n", 0, text.index(rows[0])) == place


def test_a_paper_known_by_its_month_alone_is_the_newest_of_that_month() -> None:
    days = ["2024-03-20", "2024-02-28", "2024-02-11", "2024-01-30", "2024-01-02"]
    unknown = paper("Newer Things", "2402.00003")
    falling = inserted(dated(*days), "S", unknown).splitlines()[1:]
    rising = inserted(dated(*days[::-1]), "S", unknown).splitlines()[1:]
    assert ["Newer" in line for line in falling].index(True) == 1
    assert ["Newer" in line for line in rising].index(True) == 4
