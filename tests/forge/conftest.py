"""One double for a test, on a real socket."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.forge.driver import LIST, PATH
from tests.forge.github_double import GitHubDouble


@pytest.fixture
def double() -> Iterator[GitHubDouble]:
    with GitHubDouble({PATH: LIST, "README.md": b"hello\n"}) as double:
        yield double
