"""Where in a section a new entry goes: which run of entries, and which line of it.

For: orders kept (dates, names, numbers), groups, days. Promises: a place between existing lines.
Never: writes the entry, or moves one that is there.
"""

from bot.placing.insertion_point import (
    Spot,
    dated_inserts,
    dated_items,
    empty_spot,
    gap_of,
    is_bare_date,
    run_for,
    run_spot,
)
from bot.placing.new_headings import NewHeading, new_heading
from bot.placing.ordering import Habit, Orders, Run, main_run, outwards, position, runs
