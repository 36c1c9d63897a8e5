"""Numbers that entries show: which one a new entry gets beside those that count up or down.

One reading for all that begin with a number of their own, be they rows or items: what stands around
it, how wide it is, and that each is one more than the one before. Such go on below the last one or
above the first; no other is numbered. It changes no number of an old entry; `numbers.py` does where
the config asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.anatomy import MARKER, Entry
from bot.lists.sections import TITLED

# How a text begins that counts: "[12] Title", "\[12\]. Title", "3) **Title", "#3 Title"; "**3**".
_NUMBERED = re.compile(
    r"(?P<open>[^\w\s|]{0,4})(?P<number>[0-9]{1,6})(?P<close>[^\w\s|]{0,4}(?:$|[ \t]+))"
)
_FIRST_YEAR = 1900  # smaller numbers are no years
_LOOKED_AT = 50  # entries
_HEADS = frozenset("# № no nr num number id idx index sn s.no s.n sr sr.no 编号 序号 番号".split())
_LEAST = 3  # rows; fewer need not be a count
_NAMED = 2  # rows below a head that says so
_LONG = 6  # rows; so many one by one are no chance, wherever they begin
_COUNTED = 400  # rows


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a new entry: above the old one *index*, among *before* and *after* of ours."""

    index: int
    before: int = 0
    after: int = 0


def step_of(numbers: Sequence[int]) -> int:
    """Return 1 if *numbers*, two at least, count up one by one, -1 if down, else 0."""
    steps = {lower - upper for upper, lower in pairwise(numbers)}
    return steps.pop() if steps in ({1}, {-1}) else 0


def item_number(entries: Sequence[Entry], place: Place) -> int:
    """Return the number of a new item; a list that numbers all items alike goes on so."""
    numbers = _numbers(MARKER, entries)
    if len(set(numbers)) == 1 and len(numbers) > 1:
        return numbers[0]
    return _next(numbers, place, falls=_falls(numbers, entries))


def heading_number(entries: Sequence[Entry], place: Place) -> int:
    """Return the number of a new heading that is an entry."""
    numbers = _numbers(TITLED, entries)
    return _next(numbers, place, falls=_falls(numbers, entries))


def heading_step(entries: Sequence[Entry]) -> int:
    """Return how headings that are entries count: 1 up, -1 down, 0 not at all.

    GitHub counts the items of a list itself, but shows the numbers of headings as they stand.
    """
    numbers = _numbers(TITLED, entries)
    return step_of(numbers) if len(numbers) == len(entries) else 0


@dataclass(frozen=True, slots=True)
class Count:
    """How texts begin that count: what stands around the *number* of a new one, and its width.

    The number is all that such a text says where it is `alone`. Without any nothing counts.
    """

    number: int = 0
    around: tuple[str, str] = ("", "")
    width: int = 0

    @classmethod
    def of(cls, texts: Sequence[str], least: int, already: int) -> Count:
        """Return what *least* or more *texts* that count tell, the nearest last.

        *already* new ones stand between. Years before other words are no numbers, and bare numbers
        under any head are no count unless they are many or begin with one.
        """
        matches = [match for match in map(_NUMBERED.match, texts) if match]
        around = {(match["open"], match["close"].rstrip()) for match in matches}
        if len(matches) < max(least, len(texts)) or len(around) != 1 or len(texts) < _NAMED:
            return cls()
        numbers = [match["number"] for match in matches]
        first, last = int(numbers[0]), int(numbers[-1])
        signed = around != {("", "")} or any(number.startswith("0") for number in numbers)
        many = len(numbers) >= _LONG and last < _FIRST_YEAR
        is_shown = signed or least == _NAMED or first == 1 or many
        if not is_shown or step_of([*map(int, numbers)]) != 1:
            return cls()
        width = len(numbers[-1]) if any(number.startswith("0") for number in numbers) else 0
        nearest = matches[-1]
        count = cls(last + 1 + already, (nearest["open"], nearest["close"]), width)
        return count if count.alone or last < _FIRST_YEAR else cls()

    @property
    def alone(self) -> bool:
        """Whether the texts are numbers and nothing more."""
        return not self.around[1][-1:].isspace()

    def off(self, text: str) -> str:
        """Return *text* without a number as the others have it, if more is said."""
        match = _NUMBERED.match(text) if self.number and not self.alone else None
        if match is None or (match["open"], match["close"].rstrip()) != self._signs():
            return text
        return text[match.end() :]

    def onto(self, text: str) -> str:
        """Return *text* behind its number; as it is where nothing counts, or it tells a number."""
        if not self.number or (self.alone and any(map(str.isalnum, text))):
            return text
        number = f"{self.around[0]}{self.number:0{self.width}}{self.around[1]}"
        return number if self.alone else number + text

    def _signs(self) -> tuple[str, str]:
        return self.around[0], self.around[1].rstrip()


def count_beside(entries: Sequence[Entry], place: Place) -> Count:
    """Return how items and paragraphs count beside a new one, as `[12] Title`.

    Only above or below all others: in the middle there is none left.
    """
    beside = Beside.of(entries, place)
    texts = [_body(entry) for entry in beside.rows[-_LOOKED_AT:]]
    signed = bool(texts) and not re.match(r"\d+\s", texts[-1])
    count = Count.of(texts, _NAMED if signed else _LEAST, beside.already)
    return Count() if count.alone else count


def _body(entry: Entry) -> str:
    match = MARKER.match(entry.text)
    return entry.text[match.end() if match else 0 :]


def uncounted(entry: Entry, count: Count) -> Entry:
    """Return *entry* without the number that it begins with, as *count* tells it."""
    body = _body(entry)
    bare = count.off(body)
    if bare == body:
        return entry
    return replace(entry, text=entry.text[: len(entry.text) - len(body)] + bare)


def _numbers(pattern: re.Pattern[str], entries: Sequence[Entry]) -> list[int]:
    matches = (pattern.match(entry.text) for entry in entries)
    return [int(match["number"]) for match in matches if match and match["number"]]


def _falls(numbers: Sequence[int], entries: Sequence[Entry]) -> bool:
    return len(numbers) == len(entries) and step_of(numbers) < 0


def _next(numbers: Sequence[int], place: Place, *, falls: bool) -> int:
    """Return one more than the number next to the new entry, on the side that counting leaves."""
    if falls and place.index < len(numbers):
        return numbers[place.index] + 1 + place.after
    if falls:
        return max(1, numbers[-1] - 1 - place.before)
    before = numbers[: place.index]
    return (before[-1] + 1 if before else numbers[0] if numbers else 1) + place.before


@dataclass(frozen=True, slots=True)
class Beside:
    """The *rows* on one side of a new one at an end of a table, the nearest last.

    *already* rows of ours stand between. Without rows nothing is numbered.
    """

    rows: Sequence[Entry] = ()
    already: int = 0

    @classmethod
    def of(cls, entries: Sequence[Entry], place: Place) -> Beside:
        """Return what stands beside *place* in a table of *entries*."""
        if place.index == len(entries):
            return cls(entries[-_COUNTED:], place.before)
        return cls(entries[:_COUNTED][::-1], place.after) if not place.index else cls()


def counts_of(heads: Sequence[str], rows: Sequence[Sequence[str]], already: int) -> Sequence[Count]:
    """Return how each column of *rows*, with these *heads*, counts: the nearest row last.

    *already* rows of ours stand between. Below a head such as "No." two rows are a count.
    """
    columns = [[row[n] if n < len(row) else "" for row in rows] for n in range(len(heads))]
    named = (head.strip(" *._:").casefold() in _HEADS for head in heads)
    pairs = zip(columns, named, strict=True)
    return [Count.of(column, _NAMED if named else _LEAST, already) for column, named in pairs]
