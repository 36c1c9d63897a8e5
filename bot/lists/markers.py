"""What stands around an entry's text: the usual marker, the indent inside an item, a hard break."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot.lists.nouns import Entry
from bot.lists.titles import MARKER


def usual_marker(entries: Sequence[Entry]) -> re.Match[str] | None:
    """Return a marker made as those of most *entries* are, the nearest such one."""
    found = [MARKER.match(entry.text) for entry in entries]
    makes = [
        match and (match["indent"], match["close"] or match["mark"], match["gap"])
        for match in found
    ]
    most = Counter(makes).most_common(1)[0][0]
    return found[makes.index(most)]


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
