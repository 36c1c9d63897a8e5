"""The papers in a list: its sections and entries, as views on exact lines. Read only.

For: `read_list`, which paper is where, what a section says of itself, which numbers entries show.
Promises: every byte of the files is still there. Never: writes or moves a line.
"""

from bot.lists.counting import (
    Beside,
    Place,
    bracketed,
    heading_number,
    heading_step,
    item_number,
    numbered,
)
from bot.lists.dated_sections import home_of, shelf_of, subjects
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
    "Entry",
    "Manner",
    "Manners",
    "PaperList",
    "Place",
    "PlaceName",
    "Section",
    "are_remarks",
    "bracketed",
    "folded",
    "heading_number",
    "heading_step",
    "home_of",
    "is_prose",
    "item_number",
    "names_paper",
    "numbered",
    "read_list",
    "shelf_of",
    "subjects",
]
