"""A sample of the fuzz; `make fuzz` runs two hundred seeds."""

from __future__ import annotations

import pytest

from tests.arxiv.fuzz import main, one_run


@pytest.mark.parametrize("seed", range(208, 220))
def test_a_run_among_faults_is_right_or_says_that_it_is_not(seed: int) -> None:
    assert one_run(seed).problem == ""


def test_the_figures_are_told() -> None:
    told: list[str] = []
    assert main(1, told.append) == 0
    assert told[-1] == "0 of 1 runs broke a promise"
    assert len(told) == 10
