"""A sample of the runs in doubt; `python -m tests.road.doubts 300` walks more."""

from __future__ import annotations

import pytest

from tests.road.doubts import difference, main


@pytest.mark.parametrize("seed", range(12))
def test_writes_in_doubt_end_as_an_undisturbed_run_does(seed: int) -> None:
    assert difference(seed) == ""


def test_the_figures_are_told() -> None:
    told: list[str] = []
    assert main(1, told.append) == 0
    assert told == ["0 of 1 runs in doubt ended otherwise than undisturbed"]
