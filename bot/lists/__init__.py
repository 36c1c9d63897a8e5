"""The papers in a list: its sections and entries, as views on exact lines. Read only.

For: `read_list`, which paper is where, what a section says of itself, which numbers entries show.
Promises: every byte of the files is still there. Never: writes or moves a line.
"""

from bot.lists.counting import (
    Beside,
    Count,
    Place,
    count_beside,
    counts_of,
    heading_number,
    heading_step,
    item_number,
    uncounted,
)
from bot.lists.dated_sections import (
    Missing,
    Span,
    bag_of,
    dates_inside,
    heading_lines,
    home_of,
    likelihoods,
    likely_homes,
    missing_of,
    outlived,
    renamed,
    shelf_of,
    span_of,
    subjects,
    year_around,
)
from bot.lists.manners import NOTHING_SAID, Manner, Manners
from bot.lists.reading import PaperList, read_list
from bot.lists.sections import (
    TITLED,
    PlaceName,
    Section,
    are_remarks,
    folded,
    is_prose,
    names_paper,
    no_homes,
)
