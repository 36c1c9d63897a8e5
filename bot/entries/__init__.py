"""Writing one entry as its neighbours are written.

For: a paper and its neighbours in, the text of the new entry out. Promises: no fact of another
paper, nothing alive from a title. Never: decides where the entry goes.
"""

from bot.entries import style
from bot.entries.alignment import (
    HTML_KINDS,
    Example,
    Known,
    align,
    example_of,
    has_place,
    is_whole,
    known_fields,
    masked,
)
from bot.entries.columns import (
    PLACEHOLDERS,
    are_loose_rows,
    head_of,
    html_row_writer,
    row_writer,
    split_row,
)
from bot.entries.link_forms import own_links
from bot.entries.said_template import (
    LineTemplate,
    TemplateError,
    parse_template,
    told_apart,
    write_template,
)
from bot.entries.titled_writer import fold_text, titled_text
