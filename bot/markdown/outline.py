"""Headings, raw HTML and references of a file, as GitHub shows them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Literal

from bot.markdown import rendering as markdown
from bot.markdown.document import Document
from bot.markdown.rendering import Block

# What raw HTML in a list means to its readers: headings, summaries, rows, items, comments.
#
# Read by the standard library's parser; positions only, nothing is written.

_HEADINGS = {f"h{level}": level for level in range(1, 7)}


@dataclass(frozen=True, slots=True)
class HtmlMark:
    """Something HTML says on lines *first* to *last* (1-based); `text` of headings, summaries."""

    kind: Literal["heading", "summary", "details-end", "row", "list-item", "comment"]
    first: int
    last: int
    level: int = 0
    text: str = ""


class _Reader(HTMLParser):
    def __init__(self, numbers: list[int]) -> None:
        super().__init__(convert_charrefs=True)
        self.marks: list[HtmlMark] = []
        self._numbers = numbers
        self._open: tuple[str, int, list[str]] | None = None
        self._row = 0
        self._lists: list[list[int]] = []  # of each open list, the line of its open item

    def _line(self) -> int:
        return self._numbers[min(self.getpos()[0], len(self._numbers)) - 1]

    def handle_starttag(self, tag: str, _: object) -> None:
        if tag in _HEADINGS or tag == "summary":
            self._open = (tag, self._line(), [])
        elif tag == "tr":
            self._end_row(self._line())
            self._row = self._line()
        elif tag in ("ul", "ol"):
            self._lists.append([])
        elif tag == "li":
            self._end_item(self._line() - 1)
            self._lists = self._lists or [[]]
            self._lists[-1].append(self._line())

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._open[2].append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._open is not None and tag == self._open[0]:
            name, first, texts = self._open
            text = " ".join("".join(texts).split())
            kind: Literal["heading", "summary"] = "summary" if name == "summary" else "heading"
            self.marks.append(HtmlMark(kind, first, self._line(), _HEADINGS.get(name, 0), text))
            self._open = None
        elif tag == "details":
            self.marks.append(HtmlMark("details-end", self._line(), self._line()))
        elif tag in ("tr", "table"):
            self._end_row(self._line())
        elif tag == "li":
            self._end_item(self._line())
        elif tag in ("ul", "ol") and self._lists:
            self._end_item(self._line() - 1)
            self._lists.pop()

    def _end_item(self, line: int) -> None:
        if self._lists and self._lists[-1]:
            first = self._lists[-1].pop()
            self.marks.append(HtmlMark("list-item", first, max(first, line)))

    def _end_row(self, line: int) -> None:
        if self._row:
            self.marks.append(HtmlMark("row", self._row, max(self._row, line)))
        self._row = 0

    def handle_comment(self, data: str) -> None:
        first = self._line()
        height = data.count("\n")
        start = self.getpos()[0]
        last = self._numbers[min(start + height, len(self._numbers)) - 1]
        self.marks.append(HtmlMark("comment", first, last, text=data.strip()))


def marks(lines: Iterable[tuple[int, str]]) -> list[HtmlMark]:
    """Return the marks in the numbered HTML *lines* (number, text), in order of their end."""
    numbers: list[int] = []
    texts: list[str] = []
    for number, text in lines:
        numbers.append(number)
        texts.append(text)
    if not numbers:
        return []
    reader = _Reader(numbers)
    reader.feed(_closed("\n".join(texts)))
    reader.close()
    return reader.marks


def _closed(text: str) -> str:
    """Return *text* up to its last complete tag and comment.

    What is left open at the end means nothing, and looking for its end again and again would
    take the parser quadratic time.
    """
    opened = text.find("<!--", text.rfind("-->") + 1)
    text = text if opened < 0 else text[:opened]
    # The parser gives up at marked sections that it does not know ("<![p"): to HTML they are text.
    return text[: text.rfind(">") + 1].replace("<![", "< ![")


# Where a file's sections begin, and which blocks could be entries; one pass over the blocks.
#
# It reports lines and texts; which blocks are entries is decided in `reading`.

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
    rows: Sequence[HtmlMark]
    comments: Sequence[HtmlMark]
    hidden: frozenset[int] = field(default=frozenset())
    titled: Sequence[Heading] = ()
    dividers: Sequence[int] = ()
    items: Sequence[HtmlMark] = ()


def plain_heading(text: str) -> str:
    """Return a heading's text without markup: links keep their words, images and tags go."""
    text = _LINK.sub(lambda match: "" if match[0][0] == "!" else match[1], text)
    return " ".join(_NOISE.sub("", _LINK.sub(r"\1", text)).split())


def anchor(text: str) -> str:
    """Return the address that GitHub gives a heading: small letters, digits, hyphens."""
    slug = re.sub(r"[^\w\- ]", "", plain_heading(text).casefold())
    return slug.replace(" ", "-")


def read_outline(document: Document) -> Outline:
    """Return the outline of *document*; any text has one."""
    lines = document.text_lines()
    seen = _without_front_matter(lines)
    blocks = markdown.blocks(seen)
    html = _without_folds_of_items(marks(_html_lines(seen, blocks)), blocks)
    hidden = {n for b in blocks if b.kind == "code" for n in range(b.first, b.last + 1)}
    comments = [mark for mark in html if mark.kind == "comment"]
    # An empty comment hides nothing: it parts what would be a mention or an address.
    hiding = (mark for mark in comments if mark.text)
    hidden |= {n for mark in hiding for n in range(mark.first, mark.last + 1)}
    headings = [*_markdown_headings(seen, blocks), *_html_headings(html)]
    return Outline(
        document,
        lines,
        blocks,
        sorted(headings, key=lambda heading: heading.first),
        [mark.first for mark in html if mark.kind == "details-end"],
        [mark for mark in html if mark.kind == "row"],
        comments,
        frozenset(hidden),
        items=[mark for mark in html if mark.kind == "list-item"],
        dividers=[line for block in blocks if (line := _divider(seen, block))],
    )


def _without_folds_of_items(html: Sequence[HtmlMark], blocks: Sequence[Block]) -> list[HtmlMark]:
    """Return *html* without what opens and closes folds that are a part of one item.

    Such a fold hides words of its item, and no list: `- [Title](…)`, below it its abstract.
    """
    if not any(mark.kind == "summary" for mark in html):
        return list(html)
    inside = {n for b in blocks if b.kind == "item" for n in range(b.first + 1, b.last + 1)}
    starts = sorted(b.first for b in blocks if b.kind in ("item", "table", "heading"))
    parts: set[int] = set()
    opened: list[int] = []
    for number, mark in enumerate(html):
        if mark.kind == "summary":
            opened.append(number)
        elif mark.kind == "details-end" and opened:
            first = html[at := opened.pop()].first
            begun = bisect_left(starts, first), bisect_right(starts, mark.first)
            if first in inside and mark.first in inside and begun[0] == begun[1]:
                parts |= {at, number}
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


def _markdown_headings(lines: Sequence[str], blocks: Sequence[Block]) -> Iterator[Heading]:
    for index, block in enumerate(blocks):
        if block.kind == "heading":
            raw = " ".join(lines[block.first - 1 : block.last])
            if not _ATX.match(lines[block.first - 1]):
                raw = " ".join(lines[block.first - 1 : block.last - 1])
            text = _CLOSING.sub("", _ATX.sub("", raw, count=1))
            yield Heading(block.first, block.last, block.level, plain_heading(text))
        elif block.kind == "paragraph" and block.first == block.last and block.depth == 0:
            line = lines[block.first - 1]
            if (bold := _BOLD_LINE.fullmatch(line)) and _leads(blocks, index):
                text = plain_heading(bold["text"]).rstrip(":： ")
                yield Heading(block.first, block.last, BOLD_LEVEL, text)
            elif tight := _TIGHT_HEADING.fullmatch(line):
                yield Heading(block.first, block.last, len(tight[1]), plain_heading(tight[2]))


def _leads(blocks: Sequence[Block], index: int) -> bool:
    """Whether a bold line stands above something it can be the heading of."""
    after = blocks[index + 1] if index + 1 < len(blocks) else None
    return after is not None and after.kind in ("list", "table", "paragraph")


def _html_headings(html: Sequence[HtmlMark]) -> Iterator[Heading]:
    for mark in html:
        if mark.kind in ("heading", "summary") and mark.text:
            yield Heading(mark.first, mark.last, mark.level or SUMMARY_LEVEL, mark.text)


def _html_lines(lines: Sequence[str], every_block: Sequence[Block]) -> Iterator[tuple[int, str]]:
    """Yield the lines that hold HTML blocks: those no other block covers.

    A comment left open by its block ends there, as it does for GitHub.
    """
    if not any("<" in line for line in lines):
        return
    covered = _covered(lines, every_block)
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


def _covered(lines: Sequence[str], blocks: Sequence[Block]) -> bytearray:
    """Return for each line number what stands there: nothing, Markdown, or the text of an item.

    HTML that opens in an item may go on over lines that look like the item's text.
    """
    covered = bytearray(len(lines) + 2)
    for block in blocks:
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


# Reference links: `[Title][r]` or `[Title]`, with `[r]: https://…` elsewhere in the file.
#
# It tells which addresses a text refers to; what stands in code or comments defines nothing.

# CommonMark 0.31.2, sections 4.7 and 6.3: the first definition counts, case and blanks do not.
_DEFINITION = re.compile(r" {0,3}\[(?!\^)([^\[\]]{1,999})\]:[ \t]*<?([^\s<>]+)")
_USE = re.compile(r"\[([^\[\]]{1,999})\](?:\[([^\[\]]{0,999})\]|(?![(:]))")
# `[Title][r]`, `[[pdf]][r]`: the words in their brackets, and the label.
_FULL = re.compile(
    r"(?P<words>\[(?:[^\[\]]|\[[^\[\]]{0,999}\]){1,999}\])\[(?P<label>[^\[\]]{1,999})\](?!\()"
)


def definitions_of(outline: Outline) -> dict[str, str]:
    """Return the addresses that the file of *outline* defines, by folded label."""
    defined: dict[str, str] = {}
    for number, line in enumerate(outline.lines, 1):
        if "]:" in line and number not in outline.hidden:
            match = _DEFINITION.match(line)
            if match:
                defined.setdefault(folded_label(match[1]), match[2])
    return defined


def referred(text: str, definitions: Mapping[str, str]) -> str:
    """Return the addresses that *text* refers to, one a line; "" for none."""
    if not definitions or "[" not in text:
        return ""
    labels = (folded_label(match[2] or match[1]) for match in _USE.finditer(text))
    return "\n".join(dict.fromkeys(definitions[label] for label in labels if label in definitions))


def folded_label(label: str) -> str:
    """Return what two spellings of a reference label have in common."""
    return " ".join(label.split()).casefold()


def inlined(text: str, definitions: Mapping[str, str]) -> str:
    """Return *text* with an address in brackets for each `[words][label]` that is defined."""

    def written(match: re.Match[str]) -> str:
        url = definitions.get(folded_label(match["label"]))
        return f"{match['words']}({url})" if url else match[0]

    return _FULL.sub(written, text) if definitions else text
