"""Papers under the day, month or year of their own: the date is written as the others are."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from bot.editing.edit import apply, gap_of, plan, take_out
from bot.editing.guard import fault
from bot.editing.row_gaps import Gap
from bot.lists.reading import PaperList, read_list
from bot.markdown.document import Document, Insert, apply_inserts
from bot.placing.insertion_point import is_bare_date
from classifier.papers.paper import ArxivId, Paper
from tests.makers import paper

A = "https://arxiv.org/abs"
TODAY = date(2026, 11, 22)
ONE = paper("Growing Trees with Flows", "2611.00001", submitted="2026-11-20")
TWO = paper("Cutting Hedges at Night", "2611.00002", submitted="2026-11-19")


def listing(text: str) -> PaperList:
    return read_list([Document.parse(text.encode(), name="a.md")])


def days(*heads: str, gap: str = "\n", indent: str = "  ") -> str:
    return "# News\n\n" + gap.join(
        f"{head}\n{indent}- Paper: [Old Things of Gardens {n}]({A}/2610.0000{n})\n"
        for n, head in enumerate(heads, 1)
    )


def added(text: str, *papers: Paper, today: date | None = TODAY) -> str:
    found = listing(text)
    section = next(one.id for one in found.sections if one.path)
    edit = plan(found, [(one, section) for one in papers], today=today)
    assert edit.refused == ()
    return apply(found.documents, edit)["a.md"].to_bytes().decode()


FALLING = days("- **[2026.10.9]**", "- **[2026.10.7]**", "- **[2026.9.30]**")
LINE = f"  - Paper: [{ONE.title}]({A}/{ONE.id})\n"


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_new_day_gets_an_item_on_top_where_the_newest_stands_first(ending: str) -> None:
    expected = FALLING.replace("# News\n\n", f"# News\n\n- **[2026.11.22]**\n{LINE}\n")
    text = FALLING.replace("\n", ending)
    assert added(text, ONE) == expected.replace("\n", ending)


@pytest.mark.parametrize(
    ("heads", "gap", "new"),
    [
        (("- 2026-09-30", "- 2026-10-07", "- 2026-10-09"), "", "- 2026-11-22"),
        (("* *Sep 30, 2026*:", "* *Oct 7, 2026*:", "* *Oct 9, 2026*:"), "\n",
         "* *Nov 22, 2026*:"),
        (("- `2026/08`", "- `2026/09`", "- `2026/10`"), "", "- `2026/11`"),
        (("- **2023**", "- **2024**", "- **2025**"), "\n", "- **2026**"),
    ],
)  # fmt: skip
def test_a_new_date_goes_to_the_end_where_the_newest_stands_last(
    heads: tuple[str, ...], gap: str, new: str
) -> None:
    text = days(*heads, gap=gap)
    assert added(text, ONE) == f"{text}{gap}{new}\n{LINE}"


def test_a_month_that_was_left_out_stands_between_the_others() -> None:
    text = days("- 2026.12", "- 2026.10", "- 2026.9")
    at = text.index("- 2026.10")
    assert added(text, ONE) == f"{text[:at]}- 2026.11\n{LINE}\n{text[at:]}"


@pytest.mark.parametrize(
    ("text", "today"),
    [
        pytest.param(days("- 2026.11.22", "- 2026.10.7", "- 2026.9.30"), TODAY, id="it is there"),
        pytest.param(FALLING, None, id="no day is known"),
        pytest.param(days("- 2026.11", "- 2026.10", "- 2026.9"), TODAY, id="its month is there"),
        pytest.param(days("- 2026.10.9", "- 2026.10.7"), TODAY, id="two are no habit"),
        pytest.param(days("- 2026.10.9 EMNLP", "- 2026.10.7", "- 2026.9.30"), TODAY, id="words"),
        pytest.param(days("- 2026.10.9", "- 2026.10", "- 2026"), TODAY, id="of three kinds"),
        pytest.param(
            days("- 2026.9.7", "- 2026.9.30", "- 2026.8.2", "- 2026.9.1"), TODAY, id="in no order"
        ),
    ],
)
def test_elsewhere_no_date_is_added(text: str, today: date | None) -> None:
    after = added(text, ONE, today=today)
    assert len(after.splitlines()) == len(text.splitlines()) + 1
    assert LINE in after


def test_papers_of_one_run_share_the_item_of_the_day() -> None:
    after = added(FALLING, ONE, TWO)
    two = f"  - Paper: [{TWO.title}]({A}/{TWO.id})\n"
    head, _, rest = after.partition("- **[2026.11.22]**\n")
    assert head == "# News\n\n"
    assert rest.startswith((LINE + two + "\n- **[2026.10.9]**", two + LINE + "\n- **[2026.10.9]**"))


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        FALLING,
        days("- 2026-09-30", "- 2026-10-07", "- 2026-10-09", gap=""),
        days("- 2026-09-30", "- 2026-10-07", "- 2026-10-09").removesuffix("\n"),
        days("- 2026-09-30", "- 2026-10-07", "- 2026-10-09") + "\n## More\n",
    ],
)
def test_what_is_taken_out_in_any_order_leaves_the_very_bytes(
    text: str, at_once: bool, ending: str
) -> None:
    text = text.replace("\n", ending)
    found, gaps = listing(text), dict[ArxivId, Gap]()
    section = next(one.id for one in found.sections if one.path)
    for group in [[ONE, TWO]] if at_once else [[ONE], [TWO]]:
        edit = plan(found, [(one, section) for one in group], today=TODAY)
        assert edit.refused == ()
        gaps |= {insert.arxiv_id: gap_of(insert) for insert in edit.inserts}
        found = read_list(apply(found.documents, edit))
    for order in itertools.permutations([ONE.id, TWO.id]):
        now, left = found, dict(gaps)
        for name in order:
            taken = take_out(now, {name: left[name]}, left)
            assert taken.refused == ()
            left |= taken.gaps
            del left[name]
            now = read_list(taken.documents)
        assert now.documents["a.md"].to_bytes().decode() == text
    both = take_out(found, gaps, gaps)
    assert both.documents["a.md"].to_bytes().decode() == text


def test_a_date_stays_with_what_a_person_put_below_it() -> None:
    found = listing(added(FALLING, ONE))
    theirs = f"  - Paper: [Their Own Kind of Garden]({A}/2611.09999)\n"
    after = found.documents["a.md"].to_bytes().decode().replace(LINE, LINE + theirs)
    taken = take_out(listing(after), {ONE.id: (1, 1)})
    assert taken.refused == ()
    assert taken.documents["a.md"].to_bytes().decode() == after.replace(LINE, "")


@pytest.mark.parametrize(
    ("above", "allowed"),
    [
        (("- **[2026.11.22]**",), True),
        (("", "- 2026-11-22:"), True),
        (("- **[2026.11.22]** great day",), False),
        (("- 2026-11-23", "- 2026-11-22"), False),
        (("- 2026-11-22", ""), False),
        (("Words.",), False),
    ],
)
def test_the_guard_lets_nothing_but_a_date_stand_above_an_entry(
    above: tuple[str, ...], allowed: bool
) -> None:
    found = listing(FALLING)
    section = next(one.id for one in found.sections if one.path)
    text = LINE.rstrip()
    insert = Insert("a.md", 2, (*above, text, ""), ONE.id, section, text)
    found_fault = fault(found, [insert], apply_inserts(found.documents, [insert]))
    assert (found_fault is None) == allowed


@pytest.mark.parametrize(
    "lines",
    [
        (LINE.rstrip(), "  - Code: none"),
        (LINE.rstrip() + " and more",),
        ("- 2026-11-22", "  - Code: none", LINE.rstrip()),
    ],
)
def test_the_guard_lets_no_other_line_come_with_an_item(lines: tuple[str, ...]) -> None:
    found = listing(FALLING.replace("[2026.10.9]**\n", "[2026.10.9]**\n\n"))
    section = next(one.id for one in found.sections if one.path)
    insert = Insert("a.md", 3, lines, ONE.id, section, LINE.rstrip())
    assert fault(found, [insert], apply_inserts(found.documents, [insert])) is not None


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ("- **[2026.11.22]**", True),
        ("  * 2026-11:", True),
        ("1. 🗓 November 2026", True),
        ("2026-11-22", False),
        ("- v2026.11.22", False),
        ("- 2026-11-22 and later", False),
        ("- News", False),
        ("- arXiv, 2026-11-22", False),
    ],
)
def test_a_bare_date_is_an_item_that_says_nothing_else(line: str, bare: bool) -> None:
    assert is_bare_date(line) == bare
