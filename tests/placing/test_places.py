"""Where a new entry goes: empty sections, orders kept, numbers gone on with; to the byte."""

from __future__ import annotations

import pytest

from tests.entries.test_formats import PLAIN, A
from tests.makers import edited, inserted, paper

EMPTY = f"# L\n\n## A\n\n- [Old Things of Gardens]({A}/2401.00001)\n\n"
LINE = f"- [Growing Hedges without Water]({A}/2405.00002)\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("## S\n", f"## S\n\n{LINE}"),
        ("## S", f"## S\n\n{LINE[:-1]}"),
        ("## S\n## T\n", f"## S\n\n{LINE}\n## T\n"),
        ("## S\n\n## T\n", f"## S\n\n{LINE}\n## T\n"),
        ("## S\n\n\n## T\n", f"## S\n\n{LINE}\n## T\n"),
        ("S\n---\nNo papers yet.\n\n---\n", f"S\n---\nNo papers yet.\n\n{LINE}\n---\n"),
        ("## S\n\n[back to top](#l)\n", f"## S\n\n{LINE}\n[back to top](#l)\n"),
        (
            "## S\n\n<!-- add papers here -->\n\n---\n",
            f"## S\n\n<!-- add papers here -->\n\n{LINE}\n---\n",
        ),
        (
            "## S\nNo papers yet\n\n<!-- BEGIN -->\n<!-- END -->\n",
            f"## S\nNo papers yet\n\n<!-- BEGIN -->\n\n{LINE}\n<!-- END -->\n",
        ),
        (
            "## S\n\n<!-- new papers above this line -->\n",
            f"## S\n\n{LINE}\n<!-- new papers above this line -->\n",
        ),
        ("## S\n\n<!--\n## Old\n-->\n", f"## S\n\n{LINE}\n<!--\n## Old\n-->\n"),
        (
            "<details>\n<summary>S</summary>\n</details>\n",
            f"<details>\n<summary>S</summary>\n\n{LINE}\n</details>\n",
        ),
    ],
)
def test_an_empty_section_gets_its_first_entry(before: str, after: str) -> None:
    assert inserted(EMPTY + before, "S", PLAIN) == EMPTY + after


def test_an_empty_list_gets_the_plain_style() -> None:
    assert inserted("## S\n", "S", PLAIN) == f"## S\n\n{LINE}"


def test_an_empty_section_between_tables_gets_a_table() -> None:
    table = f"| Title | Year |\n|---|---|\n| [Old Things of Gardens]({A}/2401.00001) | 2024 |\n"
    row = f"| [Growing Hedges without Water]({A}/2405.00002) | 2024 |\n"
    head = "| Title | Year |\n|---|---|\n"
    assert inserted(f"## A\n\n{table}\n## S\n", "S", PLAIN) == (
        f"## A\n\n{table}\n## S\n\n{head}{row}"
    )


def ordered(*ids: str) -> str:
    return "## S\n" + "".join(f"- [Things of {one}]({A}/{one})\n" for one in ids)


@pytest.mark.parametrize(
    ("ids", "place"),
    [
        (("2301.00001", "2312.00001", "2406.00001"), 2),
        (("2406.00001", "2312.00001", "2301.00001"), 1),
        (("2406.00001", "2407.00002", "2408.00001"), 0),
        (("2312.00001", "2301.00001", "2212.00001"), 0),
        (("2312.00001", "2301.00001", "2302.00001", "2212.00001", "2306.00001"), 5),
        (("2312.00001", "hep-th/9901001"), 2),
        # Not in order, but most steps fall.
        (("2409.00001", "2408.00001", "2401.00001", "2407.00001", "2406.00001", "2405.00001"), 5),
    ],
)
def test_the_place_follows_the_order_of_the_section(ids: tuple[str, ...], place: int) -> None:
    expected = ordered(*ids).splitlines(keepends=True)
    expected.insert(place + 1, LINE)
    assert inserted(ordered(*ids), "S", PLAIN) == "".join(expected)


def test_a_section_without_order_follows_the_habit_of_the_list() -> None:
    sister = ordered("2406.00001", "2312.00001", "2301.00001").replace("## S", "## T")
    before = f"{ordered('2312.00001')}\n{sister}"
    after = before.replace("## S\n", f"## S\n{LINE}")
    assert inserted(before, "S", PLAIN) == after


def test_alphabetical_entries_stay_so() -> None:
    names = [
        "Ants of the Year",
        "Bees and Wasps",
        "Cats in Gardens",
        "Hares at Night",
        "Zebras too",
    ]
    lines = [f"- [{name}](https://openreview.net/{n})\n" for n, name in enumerate(names)]
    before = "## S\n" + "".join(lines)
    after = "## S\n" + "".join([*lines[:3], LINE, *lines[3:]])
    assert inserted(before, "S", PLAIN) == after


def named(heading: str, names: str, *months: str) -> str:
    return f"## {heading}\n" + "".join(
        f"- [{name}s of Old Gardens]({A}/{month}.0000{n})\n"
        for n, (name, month) in enumerate(zip(names.split(), months, strict=True), 1)
    )


SISTER = named("T", "Ant Bee Cat Hare Zebra", "2405", "2301", "2412", "2201", "2403")
MIXED = named("T", "Hare Bee Zebra Ant Cat", "2405", "2301", "2412", "2201", "2403")
RISING = named("T", "Ant Bee Cat Hare Zebra", "2201", "2301", "2401", "2403", "2405")


@pytest.mark.parametrize(
    ("own", "sister", "place"),
    [
        (named("S", "Ant Bee Hare", "2405", "2301", "2412"), SISTER, 2),
        (named("S", "Ant Hare Zebra", "2401", "2301", "2201"), SISTER, 1),
        # Own entries or sisters in another order, sisters in that of time too, and none.
        (named("S", "Hare Ant Bee", "2203", "2301", "2412"), SISTER, 2),
        (named("S", "Ant Bee Hare", "2203", "2301", "2412"), MIXED, 2),
        (named("S", "Ant Hare Zebra", "2203", "2301", "2312"), RISING, 3),
        (named("S", "Ant Hare Zebra", "2203", "2301", "2312"), "", 3),
        (named("S", "2022-03 2023-01 2023-12", "2203", "2301", "2312"), SISTER, 3),
    ],
)
def test_a_short_section_follows_the_alphabet_of_its_sisters(
    own: str, sister: str, place: int
) -> None:
    after = inserted(f"{own}\n{sister}", "S", PLAIN)
    assert after.splitlines()[1 + place] == LINE.rstrip()


def test_several_papers_stand_in_the_order_of_the_section() -> None:
    later = paper("Zzz of the Year", "2406.00003", submitted="2024-06-01")
    newest_first = ordered("2404.00001", "2312.00001", "2301.00001")
    after = inserted(newest_first, "S", PLAIN, later)
    assert after.startswith(f"## S\n- [Zzz of the Year]({A}/2406.00003)\n{LINE}- [Things")
    oldest_first = ordered("2301.00001", "2312.00001", "2404.00001")
    after = inserted(oldest_first, "S", later, PLAIN)
    assert after.endswith(f"{LINE}- [Zzz of the Year]({A}/2406.00003)\n")
    titles = ["Ants of it", "Bees of it", "Cats of it", "Hares of it", "Zebras of it"]
    alphabetical = "## S\n" + "".join(f"- [{t}](https://x.org/{t[0]})\n" for t in titles)
    after = inserted(alphabetical, "S", later, PLAIN)
    assert after.endswith(f"{LINE}- [Hares of it](https://x.org/H)\n- [Zebras of it]"
                          f"(https://x.org/Z)\n- [Zzz of the Year]({A}/2406.00003)\n")  # fmt: skip


def test_numbers_go_on_for_several_papers() -> None:
    text = f"## S\n1. [Old Things]({A}/2401.00001)\n2. [More of Them]({A}/2402.00001)\n"
    after = inserted(text, "S", PLAIN, paper("Later Things of Gardens", "2406.00001"))
    assert [line[:3] for line in after.splitlines()[1:]] == ["1. ", "2. ", "3. ", "4. "]


def dated(*days: str) -> str:
    return "## S\n" + "".join(f"- [{day}] [Things of it]({A}/2401.0000{n})\n"
                              for n, day in enumerate(days))  # fmt: skip


DATED = f"- [2024-05-08] [Growing Hedges without Water]({A}/2405.00002)\n"


@pytest.mark.parametrize(
    ("days", "place"),
    [
        (("2024-06-01", "2024-05-20", "2024-05-02", "2024-04-01"), 2),
        (("2024-04-01", "2024-05-02", "2024-05-20", "2024-06-01"), 2),
        # One slip is a slip.
        (("2024-07-01", "2024-06-01", "2023-01-09", "2024-05-20", "2024-05-01", "2024-04-01",
          "2024-03-01"), 4),
    ],
)  # fmt: skip
def test_days_that_entries_show_go_before_the_months_of_ids(
    days: tuple[str, ...], place: int
) -> None:
    expected = dated(*days).splitlines(keepends=True)
    expected.insert(place + 1, DATED)
    assert inserted(dated(*days), "S", PLAIN) == "".join(expected)


def test_one_entry_at_a_wrong_place_hides_no_order() -> None:
    ids = ["2406.00001", "2404.00001", "2301.00001", "2403.00001", "2402.00001", "2401.00001",
           "2312.00001"]  # fmt: skip
    expected = ordered(*ids).splitlines(keepends=True)
    expected.insert(2, LINE)
    assert inserted(ordered(*ids), "S", PLAIN) == "".join(expected)


def test_the_order_of_whole_ids_is_kept_within_a_month() -> None:
    ids = ["2405.00009", "2405.00005", "2405.00003", "2405.00001", "2405.00000"]
    expected = ordered(*ids).splitlines(keepends=True)
    expected.insert(4, LINE)
    assert inserted(ordered(*ids), "S", PLAIN) == "".join(expected)


def test_years_shown_are_an_order_too() -> None:
    rows = [
        f"- Things of {word}, SomeConf {year}, https://x.org/{word}\n"
        for word, year in zip("acbed", (2026, 2025, 2024, 2023, 2021), strict=True)
    ]
    line = f"- [Growing Hedges without Water]({A}/2405.00002)\n"
    after = inserted("## S\n" + "".join(rows), "S", PLAIN)
    assert after.splitlines(keepends=True)[1:4] == [*rows[:2], line]


NESTED = f"""\
## S
- **2024**
  - [Things of this Year]({A}/2401.00001)
- **2023**
  - [Things of that Year]({A}/2301.00001)
  - [More of that Year]({A}/2302.00001)
"""
TOPICS = f"""\
## S
- Ants and Bees
  - [Ants in their Houses]({A}/2401.00001)
  - [Bees in the Rain]({A}/2301.00001)
- Shrubs
  - [Cutting a Hedge]({A}/2302.00001)
  - [Hedges in the Wind]({A}/2303.00001)
- Birds
  - [Birds of the Lake]({A}/2302.00003)
  - [Birds in the Rain]({A}/2303.00004)
  - [Birds at Sea]({A}/2304.00004)
"""


DATED_TOO = f"{TOPICS}{NESTED.partition(chr(10))[2]}"


@pytest.mark.parametrize(
    ("text", "above"),
    [
        (DATED_TOO, "- **2024**\n  - [Things of this Year](https://arxiv.org/abs/2401.00001)\n"),
        (NESTED, "- **2024**\n  - [Things of this Year](https://arxiv.org/abs/2401.00001)\n"),
        (NESTED.replace("2023*", "2022*").replace("2024*", "2023*"), "- **2023**\n"),
        (NESTED.replace("2024*", "June 3, 2024*").replace("2023*", "May 8, 2024*"),
         "- **June 3, 2024**\n"),
        (TOPICS, f"  - [Hedges in the Wind]({A}/2303.00001)\n"),
    ],
)  # fmt: skip
def test_a_paper_joins_the_list_in_a_section_that_is_meant_for_it(text: str, above: str) -> None:
    at = inserted(text, "S", PLAIN).index(f"  {LINE}")
    before = inserted(text, "S", PLAIN)[:at]
    assert text.startswith(before)
    last = before.rindex("- **") if "- **" in before else 0
    assert above in before[last:] or before.endswith(above)


def test_lists_of_one_item_each_are_one_list_to_a_reader() -> None:
    parts = [f"- [Old Things {n}]({A}/240{n}.00001)\n\nAbout: some words on it.\n" for n in "1234"]
    before = "## S\n" + "\n".join(parts)
    assert inserted(before, "S", PLAIN) == f"{before}\n{LINE}"


def test_a_picture_below_an_entry_stays_with_it() -> None:
    picture = '<p align="center"><img src="a.png"></p>\n'
    old = [f"**Old Things {n}** [[Paper]]({A}/240{n}.00001)\n{picture}" for n in "13789"]
    new = f"**Growing Hedges without Water** [[Paper]]({A}/2405.00002)\n"
    before = "## S\n" + "\n".join(old)
    assert inserted(before, "S", PLAIN) == "## S\n" + "\n".join([*old[:2], new, *old[2:]])
    before = "## S\n" + "\n".join(old[:2]) + "\n## T\n"
    assert inserted(before, "S", PLAIN) == "## S\n" + "\n".join([*old[:2], new]) + "\n## T\n"


def test_no_entry_stands_inside_an_element_that_the_one_above_opened() -> None:
    picture = '<p align="center">\n<img src="a.png" />\n\n</p>\n'
    old = [f"**Old Things {n}** [[Paper]]({A}/240{n}.00001)\n{picture}" for n in "123"]
    new = f"**Growing Hedges without Water** [[Paper]]({A}/2405.00002)\n"
    before, end = "<details>\n\n## S\n" + "\n".join(old), "\n</details>\n\n## T\n"
    assert inserted(f"{before}{end}", "S", PLAIN) == f"{before}\n{new}{end}"


@pytest.mark.parametrize("mark", ["", ":gem: "])
def test_no_entry_stands_between_another_and_its_words(mark: str) -> None:
    old = [f"**Old Things {n}** [[Paper]]({A}/240{n}.00001)\n\nWords.\n" for n in "123"]
    below = f"{mark}**Bits elsewhere** [[Paper]](https://x.org/a)\n\nWords of those.\n"
    new = f"**Growing Hedges without Water** [[Paper]]({A}/2405.00002)\n"
    before = "## S\n" + "\n".join([*old, below])
    assert inserted(f"{before}\n## T\n", "S", PLAIN) == f"{before}\n{new}\n## T\n"


def test_the_anchor_of_the_next_heading_is_no_picture() -> None:
    picture = '<p align="center"><img src="a.png"></p>\n'
    old = [f"**Old Things {n}** [[Paper]]({A}/240{n}.00001)\n{2 * picture}" for n in "123"]
    below = f"**Things elsewhere** [[Paper]](https://x.org/a)\n{picture}"
    new = f"**Growing Hedges without Water** [[Paper]]({A}/2405.00002)\n"
    end = '\n<a name="t" />\n\n## T\n'
    before = "## S\n" + "\n".join([*old[:2], below, old[2]])
    assert inserted(f"{before}{end}", "S", PLAIN) == f"{before}\n{new}{end}"


METRICS = (
    "## S\nWords.\n\n| Metric | Use |\n|---|---|\n| Height of a hedge in all winds | to compare |\n"
)


def test_a_table_of_other_things_takes_no_paper() -> None:
    text = f"{METRICS}\n## T\n| Title |\n|--|\n| [Old Things of Gardens]({A}/2401.00001) |\n"
    edit, after = edited(text, "S", PLAIN)
    why = "the entries of LIST.md, line 1 are no papers; add it by hand"
    assert [one.why for one in edit.refused] == [why]
    assert after == text


def test_above_a_table_of_other_things_stands_an_entry_that_is_no_row() -> None:
    assert inserted(METRICS, "S", PLAIN) == METRICS.replace("Words.\n\n", f"Words.\n\n{LINE}\n")


def test_the_marker_is_the_usual_one_not_the_nearest() -> None:
    old = [f"* [Old Things {n}]({A}/240{n}.00001)\n" for n in "123"]
    slip = f" *  [Slipped Things of it]({A}/2404.00001)\n"
    assert inserted("## S\n" + "".join([*old, slip]), "S", PLAIN).endswith(f"{slip}* {LINE[2:]}")
