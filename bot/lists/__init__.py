"""The papers in a list: its sections and entries, as views on exact lines. Read only.

For: `read_list`, which paper is where, what a section says of itself, which numbers entries show.
Promises: every byte of the files is still there. Never: writes or moves a line.
"""

from bot.lists.calendar_headings import Span, renamed, span_of
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
    bag_of,
    dates_inside,
    heading_lines,
    home_of,
    likelihoods,
    likely_homes,
    missing_of,
    outlived,
    shelf_of,
    subjects,
    year_around,
)
from bot.lists.manners import NOTHING_SAID, Manner, Manners, PlaceName
from bot.lists.nouns import Entry, Section
from bot.lists.reading import PaperList, read_list
from bot.lists.section_prose import are_remarks, is_prose, names_paper
from bot.lists.sections import folded
from bot.lists.titled import TITLED

__all__ = [
    "NOTHING_SAID",
    "TITLED",
    "Beside",
    "Count",
    "Entry",
    "Manner",
    "Manners",
    "Missing",
    "PaperList",
    "Place",
    "PlaceName",
    "Section",
    "Span",
    "are_remarks",
    "bag_of",
    "count_beside",
    "counts_of",
    "dates_inside",
    "folded",
    "heading_lines",
    "heading_number",
    "heading_step",
    "home_of",
    "is_prose",
    "item_number",
    "likelihoods",
    "likely_homes",
    "missing_of",
    "names_paper",
    "outlived",
    "read_list",
    "renamed",
    "shelf_of",
    "span_of",
    "subjects",
    "uncounted",
    "year_around",
]
