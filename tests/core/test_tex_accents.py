"""TeX in author names, as people type it."""

from __future__ import annotations

import pytest

from bot.core.tex import name_without_tex, with_accents


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
    assert name_without_tex(raw) == name


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (r"Gau{\ss}-Legendre Quadrature", "Gauß-Legendre Quadrature"),
        (r"The {GAN} of \L ukasiewicz", "The {GAN} of Łukasiewicz"),
        (r"for d in \{2,3\}\. The model", r"for d in \{2,3\}\. The model"),
    ],
)
def test_a_title_keeps_what_is_no_accent(raw: str, text: str) -> None:
    assert with_accents(raw) == text


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
    assert name_without_tex(raw) == raw
