"""Places that the config names: `place` of the whole list, of a section, of what is below it."""

from __future__ import annotations

import pytest

from bot.lists import Manner, Manners, PlaceName
from tests.entries.test_formats import PLAIN, A
from tests.makers import inserted, listing, section_of
from tests.placing.test_places import LINE, ordered

RISING = ordered("2301.00001", "2312.00001", "2406.00001")
FALLING = ordered("2406.00001", "2312.00001", "2301.00001")
MIXED = ordered("2312.00001", "2301.00001", "2406.00001")
NAMES = "## S\n" + "".join(
    f"- [{name} of the Year]({A}/240{n}.00001)\n"
    for n, name in enumerate(("Ants", "Cats", "Zoos"), 1)
)


@pytest.mark.parametrize(
    ("before", "place", "at"),
    [
        (RISING, None, 2),
        (RISING, "top", 0),
        (RISING, "bottom", 3),
        (RISING, "oldest-first", 2),
        (FALLING, "oldest-first", 3),
        (FALLING, "newest-first", 1),
        (FALLING, "bottom", 3),
        (MIXED, "newest-first", 0),
        (MIXED, "oldest-first", 2),
        (NAMES, "alphabetical", 2),
    ],
)
def test_a_new_entry_goes_where_the_config_says(
    before: str, place: PlaceName | None, at: int
) -> None:
    lines = before.splitlines(keepends=True)
    lines.insert(at + 1, LINE)
    manners = Manners(Manner(place=place))
    assert inserted(before, "S", PLAIN, manners=manners) == "".join(lines)


@pytest.mark.parametrize("place", ["top", "bottom", "newest-first", "oldest-first", "alphabetical"])
def test_an_empty_section_has_one_place_whatever_the_config_says(place: PlaceName) -> None:
    manners = Manners(Manner(place=place))
    assert inserted("## S\n", "S", PLAIN, manners=manners) == f"## S\n\n{LINE}"


@pytest.mark.parametrize(
    ("said", "place", "may"),
    [
        ({}, "bottom", False),
        ({"Outer": Manner(place="top")}, "top", False),
        ({"Outer": Manner(place="top"), "Inner": Manner(place="alphabetical")}, "alphabetical", 0),
        ({"Outer": Manner(place="top", new_headings=True), "Inner": Manner()}, "top", True),
        ({"Beside": Manner(place="top", new_headings=True)}, "bottom", False),
    ],
)
def test_what_is_said_of_a_section_holds_below_it(
    said: dict[str, Manner], place: PlaceName, may: bool
) -> None:
    found = listing("# Outer\n## Inner\n# Beside\n")
    general = Manner(place="bottom", new_headings=False)
    manners = Manners(general, {section_of(found, name): one for name, one in said.items()})
    inner = found.section(section_of(found, "Inner"))
    assert manners.place(found, inner) == place
    assert manners.new_headings(found, inner) == bool(may)
