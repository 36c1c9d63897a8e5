"""A template of the config on its road through `bot add`, and one that does not fit the list."""

from __future__ import annotations

import pytest

from bot.cli import parser as cli
from tests.cli.conftest import README, Desk, snapshot, told


def add(desk: Desk, template: str) -> int:
    config = desk.folder / "config" / "mine.toml"
    with config.open("a", encoding="utf-8") as file:
        file.write(f"[entry]\ntemplate = '{template}'\n[publish]\nmode = \"write\"\n")
    source = str(snapshot(desk.folder))
    return cli.main(["add", "2603.00900", "--section", "serving", "--write", "--source", source])


def test_an_entry_is_written_as_the_config_says(desk: Desk) -> None:
    assert add(desk, "**{title}** [[PDF]({pdf})] {code:[[Code](%)]|}.") == 0
    line = "- **Fair serving of language models** [[PDF](https://arxiv.org/pdf/2603.00900)] ."
    assert line.encode() in desk.readme


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("| {title} | {abs} |", "are no rows of a table; begin the template without"),
        ("<b>{title} ({abs})", "a new entry leaves <b> without its partner"),
    ],
)
def test_a_template_that_does_not_fit_is_told_with_its_line_and_writes_nothing(
    desk: Desk, capsys: pytest.CaptureFixture[str], template: str, why: str
) -> None:
    assert add(desk, template) == 1
    _, (error,) = told(capsys)
    assert error.startswith("bot: config/mine.toml, line ")
    assert ": the template does not fit the list: " in error
    assert why in error
    assert desk.readme == README
