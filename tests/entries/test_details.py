"""Entries of several lines, short names, dates and marks: learned, or left out."""

from __future__ import annotations

import pytest

from bot.anatomy.fields import find_fields, settle_date, without_day
from tests.makers import edited, inserted, listing, paper

A = "https://arxiv.org/abs"
NEW = paper(
    "TreeFlow: Growing Trees with Flows",
    "2405.00001",
    authors=["Ada Byron", "Charles Babbage"],
    submitted="2024-05-07",
)


def text_of_new(entries: str) -> str:
    edit, _ = edited(f"## S\n\n{entries}", "S", NEW)
    assert edit.refused == ()
    return edit.inserts[0].text


def block(number: int, people: str, place: str, words: str, code: str = "") -> str:
    return (
        f"- [Old Things of Gardens {number}]({A}/2401.0000{number})\n"
        f"  - {people}\n  - Institutions: {place}\n  - Key: {words}\n{code}"
    )


def test_known_lines_are_filled_and_unknown_ones_are_left_out() -> None:
    code = "  - Code: [Official](https://github.com/a/b)\n"
    old = block(
        1, "Alan Turing, Grace Hopper", "Some University, Other Lab", "[soil], [rain]", code
    )
    older = block(2, "Emmy Noether, Alan Turing", "Yet Another Institute", "hedges")
    assert text_of_new(old + older) == (
        f"- [TreeFlow: Growing Trees with Flows]({A}/2405.00001)\n  - Ada Byron, Charles Babbage"
    )


def test_a_paper_goes_beside_short_titles_with_labelled_details_never_among_these() -> None:
    entries = (
        f"- Hoe\n  - Paper: {A}/2406.00001\n  - Code: https://x.org/hoe\n"
        f"- Long-Handled Rake\n  - Paper: {A}/2407.00001\n  - Summary: rakes things.\n"
    )
    _, after = edited(f"## S\n\n{entries}", "S", NEW)
    new = f"- {NEW.title}\n  - Paper: {A}/2405.00001\n"
    assert after == f"## S\n\n{new}{entries}"  # ids rise, and it is older


def test_a_line_that_few_neighbours_have_is_left_out() -> None:
    plain = [
        f"- [Old Things of Gardens {n}]({A}/2401.0000{n})\n  - Alan Turing, B. Noether\n"
        for n in (1, 2, 3)
    ]
    noted = block(4, "Alan Turing, Grace Hopper", "MIT", "rain")
    assert text_of_new("".join(plain) + noted) == (
        f"- [TreeFlow: Growing Trees with Flows]({A}/2405.00001)\n  - Ada Byron, Charles Babbage"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- [OldHoe] OldHoe: Digging in the Far North [[pdf]]({})", "- [TreeFlow] {t} [[pdf]]({})"),
        ("- OldHoe - [Digging in the North]({})", "- TreeFlow - [Growing Trees with Flows]({})"),
        ("- OldHoe ([OldHoe: Digging in the North]({}))", "- TreeFlow ([{t}]({}))"),
        ("- ['Digging in the Far North']({})", "- ['{t}']({})"),
        ("- [2024/01] Digging in the Far North. [[paper]({})]", "- [2024/05] {t}. [[paper]({})]"),
        ("- 🔥 [Digging in the Far North]({})", "- [{t}]({})"),
        ("- **Digging in the Far North**. *Emmy Noether et al.* [[paper]({})]",
         "- **{t}**. *Ada Byron et al.* [[paper]({})]"),
        ("- [Digging in the Far North]({}) _Emmy Noether, Alan Turing._ Arxiv 2024.",
         "- [{t}]({}) _Ada Byron, Charles Babbage._ Arxiv 2024."),
        ("- Digging in the Far North, [Paper](https://example.org/a.pdf)",
         "- {t}, [Paper]({})"),
    ],
)  # fmt: skip
def test_names_dates_and_people_are_written_as_the_neighbours_do(old: str, new: str) -> None:
    entries = "".join(old.replace("{}", f"{A}/2401.0000{n}") + "\n" for n in (1, 2))
    wanted = new.replace("{t}", NEW.title).replace("{}", f"{A}/2405.00001")
    assert text_of_new(entries) == wanted


def test_people_that_are_unknown_go_with_their_emphasis() -> None:
    entries = "".join(
        f"- **Digging in North {n}.** *Emmy Noether et al. arXiv.* [[paper]({A}/2401.0000{n})]\n"
        for n in (1, 2)
    )
    nobody = paper("Growing Hedges without Water", "2405.00002")
    edit, _ = edited(f"## S\n\n{entries}", "S", nobody)
    assert edit.inserts[0].text == (
        f"- **Growing Hedges without Water.** *arXiv.* [[paper]({A}/2405.00002)]"
    )


@pytest.mark.parametrize(
    ("form", "others", "settled"),
    [
        ("{Y}.{m?}.{d?}", (), "{Y}.{m}.{d}"),
        ("{B} {d?}, {Y}", (), "{B} {d1}, {Y}"),
        ("{B} {d?}, {Y}", ("{B} {d}, {Y}",), "{B} {d}, {Y}"),
        ("{Y}.{m?}", ("{Y}.{m1}", "{Y}.{m1}", "{Y}.{m}"), "{Y}.{m1}"),
        ("{Y}.{m?}", ("{Y}/{m1}",), "{Y}.{m}"),
        ("{Y}", ("{Y}.{m1}",), "{Y}"),
    ],
)
def test_whether_a_number_is_padded_is_asked_of_dates_of_the_same_make(
    form: str, others: tuple[str, ...], settled: str
) -> None:
    assert settle_date(form, others) == settled


@pytest.mark.parametrize(
    ("near", "far", "settled"),
    [
        (("{Y}.{m}",), ("{Y}.{m1}", "{Y}.{m1}"), "{Y}.{m}"),
        (("{Y}.{m?}",), ("{Y}.{m1}",), "{Y}.{m1}"),
        (("{Y}.{m}", "{Y}.{m1}"), ("{Y}.{m1}",), "{Y}.{m1}"),
    ],
)
def test_the_section_tells_first_whether_a_number_is_padded(
    near: tuple[str, ...], far: tuple[str, ...], settled: str
) -> None:
    assert settle_date("{Y}.{m?}", near, far) == settled


@pytest.mark.parametrize(
    ("form", "left"),
    [
        ("{Y}.{m}.{d}", "{Y}.{m}"),
        ("{B} {d1}, {Y}", "{B} {Y}"),
        ("{d?} {b} {Y}", "{b} {Y}"),
        ("{d1}th {B} {Y}", "{B} {Y}"),
        ("{Y}-{m}", "{Y}-{m}"),
        ("", ""),
    ],
)
def test_a_day_that_nobody_knows_is_not_written(form: str, left: str) -> None:
    assert without_day(form) == left


@pytest.mark.parametrize("text", ["Some University, Other Institute", "Google Research, Meta AI"])
def test_institutions_are_no_people(text: str) -> None:
    assert [field.kind for field in find_fields(text)] == []


ROWS = "| Name | Paper | Team |\n|--|--|--|\n"


def row(name: str, title: str, team: str, number: int) -> str:
    return f"| **{name}** | [{title}]({A}/2401.0000{number}) | {team} |\n"


def test_a_column_of_names_gets_the_short_name_and_one_of_teams_nothing() -> None:
    rows = row("OldHoe", "OldHoe: Digging Deep", "Alan Turing, Grace Hopper", 1)
    rows += row("BigHoe", "BigHoe: Digging Wide", "Emmy Noether, Ada Byron", 2)
    table = f"{ROWS.replace('Team', 'Institution')}{rows}"
    assert text_of_new(table) == (
        f"| **TreeFlow** | [TreeFlow: Growing Trees with Flows]({A}/2405.00001) | |"
    )


def test_a_column_headed_name_gets_it_where_no_neighbour_shows_how() -> None:
    rows = row("The old one", "Digging Deep in Gardens", "x", 1)
    assert text_of_new(f"{ROWS}{rows}").startswith("| TreeFlow | [TreeFlow: Growing Trees")


def test_names_in_order_with_a_slip_are_still_in_order() -> None:
    names = ["Ant", "Bee", "Cow", "Elk", "Dog", "Fox", "Zebu"]
    lines = [f"- [{n} Gardens of the North]({A}/230{i}.00001)" for i, n in enumerate(names, 1)]
    lines = [line.replace("2303", "2201").replace("2306", "2101") for line in lines]
    after = inserted("## S\n" + "\n".join(lines) + "\n", "S", NEW)
    assert [line[3:6] for line in after.splitlines()[1:]] == [
        *("Ant", "Bee", "Cow", "Elk", "Dog", "Fox", "Tre", "Zeb"),
    ]


@pytest.mark.parametrize(
    ("years", "place"),
    [((2022, 2023, 2025, 2026), 2), ((2026, 2025, 2024, 2023), 2), ((2022, 2022, 2023, 2025), 3)],
)
def test_entries_without_ids_stay_in_order_by_the_year_they_show(
    years: tuple[int, ...], place: int
) -> None:
    names = ("Wide", "Tall", "Long", "Deep")
    lines = [
        f"- [{n} Gardens](https://example.org/{n}), {y}" for n, y in zip(names, years, strict=True)
    ]
    lines[0] = lines[0].replace("https://example.org/Wide", f"{A}/2201.00001")
    after = inserted("## S\n" + "\n".join(lines) + "\n", "S", NEW)
    assert [n for n, line in enumerate(after.splitlines()[1:]) if "TreeFlow" in line] == [place]


def test_a_comment_left_open_in_an_item_hides_no_more_than_its_block() -> None:
    text = f"- a <!-- b\n- [Kept Things]({A}/2401.00001)\n\n<!-- - [c]\n\n## S\n-->\n"
    text += f"- <!-- - x\n\n## T\n\n- [Shown Things]({A}/2401.00002)\n"
    found = listing(text)
    assert [entry.arxiv_ids for entry in found.entries] == [("2401.00001",), ("2401.00002",)]


def test_an_html_heading_inside_bold_marks_is_a_heading() -> None:
    found = listing(f"# L\n\n**<h3 align='center'>2024</h3>**\n\n- [Hedges]({A}/2401.00001)\n")
    assert [section.path for section in found.sections] == [("L",), ("L", "2024")]
    assert found.sections[1].line == 3


def test_a_paragraph_alone_is_kept_apart_from_the_next_one() -> None:
    old = f"**Old Things**  \n*Ada Byron, Alan Turing*  \n[[Paper]({A}/2401.00001)]\n"
    after = inserted(f"## S\n\n{old}", "S", NEW)
    assert after == (
        f"## S\n\n{old}\n**TreeFlow: Growing Trees with Flows**  \n"
        f"*Ada Byron, Charles Babbage*  \n[[Paper]({A}/2405.00001)]\n"
    )


@pytest.mark.parametrize("more", ["", " in every single garden of the far north"])
def test_nothing_is_put_between_a_paragraph_and_the_list_that_tells_about_it(more: str) -> None:
    told = f"\n\n- it grows{more}\n\n- it blooms\n\n---\n\n"
    text = "## S\n\n" + "".join(
        f"[Old Things of Gardens {n}]({A}/260{n}.00001){told}" for n in (1, 2, 3)
    )
    edit, after = edited(text, "S", NEW)
    assert edit.refused == ()
    lines = after.split("\n")
    at = next(n for n, line in enumerate(lines) if "2405.00001" in line)
    above, below = (
        next(line for line in part if line.strip())
        for part in (lines[at - 1 :: -1], lines[at + 1 :])
    )
    assert above in ("- it blooms", "---", "## S")
    assert below != f"- it grows{more}"


@pytest.mark.parametrize(
    "blank", [" ", "\t", "\u00a0", "\u3000", "\u2003\u2003", "&nbsp;", " &emsp; "]
)
@pytest.mark.parametrize(
    "made",
    [
        "- [[Paper]({url})]{blank}{title}{blank}({month})\n",
        "- **{title}**{blank}[[pdf]({url})],{blank}arXiv{blank}2024\n",
    ],
)
def test_blanks_stay_as_the_neighbours_have_them(made: str, blank: str) -> None:
    ids = ("2404.00001", "2403.00001")
    titles = ("Old Things of Gardens", "More Old Things Here")
    before = "".join(
        made.format(url=f"{A}/{one}", title=title, month=f"2024.{one[2:4]}", blank=blank)
        for one, title in zip(ids, titles, strict=True)
    )
    new = made.format(url=f"{A}/2405.00001", title=NEW.title, month="2024.05", blank=blank)
    assert text_of_new(before) + "\n" == new
