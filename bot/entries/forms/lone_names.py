"""One name alone where other entries have their authors; anywhere else it is taken for nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from bot.anatomy import NAME, are_names, find_fields
from bot.core.remember import remembered

Place = tuple[str, str]
"""What stands right before authors and right after them; no words."""
_HABIT = 2  # entries
_LONE = re.compile(rf"(?<![^\W_]){NAME}(?![^\W_])")
_BEFORE, _AFTER = re.compile(r"[\W_]{1,12}$"), re.compile(r"[\W_]{1,12}")


def author_places(bodies: Iterable[str]) -> frozenset[Place]:
    """Return the places where at least two of *bodies* have a list of authors."""
    counts = Counter(place for body in bodies for place in _places(body))
    return frozenset(place for place, count in counts.items() if count >= _HABIT)


def lone_name(body: str, bare: str, places: frozenset[Place]) -> tuple[int, int] | None:
    """Return where the one author of *body* stands; *bare* is it with all that is known blanked."""
    if places:
        for match in _LONE.finditer(bare):
            if are_names([match[0]], et_al=False) and _place(body, *match.span()) in places:
                return match.span()
    return None


@remembered(chars=1000, texts=4096)
def _places(body: str) -> frozenset[Place]:
    places = {_place(body, f.start, f.end) for f in find_fields(body) if f.kind == "authors"}
    return frozenset(place for place in places if all(map(str.strip, place)))


def _place(body: str, start: int, end: int) -> Place:
    """Return what is around a part of *body*; "^" is its beginning."""
    before, after = _BEFORE.search(body, max(0, start - 12), start), _AFTER.match(body, end)
    return before[0] if before else "" if start else "^", after[0] if after else ""
