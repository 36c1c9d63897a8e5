"""A few walks among accidents; `make fuzz-host SEEDS=200` walks more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.host.chaos import walk


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_nothing_is_lost_or_doubled_among_accidents(seed: int, tmp_path: Path) -> None:
    walk(seed, tmp_path)
