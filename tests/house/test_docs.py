"""What the documents name exists: modules, folders and tests move, sentences stay behind."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT

DOCS = sorted(path.name for path in ROOT.glob("docs/*.md"))
PAGES = ("README.md", "CONTRIBUTING.md", *(f"docs/{name}" for name in DOCS))
NAMED = re.compile(r"`((?:bot|classifier|tests|bench|tools)/[\w./-]*)`")
"""A path of ours in code marks: `bot/editing/edit.py`, `tests/house/`."""


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_a_page_names_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert [name for name in NAMED.findall(text) if not (ROOT / name).exists()] == []
