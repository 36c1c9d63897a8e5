"""A sample of the fuzz; `make fuzz` runs two hundred seeds."""

from __future__ import annotations

import pytest

from tests.arxiv.fuzz import WINDOWS, YESTERDAY, door_run, main, one_run


@pytest.mark.parametrize("seed", range(208, 220))
def test_a_run_among_faults_is_right_or_says_that_it_is_not(seed: int) -> None:
    assert one_run(seed).problem == ""


@pytest.mark.parametrize(
    ("doors", "fault"),
    [
        ("api", "total too big"),
        ("api", "short"),
        ("api", "agreed holes"),
        ("oai", "doubled"),
        ("api oai", "short"),
        ("api oai", "doubled"),
        ("api oai", "zero"),
    ],
)
@pytest.mark.parametrize("remembered", [False, True])
def test_a_lie_for_ever_is_got_round_or_told(doors: str, fault: str, *, remembered: bool) -> None:
    window = YESTERDAY if remembered else WINDOWS[1]
    assert door_run(doors.split(), fault, window, remembered=remembered) == ""


def test_the_figures_are_told() -> None:
    told: list[str] = []
    assert main(1, told.append) == 0
    assert told[-1] == "0 of 1 runs broke a promise"
    assert len(told) == 10
