"""Two walks among accidents; `make fuzz-host SEEDS=200` walks more."""

from __future__ import annotations

from pathlib import Path

from tests.host.chaos import walk, walk_together
from tests.host.postgres import Postgres


def test_nothing_is_lost_or_doubled_among_accidents(tmp_path: Path) -> None:
    walk(0, tmp_path)


def test_two_hosts_share_a_postgresql_that_is_killed(tmp_path: Path, server: Postgres) -> None:
    walk_together(0, tmp_path, server)
