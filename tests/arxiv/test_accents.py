"""TeX in author names, as people type it."""

from __future__ import annotations

import pytest

from bot.arxiv.records.accents import untex


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (r"Andr\'e", "André"),
        (r"Andr\'{e}", "André"),
        (r"Andr{\'e}", "André"),
        (r"Fran\c{c}ois", "François"),
        (r"Fran\c cois", "François"),
        (r"Erd\H{o}s", "Erdős"),
        (r"J{\o}rgen", "Jørgen"),
        (r"J\o rgen", "Jørgen"),
        (r"J\o{}rgen", "Jørgen"),
        (r"Garc\'{\i}a", "García"),
        (r"Garc\'\ia", "García"),
        (r"M\"uller-{\L}uk\v{c}", "Müller-Łukč"),
        (r"Stra\ss{}e", "Straße"),
        (r"\AA ngstr\"om", "Ångström"),
        (r"Nu\~nez", "Nuñez"),
        (r"\.Zak", "Żak"),
    ],
)
def test_a_name_is_made_readable(raw: str, name: str) -> None:
    assert untex(raw) == name


@pytest.mark.parametrize(
    "raw",
    [
        "Ada Example",
        "André",
        "O'Neil",
        r"\unknown{x}",
        r"A\_b",
        "Team {Parcels}",
        r"x\'1",
        "\\",
        "",
    ],
)
def test_what_is_not_known_is_left_alone(raw: str) -> None:
    assert untex(raw) == raw
