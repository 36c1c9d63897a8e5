"""Unified diffs of bytes, exact enough for `git apply`; no files, no git, no colours."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.core.plain import byte_lines

CONTEXT = 3  # lines around a change, as diff -u has them
_NO_NEWLINE = b"\n\\ No newline at end of file\n"


@dataclass(frozen=True, slots=True)
class _Change:
    """Lines `a0:a1` of the old text become lines `b0:b1` of the new one."""

    a0: int
    a1: int
    b0: int
    b1: int


def _insertions(old: Sequence[bytes], new: Sequence[bytes]) -> list[_Change] | None:
    """Return the changes if *new* is *old* with lines put in, else None. Linear."""
    changes: list[_Change] = []
    at = start = 0
    for index, line in enumerate(new):
        if at < len(old) and line == old[at]:
            if start < index:
                changes.append(_Change(at, at, start, index))
            at, start = at + 1, index + 1
    if at < len(old):
        return None
    if start < len(new):
        changes.append(_Change(at, at, start, len(new)))
    return changes


def _changes(old: Sequence[bytes], new: Sequence[bytes]) -> list[_Change]:
    """Return what differs, in order; insertions directly, anything else between anchors."""
    if (direct := _insertions(old, new)) is not None:
        return direct
    changes: list[_Change] = []
    a0 = b0 = 0
    for a1, b1 in [*_anchors(old, new), (len(old), len(new))]:
        changes += _between(old[a0:a1], new[b0:b1], a0, b0)
        a0, b0 = a1, b1
    return changes


def _anchors(old: Sequence[bytes], new: Sequence[bytes]) -> list[tuple[int, int]]:
    """Return pairs of equal lines, rising in both texts, each being the only one of its kind.

    Patience sorting: n log n, where difflib alone takes seconds for a long list.
    """
    once = [{line: n for n, line in enumerate(text)} for text in (old, new)]
    counts = [Counter(text) for text in (old, new)]
    pairs = [
        (at, once[1][line])
        for line, at in once[0].items()
        if counts[0][line] == 1 == counts[1][line]
    ]
    pairs.sort()
    tops: list[int] = []
    chains: list[tuple[tuple[int, int], int]] = []  # a pair, and the one before it in its chain
    heads: list[int] = []
    for pair in pairs:
        pile = bisect_left(tops, pair[1])
        chains.append((pair, heads[pile - 1] if pile else -1))
        tops[pile : pile + 1] = [pair[1]]
        heads[pile : pile + 1] = [len(chains) - 1]
    longest: list[tuple[int, int]] = []
    at = heads[-1] if heads else -1
    while at >= 0:
        pair, at = chains[at]
        longest.append(pair)
    return longest[::-1]


def _between(old: Sequence[bytes], new: Sequence[bytes], a: int, b: int) -> list[_Change]:
    """Return the changes from *old* to *new*, which begin at lines *a* and *b*."""
    head, shortest = 0, min(len(old), len(new))
    while head < shortest and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shortest - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    changes = _insertions(middle_old, middle_new)
    if changes is None:
        codes = SequenceMatcher(None, middle_old, middle_new).get_opcodes()
        changes = [_Change(*spans) for tag, *spans in codes if tag != "equal"]
    a, b = a + head, b + head
    return [_Change(c.a0 + a, c.a1 + a, c.b0 + b, c.b1 + b) for c in changes]


def _groups(changes: Sequence[_Change]) -> Iterator[list[_Change]]:
    """Join changes whose contexts would touch."""
    group: list[_Change] = []
    for change in changes:
        if group and change.a0 - group[-1].a1 > 2 * CONTEXT:
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _span(start: int, end: int) -> str:
    # POSIX: an empty range names the line before it, a single line leaves the count out.
    count = end - start
    if count == 1:
        return str(start + 1)
    return f"{start + 1 if count else start},{count}"


def _hunk(old: Sequence[bytes], new: Sequence[bytes], group: Sequence[_Change]) -> Iterator[bytes]:
    first, last = group[0], group[-1]
    start = max(0, first.a0 - CONTEXT)
    end = min(len(old), last.a1 + CONTEXT)
    new_start, new_end = first.b0 - (first.a0 - start), last.b1 + (end - last.a1)
    yield f"@@ -{_span(start, end)} +{_span(new_start, new_end)} @@\n".encode()
    at = start
    for change in group:
        yield from (b" " + line for line in old[at : change.a0])
        yield from (b"-" + line for line in old[change.a0 : change.a1])
        yield from (b"+" + line for line in new[change.b0 : change.b1])
        at = change.a1
    yield from (b" " + line for line in old[at:end])


def _name(prefix: str, path: str, present: bool) -> str:
    if not present:
        return "/dev/null"
    if any(c in path for c in '"\\\t\n\r'):
        quoted = "".join(_QUOTED.get(c, c) for c in f"{prefix}/{path}")
        return f'"{quoted}"'
    # A tab ends a name with blanks, as git writes it.
    return f"{prefix}/{path}" + ("\t" if " " in path else "")


_QUOTED = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}


def _file_diff(path: str, old: bytes | None, new: bytes | None) -> Iterator[bytes]:
    before, after = byte_lines(old or b""), byte_lines(new or b"")
    changes = _changes(before, after)
    if not changes:
        return
    yield f"--- {_name('a', path, old is not None)}\n".encode()
    yield f"+++ {_name('b', path, new is not None)}\n".encode()
    for group in _groups(changes):
        for line in _hunk(before, after, group):
            yield line if line.endswith(b"\n") else line + _NO_NEWLINE


def unified_diff(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> str:
    """Return the diff from *before* to *after* (path: content), in order of path.

    Line endings, byte order marks and a missing last newline come out as they are; bytes that are
    not UTF-8 survive as surrogates. Two empty files, absent or not, are the same.
    """
    parts: list[bytes] = []
    for path in sorted(before.keys() | after.keys()):
        parts.extend(_file_diff(path, before.get(path), after.get(path)))
    return b"".join(parts).decode("utf-8", "surrogateescape")


def count_changes(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[int, int]:
    """Return how many lines were put in and how many taken out, over all files."""
    added = removed = 0
    for path in before.keys() | after.keys():
        for change in _changes(byte_lines(before.get(path, b"")), byte_lines(after.get(path, b""))):
            added += change.b1 - change.b0
            removed += change.a1 - change.a0
    return added, removed
