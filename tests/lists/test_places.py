"""Where a new entry goes: empty sections, orders kept, numbers gone on with; to the byte."""

from __future__ import annotations

import pytest

from tests.lists.makers import inserted, paper
from tests.lists.test_formats import PLAIN, A

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
