"""Keys in order, slips forgiven; the place of one more key among them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.placing.sorted_keys import evidence, place_among, sorting


@pytest.mark.parametrize(
    ("keys", "count", "shown", "kinds", "up", "down"),
    [
        ((), 0, 0.0, 0, 0.0, 0.0),
        (("", ""), 0, 0.0, 0, 0.0, 0.0),
        (("a",), 1, 1.0, 1, 1.0, 1.0),
        (("a", "b", "b", "c"), 4, 1.0, 3, 1.0, 0.5),
        (("c", "b", "", "a"), 3, 0.75, 3, 1 / 3, 1.0),
        (("a", "b", "z", "c", "d"), 5, 1.0, 5, 0.8, 0.4),
    ],
)
def test_the_share_in_order_counts_a_slip_once(
    keys: tuple[str, ...], count: int, shown: float, kinds: int, up: float, down: float
) -> None:
    found = sorting(keys)
    assert (found.count, found.shown, found.kinds) == (count, shown, kinds)
    assert (found.up, found.down) == pytest.approx((up, down))


def test_the_better_direction_is_the_one_that_counts() -> None:
    assert (sorting("abc").falls, sorting("abc").share) == (False, 1.0)
    assert (sorting("cba").falls, sorting("cba").share) == (True, 1.0)


@pytest.mark.parametrize(
    ("keys", "own", "place"),
    [
        ("", "m", 0),
        ("aabz", "a", 2),
        ("aabz", "c", 3),
        (["a", "", "c"], "b", 2),
        # One slip, on either side of the place, is passed over.
        ("abzde", "c", 2),
        ("abzde", "f", 5),
        ("abcdaef", "d", 5),
    ],
)
def test_a_rising_row_takes_a_key_after_its_equals(keys: str, own: str, place: int) -> None:
    assert place_among(keys, own, falling=False) == place


@pytest.mark.parametrize(
    ("keys", "own", "place"),
    [
        ("", "m", 0),
        ("zmma", "m", 1),
        ("zmma", "b", 3),
        (["c", "", "a"], "b", 1),
        ("zyaxw", "x", 2),
        ("zyaxv", "w", 4),
        ("zyxwzba", "c", 5),
    ],
)
def test_a_falling_row_takes_a_key_before_its_equals(keys: str, own: str, place: int) -> None:
    assert place_among(keys, own, falling=True) == place


@given(st.lists(st.sampled_from("abcdef")), st.sampled_from("abcdef"))
def test_a_sorted_row_stays_sorted_with_one_more_key(keys: list[str], own: str) -> None:
    keys.sort()
    place = place_among(keys, own, falling=False)
    assert [*keys[:place], own, *keys[place:]] == sorted([*keys, own])
    keys.reverse()
    place = place_among(keys, own, falling=True)
    assert [*keys[:place], own, *keys[place:]] == sorted([*keys, own], reverse=True)
    assert own not in keys[:place]


@given(st.lists(st.sampled_from(["", "a", "b", "c", "d"])))
def test_a_row_and_its_mirror_are_in_order_alike(keys: list[str]) -> None:
    there, back = sorting(keys), sorting(keys[::-1])
    assert (there.up, there.down) == (back.down, back.up)
    assert there.up * there.count >= bool(there.count)


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ("", 0.0),
        ("a", 0.0),
        # ln 4!: a row of four in order is one of 24.
        ("abcd", 3.1781),
        # ln 4! - ln 2! - ln 2!: within equal keys any order would do.
        ("aabb", 1.7918),
        # One of four breaks it: ln 3! - ln 4.
        ("abda", 0.4055),
        (["", "", "", ""], -2.3671),
        ("dcba", -2.3671),
    ],
)
def test_an_order_tells_as_much_as_it_leaves_less_to_chance(
    keys: list[str] | str, told: float
) -> None:
    assert evidence(keys, falling=False) == pytest.approx(told, abs=1e-3)
    assert evidence(keys[::-1], falling=True) == pytest.approx(told, abs=1e-3)


@given(st.permutations("abcdefgh"))
def test_no_row_tells_for_both_directions(keys: list[str]) -> None:
    assert min(evidence(keys, falling=True), evidence(keys, falling=False)) < 0
