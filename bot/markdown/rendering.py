"""What GitHub's own parser sees in Markdown: blocks, and the page that readers are shown."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Literal, NamedTuple

from cmarkgfm import _cmark, cmark

# The one importer of cmarkgfm: GitHub's Markdown to HTML, without what the binding forgets.
#
# The binding never frees the tree and the HTML that it asks for (twenty times the size of the
# text, each time), so a process that reads many lists would grow without end; it is done here.

SOURCEPOS: int = cmark.Options.CMARK_OPT_SOURCEPOS
UNSAFE: int = cmark.Options.CMARK_OPT_UNSAFE
_ALWAYS: int = cmark.Options.CMARK_OPT_GITHUB_PRE_LANG
_EXTENSIONS = ("table", "autolink", "tagfilter", "strikethrough", "tasklist")

Free = Callable[[int], object]


def freeing_functions(library: str) -> tuple[Free, Free]:
    """Return what frees a tree and what frees a string of *library*.

    Where it does not show them they do nothing, and memory is lost as it is without them.
    """
    try:
        free_tree = ctypes.CDLL(library).cmark_node_free
        free_text = ctypes.CDLL(None).free
    except (OSError, AttributeError, TypeError):
        return _nothing, _nothing
    for function in (free_tree, free_text):
        function.argtypes, function.restype = [ctypes.c_void_p], None
    return free_tree, free_text


def _nothing(_: int) -> None:
    pass


_free_tree, _free_text = freeing_functions(_cmark.__file__)


def to_html(text: str, options: int) -> str:
    """Return the HTML that GitHub makes of *text*; *options* are `SOURCEPOS`, `UNSAFE`, 0."""
    options |= _ALWAYS
    cmark.core_extensions_ensure_registered()
    parser = cmark.parser_new(options)
    try:
        for name in _EXTENSIONS:
            cmark.parser_attach_syntax_extension(parser, cmark.find_syntax_extension(name))
        cmark.parser_feed(parser, text)
        root = cmark.parser_finish(parser)
        try:
            return _rendered(root, options, cmark.parser_get_syntax_extensions(parser))
        finally:
            _free_tree(_address(root))
    finally:
        cmark.parser_free(parser)


def _rendered(root: object, options: int, extensions: object) -> str:
    raw = _cmark.lib.cmark_render_html(root, options, extensions)
    try:
        return bytes(_cmark.ffi.string(raw)).decode("utf-8")
    finally:
        _free_text(_address(raw))


def _address(pointer: object) -> int:
    return int(_cmark.ffi.cast("uintptr_t", pointer))


# Block structure of a Markdown text, from cmark-gfm, the parser GitHub itself uses.
#
# It reports positions; it never writes Markdown.

Kind = Literal[
    "heading", "paragraph", "list", "item", "table", "row", "head", "code", "quote", "rule"
]

# A tag of a block as cmark-gfm writes it: `<li data-sourcepos="3:1-4:12">`, `</ul>`.
_TAG = re.compile(
    r"<(/?)(h[1-6]|p|ul|ol|li|table|thead|tr|pre|blockquote|hr)"
    r'\b(?:[^<>]*? data-sourcepos="(\d+):(\d+)-(\d+):(\d+)")?[^<>]*>'
)
_UNDERLINE = re.compile(r"[ >]*(?:=+|-+)[ \t]*")
_KINDS: dict[str, Kind] = {
    "p": "paragraph",
    "ul": "list",
    "ol": "list",
    "li": "item",
    "table": "table",
    "tr": "row",
    "pre": "code",
    "blockquote": "quote",
    "hr": "rule",
}


class Block(NamedTuple):
    """One block: lines *first* to *last* (1-based, blank ones at the end left off).

    `level` is a heading's level, else 0; `depth` counts the items around it; `parent` is the
    index of the enclosing item, table or quote, -1 at the top.
    """

    kind: Kind
    first: int
    last: int
    level: int
    depth: int
    parent: int


def render(lines: Sequence[str]) -> str:
    """Return the HTML that GitHub makes of *lines*, raw HTML included."""
    return to_html("\n".join(lines) + "\n", UNSAFE)


def blocks(lines: Sequence[str]) -> list[Block]:
    """Return the blocks of *lines* in document order; HTML blocks are not among them.

    Raw HTML is left out of the rendering that is read here, so every tag in it is the parser's.
    """
    html = to_html("\n".join(lines) + "\n", SOURCEPOS)
    raw: list[Block] = []
    open_blocks: list[tuple[str, int]] = []
    in_head = False
    for match in _TAG.finditer(html):
        closing, tag, first, _, last, column = match.groups()
        if tag == "thead":
            in_head = not closing
        elif closing:
            while open_blocks and open_blocks.pop()[0] != tag:
                pass
        elif first:
            kind: Kind = _KINDS.get(tag, "heading")
            if kind == "row" and in_head:
                kind = "head"
            parent = open_blocks[-1][1] if open_blocks else -1
            level = int(tag[1]) if kind == "heading" else 0
            depth = raw[parent].depth + (raw[parent].kind == "item") if open_blocks else 0
            span = _span(int(first), int(last) - (column == "0"), lines)
            raw.append(Block(kind, *span, level, depth, parent))
            if tag != "hr":
                open_blocks.append((tag, len(raw) - 1))
    return _repaired(raw, lines)


def _repaired(raw: list[Block], lines: Sequence[str]) -> list[Block]:
    """Correct what cmark-gfm reports wrongly: ends of headings, text glued to a table's head."""
    result: list[Block] = []
    for index, block in enumerate(raw):
        if block.kind == "heading":
            last = _heading_end(block, lines)
            result.append(block if last == block.last else block._replace(last=last))
        elif block.kind == "head":
            result.append(block._replace(first=(at := _head_line(raw, index)), last=at))
        elif block.kind == "table" and raw[index - 1].first == 0:
            start = block.first
            head = _head_line(raw, index + 1)
            result[-1] = result[-1]._replace(first=start, last=max(start, head - 1))
            result.append(block._replace(first=head))
        else:
            result.append(block)
    return result


def _head_line(raw: list[Block], index: int) -> int:
    """Return the line of the table head at *index*: two above the first row."""
    table = raw[raw[index].parent]
    below = raw[index + 1] if index + 1 < len(raw) else None
    if below is not None and below.kind == "row" and below.parent == raw[index].parent:
        return max(1, below.first - 2)
    return max(1, table.last - 1)


def _heading_end(block: Block, lines: Sequence[str]) -> int:
    if lines[block.first - 1].lstrip(" >\t-*+").startswith("#"):
        return block.first
    for line in range(block.first + 1, block.last + 1):
        if _UNDERLINE.fullmatch(lines[line - 1]):
            return line
    return block.first


def _span(first: int, last: int, lines: Sequence[str]) -> tuple[int, int]:
    """Return the lines *first* to *last* inside the text, blank ones at the end left off."""
    first = min(first, len(lines))
    last = max(first, min(last, len(lines)))
    while last > first and not lines[last - 1].strip():
        last -= 1
    return first, last


# How GitHub shows a file before and after an edit: nothing lost, nothing moved, so much more.
#
# It compares; which lines were asked for is the guard's knowledge.

_TAGS = {
    "heading": ("<h1", "<h2", "<h3", "<h4", "<h5", "<h6"),
    "paragraph": ("<p>",),
    "list": ("<ul", "<ol"),
    "item": ("<li",),
    "table": ("<table",),
    "row": ("<tr",),
    "code": ("<pre",),
    "quote": ("<blockquote",),
    "rule": ("<hr",),
    "image": ("<img ",),
}
_RAW = ("paragraph", "list", "item", "quote", "rule")
"""What may stand inside a cell as tags."""
STARTS = re.compile(r'<ol start="\d+">')
_PIECE = re.compile(r"<[^<>]*>|[^<]+|<")
_HREF = re.compile(r"<a\s[^<>]*?href\s*=\s*([\"']?)([^<>\"']*)\1", re.IGNORECASE)
_PARAGRAPHS = ("<p>", "</p>")


@dataclass(frozen=True, slots=True)
class Rendering:
    """A rendered file: its HTML by lines, and its elements counted."""

    html: Sequence[str]
    shape: Counter[str]

    @classmethod
    def of(cls, lines: Sequence[str], *, renumbered: bool = False) -> Rendering:
        """Return what GitHub makes of *lines*; lists start anywhere where they are *renumbered*."""
        html = render(lines)
        if renumbered:
            html = STARTS.sub("<ol>", html)
        shape = Counter({kind: sum(map(html.count, tags)) for kind, tags in _TAGS.items()})
        shape["row"] -= shape["table"]
        shape["link"] = sum(1 for _ in _HREF.finditer(html))  # an anchor leads nowhere
        return cls(html.split("\n"), shape)

    def targets(self) -> list[str]:
        """Return where the links lead, in order."""
        return [match[2] for line in self.html for match in _HREF.finditer(line)]

    def is_kept_by(self, new: Rendering) -> bool:
        """Whether all that is shown here is shown by *new*, in the same order.

        Paragraph tags and blanks don't count: a list of one item becomes loose with its
        second one.
        """
        seen, whole = _Reader(self.html), _Reader(new.html)
        while not seen.done():
            if seen.skip_equal(whole):
                continue
            piece = seen.piece()
            if piece and whole.done():
                return False
            if not piece or piece == whole.piece():
                seen.skip_piece()
            if piece:
                whole.skip_piece()
        return True


class _Reader:
    """Goes through HTML line by line, and piece by piece where lines differ."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._at = 0
        self._pieces: list[str] | None = None

    def done(self) -> bool:
        """Whether there are no more lines."""
        return self._at >= len(self._lines)

    def skip_equal(self, other: _Reader) -> bool:
        """Skip the lines that *other* has too, if both are at the start of one; whether any is."""
        if self._pieces is not None or other._pieces is not None:
            return False
        there = islice(other._lines, other._at, None)
        pairs = zip(islice(self._lines, self._at, None), there, strict=False)
        count = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        self._at += count
        other._at += count
        return count > 0

    def line(self) -> str:
        """Return the line, "" after the last."""
        return "" if self.done() else self._lines[self._at]

    def skip_line(self) -> None:
        """Go to the next line."""
        self._at += 1
        self._pieces = None

    def piece(self) -> str:
        """Return the next piece, "" when the rest of the line holds none."""
        if self._pieces is None:
            self._pieces = list(_pieces(self.line()))[::-1]
        return self._pieces[-1] if self._pieces else ""

    def skip_piece(self) -> None:
        """Go to the next piece, or the next line if this one holds no more."""
        if self._pieces:
            self._pieces.pop()
        if not self._pieces:
            self.skip_line()


def raw_blocks(text: str) -> Counter[str]:
    """Return how many tags of each block stand in Markdown *text*, as `Rendering` counts them."""
    return +Counter({kind: sum(map(text.count, _TAGS[kind])) for kind in _RAW})


def _pieces(line: str) -> Iterator[str]:
    for match in _PIECE.finditer(line):
        text = match[0] if match[0][0] == "<" else match[0].replace(" ", "").replace("\t", "")
        if text and text not in _PARAGRAPHS:
            yield text
