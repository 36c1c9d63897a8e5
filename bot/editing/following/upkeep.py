"""What follows from an edit: counters, stamps and numbers, as the config allows it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.editing.following.counters import find_counters
from bot.editing.following.numbers import renumbered
from bot.editing.following.stamps import find_stamps
from bot.lists import PaperList
from bot.markdown import Change, Insert, Upkeep


def follow_up(
    listing: PaperList, inserts: Sequence[Insert], upkeep: Upkeep
) -> tuple[tuple[Insert, ...], tuple[Change, ...]]:
    """Return *inserts*, renumbered if asked for, and the changes that they bring with them."""
    changes: list[Change] = []
    new = tuple(inserts)
    if not new:
        return new, ()
    if upkeep.renumber:
        new, numbers = renumbered(listing, new)
        changes += numbers
    if upkeep.counters:
        changes += find_counters(listing, new)
    if upkeep.stamp is not None:
        changes += find_stamps(listing, upkeep.stamp)
    return new, tuple(sorted(set(changes)))
