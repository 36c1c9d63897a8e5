"""A file, and what GitHub shows of it.

For: exact lines, blocks, sections of an outline, rendering, escaping into a line, lines to insert.
Promises: bytes in, the same bytes out; positions are those of GitHub's own parser. Never:
knows a paper.
"""

from bot.markdown.document import (
    BOM,
    NO_UPKEEP,
    Change,
    Document,
    Insert,
    Upkeep,
    apply_changes,
    apply_inserts,
)
from bot.markdown.line_escape import (
    FULL_WIDTH,
    html_text,
    is_balanced,
    list_text,
    open_ends,
    table_cell,
)
from bot.markdown.outline import (
    BOLD_LEVEL,
    SUMMARY_LEVEL,
    Heading,
    Outline,
    anchor,
    definitions_of,
    folded_label,
    inlined,
    plain_heading,
    read_outline,
    referred,
)
from bot.markdown.rendering import STARTS, Block, Kind, Rendering, raw_blocks, render
