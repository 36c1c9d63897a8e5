"""The picture in docs/design.md, as a test: rooms, folders, floors and entrances."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house import picture

FLOORS_IN_A_ROOM = 6
FLOORS_OF_ROOMS = 12
MODULES_IN_A_FOLDER = 12
MODULES_IN_A_CHAIN = 15
"""From a command down to the ground, each importing the next. It may only shrink."""


@pytest.fixture(scope="module")
def files() -> dict[str, Path]:
    return picture.modules()


def test_a_folder_holds_a_dozen_modules_at_most(files: dict[str, Path]) -> None:
    held = picture.sizes(files)
    assert {f: n for f, n in held.items() if n > MODULES_IN_A_FOLDER} == {}


def test_no_two_folders_import_each_other(files: dict[str, Path]) -> None:
    assert picture.two_way(picture.between(files, "folder")) == []
    assert picture.two_way(picture.between(files)) == []


def test_a_room_is_entered_by_its_entrances(files: dict[str, Path]) -> None:
    benches = {f"bench.{f.stem}": f for f in (picture.ROOT / "bench").glob("*.py")}
    everybody = picture.imports(files | benches)
    assert picture.past_entrances(everybody) == []


def test_the_rooms_stand_on_few_floors(files: dict[str, Path]) -> None:
    assert picture.depth(picture.between(files)) <= FLOORS_OF_ROOMS


def test_no_chain_of_imports_is_longer_than_it_was(files: dict[str, Path]) -> None:
    assert picture.depth(picture.resolved(files)) <= MODULES_IN_A_CHAIN


def test_no_room_is_deeper_than_six_floors(files: dict[str, Path]) -> None:
    depths = picture.depths_of_rooms(files)
    assert {r: n for r, n in depths.items() if n > FLOORS_IN_A_ROOM} == {}


def test_no_name_stands_twice(files: dict[str, Path]) -> None:
    assert picture.names_twice(files) == []


def test_a_long_regex_has_words_beside_it(files: dict[str, Path]) -> None:
    assert picture.bare_regexes(files) == {}


def test_the_months_are_named_in_one_module(files: dict[str, Path]) -> None:
    names = re.compile(r"[\"'| (]jan(uary)?\b[\"'|, ]", re.IGNORECASE)
    telling = [m for m, file in files.items() if names.search(file.read_text(encoding="utf-8"))]
    assert telling == ["bot.core.month_names"]


def test_a_number_tells_its_unit_or_its_source(files: dict[str, Path]) -> None:
    assert picture.bare_numbers(files) == {}
