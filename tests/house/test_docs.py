"""What the documents name exists: modules, folders and tests move, sentences stay behind."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT
from tools import reference

DOCS = sorted(p.relative_to(ROOT / "docs").as_posix() for p in ROOT.glob("docs/**/*.md"))
PAGES = ("README.md", "CONTRIBUTING.md", *(f"docs/{name}" for name in DOCS))
CODE = re.compile(r"(?ms)^ *```.*?^ *```|`[^`\n]*`")
LINK = re.compile(r"\]\(((?!https?:)[^()\s]+)\)")
NAMED = re.compile(r"`((?:bot|classifier|tests|bench|tools)/[\w./-]*)`")
"""A path of ours in code marks: `bot/editing/edit.py`, `tests/house/`."""


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_a_page_names_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert [name for name in NAMED.findall(text) if not (ROOT / name).exists()] == []


def test_the_reference_is_what_the_code_says() -> None:
    written = {name: (reference.FOLDER / name).read_text("utf-8") for name in reference.PAGES}
    renewed = {name: page() for name, page in reference.PAGES.items()}
    assert written == renewed, "renew it with: make reference"


@pytest.mark.parametrize("page", PAGES)
def test_every_link_into_the_repository_leads_somewhere(page: str) -> None:
    file = ROOT / page
    text = CODE.sub("", file.read_text(encoding="utf-8"))
    for target in LINK.findall(text):
        path, _, anchor = target.partition("#")
        there = (file.parent / path).resolve() if path else file
        assert there.exists(), target
        if anchor and there.suffix == ".md":
            assert anchor in anchors(there.read_text(encoding="utf-8")), target


def test_every_page_stands_in_the_sites_contents() -> None:
    named = set(re.findall(r'"([\w/-]+\.md)"', (ROOT / "zensical.toml").read_text("utf-8")))
    assert named == {p.relative_to(ROOT / "docs").as_posix() for p in ROOT.glob("docs/**/*.md")}


def anchors(text: str) -> set[str]:
    """Return the anchors that GitHub gives the headings of *text*."""
    headings = re.findall(r"(?m)^#+ (.*)$", text)
    plain = (re.sub(r"[^\w -]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}
