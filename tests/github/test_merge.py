"""Merging by hand what a person's edit and our insertions allow, and declining the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.github.past_pulls import mentions, merge

OLD = b"# L\n- a\n- b\n- c\n"
OURS = b"# L\n- a\n- new\n- b\n- c\n"


@pytest.mark.parametrize(
    ("theirs", "merged"),
    [
        (OLD, OURS),
        (OLD + b"- d\n", OURS + b"- d\n"),
        (b"intro\n" + OLD, b"intro\n" + OURS),
        (b"# L\n- A\n- b\n- c\n", b"# L\n- A\n- new\n- b\n- c\n"),  # the line below is there
        (b"# L\n- a\n- B\n- c\n", b"# L\n- a\n- new\n- B\n- c\n"),  # the line above is there
        (b"# L\n- a\n- theirs\n- b\n- c\n", b"# L\n- a\n- new\n- theirs\n- b\n- c\n"),
    ],
)
def test_our_line_finds_its_place_in_what_became_of_the_list(theirs: bytes, merged: bytes) -> None:
    assert merge(OLD, OURS, theirs) == merged


@pytest.mark.parametrize(
    ("old", "ours", "theirs"),
    [
        (OLD, OURS, b"# all new\n"),
        (OLD, OURS, b""),
        (OLD, OLD.replace(b"- b\n", b"- B\n"), OLD + b"- d\n"),  # ours replaced a line
        (OLD, OLD.replace(b"- b\n", b""), OLD + b"- d\n"),  # ours removed a line
        (b"- a\n", b"- a\n- new\n", b"- x\n- a"),  # their last line is open
        (b"- a", b"- a\n- new\n", b"- a"),  # ours closed the last line
        (b"- a\n- b\n", b"- n1\n- a\n- b\n- n2\n", b"- b\n- a\n"),  # their order turned around
    ],
)
def test_what_is_not_plain_is_declined(old: bytes, ours: bytes, theirs: bytes) -> None:
    assert merge(old, ours, theirs) is None


def test_an_empty_list_takes_our_lines() -> None:
    assert merge(b"", b"- new\n", b"") == b"- new\n"
    assert merge(b"", b"- new\n", b"- theirs\n") == b"- new\n- theirs\n"


def test_a_line_whose_paper_they_added_is_dropped() -> None:
    ours = OLD.replace(b"- b\n", b"- 2611.00001\n- 2611.00002\n- b\n")
    theirs = OLD + b"- see 2611.00001\n"
    merged = merge(OLD, ours, theirs, ids=["2611.00001", "2611.00002"])
    assert merged == theirs.replace(b"- b\n", b"- 2611.00002\n- b\n")


def test_an_entry_of_several_lines_is_not_cut_apart() -> None:
    ours = OLD.replace(b"- b\n", b"- 2611.00001\n  more\n- b\n")
    assert merge(OLD, ours, OLD + b"2611.00001\n", ids=["2611.00001"]) is None
    assert merge(OLD, ours, OLD, ids=["2611.00001"]) == ours


_LINES = st.lists(st.sampled_from([b"- a\n", b"- b\n", b"\n", b"# L\n"]), max_size=12)


@given(old=_LINES, places=st.lists(st.integers(0, 12), max_size=3))
def test_merging_with_an_unchanged_base_is_ours(old: list[bytes], places: list[int]) -> None:
    ours = list(old)
    for place in places:
        ours.insert(min(place, len(ours)), b"- new\n")
    assert merge(b"".join(old), b"".join(ours), b"".join(old)) == b"".join(ours)


COUNTED = b"# L (2)\n\nUpdated: May 3rd, 2026\n\n1. a\n2. c\n\n## M\n\n- m\n"
FOLLOWED = b"# L (3)\n\nUpdated: June 21st, 2026\n\n1. a\n2. b\n3. c\n\n## M\n\n- m\n"


@pytest.mark.parametrize(
    ("theirs", "merged"),
    [
        (COUNTED, FOLLOWED),
        (COUNTED + b"- n\n", FOLLOWED + b"- n\n"),
        (COUNTED.replace(b"# L", b"x\n\n# L", 1), FOLLOWED.replace(b"# L", b"x\n\n# L", 1)),
        (COUNTED.replace(b"(2)", b"(5)"), None),
        (COUNTED.replace(b"(2)", b""), None),
        (COUNTED.replace(b"2. c", b"2. d"), None),
        (COUNTED.replace(b"May 3rd, 2026", b"today"), None),
    ],
)
def test_digits_that_we_changed_come_along_unless_the_base_changed_that_line(
    theirs: bytes, merged: bytes | None
) -> None:
    assert merge(COUNTED, FOLLOWED, theirs) == merged


@pytest.mark.parametrize(
    "ours",
    [
        COUNTED.replace(b"a\n", b"b\n"),
        COUNTED.replace(b"# L (2)\n", b""),
        FOLLOWED.replace(b"L (3)", b"M (3)"),
    ],
)
def test_other_changes_than_of_digits_are_declined(ours: bytes) -> None:
    assert merge(COUNTED, ours, COUNTED) is None


def test_our_own_line_is_no_line_with_other_digits() -> None:
    old, ours = b"- x/1\n- 2 all\n", b"- x/2611.00001\n- x/1\n- 3 all\n"
    assert merge(old, ours, old, ids=["2611.00001"]) == ours
    assert merge(old, ours, old + b"- c\n", ids=["2611.00001"]) == ours + b"- c\n"


@given(
    old=st.lists(st.sampled_from([b"- a\n", b"9 b\n", b"\n", b"# L 1\n"]), max_size=12),
    at=st.integers(0, 11),
)
def test_digits_merged_with_an_unchanged_base_are_ours(old: list[bytes], at: int) -> None:
    ours = [line.replace(b"9", b"10") for line in old]
    ours.insert(min(at, len(ours)), b"- new\n")
    assert merge(b"".join(old), b"".join(ours), b"".join(old)) == b"".join(ours)


@pytest.mark.parametrize(
    ("content", "whole"),
    [
        (b"2611.00001", True),
        (b"abs/2611.00001v2)", True),
        (b"12611.00001 and 2611.00001", True),
        (b"2611.000012", False),
        (b"12611.00001", False),
        (b"", False),
    ],
)
def test_an_identifier_is_found_whole(content: bytes, whole: bool) -> None:
    assert mentions(content, "2611.00001") is whole
