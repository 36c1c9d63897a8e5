"""The database server is started by the first test that needs it, once a process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.host.postgres import HERE, WHY, Postgres, postgres


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    if not HERE:
        pytest.skip(WHY)
    with postgres() as running:
        yield running
