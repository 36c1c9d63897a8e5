"""Bytes in, the same bytes out; what is no text is refused with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import ListError
from bot.markdown.document import Document


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n",
        b"no newline at end",
        b"# a\r\n\r\n* x\r\n",
        b"lone\rcarriage\rreturns",
        b"mixed\r\nendings\nand\rmore\n\r",
        b"\xef\xbb\xbf# byte order mark\n",
        b"in the \xef\xbb\xbf middle\n",
        "tab\t, NBSP\u00a0, ZWSP\u200b, LS\u2028, NEL\u0085, VT\x0b, FF\x0c, RLO\u202e\n".encode(),
        b"```\nopen fence\n",
        b"<!-- open comment\n",
    ],
)
def test_a_document_gives_back_its_bytes(raw: bytes) -> None:
    assert Document.parse(raw, name="x").to_bytes() == raw


@given(st.text().map(lambda text: text.replace("\0", "").encode("utf-8", "ignore")))
def test_any_text_round_trips(raw: bytes) -> None:
    document = Document.parse(raw, name="x")
    assert document.to_bytes() == raw
    assert "".join(document.lines).encode() == raw


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"a\nb\0\n", "x.md, line 2: a NUL character; remove it"),
        (b"a\r\nb\rcaf\xe9\n", "x.md, line 3: not UTF-8; save the file as UTF-8"),
        (b"\xed\xa0\x80", "x.md, line 1: not UTF-8; save the file as UTF-8"),
        (b"\n\n\xe2\x82", "x.md, line 3: not UTF-8; save the file as UTF-8"),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(raw: bytes, message: str) -> None:
    with pytest.raises(ListError, match=r".") as caught:
        Document.parse(raw, name="x.md")
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("raw", "at", "after"),
    [
        (b"", 0, b"new\n"),
        (b"a\n", 0, b"new\na\n"),
        (b"a\r\nb\r\n", 1, b"a\r\nnew\r\nb\r\n"),
        (b"a\nb", 2, b"a\nb\nnew"),
        (b"a\rb", 1, b"a\rnew\rb"),
        (b"a", 0, b"new\na"),
    ],
)
def test_an_inserted_line_ends_as_its_neighbours_do(raw: bytes, at: int, after: bytes) -> None:
    assert Document.parse(raw, name="x").insert(at, ("new",)).to_bytes() == after


def test_inserting_nothing_changes_nothing() -> None:
    assert Document.parse(b"a", name="x").insert(1, ()).to_bytes() == b"a"


def test_the_text_lines_have_neither_endings_nor_byte_order_mark() -> None:
    document = Document.parse(b"\xef\xbb\xbfa\r\nb\r", name="x")
    assert document.text_lines() == ["a", "b"]
    assert Document.parse(b"", name="x").text_lines() == []
