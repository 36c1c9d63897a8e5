"""Edits of a config, written as TOML that loads."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.plain import toml_text
from bot.explain.trials import ConfigEdit, lines_of

# TOML is UTF-8, so half of a surrogate pair cannot stand in it at all.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("text", "toml"),
    [
        ("Kettles", '"Kettles"'),
        ("🫖 Kettles", '"🫖 Kettles"'),
        ("Thé & 茶", '"Thé & 茶"'),
        ('the "best" one', r'"the \"best\" one"'),
        (r"a\b", r'"a\\b"'),
        ("a\tb\nc\x00\x7f", r'"a\tb\nc\u0000\u007f"'),
    ],
)
def test_a_string_is_written_as_toml(text: str, toml: str) -> None:
    assert toml_text(text) == toml


@given(TEXTS)
def test_any_string_loads_as_it_was(text: str) -> None:
    assert tomllib.loads(f"a = {toml_text(text)}") == {"a": text}


@given(TEXTS, TEXTS)
def test_the_rule_of_any_heading_loads(heading: str, rule: str) -> None:
    table = ("sections", heading, "keywords")
    loaded = tomllib.loads(lines_of([ConfigEdit(table, rule, "2.0")]))
    assert loaded == {"sections": {heading: {"keywords": {rule: 2.0}}}}
