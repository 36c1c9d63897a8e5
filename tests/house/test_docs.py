"""What the documents name exists: modules, folders and tests move, sentences stay behind."""

from __future__ import annotations

import json
import re
import shlex

import pytest

from bot.cli.parser import build_parser
from bot.config import parse_config
from tests.conftest import ROOT
from tools import reference

DOCS = sorted(p.relative_to(ROOT / "docs").as_posix() for p in ROOT.glob("docs/**/*.md"))
PAGES = ("README.md", "CONTRIBUTING.md", *(f"docs/{name}" for name in DOCS))
CODE = re.compile(r"(?ms)^ *```.*?^ *```|`[^`\n]*`")
LINK = re.compile(r"\]\(((?!https?:)[^()\s]+)\)")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
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


@pytest.mark.parametrize("page", PAGES)
def test_every_command_in_a_page_is_one_of_ours(page: str) -> None:
    typed = "\n".join(text for kind, text in blocks(page) if kind in ("console", "sh", "bash"))
    for line in re.sub(r"\\\n\s*", "", typed).splitlines():
        for part in re.split(r" && |; |\| ", line.partition("#")[0].removeprefix("$ ")):
            words = shlex.split(part)
            if words[:1] == ["bot"] and len(words) > 1:
                build_parser().parse_args(words[1:])
            if words[:1] == ["make"] and len(words) > 1:
                assert f"\n{words[1]}:" in MAKEFILE, line


@pytest.mark.parametrize("page", PAGES)
def test_every_config_in_a_page_is_read(page: str) -> None:
    """What a page shows is a part of a config; the one table that has to be there is added."""
    for kind, text in blocks(page):
        if kind == "toml":
            needed = "" if "[arxiv]" in text else '\n[arxiv]\ncategories = ["cs.CL"]\n'
            parse_config(f"{text}{needed}".encode(), file="config/list.toml")
        if kind == "json":
            json.loads(text)


def blocks(page: str) -> list[tuple[str, str]]:
    """Return the code blocks of *page*: language and text."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(r"(?ms)^```(\w+)\n(.*?)^```", text)


def test_every_page_stands_in_the_sites_contents() -> None:
    named = set(re.findall(r'"([\w/-]+\.md)"', (ROOT / "zensical.toml").read_text("utf-8")))
    assert named == {p.relative_to(ROOT / "docs").as_posix() for p in ROOT.glob("docs/**/*.md")}


def anchors(text: str) -> set[str]:
    """Return the anchors that GitHub gives the headings of *text*."""
    headings = re.findall(r"(?m)^#+ (.*)$", text)
    plain = (re.sub(r"[^\w -]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}
