"""A three-way merge for one simple case: our side put lines in, and at most changed digits.

Anything else is declined, and digits that may have been changed on both sides too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from bot.core.month_names import BEGINNINGS

# Counters, stamps and numbers: what may follow an insertion.
_DIGITS = re.compile(rf"\d+(?:st|nd|rd|th)?|\b(?:{BEGINNINGS})[a-z]*".encode(), re.IGNORECASE)


def mentions(content: bytes, identifier: str) -> bool:
    """Whether *identifier* stands in *content* as a whole, not as part of a longer one."""
    name = identifier.encode()
    at = content.find(name)
    while at >= 0:
        around = content[max(0, at - 1) : at] + content[at + len(name) : at + len(name) + 1]
        if not any(byte in b"0123456789" for byte in around):
            return True
        at = content.find(name, at + 1)
    return False


def merge(old: bytes, ours: bytes, theirs: bytes, *, ids: Iterable[str] = ()) -> bytes | None:
    """Return *theirs* with the lines that *ours* put into *old*; None when that is not plain.

    It is plain when a neighbour of each place is still there, and each line in which *ours* changed
    digits. Of our lines, one naming any of *ids* that *theirs* names by now is dropped: a person
    added that paper himself.
    """
    before, target = _lines(old), _lines(theirs)
    names, changed = tuple(ids), dict[int, bytes]()
    groups = _insertions(before, _lines(ours))
    if groups is None:
        changed = _changed(before, _lines(ours), ids=names)
        groups = _insertions(_with(before, changed), _lines(ours))
    if groups is None:
        return None
    places, same = _places(before, target), _same(before, target)
    if not changed.keys() <= same.keys():
        return None
    target = _with(target, {same[at]: line for at, line in changed.items()})
    known = [name for name in names if mentions(theirs, name)]
    result: list[bytes] = []
    done = 0
    for at, lines in groups:
        place = places.get(at)
        kept = _without(lines, known)
        if place is None or kept is None or place < done or _open_end(target, place):
            return None
        result += [*target[done:place], *kept]
        done = place
    return b"".join([*result, *target[done:]])


def _lines(content: bytes) -> list[bytes]:
    lines = content.split(b"\n")
    last = lines.pop()
    return [line + b"\n" for line in lines] + ([last] if last else [])


def _insertions(old: Sequence[bytes], new: Sequence[bytes]) -> list[tuple[int, list[bytes]]] | None:
    groups: dict[int, list[bytes]] = {}
    at = 0
    for line in new:
        if at < len(old) and line == old[at]:
            at += 1
        else:
            groups.setdefault(at, []).append(line)
    return sorted(groups.items()) if at == len(old) else None


def _changed(old: Sequence[bytes], new: Sequence[bytes], *, ids: Sequence[str]) -> dict[int, bytes]:
    """Return the lines of *old*, by index, in which *new* has other digits, as they are there.

    A line that names one of our papers is one that we put in.
    """
    found: dict[int, bytes] = {}
    for tag, first, last, start, end in SequenceMatcher(None, old, new).get_opcodes():
        at = first
        for line in new[start:end] if tag == "replace" else ():
            ours = any(mentions(line, name) for name in ids)
            if at < last and not ours and _masked(line) == _masked(old[at]):
                found[at] = line
                at += 1
    return found


def _masked(line: bytes) -> bytes:
    return _DIGITS.sub(b"0", line)


def _with(lines: Sequence[bytes], changed: Mapping[int, bytes]) -> list[bytes]:
    return [changed.get(at, line) for at, line in enumerate(lines)]


def _same(old: Sequence[bytes], new: Sequence[bytes]) -> dict[int, int]:
    """Return where the very lines of *old* are in *new*, by index."""
    blocks = SequenceMatcher(None, old, new).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}


def _places(old: Sequence[bytes], new: Sequence[bytes]) -> dict[int, int]:
    """Return where "before line i of *old*" is in *new*, as far as a neighbour survived."""
    places: dict[int, int] = {}
    blocks = SequenceMatcher(None, old, new).get_matching_blocks()
    for block in blocks:
        for step in range(block.size):
            places.setdefault(block.a + step, block.b + step)
    for block in blocks:
        for step in range(block.size):  # after the line above: the list's own order wins
            places[block.a + step + 1] = block.b + step + 1
    if not old:
        places[0] = 0
    return places


def _without(lines: list[bytes], known: Sequence[str]) -> list[bytes] | None:
    kept = [line for line in lines if not any(mentions(line, name) for name in known)]
    cut_apart = len(kept) < len(lines) and any(line[:1] in b" \t" for line in kept)
    return None if cut_apart else kept


def _open_end(target: Sequence[bytes], place: int) -> bool:
    return place > 0 and not target[place - 1].endswith(b"\n")
