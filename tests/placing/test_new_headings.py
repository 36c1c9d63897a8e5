"""Days, months and years that a list lacks get a heading like the others, where these go on."""

from __future__ import annotations

from datetime import date

import pytest

from bot.editing import apply, check, gap_of, plan, take_out
from bot.lists import Manner, Manners
from bot.markdown import Document
from classifier.papers import Paper
from tests.makers import edited, inserted, listing, paper, section_of

A = "https://arxiv.org/abs"
FLOW = paper("Mixture Flows for Anomalies", "2608.16018", submitted="2026-08-19")
MOSS = paper("Moss on Northern Walls", "2608.16019", submitted="2026-08-19")
FERN = paper("Ferns below Bridges", "2608.12001", submitted="2026-08-12")
FLOW_LINE = f"- [Mixture Flows for Anomalies]({A}/2608.16018)\n"
MOSS_LINE = f"- [Moss on Northern Walls]({A}/2608.16019)\n"
FERN_LINE = f"- [Ferns below Bridges]({A}/2608.12001)\n"


def item(number: str) -> str:
    return f"- [Things of {number}]({A}/{number})\n"


def row(number: str) -> str:
    return f"| [Things of {number}]({A}/{number}) | 20{number[:2]} |\n"


def parted(*parts: tuple[str, str], gap: str = "\n", end: str = "## Thanks\n\nTo all.\n") -> str:
    body = "".join(f"{heading}\n{gap}{entries}\n" for heading, entries in parts)
    return f"# Trees\n\n## Papers\n\n{body}{end}"


AUG7 = ("### 2026-08-07", item("2608.01234") + item("2608.01235"))
AUG6 = ("### 2026-08-06", item("2608.00434"))
AUG4 = ("### 2026-08-04", item("2608.00034"))
AUG12 = ("### 2026-08-12", FERN_LINE)
AUG19 = ("### 2026-08-19", FLOW_LINE)
TABLE = "| Title | Year |\n|---|---|\n"
TOP = "[[Back to Top](#top)]"


def month(name: str, number: str) -> tuple[str, str]:
    return (f"### {name}", item(f"{number}.00001"))


YEAR25 = ("### 2025", item("2501.00001"))
YEARS_OF_WALLS = f"### 2025\n\n{item('2503.00001')}\n### 2024\n\n{item('2403.00001')}"
UNDERLINED = (
    f"Trees\n=====\n\nJuillet 2026\n---\n\n{item('2607.00001')}"
    f"\nJuin 2026\n---\n\n{item('2606.00001')}"
)
CHANGES = [
    # The newest day on top, at the end, and between two that are there.
    (parted(AUG7, AUG6, AUG4), [FLOW], parted(AUG19, AUG7, AUG6, AUG4)),
    (parted(AUG4, AUG6, AUG7), [FLOW], parted(AUG4, AUG6, AUG7, AUG19)),
    (parted(AUG19, AUG7, AUG6), [FERN], parted(AUG19, AUG12, AUG7, AUG6)),
    (parted(AUG7, AUG6, gap=""), [FLOW], parted(AUG19, AUG7, AUG6, gap="")),
    (parted(AUG6, AUG7, end=""), [FLOW], parted(AUG6, AUG7, AUG19, end="")),
    # Several papers: one heading for those of one day, one for each day.
    (
        parted(AUG7, AUG6),
        [MOSS, FERN, FLOW],
        parted((AUG19[0], FLOW_LINE + MOSS_LINE), AUG12, AUG7, AUG6),
    ),
    (
        parted(AUG6, AUG7),
        [FLOW, FERN],
        parted(AUG6, AUG7, AUG12, AUG19),
    ),
    # Months and years are the paper's own.
    (
        parted(month("July 2026", "2607"), month("June 2026", "2606")),
        [FLOW],
        parted(
            ("### August 2026", FLOW_LINE), month("July 2026", "2607"), month("June 2026", "2606")
        ),
    ),
    (
        parted(month("Jul. (1)", "2607"), month("Jun. (1)", "2606")).replace("Papers", "2026"),
        [FLOW, MOSS],
        parted(
            ("### Aug. (2)", FLOW_LINE + MOSS_LINE),
            month("Jul. (1)", "2607"),
            month("Jun. (1)", "2606"),
        ).replace("Papers", "2026"),
    ),
    (
        parted(month("**2026.06**"[:0] + "2026年6月", "2606"), month("2026年7月", "2607")),
        [FLOW],
        parted(
            month("2026年6月", "2606"), month("2026年7月", "2607"), ("### 2026年8月", FLOW_LINE)
        ),
    ),
    # Each year has a table: its head comes along, and so does the link to the top.
    (
        parted(
            (f"### 2025 {TOP}", TABLE + row("2504.01234")),
            (f"### 2024 {TOP}", TABLE + row("2404.01234")),
            gap="",
        ),
        [FLOW],
        parted(
            (
                f"### 2026 {TOP}",
                f"{TABLE}| [Mixture Flows for Anomalies]({A}/2608.16018) | 2026 |\n",
            ),
            (f"### 2025 {TOP}", TABLE + row("2504.01234")),
            (f"### 2024 {TOP}", TABLE + row("2404.01234")),
            gap="",
        ),
    ),
    (
        parted(
            ("**Week 32, 2026**", item("2608.01234")), ("**Week 31, 2026**", item("2607.21234"))
        ),
        [FLOW],
        parted(
            ("**Week 34, 2026**", FLOW_LINE),
            ("**Week 32, 2026**", item("2608.01234")),
            ("**Week 31, 2026**", item("2607.21234")),
        ),
    ),
    (
        UNDERLINED,
        [FLOW, MOSS],
        UNDERLINED.replace("Juillet", f"Août 2026\n---\n\n{FLOW_LINE}{MOSS_LINE}\nJuillet"),
    ),
    # Another subject of the list shows how headings go on.
    (
        parted(YEAR25, end="## Walls\n\n" + YEARS_OF_WALLS),
        [FLOW],
        parted(("### 2026", FLOW_LINE), YEAR25, end="## Walls\n\n" + YEARS_OF_WALLS),
    ),
    # A rule above each heading is no blank line, nor is the last entry a rule.
    (
        f"# Trees\n\n---\n## 2024\n{item('2404.00001')}\n---\n## 2025\n{item('2504.00001')}",
        [FLOW],
        f"# Trees\n\n---\n## 2024\n{item('2404.00001')}\n---\n## 2025\n{item('2504.00001')}"
        f"\n## 2026\n{FLOW_LINE}",
    ),
    # A new year brings its first month.
    (
        f"# Trees\n\n## 2025\n\n### December\n\n{item('2512.00001')}\n### November\n\n"
        f"{item('2511.00001')}\n## 2024\n\n### December\n\n{item('2412.00001')}",
        [FLOW],
        f"# Trees\n\n## 2026\n\n### August\n\n{FLOW_LINE}\n## 2025\n\n### December\n\n"
        f"{item('2512.00001')}\n### November\n\n"
        f"{item('2511.00001')}\n## 2024\n\n### December\n\n{item('2412.00001')}",
    ),
]


def where(text: str) -> str:
    return "Papers" if "## Papers" in text else "Trees"


@pytest.mark.parametrize(("before", "papers", "after"), CHANGES)
def test_a_missing_date_gets_a_heading_like_the_others(
    before: str, papers: list[Paper], after: str
) -> None:
    heading = "2026" if "## 2026\n" in before else where(before)
    assert inserted(before, heading, *papers) == after


@pytest.mark.parametrize(("before", "papers"), [change[:2] for change in CHANGES])
def test_the_heading_goes_again_with_the_last_of_its_entries(
    before: str, papers: list[Paper]
) -> None:
    heading = "2026" if "## 2026\n" in before else where(before)
    edit, text = edited(before, heading, *papers)
    gaps = {insert.arxiv_id: gap_of(insert) for insert in edit.inserts}
    for first in papers:
        now, left = listing(text), dict(gaps)
        for one in [first, *(other for other in papers if other != first)]:
            taken = take_out(now, {one.id: left.pop(one.id)}, left)
            assert taken.refused == ()
            left |= taken.gaps
            now = listing(taken.documents["LIST.md"].to_bytes())
        assert now.documents["LIST.md"].to_bytes().decode() == before
    taken = take_out(listing(text), gaps, gaps)
    assert taken.refused == ()
    assert taken.documents["LIST.md"].to_bytes().decode() == before


@pytest.mark.parametrize(
    ("before", "one", "line"),
    [
        # A date that is there, be its heading made of links, emoji or badges.
        (parted(AUG19, AUG7, AUG6), MOSS, 8),
        (
            parted(
                (f"### 2026 {TOP}", item("2601.00001")), (f"### 2025 {TOP}", item("2501.00001"))
            ),
            FLOW,
            8,
        ),
        (
            parted(("### 🔥 2026 :fire:", item("2601.00001")), ("### 2025", item("2501.00001"))),
            FLOW,
            8,
        ),
        (
            parted(
                ('### <a id="y"></a>2026', item("2601.00001")), ("### 2025", item("2501.00001"))
            ),
            FLOW,
            8,
        ),
        # No history: one date, dates far apart, in no order, in no form that goes on.
        (parted(AUG7), FLOW, 9),
        (parted(("### 2024", item("2401.00001")), ("### 2021", item("2101.00001"))), FLOW, 8),
        (parted(AUG7, AUG4, AUG6, AUG12), FLOW, 21),
        (
            parted(
                ("### [2025](2025.md)", item("2501.00001")),
                ("### [2024](2024.md)", item("2401.00001")),
            ),
            FLOW,
            8,
        ),
        # Older than all: nobody goes on backwards.
        (parted(AUG19, AUG12), paper("Old Oaks", "2607.00001", submitted="2026-07-01"), 8),
        # Only its id is known, and so no day.
        (parted(AUG7, AUG6, AUG4), paper("Old Oaks", "2608.17001"), 9),
        # Headings of HTML are dates, and none is made.
        (
            parted(("<h3>2025</h3>", item("2501.00001")), ("<h3>2024</h3>", item("2401.00001"))),
            FLOW,
            8,
        ),
        # What stands in folds is closed by other lines than a heading.
        (
            "# Trees\n\n## Papers\n\n"
            + "".join(
                f"<details>\n<summary>{year}</summary>\n\n{item(number)}\n</details>\n\n"
                for year, number in (("2025", "2501.00001"), ("2024", "2401.00001"))
            ),
            FLOW,
            9,
        ),
    ],
)
def test_no_heading_is_made_where_none_is_missing_or_none_goes_on(
    before: str, one: Paper, line: int
) -> None:
    after = inserted(before, "Papers", one)
    assert [n for n, text in enumerate(after.splitlines(), 1) if one.id in text] == [line]
    assert after.count("###") == before.count("###")
    assert after.count("summary") == before.count("summary")


def test_who_names_a_date_means_it() -> None:
    assert inserted(parted(AUG7, AUG6), "2026-08-06", FLOW).count("###") == 2


def test_the_config_forbids_new_headings_for_the_list_or_a_section() -> None:
    before = parted(AUG7, AUG6)
    forbidden = Manner(new_headings=False)
    found = listing(before)
    for manners in (
        Manners(forbidden),
        Manners(Manner(), {section_of(found, "Papers"): forbidden}),
        Manners(Manner(), {section_of(found, "Trees"): forbidden}),
    ):
        assert inserted(before, "Papers", FLOW, manners=manners).count("###") == 2
    allowed = Manners(forbidden, {section_of(found, "Papers"): Manner(new_headings=True)})
    assert inserted(before, "Papers", FLOW, manners=allowed).count("###") == 3


def test_where_papers_stand_as_they_were_listed_the_day_is_that_of_the_run() -> None:
    before = parted(("### 2026-08-07", item("2305.01234")), ("### 2026-08-06", item("2301.01234")))
    found = listing(before)
    section = section_of(found, "Papers")
    for today, headings in ((None, []), (date(2026, 8, 21), ["### 2026-08-21"])):
        edit = plan(found, [(FLOW, section)], today=today)
        after = apply(found.documents, edit)
        check(found.documents, edit, after)
        lines = after["LIST.md"].to_bytes().decode().splitlines()
        assert [one for one in lines if one.startswith("###")] == [
            *headings,
            "### 2026-08-07",
            "### 2026-08-06",
        ]


def test_the_blank_line_below_a_new_heading_stays_while_one_entry_does() -> None:
    edit, text = edited(parted(AUG7, AUG6), "Papers", FLOW, MOSS)
    gaps = {insert.arxiv_id: gap_of(insert) for insert in edit.inserts}
    for gone, stays in ((MOSS, FLOW_LINE), (FLOW, MOSS_LINE)):
        taken = take_out(listing(text), {gone.id: gaps[gone.id]}, gaps)
        now = taken.documents["LIST.md"].to_bytes().decode()
        assert now == parted(("### 2026-08-19", stays), AUG7, AUG6)


def test_a_heading_with_anything_else_below_it_stays() -> None:
    edit, text = edited(parted(AUG7, AUG6), "Papers", FLOW)
    [insert] = edit.inserts
    noted = text.replace(FLOW_LINE, f"{FLOW_LINE}\nA word on this day.\n")
    taken = take_out(listing(noted), {FLOW.id: gap_of(insert)})
    assert (
        "### 2026-08-19\n\nA word on this day.\n" in taken.documents["LIST.md"].to_bytes().decode()
    )


def test_endings_of_lines_are_those_of_the_list() -> None:
    before, after = parted(AUG7, AUG6), parted(AUG19, AUG7, AUG6)
    document = Document.parse(before.replace("\n", "\r\n").encode(), name="LIST.md")
    assert inserted(document.to_bytes(), "Papers", FLOW) == after.replace("\n", "\r\n")
