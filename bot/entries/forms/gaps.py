"""How a gap between the parts of an entry closes: brackets and separators go with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.anatomy import BLANKS, ENTITY
from bot.entries.forms.template import HOLE, Part
from bot.markdown import FULL_WIDTH

_CLOSERS = {"[": "]", "(": ")", "{": "}", "“": "”"} | dict(FULL_WIDTH)
_CLOSERS |= {f"\\{left}": f"\\{right}" for left, right in _CLOSERS.items()}


# An item below a line of its own; the blank line was for what stood in between.
_LOOSE = re.compile(r"\n{2,}[ \t]*[-*+][ \t]+")
_AT_END = re.compile(rf"(?:{ENTITY}|[{BLANKS}\n|,;:\-–—，、；：｜])*")


def close_holes(parts: Iterable[Part]) -> list[Part]:
    """Return *parts* without holes, nor the brackets and separators that only served them."""
    row: list[Part] = []
    for part in parts:
        row.append(part)
        while _shrink(row):
            pass
    return _cut(row)


def _shrink(row: list[Part]) -> bool:
    """Join the hole at the end of *row* with what only it needs; whether anything changed."""
    match [part.kind for part in row[-5:]]:
        case [*_, "hole", "hole"]:
            del row[-1]
        case [*_, "hole", "sep", "hole"]:
            del row[-2:]
        case [*_, _, "hole" | "sep", _] if _encloses(row, 3):
            row[-3:] = [HOLE]
        case [*_, _, "hole", "sep", _] | [*_, _, "sep", "hole", _] if _encloses(row, 4):
            row[-4:] = [HOLE]
        case [_, "sep", "hole", "sep", _] if _encloses(row, 5):
            row[-5:] = [HOLE]
        case _:
            return False
    return True


def _encloses(row: Sequence[Part], count: int) -> bool:
    """Whether the last *count* parts of *row* begin and end with two that belong together.

    Of equal marks every other one opens: `*this* *and that*`.
    """
    left, right = row[-count], row[-1]
    if left.kind == "open" and right.kind == "close":
        return _CLOSERS.get(left.text, "") == right.text
    if left.kind == right.kind == "mark":
        same = left.text == right.text and row[:-count].count(left) % 2 == 0
        same = same or _CLOSERS.get(left.text) == right.text
        return same or (left.text[0] == "<" and right.text.startswith(f"</{left.text[1:2]}"))
    return False


def _outweighs(before: str, after: str) -> bool:
    """Whether the separator before a hole says more than the one after it: a break, a stop."""
    if ("\n" in before) != ("\n" in after):
        return "\n" in before
    return before.strip() not in ("", "/", "&", "+") and not after.strip()


def _cut(row: list[Part]) -> list[Part]:
    """Take the holes out; of the separators around each one stays, a line break before others."""
    result: list[Part] = []
    skip_sep = False
    for part, following in zip(row, [*row[1:], None], strict=False):
        if part.kind == "hole":
            skip_sep = _close(result, following)
        elif not (skip_sep and part.kind == "sep"):
            result.append(part)
            skip_sep = False
        else:
            skip_sep = False
    while result and result[-1].kind == "sep" and _AT_END.fullmatch(result[-1].text):
        result.pop()
    return result


def _close(result: list[Part], following: Part | None) -> bool:
    """Mend the end of *result* at a hole; whether a separator after the hole goes too."""
    if not result or result[-1].kind == "open" or _is_opening(result):
        return True
    if result[-1].kind != "sep":
        return False
    if following is None or following.kind == "close" or _is_closing(following, result):
        last = result.pop()
        if following is None and last.text.startswith((".", "。")):
            result.append(Part("sep", last.text[0]))
    elif following.kind == "sep":
        if following.text == "." and "." not in result[-1].text:
            result.pop()
            return True
        return _choose(result, following)
    return False


def _choose(result: list[Part], following: Part) -> bool:
    """Keep one of the separators around a hole; whether it is the one before."""
    before, after = result[-1].text, following.text
    if _outweighs(before, after):
        return True
    result.pop()
    if "\n" in before and _LOOSE.fullmatch(after):
        result.append(Part("sep", "\n" + after.lstrip("\n")))
        return True
    if before.startswith(".") and "\n" in after:
        result.append(Part("sep", "."))
    return False


def _is_closing(mark: Part, row: list[Part]) -> bool:
    """Whether *mark* ends emphasis that *row* has begun."""
    if mark.kind != "mark":
        return False
    return mark.text.startswith("</") or (mark.text[0] in "*_" and row.count(mark) % 2 == 1)


def _is_opening(result: list[Part]) -> bool:
    """Whether *result* ends in emphasis that begins there."""
    mark = result[-1]
    return mark.kind == "mark" and mark.text[0] in "*_" and result.count(mark) % 2 == 1
