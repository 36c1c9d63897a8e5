"""Nothing that comes from outside acts on a terminal or on a workflow runner."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.terminal import json_line, log_text, terminal_text


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\x1b]8;;https://evil.example\x07b", "a\\x1b]8;;https://evil.example\\x07b"),
        ("one\rtwo", "one\\rtwo"),
        ("\u202eevil", "\\u202eevil"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("line\u2028two", "line\\u2028two"),
        ("nul\x00", "nul\\x00"),
    ],
)
def test_a_control_character_is_shown_and_does_nothing(hostile: str, shown: str) -> None:
    assert terminal_text(hostile) == shown


@pytest.mark.parametrize("text", ["plain", "two\nlines", "tab\there", "Größe 中文 🎉", "", "a: b"])
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert terminal_text(text) == text
    assert log_text(text) == text


def test_a_carriage_return_before_a_line_feed_is_only_a_line_ending() -> None:
    assert terminal_text("a\r\nb") == "a\nb"


# How the runner reads a line: ActionCommand.cs of actions/runner.
_NEW = re.compile(r"^\s*::")
_OLD = "##["


@pytest.mark.parametrize(
    "hostile",
    [
        "::add-mask::the",
        "   ::stop-commands::x",
        "\t::error::x",
        "a title with ##[set-env name=x]y",
        "x\n::warning::y",
        "####[add-mask]a",
        ":::error::x",
    ],
)
def test_no_workflow_command_lives_in_a_log_line(hostile: str) -> None:
    for line in log_text(hostile).splitlines():
        assert not _NEW.match(line)
        assert _OLD not in line


@given(st.text(alphabet=st.sampled_from(":#[]\n \tab\u2028\r"), max_size=40))
def test_no_mix_of_its_characters_makes_a_workflow_command(text: str) -> None:
    for line in log_text(text).split("\n"):
        assert not _NEW.match(line)
        assert _OLD not in line


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_json_is_one_ascii_line_without_commands_and_reads_back(value: object) -> None:
    line = json_line(value)
    assert line.isascii()
    assert line.isprintable()
    assert _OLD not in line
    assert json.loads(line) == value


def test_a_json_line_can_hold_a_workflow_command_without_being_one() -> None:
    assert json_line({"a": "##[add-mask]b"}) == '{"a": "##\\u005badd-mask]b"}'
    assert json.loads(json_line("##[x]")) == "##[x]"
