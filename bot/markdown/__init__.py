"""A file, and what GitHub shows of it.

For: exact lines, blocks, sections of an outline, rendering, escaping into a line, lines to insert.
Promises: bytes in, the same bytes out; positions are those of GitHub's own parser. Never:
knows a paper.
"""

from bot.markdown.balance import FULL_WIDTH, is_balanced, open_ends
from bot.markdown.blocks import Block, Kind, render
from bot.markdown.changes import NO_UPKEEP, Change, Upkeep, apply_changes
from bot.markdown.document import BOM, Document
from bot.markdown.inserts import Insert, apply_inserts
from bot.markdown.line_escape import html_text, list_text, table_cell
from bot.markdown.outline import (
    BOLD_LEVEL,
    SUMMARY_LEVEL,
    Heading,
    Outline,
    anchor,
    plain_heading,
    read_outline,
)
from bot.markdown.references import definitions_of, folded_label, inlined, referred
from bot.markdown.rendering import STARTS, Rendering, raw_blocks
from bot.markdown.tex import GREEK, readable

__all__ = [
    "BOLD_LEVEL",
    "BOM",
    "FULL_WIDTH",
    "GREEK",
    "NO_UPKEEP",
    "STARTS",
    "SUMMARY_LEVEL",
    "Block",
    "Change",
    "Document",
    "Heading",
    "Insert",
    "Kind",
    "Outline",
    "Rendering",
    "Upkeep",
    "anchor",
    "apply_changes",
    "apply_inserts",
    "definitions_of",
    "folded_label",
    "html_text",
    "inlined",
    "is_balanced",
    "list_text",
    "open_ends",
    "plain_heading",
    "raw_blocks",
    "read_outline",
    "readable",
    "referred",
    "render",
    "table_cell",
]
