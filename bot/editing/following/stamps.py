"""Stamps such as "Last updated: 2026-11-22": found in a list, and written anew in their own form.

A date that could be read in two ways, or has a time beside it, is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.core.month_names import (
    MONTHS,
    SHORT,
    in_case_of,
    month_number,
    month_pattern,
    ordinal_ending,
)
from bot.lists import PaperList
from bot.markdown import Change

_NAME = month_pattern()
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<Y>20\d\d)(?P<gap>--|[-./])(?P<m>\d{1,2})(?P=gap)(?P<d>\d{1,2})(?!\d)",
        r"(?P<Y>20\d\d) ?年 ?(?P<m>\d{1,2}) ?月 ?(?P<d>\d{1,2}) ?日",
        rf"(?P<B>{_NAME})\.? (?P<d>\d{{1,2}})(?P<th>st|nd|rd|th)?,? (?P<Y>20\d\d)(?!\d)",
        rf"(?P<d>\d{{1,2}})(?P<th>st|nd|rd|th)? (?P<B>{_NAME})\.?,? (?P<Y>20\d\d)(?!\d)",
        rf"(?P<B>{_NAME})\.?,? (?P<Y>20\d\d)(?!\d)",
        r"(?P<Y>20\d\d)(?P<gap>--|[-./])(?P<m>\d{1,2})(?![-./]?\d)",
    )
)
# "Last updated on", "Update time:", and the same in Chinese.
_LEAD = re.compile(
    r"(?:(?<!\w)(?:last[\s_-]{0,2}|latest[\s_-])?(?:%20)?(?:updated?|update[\s_]time|modified)"
    r"(?:[\s_](?:on|at|date|time))?|更新(?:时间|日期|于)?)[\s:：*_`(（|>-]{0,6}",
    re.IGNORECASE,
)
_TIME = re.compile(r"[ T,]{1,2}(?:at )?\d{1,2}:\d\d")


def find_stamps(listing: PaperList, today: date) -> Iterator[Change]:
    """Yield the changes that bring the stamps of *listing* to *today*, never back.

    A file whose stamps disagree keeps a diary rather than a stamp, and is left alone.
    """
    for name, outline in listing.outlines.items():
        taken = {n for e in listing.entries if e.file == name for n in range(e.line, e.end + 1)}
        stamps = [
            (at, match, day)
            for at, line in enumerate(outline.lines)
            for match, day in stamps_in(line)
            if at + 1 not in taken
            and at + 1 not in outline.hidden
            and not listing.left_alone(name, at + 1)
        ]
        if len({day for _, _, day in stamps}) == 1 and stamps[0][2] < today:
            for at, match, _ in stamps:
                yield Change(
                    name, at, match.start(), match.end(), written_as(match, today), "stamp"
                )


def stamps_in(line: str) -> Iterator[tuple[re.Match[str], date]]:
    """Yield the stamps in *line*: the match of the date, and its day (the 1st without one)."""
    for lead in _LEAD.finditer(line):
        for form in _FORMS:
            match = form.match(line, lead.end())
            if match is None:
                continue
            if _TIME.match(line, match.end()) is None and (day := _day(match)):
                yield match, day
            break


def written_as(match: re.Match[str], day: date) -> str:
    """Return *day* in the form of the date in *match*."""
    parts = match.groupdict()
    padded = not any(len(parts.get(key) or "00") == 1 for key in "md")
    values = {"Y": f"{day.year}"}
    for key, number in (("m", day.month), ("d", day.day)):
        values[key] = f"{number:02}" if padded and "B" not in parts else f"{number}"
    if parts.get("d", "").startswith("0"):
        values["d"] = f"{day.day:02}"
    values["B"] = _month_like(parts.get("B") or "", day.month)
    values["th"] = ordinal_ending(day.day)
    text, shift = match[0], match.start()
    spans = sorted((match.span(key), key) for key, value in parts.items() if value)
    for (start, end), key in reversed(spans):
        if key in values:
            text = text[: start - shift] + values[key] + text[end - shift :]
    return text


def _day(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    month = month_number(name) if (name := parts.get("B")) else int(parts["m"])
    try:
        return date(int(parts["Y"]), month, int(parts.get("d") or 1))
    except ValueError:
        return None


def _month_like(old: str, month: int) -> str:
    """Return the name of *month*, as long and as large as *old*; "May" is taken for whole."""
    name = MONTHS[month - 1]
    return in_case_of(old, name if old.capitalize() in MONTHS else name[:SHORT])
