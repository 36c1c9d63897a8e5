"""Parses XML from the net: the whole document or nothing, and no document type at all.

Entities other than XML's own five need a document type, so none can be declared here.
"""

from __future__ import annotations

from xml.etree import ElementTree  # hardened below

ATOM = "{http://www.w3.org/2005/Atom}"


class NotXml(ValueError):
    """The bytes are not the well-formed XML that was promised; the text says why."""


class _NoDoctype(ElementTree.TreeBuilder):
    def doctype(self, name: str, _pubid: str | None, _system: str | None) -> None:
        raise NotXml(f"it is a {name} document with a document type")


def parse_xml(raw: bytes) -> ElementTree.Element:
    """Return the root of the document *raw*. Raises `NotXml`."""
    parser = ElementTree.XMLParser(target=_NoDoctype())  # noqa: S314  # refuses document types
    try:
        parser.feed(raw)
        return parser.close()
    except ElementTree.ParseError as error:
        raise NotXml(f"broken XML: {error}") from error
    except (LookupError, ValueError) as error:
        if isinstance(error, NotXml):
            raise
        raise NotXml(f"unreadable encoding: {error}") from error
