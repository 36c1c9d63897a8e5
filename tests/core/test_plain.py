"""Untrusted text becomes one line without anything hidden in it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.plain import plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two\nlines\r\n and \t tabs", "two lines and tabs"),
        ("non\u00a0breaking\u2028space", "non breaking space"),
        ("a\u202eb\u200bc\ufeffd", "abcd"),
        ("tag\U000e0041s", "tags"),
        ("odd\u3164blank\u2800", "odd blank"),
        ("cafe\u0301", "café"),
        ("zero\u200dwidth", "zerowidth"),
        ("\x00\x1b[31m", "[31m"),
        ("\u200d", ""),
    ],
)
def test_what_is_hidden_or_breaks_lines_goes(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize("text", ["", "A title: with -- dashes", "中文 标题", "👩‍💻", "می‌خواهم"])
def test_ordinary_text_and_real_joiners_are_left_alone(text: str) -> None:
    assert plain(text) == unicodedata.normalize("NFC", text)


@given(st.text())
def test_plain_text_is_one_line_and_stays_as_it_is(text: str) -> None:
    once = plain(text)
    assert once.splitlines() in ([once], [])
    assert plain(once) == once
