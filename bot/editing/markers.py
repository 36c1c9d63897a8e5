"""What stands around an entry's text: the usual marker, the indent inside an item, a hard break."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot.anatomy import MARKER
from bot.lists import Entry


def usual_marker(entries: Sequence[Entry]) -> re.Match[str]:
    """Return a marker made as those of most *entries*, at least one, are: the nearest such one.

    The spaces behind it are those of the nearest two, if these have the same: they drift.
    """
    matches = [match for entry in entries if (match := MARKER.match(entry.text))]
    made = [(match["indent"], match["close"] or match["mark"]) for match in matches]
    most = Counter(made).most_common(1)[0][0]
    alike = [match for match, make in zip(matches, made, strict=True) if make == most]
    gaps = [match["gap"] for match in alike]
    drifted = gaps[:1] == gaps[1:2]
    gap = gaps[0] if drifted else Counter(gaps).most_common(1)[0][0]
    return alike[gaps.index(gap)]


def inside(text: str, width: int) -> str:
    """Return *text* with the lines after a blank one indented enough to stay in their item."""
    lines = text.split("\n")
    for number, line in enumerate(lines[2:], 2):
        bare = line.lstrip(" ")
        if line[:1] == " " and bare and not lines[number - 1].strip():
            lines[number] = " " * max(width, len(line) - len(bare)) + bare
    return "\n".join(lines)


def ending(entries: Sequence[Entry]) -> str:
    """Return the hard break that most of *entries* end with, "" for none."""
    ends = Counter("  " if entry.text.endswith("  ") else "" for entry in entries)
    return ends.most_common(1)[0][0] if ends else ""
