"""Where in a section a new entry goes: which run of entries, and which line of it.

For: orders kept (dates, names, numbers), groups, days. Promises: a place between existing lines.
Never: writes the entry, or moves one that is there.
"""

from bot.placing.dated import dated_inserts, dated_items, is_bare_date
from bot.placing.groups import run_for
from bot.placing.insertion_point import Spot, empty_spot, gap_of, run_spot
from bot.placing.new_headings import NewHeading, new_heading
from bot.placing.ordering import Habit, Orders, position
from bot.placing.runs import Run, main_run, outwards, runs

__all__ = [
    "Habit",
    "NewHeading",
    "Orders",
    "Run",
    "Spot",
    "dated_inserts",
    "dated_items",
    "empty_spot",
    "gap_of",
    "is_bare_date",
    "main_run",
    "new_heading",
    "outwards",
    "position",
    "run_for",
    "run_spot",
    "runs",
]
