"""Sections called by dates are one subject: a paper goes to that of its own month or year."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.editing.edit import apply, check, plan
from bot.lists.dated_sections import (
    Span,
    Unit,
    home_of,
    outlived,
    renamed,
    shelf_of,
    span_of,
    subjects,
)
from bot.lists.reading import PaperList, read_list
from bot.markdown.document import Document
from classifier.papers.paper import ArxivId, Paper


def span(first: str, last: str, unit: Unit) -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(last), unit)


YEAR = span("2025-01-01", "2025-12-31", "year")
MAY = span("2025-05-01", "2025-05-31", "month")
DAY = span("2025-05-12", "2025-05-12", "day")
WEEK = span("2025-05-12", "2025-05-18", "week")


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("2025", YEAR),
        ("📅 2025 📅", YEAR),
        (":calendar: 2025", YEAR),
        ("2025 (12)", YEAR),
        ("2025 [3 papers]", YEAR),
        ("2025: 31 papers", YEAR),
        ("Papers (2025)", YEAR),
        ("Papers published in 2025", YEAR),
        ("Year 2025", YEAR),
        ("2025年", YEAR),
        ("2025 [[Back to Top](#top)]", YEAR),
        ("2025 ([back to top](#contents))", YEAR),
        ("[2025](#2025)", YEAR),
        ('<a id="2025"></a>2025', YEAR),
        ('2025 <a href="#top">top of page</a>', YEAR),
        ("![badge](https://x.org/2026-12.svg) 2025", YEAR),
        ("[![badge](https://x.org/7.svg)](https://x.org/2026) 2025", YEAR),
        ("2025 <!-- newest -->", YEAR),
        ("2019-2021", span("2019-01-01", "2021-12-31", "open")),
        ("2021 – 2019", span("2019-01-01", "2021-12-31", "open")),
        ("Q2 2025", span("2025-04-01", "2025-06-30", "quarter")),
        ("Quarter 2, 2025", span("2025-04-01", "2025-06-30", "quarter")),
        ("2025 H2", span("2025-07-01", "2025-12-31", "half")),
        ("2\ufe0f\u20e3 2025", YEAR),
        ("2025年の論文", YEAR),
        ("Reading list 2025", YEAR),
        ("mai 2025", MAY),
        ("Mayo de 2025", MAY),
        ("Май 2025", MAY),
        ("2025년 5월", MAY),
        ("2025-05", MAY),
        ("2025.5", MAY),
        ("05/2025", MAY),
        ("May 2025", MAY),
        ("Sept. 2025", span("2025-09-01", "2025-09-30", "month")),
        ("2025 December (4)", span("2025-12-01", "2025-12-31", "month")),
        ("2025年5月", MAY),
        ("2025-05-12", DAY),
        ("May 12, 2025", DAY),
        ("Monday, May 12th, 2025", DAY),
        ("12.05.2025", DAY),
        ("Updated on 2025.05.12", DAY),
        ("2025年5月12日", DAY),
        ("Week 20, 2025", WEEK),
        ("2025-W20", WEEK),
        ("Week of May 12, 2025", WEEK),
        ("2025-05-12 ~ 2025-05-18", WEEK),
        ("May 12 - May 18, 2025", WEEK),
        ("May 12–18, 2025", WEEK),
        ("12–18 May 2025", WEEK),
        ("Week 20 (May 12 - May 18, 2025)", WEEK),
        ("2020 and earlier", span("0001-01-01", "2020-12-31", "open")),
        ("Before 2020", span("0001-01-01", "2020-12-31", "open")),
        ("2024 - present", span("2024-01-01", "9999-12-31", "open")),
    ],
)
def test_a_heading_that_is_a_date_stands_for_its_days(heading: str, expected: Span) -> None:
    assert span_of(heading) == expected


@pytest.mark.parametrize(
    ("heading", "day", "expected"),
    [
        ("### 2025 [[Back to Top](#top)]", "2026-08-19", "### 2026 [[Back to Top](#top)]"),
        ('## <a name="2025"></a>2025', "2026-08-19", '## <a name="2026"></a>2026'),
        ("## [2025](#2025)", "2026-08-19", "## [2026](#2026)"),
        ("## 2025 (12 papers)", "2026-08-19", "## 2026 (2 papers)"),
        ("## 2025 ![n](https://x.org/papers-12.svg)", "2026-08-19", "## 2026"),
        ("**May 2025**", "2026-08-19", "**August 2026**"),
        ("### Jan. 2025", "2026-08-19", "### Aug. 2026"),
        ("### JULY 2025", "2026-08-19", "### AUGUST 2026"),
        ("### 2025-05-12", "2026-08-09", "### 2026-08-09"),
        ("### 2025.5.12", "2026-08-09", "### 2026.8.9"),
        ("### 12.05.2025", "2026-08-09", "### 09.08.2026"),
        ("### May 1st, 2025", "2026-08-23", "### August 23rd, 2026"),
        ("### Mon, 12 May 2025", "2026-08-09", "### Sun, 9 August 2026"),
        ("### 2025年5月12日", "2026-08-19", "### 2026年8月19日"),
        ("### Week 20, 2025", "2026-08-19", "### Week 34, 2026"),
        ("### May 12 - May 18, 2025", "2026-08-19", "### August 17 - August 23, 2026"),
        ("### 2025-05-12 ~ 2025-05-18", "2026-08-19", "### 2026-08-17 ~ 2026-08-23"),
        ("### Q2 2025", "2026-08-19", "### Q3 2026"),
        ("### 2025 H1", "2026-08-19", "### 2026 H2"),
        ("## Juni 2025", "2026-10-02", "## Oktober 2026"),
        ("## juin 2025", "2026-12-19", "## décembre 2026"),
        ("## ABRIL DE 2025", "2026-08-19", "## AGOSTO DE 2026"),
        ("## Май 2025", "2026-08-19", "## Август 2026"),
        ("## Wrzesień 2025", "2026-10-19", "## Październik 2026"),
        ("## Eylül 2025", "2026-11-19", "## Kasım 2026"),
        ("## Okt. 2025", "2026-12-19", "## Dez. 2026"),
        ("## Jahr 2025", "2026-08-19", "## Jahr 2026"),
        ("## KW 20 2025", "2026-08-19", "## KW 34 2026"),
        ("## 2025年第20周", "2026-08-19", "## 2026年第34周"),
        ("## May 2025 (1 paper)", "2026-08-19", "## August 2026 (2 papers)"),
        ("## 2025 (12 works)", "2026-08-19", "## 2026 (2 works)"),
        ('## <a id="jun25"></a>June 2025', "2026-08-19", '## <a id="aug26"></a>August 2026'),
        ("## [May 2025](#2025-05)", "2026-08-19", "## [August 2026](#2026-08)"),
        ("## [May 2025](#-may-2025)", "2026-08-19", "## [August 2026](#-august-2026)"),
        ('<h3 id="y2025">2025</h3>', "2026-08-19", '<h3 id="y2026">2026</h3>'),
        ("May 2025\n--------", "2026-08-19", "August 2026\n--------"),
        ("## Week 20 (May 12–18, 2025)", "2026-08-19", "## Week 34 (August 17–23, 2026)"),
    ],
)
def test_the_next_heading_is_written_in_the_same_form(
    heading: str, day: str, expected: str
) -> None:
    old = span_of(heading)
    assert old is not None
    new = old.holding(date.fromisoformat(day))
    assert renamed(heading, new, [heading], count=2) == expected


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        ("", "## October 2026"),
        ("die liste für alle", "## Oktober 2026"),
    ],
)
def test_a_month_that_two_languages_call_the_same_is_of_the_language_around_it(
    beside: str, expected: str
) -> None:
    october = Span(date(2026, 10, 1), date(2026, 10, 31), "month")
    like = ["## August 2026"]
    assert renamed("## September 2026", october, like, beside=beside.split()) == expected


@pytest.mark.parametrize(
    "heading",
    ["## Papers", "## [2025](papers/2025.md)", "## [2025-05-12](https://x.org/2025/05/12)"],
)
def test_a_heading_whose_address_nobody_can_guess_has_no_next(heading: str) -> None:
    assert renamed(heading, YEAR.holding(date(2026, 8, 19)), [heading]) is None


@pytest.mark.parametrize(
    "heading",
    [
        "",
        "Papers",
        "May",
        "2025 Agents",
        "ICLR 2025",
        "Trends since the LLMs of 2023",
        "Survey (2025)",
        "Benchmark 2025",
        "1 Introduction",
        "2025-13",
        "2025-05-32",
        "2025 1 2 3",
        "2023 2024 2025",
        "2023-2024 May",
        "1st Quarter 2025",
        "2025 Q5",
        "Juin Agents 2025",
        "20255",
        "Older",
        "Gen 2025",
        "Mag 2025",
    ],
)
def test_any_other_heading_is_no_date(heading: str) -> None:
    assert span_of(heading) is None


def test_a_week_that_ends_in_another_month_has_no_form_to_say_so() -> None:
    new = WEEK.holding(date(2026, 9, 1))
    assert renamed("May 12–18, 2025", new, ["May 12–18, 2025"]) is None
    assert (
        renamed("May 12 - May 18, 2025", new, ["May 12 - May 18, 2025"])
        == "August 31 - September 6, 2026"
    )


def test_below_a_year_a_month_needs_no_year() -> None:
    assert span_of("May", 2025) == span_of("05", 2025) == MAY
    assert span_of("May 2024", 2025) == span("2024-05-01", "2024-05-31", "month")
    assert span_of("Papers", 2025) is None


def of(text: str) -> PaperList:
    return read_list([Document.parse(text.encode(), name="README.md")])


def paper(day: str) -> Paper:
    submitted = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return Paper(id=ArxivId("2301.09999"), title="Folding maps in the rain", submitted=submitted)


def entry(number: int, title: str = "A paper on maps") -> str:
    return f"- [{title} {number}](https://arxiv.org/abs/2301.{number:05})\n"


def fold(summary: str, number: int) -> str:
    return f"<details>\n<summary>{summary}</summary>\n\n{entry(number)}\n</details>\n\n"


YEARS = (
    f"# Maps\n\n## Paper\n\n### 2024\n\n{entry(1)}\n### 2022\n\n{entry(2)}\n## Globes\n\n{entry(3)}"
)


@pytest.mark.parametrize(
    ("text", "named", "day", "where"),
    [
        (YEARS, "Paper", "2024-03-01", "2024"),
        (YEARS, "Paper", "2022-03-01", "2022"),
        (YEARS, "Paper", "2026-03-01", "2024"),
        (YEARS, "Paper", "2019-03-01", "2022"),
        (YEARS, "Paper", "2023-11-01", "2024"),
        (YEARS, "Paper", "2023-02-01", "2022"),
        (YEARS.replace("### 2024", "**2024**"), "Paper", "2024-03-01", "2024"),
        (YEARS.replace("### 2022", "### 2022 and before"), "Paper", "2001-03-01", "before"),
        (YEARS.replace("### 2022", "### Folded"), "Paper", "2024-03-01", "Paper"),
        (YEARS.replace("### 2024", entry(9) + "\n### 2024"), "Paper", "2024-03-01", "Paper"),
        (
            YEARS.replace("### 2024", "See [x](https://x.example).\n\n### 2024"),
            "Paper",
            "2024-03-01",
            "2024",
        ),
        (YEARS, "2022", "2024-03-01", "2022"),
        (YEARS, "Globes", "2024-03-01", "Globes"),
        (
            YEARS.replace("### 2024", "### 2024 <!-- paper-bot: ignore -->"),
            "Paper",
            "2024-03-01",
            "2022",
        ),
        (
            f"# M\n\n## A\n\n### 2024-05-02\n\n{entry(1)}\n### 2024-05-01\n\n{entry(2)}",
            "A",
            "2023-01-01",
            "2024-05-02",
        ),
        (
            f"# M\n\n## A\n\n### 2024\n\n#### March\n\n{entry(1)}\n#### May\n\n{entry(2)}",
            "A",
            "2024-05-09",
            "May",
        ),
        (
            "# M\n\n## A\n\n" + fold("Click to expand", 1),
            "A",
            "2024-05-09",
            "Click to expand",
        ),
        (
            "# M\n\n## A\n\n" + fold("B", 1) + fold("C", 2),
            "A",
            "2024-05-09",
            "A",
        ),
        (
            f"# M\n\n## A\n\n{entry(3)}\n" + fold("More", 1),
            "A",
            "2024-05-09",
            "A",
        ),
    ],
)
def test_a_section_parted_by_dates_hands_a_paper_on(
    text: str, named: str, day: str, where: str
) -> None:
    listing = of(text)
    [start] = [s for s in listing.sections if s.path[-1:] == (named,)]
    found = listing.section(shelf_of(listing, start.id, paper(day)))
    assert where in found.path[-1]
    edit = plan(listing, [(paper(day), start.id)])
    after = apply(listing.documents, edit)
    check(listing.documents, edit, after)
    assert [insert.section for insert in edit.inserts] == [found.id]


@pytest.mark.parametrize(
    ("text", "told", "day", "where"),
    [
        (YEARS, "2022", "2024-03-01", "2024"),
        (YEARS, "2024", "2022-03-01", "2022"),
        (YEARS, "Paper", "2022-03-01", "2022"),
        (YEARS, "Globes", "2022-03-01", "Globes"),
        (YEARS.replace("### 2024", entry(9) + "\n### 2024"), "Paper", "2024-03-01", "Paper"),
        (
            f"# M\n\n## 2024\n\n{entry(1)}\n## 2025\n\n{entry(2)}\n## Tools\n",
            "2024",
            "2025-01-01",
            "2025",
        ),
        (
            f"# M\n\n## 2024\n\n### May\n\n{entry(1)}\n## 2025\n\n### June\n\n{entry(2)}",
            "June",
            "2024-05-01",
            "May",
        ),
        (f"{entry(3)}\n## 2024\n\n{entry(1)}\n## 2025\n", "2024", "2025-01-01", "2025"),
    ],
)
def test_what_the_subject_told_is_of_any_date(text: str, told: str, day: str, where: str) -> None:
    listing = of(text)
    [start] = [s for s in listing.sections if s.path[-1:] == (told,)]
    assert listing.section(home_of(listing, start.id, paper(day))).path[-1] == where


def test_dates_are_parts_of_the_subject_around_them() -> None:
    text = f"# M\n\n## A\n\n### 2024\n\n#### May\n\n{entry(1)}\n### 2023\n\n{entry(2)}\n"
    text += f"## B\n\n### Old\n\n{entry(3)}"
    listing = of(text)
    names = {section.id: section.path[-1] for section in listing.sections}
    told = {names[part]: names[whole] for part, whole in subjects(listing).items()}
    assert told == {"2024": "A", "May": "A", "2023": "A"}


@pytest.mark.parametrize(
    "text",
    [
        f"# M\n\n## A\n\n{entry(1)}\n### 2024\n\n{entry(2)}",
        f"# M\n\n## 2024\n\n{entry(1)}\n## Tools\n\n{entry(2)}\n## Books\n\n{entry(3)}",
        f"## 2024\n\n{entry(1)}\n## 2025\n\n{entry(2)}",
    ],
)
def test_other_dates_are_subjects_themselves(text: str) -> None:
    assert subjects(of(text)) == {}


@pytest.mark.parametrize(
    ("name", "heading", "day", "says"),
    [
        ("LIST.md", "2024", "2026-08-17", "2024"),
        ("LIST.md", "Papers of July 2026", "2026-08-17", "Papers of July 2026"),
        ("LIST.md", "2026-08-07", "2026-08-17", "2026-08-07"),
        ("LIST.md", "2024 > Agents", "2026-08-17", "2024"),
        ("digest_01.04.2024-07.04.2024.md", "Agents", "2026-08-17", "digest_01.04.2024-07.04.2024"),
        ("2026-07.md", "Agents", "2026-08-17", "2026-07"),
        # Of its own date, of an earlier one, of none.
        ("LIST.md", "2026", "2026-08-17", ""),
        ("LIST.md", "2026 > Agents", "2024-08-17", ""),
        ("LIST.md", "2024 and later", "2026-08-17", ""),
        ("2026-08.md", "Agents", "2026-08-17", ""),
        ("CVPR-2024.md", "Agents", "2026-08-17", ""),
    ],
)
def test_a_place_of_an_older_date_is_told(name: str, heading: str, day: str, says: str) -> None:
    marks = zip(("##", "###"), heading.split(" > "), strict=False)
    text = "# L\n\n" + "".join(f"{mark} {one}\n\n" for mark, one in marks)
    listing = read_list([Document.parse(text.encode(), name=name)])
    submitted = datetime.fromisoformat(day).replace(tzinfo=UTC)
    new = Paper(id=ArxivId("2608.00001"), title="New", submitted=submitted)
    assert outlived(listing, listing.sections[-1].id, new) == says
