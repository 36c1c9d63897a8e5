"""Sections called by dates are one subject: a paper goes to that of its own month or year."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.editing.edit import apply, check, plan
from bot.lists.dated_sections import Span, home_of, shelf_of, span_of, subjects
from bot.lists.reading import PaperList, read_list
from bot.markdown.document import Document
from classifier.papers.paper import ArxivId, Paper


def months(first: str, last: str = "") -> Span:
    """Return the span from the month *first* to *last*, both as YYYY-MM."""
    ends = [12 * int(text[:4]) + int(text[5:]) - 1 for text in (first, last or first)]
    return Span(*ends)


@pytest.mark.parametrize(
    ("heading", "span"),
    [
        ("2025", months("2025-01", "2025-12")),
        ("📅 2025 📅", months("2025-01", "2025-12")),
        ("2025 (12)", months("2025-01", "2025-12")),
        ("2025 [3 papers]", months("2025-01", "2025-12")),
        ("2025: 31 papers", months("2025-01", "2025-12")),
        ("Papers (2025)", months("2025-01", "2025-12")),
        ("Papers published in 2025", months("2025-01", "2025-12")),
        ("Year 2025", months("2025-01", "2025-12")),
        ("2025年", months("2025-01", "2025-12")),
        ("2019-2021", months("2019-01", "2021-12")),
        ("2021 – 2019", months("2019-01", "2021-12")),
        ("2025-05", months("2025-05")),
        ("2025.5", months("2025-05")),
        ("05/2025", months("2025-05")),
        ("May 2025", months("2025-05")),
        ("Sept. 2025", months("2025-09")),
        ("2025 December (4)", months("2025-12")),
        ("2025年5月", months("2025-05")),
        ("2025-05-12", replace(months("2025-05"), day=12)),
        ("May 12, 2025", replace(months("2025-05"), day=12)),
        ("2020 and earlier", Span(0, 12 * 2020 + 11)),
        ("Before 2020", Span(0, 12 * 2020 + 11)),
        ("2024 - present", Span(12 * 2024, 12 * 2100)),
    ],
)
def test_a_heading_that_is_a_date_stands_for_its_months(heading: str, span: Span) -> None:
    assert span_of(heading) == span


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
        "20255",
        "Older",
    ],
)
def test_any_other_heading_is_no_date(heading: str) -> None:
    assert span_of(heading) is None


def test_below_a_year_a_month_needs_no_year() -> None:
    assert span_of("May", 2025) == span_of("05", 2025) == months("2025-05")
    assert span_of("May 2024", 2025) == months("2024-05")
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
