"""Where a file's sections begin, and which blocks could be entries; one pass over the blocks.

It reports lines and texts; which blocks are entries is decided in `reading`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.markdown import blocks as markdown
from bot.markdown import markup
from bot.markdown.blocks import Block
from bot.markdown.document import Document
from bot.markdown.markup import Mark

BOLD_LEVEL = 7
"""The level of a bold line used as a heading: below every real one."""
SUMMARY_LEVEL = 8
"""The level of `<summary>`: it ends with its `</details>`."""

# A line that is bold and nothing else: `**Surveys**:`.
_BOLD_LINE = re.compile(r"\s{0,3}(?:\*\*|__)(?P<text>[^*_\[\]<>]{1,100})(?:\*\*|__)\s*[:：]?\s*")
_TIGHT_HEADING = re.compile(r"(#{1,6})([^#\s].*)")
_HTML_HEADING = re.compile(r"[*_\s]*<h[1-6]\b[^<>]*>", re.IGNORECASE)
_HTML_LINE = re.compile(r"[ \t>]*<[/!a-zA-Z]")
_ATX = re.compile(r"(?:[\s>]|[-*+]|\d{1,9}[.)](?=\s))*#{1,6}(?=\s|$)", re.ASCII)
_CLOSING = re.compile(r"\s#+\s*$")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s[^()]*)?\)")
_NOISE = re.compile(r"<[^<>]*>|:[a-z0-9_+-]+:|[*`~#]|(?<!\w)_+|_+(?!\w)")
_FRONT_MATTER_LINES = 100  # lines; what is longer is no front matter
_NEAR = 2  # lines between a tag and the code it stands above
_MARKDOWN, _ITEM = 1, 2  # what covers a line, see `_covered`


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of any make on lines *first* to *last* (1-based), with its plain text."""

    first: int
    last: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A file as its parts: text lines, headings and ends of details by line, blocks, HTML.

    Headings that are the titles of papers are not among `headings` but in `titled`. Code that is
    set as a heading opens no section; `dividers` has the lines where such begin. `items` are those
    of HTML lists, inner ones too.
    """

    document: Document
    lines: Sequence[str]
    blocks: Sequence[Block]
    headings: Sequence[Heading]
    details_ends: Sequence[int]
    rows: Sequence[Mark]
    comments: Sequence[Mark]
    hidden: frozenset[int] = field(default=frozenset())
    titled: Sequence[Heading] = ()
    dividers: Sequence[int] = ()
    items: Sequence[Mark] = ()


def plain_heading(text: str) -> str:
    """Return a heading's text without markup: links keep their words, images and tags go."""
    text = _LINK.sub(lambda match: "" if match[0][0] == "!" else match[1], text)
    return " ".join(_NOISE.sub("", _LINK.sub(r"\1", text)).split())


def read_outline(document: Document) -> Outline:
    """Return the outline of *document*; any text has one."""
    lines = document.text_lines()
    seen = _without_front_matter(lines)
    found = markdown.blocks(seen)
    html = _without_folds_of_items(markup.marks(_html_lines(seen, found)), found)
    hidden = {n for b in found if b.kind == "code" for n in range(b.first, b.last + 1)}
    comments = [mark for mark in html if mark.kind == "comment"]
    # An empty comment hides nothing: it parts what would be a mention or an address.
    told = (mark for mark in comments if mark.text)
    hidden |= {n for mark in told for n in range(mark.first, mark.last + 1)}
    headings = [*_markdown_headings(seen, found), *_html_headings(html)]
    return Outline(
        document,
        lines,
        found,
        sorted(headings, key=lambda heading: heading.first),
        [mark.first for mark in html if mark.kind == "details-end"],
        [mark for mark in html if mark.kind == "row"],
        comments,
        frozenset(hidden),
        items=[mark for mark in html if mark.kind == "list-item"],
        dividers=[line for block in found if (line := _divider(seen, block))],
    )


def _without_folds_of_items(html: Sequence[Mark], found: Sequence[Block]) -> list[Mark]:
    """Return *html* without what opens and closes folds that are a part of one item.

    Such a fold hides words of its item, and no list: `- [Title](…)`, below it its abstract.
    """
    if not any(mark.kind == "summary" for mark in html):
        return list(html)
    inside = {n for b in found if b.kind == "item" for n in range(b.first + 1, b.last + 1)}
    starts = sorted(b.first for b in found if b.kind in ("item", "table", "heading"))
    parts: set[int] = set()
    for number, mark in enumerate(html):
        after = (n for n, end in enumerate(html[number:], number) if end.kind == "details-end")
        if mark.kind == "summary" and mark.first in inside and (end := next(after, 0)):
            begun = bisect_left(starts, mark.first), bisect_right(starts, html[end].first)
            if html[end].first in inside and begun[0] == begun[1]:
                parts |= {number, end}
    return [mark for number, mark in enumerate(html) if number not in parts]


def _divider(lines: Sequence[str], block: Block) -> int:
    """Return the line of the tag of a heading right above *block* if that is code, else 0."""
    above = block.first - 1
    while above > 0 and block.first - above <= _NEAR and not lines[above - 1].strip():
        above -= 1
    is_tag = above > 0 and _HTML_HEADING.fullmatch(lines[above - 1].rstrip()) is not None
    return above if is_tag and block.kind == "code" else 0


def _without_front_matter(lines: list[str]) -> list[str]:
    if lines and lines[0].rstrip() == "---":
        for at in range(1, min(len(lines), _FRONT_MATTER_LINES)):
            if lines[at].rstrip() in ("---", "..."):
                return [""] * (at + 1) + lines[at + 1 :]
    return lines


def _markdown_headings(lines: Sequence[str], found: Sequence[Block]) -> Iterator[Heading]:
    for index, block in enumerate(found):
        if block.kind == "heading":
            raw = " ".join(lines[block.first - 1 : block.last])
            if not _ATX.match(lines[block.first - 1]):
                raw = " ".join(lines[block.first - 1 : block.last - 1])
            text = _CLOSING.sub("", _ATX.sub("", raw, count=1))
            yield Heading(block.first, block.last, block.level, plain_heading(text))
        elif block.kind == "paragraph" and block.first == block.last and block.depth == 0:
            line = lines[block.first - 1]
            if (bold := _BOLD_LINE.fullmatch(line)) and _leads(found, index):
                text = plain_heading(bold["text"]).rstrip(":： ")
                yield Heading(block.first, block.last, BOLD_LEVEL, text)
            elif tight := _TIGHT_HEADING.fullmatch(line):
                yield Heading(block.first, block.last, len(tight[1]), plain_heading(tight[2]))


def _leads(found: Sequence[Block], index: int) -> bool:
    """Whether a bold line stands above something it can be the heading of."""
    after = found[index + 1] if index + 1 < len(found) else None
    return after is not None and after.kind in ("list", "table", "paragraph")


def _html_headings(html: Sequence[Mark]) -> Iterator[Heading]:
    for mark in html:
        if mark.kind in ("heading", "summary") and mark.text:
            yield Heading(mark.first, mark.last, mark.level or SUMMARY_LEVEL, mark.text)


def _html_lines(lines: Sequence[str], found: Sequence[Block]) -> Iterator[tuple[int, str]]:
    """Yield the lines that hold HTML blocks: those no other block covers.

    A comment left open by its block ends there, as it does for GitHub.
    """
    if not any("<" in line for line in lines):
        return
    covered = _covered(lines, found)
    opened = 0  # the last line of a comment that has not ended yet
    for number, line in enumerate(lines, 1):
        if covered[number] and not (opened and covered[number] == _ITEM):
            if opened:
                yield opened, "-->"
            opened = 0
        elif line.strip():
            start, end = line.rfind("<!--"), line.rfind("-->")
            opened = number if start > end or (opened and end < 0) else 0
            yield number, line


def _covered(lines: Sequence[str], found: Sequence[Block]) -> bytearray:
    """Return for each line number what stands there: nothing, Markdown, or the text of an item.

    HTML that opens in an item may go on over lines that look like the item's text.
    """
    covered = bytearray(len(lines) + 2)
    for block in found:
        span = range(block.first, block.last + 1)
        if block.kind == "paragraph" and _HTML_HEADING.match(lines[block.first - 1]):
            continue
        if block.kind in ("paragraph", "heading", "code", "table"):
            covered[block.first : block.last + 1] = bytes([_MARKDOWN]) * len(span)
        elif block.kind == "item" and block.depth == 0:
            for number in span:
                if not covered[number] and not _HTML_LINE.match(lines[number - 1]):
                    covered[number] = _ITEM
        if block.kind == "item":
            covered[block.first] = _MARKDOWN
    return covered
