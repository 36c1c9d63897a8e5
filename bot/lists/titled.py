"""Headings and folds that are entries: `### Title`, `<summary>Title</summary>`, with links below.

Such a one opens no section; new papers go beside it. One alone proves nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.anatomy import arxiv_ids, find_links, is_long, is_tag, words
from bot.core.month_names import BEGINNINGS
from bot.markdown import SUMMARY_LEVEL, Heading, Outline, plain_heading

TITLED = re.compile(r"(?P<mark>[ ]{0,3}#{1,6}[ \t]+)(?:(?P<number>\d{1,9})(?P<close>[.)][ \t]+))?")
"""The beginning of an ATX heading, with the number of a numbered one."""
_ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]")
_NUMBERED = re.compile(r"\d{1,4}[.)][ \t]")
_RULE = re.compile(r"\s*(?:[-*_]\s*){3,}")
# The words of "May 5th", "Week of May 5".
_DATE = re.compile(rf"\d+(?:st|nd|rd|th)?|of|week|(?:{BEGINNINGS})\w*")
_CALENDAR = re.compile(r"(?:19|20)\d\d|(?!of$)[^\d]+")
_PAPER = ("paper",)
"""The label of a link that one paper has once."""
_FEW, _MANY = 3, 5  # headings of a level
_TITLE, _NAME = 4, 2  # words
_NEARLY_ALL = 0.8  # of the headings of a level
_MOSTLY = 0.6  # of the headings of a level
_SOME = 0.3  # of the headings of a level
_MOST_LINES = 60  # below one title
_SOME_LINES = 8  # of those, looked at for links


@dataclass(frozen=True, slots=True)
class Titled:
    """A heading that is the title of a paper, with all lines down to *last* (1-based).

    That of a fold begins with its `<details>`.
    """

    heading: Heading
    last: int

    @property
    def is_fold(self) -> bool:
        """Whether a fold is meant, and no heading."""
        return self.heading.level == SUMMARY_LEVEL


def part_titled(outline: Outline) -> tuple[Outline, tuple[Titled, ...]]:
    """Return *outline* without the headings that are entries, and those, in order.

    At its level most headings without others below them have to be made like this; where nearly
    all are, a title may be short. So it may where nearly all of the level are made alike and
    some have a long title.
    """
    outline, folds = _part_folds(outline)
    outline, headed = _part_headings(outline)
    return outline, tuple(sorted((*folds, *headed), key=lambda part: part.heading.first))


def _part_headings(outline: Outline) -> tuple[Outline, tuple[Titled, ...]]:
    leaves = _leaves(outline)
    per_level = Counter(leaf.heading.level for leaf in leaves)
    if max(per_level.values(), default=0) < _FEW:
        return outline, ()
    likely = {leaf for leaf in leaves if _tells(outline, leaf, least=_TITLE)}
    numbered = 2 * sum(_is_numbered(outline, leaf) for leaf in likely) > len(likely)
    made = likely | {leaf for leaf in leaves if _is_made_so(outline, leaf, numbered=numbered)}
    parts: list[Titled] = []
    for level, count in per_level.items():
        same_level = [leaf for leaf in leaves if leaf.heading.level == level]
        hits = sum(leaf in likely for leaf in same_level)
        alike = sum(leaf in made for leaf in same_level)
        if hits < _FEW:
            continue
        if hits >= _MANY and hits >= _NEARLY_ALL * count:
            parts += [leaf for leaf in same_level if _tells(outline, leaf, least=_NAME)]
        elif alike >= _NEARLY_ALL * count and hits >= _SOME * count:
            parts += [leaf for leaf in same_level if leaf in made]
        elif hits >= _MOSTLY * count:
            parts += [leaf for leaf in same_level if leaf in likely]
    return _without(outline, sorted(parts, key=lambda part: part.heading.first))


def _part_folds(outline: Outline) -> tuple[Outline, tuple[Titled, ...]]:
    """Return *outline* without the folds that are entries, and those: most of its folds are."""
    summaries = [heading for heading in outline.headings if heading.level == SUMMARY_LEVEL]
    ends, starts = sorted(outline.details_ends), sorted(block.first for block in outline.headings)
    folds = [fold for summary in summaries if (fold := _fold(outline, summary, ends, starts))]
    if len(folds) < max(_FEW, _MOSTLY * len(summaries)):
        return outline, ()
    inside = {n for fold in folds for n in range(fold.heading.first, fold.last + 1)}
    headings = [heading for heading in outline.headings if heading.first not in inside]
    ends_left = [end for end in outline.details_ends if end not in inside]
    return replace(outline, headings=headings, details_ends=ends_left), tuple(folds)


def _fold(
    outline: Outline, summary: Heading, ends: Sequence[int], starts: Sequence[int]
) -> Titled | None:
    """Return the fold of *summary*, if that is a title and the fold names one paper alone.

    The lines where details end and headings start are in order.
    """
    at = bisect_left(ends, summary.last)
    last, first = ends[at] if at < len(ends) else 0, summary.first
    while first > 1 and not outline.lines[first - 1].lstrip().lower().startswith("<details"):
        first -= 1
        if outline.lines[first - 1].strip() and summary.first - first > 1:
            return None
    alone = bisect_right(starts, last) - bisect_left(starts, first) == 1
    if not alone or not 0 <= last - first <= _MOST_LINES or not is_long(summary.text):
        return None
    ids = arxiv_ids("\n".join(outline.lines[first - 1 : last]))
    heading = Heading(first, summary.last, SUMMARY_LEVEL, summary.text)
    return Titled(heading, last) if len(ids) == 1 else None


def _without(outline: Outline, parts: Sequence[Titled]) -> tuple[Outline, tuple[Titled, ...]]:
    """Return *outline* without the headings in *parts*, and what was found."""
    inside = {n for part in parts for n in range(part.heading.first, part.last + 1)}
    rest = [heading for heading in outline.headings if heading.first not in inside]
    return replace(outline, headings=rest, titled=[part.heading for part in parts]), tuple(parts)


def _leaves(outline: Outline) -> list[Titled]:
    """Return the ATX headings that have no heading of a lower rank below them."""
    real = [heading for heading in outline.headings if heading.level <= len("######")]
    ends = sorted(outline.details_ends)
    result = []
    for at, heading in enumerate(real):
        following = real[at + 1] if at + 1 < len(real) else None
        if following is not None and following.level > heading.level:
            continue
        stop = following.first - 1 if following else len(outline.lines)
        end = bisect_left(ends, heading.last)
        if end < len(ends):
            stop = min(stop, ends[end] - 1)
        if TITLED.match(outline.lines[heading.first - 1]):
            result.append(Titled(heading, _last_line(outline.lines, heading, stop)))
    return result


def _last_line(lines: Sequence[str], heading: Heading, stop: int) -> int:
    """Return the last line above *stop* that says something; a rule only divides."""
    while stop > heading.last and (not lines[stop - 1].strip() or _RULE.fullmatch(lines[stop - 1])):
        stop -= 1
    return stop


def _names(heading: str) -> int:
    """Count the words of a heading's line; those of a date, such as "Week of May 5", are none.

    What is escaped is no markup, and no TeX.
    """
    named = words(plain_heading(_ESCAPED.sub(" ", heading)))
    dates = [word for word in named if _DATE.fullmatch(word)]
    is_date = any(_CALENDAR.fullmatch(word) for word in dates)
    return len(named) - (len(dates) if is_date else 0)


def _is_made_so(outline: Outline, leaf: Titled, *, numbered: bool) -> bool:
    """Whether *leaf* is made as a title is, but for its few words.

    It is *numbered* as titles are or not, and the links in its first line with some only say
    "Paper".
    """
    raw = outline.lines[leaf.heading.first - 1]
    below = outline.lines[leaf.heading.last : leaf.last]
    linked = next((line for line in below if "](" in line), "")
    labels = [linked[slice(*link.label)] for link in find_links(linked)]
    if "](" not in raw and not (labels and all(map(is_tag, labels))):
        return False
    return _is_numbered(outline, leaf) == numbered and _tells(outline, leaf, least=_NAME)


def _is_numbered(outline: Outline, leaf: Titled) -> bool:
    match = TITLED.match(outline.lines[leaf.heading.first - 1])
    return bool(match and match["number"])


def _tells(outline: Outline, leaf: Titled, *, least: int) -> bool:
    """Whether the heading names a paper and what is below links to it without naming another.

    It names one in *least* words.
    """
    if leaf.last - leaf.heading.last > _MOST_LINES or leaf.heading.last != leaf.heading.first:
        return False
    raw = outline.lines[leaf.heading.first - 1]
    below = [
        outline.lines[n - 1]
        for n in range(leaf.heading.last + 1, leaf.last + 1)
        if n not in outline.hidden
    ]
    if _names(raw) < least or not (below or "](" in raw):
        return False
    if sum(map(bool, map(_NUMBERED.match, below))) > 1:  # a list of papers, not what one has
        return False
    text = "\n".join([raw, *[line for line in below if line.strip()][:_SOME_LINES]])
    links = [
        link for link in find_links(text) if not link.image and "://" in text[slice(*link.url)]
    ]
    in_heading = [link for link in links if link.start < len(raw)]
    labels = [text[slice(*link.label)] for link in links if link.start >= len(raw)]
    if not links or any(is_long(label) and not is_tag(label) for label in labels):
        return False
    papers = {text[slice(*link.url)] for link in links if words(text[slice(*link.label)]) == _PAPER}
    if len(papers) > 1:
        return False
    ids = arxiv_ids("\n".join(line for line in text.split("\n") if "://" in line))
    return len(ids) <= 1 and (bool(in_heading) or bool(ids) or any(map(is_tag, labels)))
