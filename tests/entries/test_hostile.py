"""A sample of hostile titles in all styles; `make fuzz N=…` tries each title in each style."""

from __future__ import annotations

import pytest

from tests.entries.hostile import TITLES, fault_in
from tests.entries.styles import STYLES

_EVERY = 30


@pytest.mark.parametrize(("first", "style"), list(enumerate(STYLES)))
def test_a_hostile_title_is_one_more_entry_with_its_own_link(first: int, style: str) -> None:
    numbers = range(first % _EVERY, len(TITLES), _EVERY)
    assert {TITLES[n]: fault for n in numbers if (fault := fault_in(style, n))} == {}


def test_there_are_more_than_three_hundred_of_them() -> None:
    assert len(set(TITLES)) >= 300
