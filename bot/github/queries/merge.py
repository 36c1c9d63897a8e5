"""A three-way merge for one simple case: our side inserted lines, and at most changed digits.

Anything else is declined, also digits that both sides may have changed.
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
    """Return *theirs* with the lines that *ours* put into *old*; None when that is not certain.

    It is certain when a neighbour of each place is still there, and each line in which *ours*
    changed digits. A line of ours with one of *ids* that *theirs* names by now is dropped: a
    person added that paper himself.
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
        new_lines = _without(lines, known)
        if place is None or new_lines is None or place < done or _open_end(target, place):
            return None
        result += [*target[done:place], *new_lines]
        done = place
    return b"".join([*result, *target[done:]])


def merge_changes(old: bytes, ours: bytes, theirs: bytes) -> bytes | None:
    """Return *theirs* with the lines that *ours* changed or took out of *old*, by line.

    None where one of these lines, or a neighbour of an inserted one, is not in *theirs* as it was.
    """
    before, mine, target = _lines(old), _lines(ours), _lines(theirs)
    same = _same(before, target)
    result: list[bytes] = []
    done = 0
    for tag, first, last, start, end in SequenceMatcher(None, before, mine).get_opcodes():
        if tag == "equal":
            continue
        places = [same.get(at) for at in range(max(0, first - (tag == "insert")), last)]
        if None in places or first == last == 0:
            return None
        at = same[first - 1] + 1 if tag == "insert" else same[first]
        to = at if tag == "insert" else same[last - 1] + 1
        if at < done or to - at != last - first:
            return None
        result += [*target[done:at], *mine[start:end]]
        done = to
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
    changed: dict[int, bytes] = {}
    for tag, first, last, start, end in SequenceMatcher(None, old, new).get_opcodes():
        at = first
        for line in new[start:end] if tag == "replace" else ():
            ours = any(mentions(line, name) for name in ids)
            if at < last and not ours and _masked(line) == _masked(old[at]):
                changed[at] = line
                at += 1
    return changed


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
    new_lines = [line for line in lines if not any(mentions(line, name) for name in known)]
    cut_apart = len(new_lines) < len(lines) and any(line[:1] in b" \t" for line in new_lines)
    return None if cut_apart else new_lines


def _open_end(target: Sequence[bytes], place: int) -> bool:
    return place > 0 and not target[place - 1].endswith(b"\n")
