"""Parses XML from the net: the whole document or nothing, and no document type at all.

Entities other than XML's own five need a document type, so none can be declared here. One bad
paper must not hide thousands: `parse_without` leaves ill-formed parts out, and says which.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree  # hardened below
from xml.parsers import expat

ATOM = "{http://www.w3.org/2005/Atom}"
# <?xml version="1.0" encoding="UTF-8"?>, or nothing of the kind
_UTF_8 = re.compile(
    rb"<(?!\?xml)|<\?xml version=[\"']1\.[01][\"'](?: encoding=[\"']utf-8[\"'])?\s*\?>",
    re.IGNORECASE,
)
_FEW = 3  # parts; where more are ill-formed, the document is


class NotXml(ValueError):
    """The bytes are not the well-formed XML that was promised; the text says why."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A document that is well-formed without the parts *cut* out of it."""

    root: ElementTree.Element
    raw: bytes
    cut: tuple[bytes, ...] = ()


class _NoDoctype(ElementTree.TreeBuilder):
    def doctype(self, name: str, _pubid: str | None, _system: str | None) -> None:
        raise NotXml(f"it is a {name} document with a document type")


def parse_xml(raw: bytes) -> ElementTree.Element:
    """Return the root of the document *raw*. Raises `NotXml`."""
    # Only its own builder makes the parser fast; it says nothing of a document type.
    target = None if _is_plain(raw) else _NoDoctype()
    parser = ElementTree.XMLParser(target=target)  # noqa: S314  # refuses document types
    try:
        parser.feed(raw)
        return parser.close()
    except ElementTree.ParseError as error:
        raise NotXml(f"broken XML: {error}") from error
    except (LookupError, ValueError) as error:
        if isinstance(error, NotXml):
            raise
        raise NotXml(f"unreadable encoding: {error}") from error


def _is_plain(raw: bytes) -> bool:
    """Whether *raw* is in UTF-8 by its first bytes, where "<!DOCTYPE" can be written one way."""
    begins = _UTF_8.match(raw)
    return begins is not None and b"\0" not in raw and b"<!DOCTYPE" not in raw


def parse_without(raw: bytes, tag: str) -> Mended:
    """Return *raw* parsed without those of its <*tag*> parts that are ill-formed, a few at most.

    A document that was cut off is no document: raises `NotXml` as `parse_xml` does.
    """
    cut: list[bytes] = []
    while True:
        try:
            return Mended(parse_xml(raw), raw, tuple(cut))
        except NotXml:
            start, end = _part_at(raw, _error_at(raw), tag.encode())
            if len(cut) == _FEW or end < 0:
                raise
            cut.append(raw[start:end])
            raw = raw[:start] + raw[end:]


def only_first(raw: bytes, tag: str) -> bytes:
    """Return the document *raw* without its <*tag*> parts from the second to the last.

    In an encoding that is not based on ASCII they are not found, and all of them stay.
    """
    end = f"</{tag}>".encode()
    first, last = raw.find(end), raw.rfind(end)
    return raw[:first] + raw[last:] if 0 <= first < last else raw


def _error_at(raw: bytes) -> int:
    """Return the byte at which *raw* stops being XML, -1 if that cannot be told."""
    if b"<!DOCTYPE" in raw:
        return -1
    parser = expat.ParserCreate()
    try:
        parser.Parse(raw, True)  # "this is all": the library takes no keyword
    except expat.ExpatError:
        return parser.ErrorByteIndex
    return -1


def _part_at(raw: bytes, at: int, tag: bytes) -> tuple[int, int]:
    """Return where the part around byte *at* begins and ends; the end is -1 without one."""
    start = raw.rfind(b"<" + tag, 0, at + 1)
    end = raw.find(b"</" + tag + b">", start) if start >= 0 else -1
    end = end + len(tag) + 3 if end >= 0 else -1
    return start, end if at < end else -1
