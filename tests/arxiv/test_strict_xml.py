"""XML from the net: the whole document or an error, and no document types."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.arxiv.records.strict_xml import NotXml, parse_xml


def test_a_document_is_parsed_with_the_five_entities_of_xml() -> None:
    root = parse_xml(b"<?xml version='1.0' encoding='UTF-8'?><a>&lt;&amp;&gt;\xc3\xa9</a>")
    assert (root.tag, root.text) == ("a", "<&>é")


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "broken XML"),
        (b"<a><b></a>", "broken XML"),
        (b"<a/><b/>", "broken XML"),
        (b"<a>\xff</a>", "broken XML"),
        (b"<a>&nbsp;</a>", "broken XML"),
        (b"<?xml version='1.0' encoding='no-such'?><a/>", "broken XML|unreadable encoding"),
        (b"<?xml version='1.0' encoding='utf-7'?><a/>", "broken XML|unreadable encoding"),
        (b"<!DOCTYPE a [<!ENTITY b 'bbb'>]><a>&b;</a>", "document type"),
        (b"<!DOCTYPE html><html/>", "html document with a document type"),
        ("<!DOCTYPE a [<!ENTITY b 'b'>]><a>&b;</a>".encode("utf-16"), "document type"),
        (
            "<!DOCTYPE a [<!ENTITY b 'b'>]><a>&b;</a>".encode("utf-16-le"),
            "broken XML|document type",
        ),
        (
            b"<?xml version='1.0' encoding='cp037'?>"
            + "<!DOCTYPE a [<!ENTITY b 'b'>]><a>&b;</a>".encode("cp037"),
            "broken XML|document type",
        ),
        (
            b"<?xml version='1.0' encoding='utf-8'?><!DOCTYPE a [<!ENTITY b 'b'>]><a>&b;</a>",
            "document type",
        ),
    ],
)
def test_anything_less_is_an_error(raw: bytes, why: str) -> None:
    with pytest.raises(NotXml, match=why):
        parse_xml(raw)


@settings(deadline=None)
@given(st.integers(1, 60))
def test_a_cut_is_always_noticed(cut: int) -> None:
    whole = b"<feed><entry><id>1</id><author>Ada</author></entry></feed>"
    with pytest.raises(NotXml):
        parse_xml(whole[: len(whole) - min(cut, len(whole))])
