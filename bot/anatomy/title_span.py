"""Stretches of an entry's text: where a title may begin and end, and which names stand by it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.anatomy.common_words import BLANKS, ENTITY
from bot.anatomy.fields import find_fields
from bot.anatomy.identity import is_long, words
from bot.anatomy.labels import is_tag
from bot.anatomy.links import Link
from bot.anatomy.venue import venue_phrases

Span = tuple[int, int]
"""Where a stretch begins and ends."""

# What ends a title: a line, " - ", ". ", "(", ", 2024", emphasis, ", arXiv", "&nbsp;".
_STOP = re.compile(
    r"\\?\n|\s[-–—|]\s|[.](?=\s|$)|[(\[（【《［|，。；｜]|\s*<br|[,;]\s+(?=(?:19|20)\d\d|[*_(\[])|\*{1,3}|(?<!\w)_"
    rf"|[,;]\s*(?=ar[Xx]iv\b)|\s*{ENTITY}"
)
_EDGE = BLANKS + '→⇒»\n,;:.|-–—*_"“”`·•/]()>+~：，。；、｜《》［］「」『』'
_GROUP = re.compile(rf"{ENTITY}|[\[(（【［][^\[\]()（）【】［］\n]{{0,40}}[\])）】］]")
_MOSTLY = 0.8  # share of the characters
_BRACKET_REACH = 50  # characters
# Two capitals or a digit tell a name from a tag such as "[Survey]".
_IN_FRONT = re.compile(
    r"(?P<name>(?=[^\s]*[A-Z0-9][^\s]*[A-Z0-9])[^\[\]|*_<>()]{2,40}?)\s*(?:\s[-–—]\s|:|\()\s*"
)
# `[TreeFlow] `, `[**TreeFlow**] ` right before a title
_BRACKETED = re.compile(
    r"(?<!\[)\[(?:\*\*)?(?P<name>(?=[^\[\]]*[A-Z0-9][^\[\]]*[A-Z0-9])[^\[\]*()]{2,40})(?:\*\*)?\]\s*$"
)
_AT_END = re.compile(r"\s*\((?P<inner>[^()]{4,40})\)$")


def segment(body: str, links: Sequence[Link], start: int) -> Span | None:
    """Return the stretch from *start* to where a title would end; None for one without words."""
    stops = [link.start for link in links if link.start >= start]
    stops += [start + phrase.start for phrase in venue_phrases(body[start:])]
    limit = min(stops, default=len(body))
    while start < limit:
        group = _GROUP.match(body, start, limit)
        if group is None and body[start] not in _EDGE:
            break
        start = group.end() if group else start + 1
    end = _stop(body, start, limit)
    start, end = trimmed(body, start, end)
    return (start, end) if end > start and words(body[start:end]) else None


def _stop(body: str, start: int, limit: int) -> int:
    for match in _STOP.finditer(body, start, limit):
        if match.start() > start:
            return match.start()
    return limit


def trimmed(body: str, start: int, end: int) -> Span:
    """Return the stretch without blanks and punctuation at its ends, its bracket closed."""
    while start < end and body[start] in _EDGE:
        start += 1
    while end > start and body[end - 1] in _EDGE and not body.endswith(" et al.", start, end):
        end -= 1
    closers = body[start:end].count("(") - body[start:end].count(")")
    if closers == 1 and end < len(body) and body[end] == ")":
        end += 1
    return start, end


def without_venue(body: str, title: Span) -> Span:
    """Return *title* without the "(ICML 2024)" or "(2024)" that it ends with."""
    match = _AT_END.search(body[slice(*title)])
    if match is None or match.start() == 0:
        return title
    covered = sum(field.end - field.start for field in find_fields(match["inner"]))
    if covered < len(match["inner"]) * _MOSTLY or not covered:
        return title
    return title[0], title[0] + match.start()


def may_be_title(body: str, span: Span) -> bool:
    """Whether what stands at *span* is long enough for a title and no list of people."""
    text = body[slice(*span)]
    return is_long(text) and not names_people(text)


def names_people(text: str) -> bool:
    """Whether *text* is a list of people, and little else."""
    people = (field for field in find_fields(text) if field.kind == "authors")
    return any(field.start == 0 and field.end >= len(text) * _MOSTLY for field in people)


def name_before(body: str, at: int) -> Span | None:
    """Return the name that stands in brackets right before a title: `[TreeFlow] Growing …`."""
    match = _BRACKETED.search(body, max(0, at - _BRACKET_REACH), at)
    if match is None or match.end() < at or is_tag(match["name"]) or find_fields(match["name"]):
        return None
    return match.span("name")


def name_in_front(body: str, end: int) -> Span | None:
    """Return the name that begins an entry before its linked title: `TreeFlow - [Growing …](…)`."""
    match = (
        _IN_FRONT.fullmatch(body, 0, min(end, _BRACKET_REACH)) if end <= _BRACKET_REACH else None
    )
    if match is None or is_tag(match["name"]) or find_fields(match["name"]):
        return None
    return match.span("name")


def certain_names(body: str) -> list[Span]:
    """Return the lists of authors that cannot be titles: those with initials or "et al."."""
    fields = [field for field in find_fields(body) if field.kind == "authors"]
    return [
        (field.start, field.end)
        for field in fields
        if not field.form.endswith("\x1f") or field.form.startswith("initials")
    ]
