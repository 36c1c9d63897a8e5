"""Writing one entry as its neighbours are written.

For: a paper and its neighbours in, the text of the new entry out. Promises: no fact of another
paper, nothing alive from a title. Never: decides where the entry goes.
"""

from bot.entries.aligned.align import align, known_fields, masked
from bot.entries.aligned.example import Example, Known, example_of
from bot.entries.forms.code_links import own_links
from bot.entries.said.said_template import (
    LineTemplate,
    TemplateError,
    parse_template,
    write_template,
)
from bot.entries.said.told_apart import told_apart
from bot.entries.writing import style
from bot.entries.writing.columns import PLACEHOLDERS
from bot.entries.writing.html_table import HTML_KINDS, has_place, html_row_writer, is_whole
from bot.entries.writing.table import are_loose_rows, head_of, row_writer, split_row
from bot.entries.writing.titled_writer import fold_text, titled_text

__all__ = [
    "HTML_KINDS",
    "PLACEHOLDERS",
    "Example",
    "Known",
    "LineTemplate",
    "TemplateError",
    "align",
    "are_loose_rows",
    "example_of",
    "fold_text",
    "has_place",
    "head_of",
    "html_row_writer",
    "is_whole",
    "known_fields",
    "masked",
    "own_links",
    "parse_template",
    "row_writer",
    "split_row",
    "style",
    "titled_text",
    "told_apart",
    "write_template",
]
