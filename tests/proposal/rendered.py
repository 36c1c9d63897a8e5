"""Markdown as GitHub's own parser (cmark-gfm) sees it, for looking at what came alive."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import cmarkgfm
from cmarkgfm.cmark import Options

# What GitHub links after rendering, in text outside links and code.
_ALIVE = re.compile(
    r"(?<![\w/])@[A-Za-z0-9]"
    r"|#\d"
    r"|\bGH-\d"
    r"|(?i:https?://|ftp://|www\.\w)"
    r"|\b(?=[a-f]*\d)[0-9a-f]{7,40}\b"
    r"|:[a-z0-9_+-]+:"
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.links: list[str] = []
        self.comments: list[str] = []
        self.text = ""
        self.outside = ""  # text that is in no link and no code
        self._inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._inside += tag in ("a", "code")
        if tag == "a":
            self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        self._inside -= tag in ("a", "code")

    def handle_data(self, data: str) -> None:
        self.text += data
        self.outside += "" if self._inside else data

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


class Rendered:
    """What a reader of *markdown* gets."""

    def __init__(self, markdown: str) -> None:
        html = cmarkgfm.github_flavored_markdown_to_html(markdown, options=Options.CMARK_OPT_UNSAFE)
        reader = _Reader()
        reader.feed(html)
        reader.close()
        self.tags, self.links, self.comments = reader.tags, reader.links, reader.comments
        self.text = reader.text
        self.alive = _ALIVE.findall(reader.outside)
