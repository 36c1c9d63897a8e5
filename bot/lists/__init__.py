"""Reading and editing lists: the text stays, meaning is a view on it."""

from bot.lists.changes import Change, Upkeep
from bot.lists.document import Document
from bot.lists.edit import Edit, Insert, Refusal, apply, check, plan
from bot.lists.nouns import Entry, Section
from bot.lists.reading import PaperList, read_list

__all__ = [
    "Change",
    "Document",
    "Edit",
    "Entry",
    "Insert",
    "PaperList",
    "Refusal",
    "Section",
    "Upkeep",
    "apply",
    "check",
    "plan",
    "read_list",
]
