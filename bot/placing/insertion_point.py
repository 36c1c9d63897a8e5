"""The exact lines between which an entry goes, and the blank lines it needs around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.lists import PaperList, Section
from bot.markdown import SUMMARY_LEVEL, Outline
from bot.placing.runs import Run

# "[back to top](#l)", a rule, "</details>", "<a name=x>": none belongs to the entry above.
_BACK_TO_TOP = re.compile(
    r"back to|\]\(\s*#|href=[\"']?#|^\s*(?:[-*_]\s*){3,}$|^\s*</|^\s*<a\s+(?:name|id)=",
    re.IGNORECASE,
)
# A comment such as "add papers here" opens what is empty; "end of list" closes it.
_COMMENT = re.compile(r"[ \t]*<!--(?P<says>.*)-->[ \t]*")
_CLOSES = re.compile(r"\b(?:above|before|end|stop|close)|^\s*/", re.IGNORECASE)
_ENDS_TABLE = re.compile(r"</?table\b|</tbody", re.IGNORECASE)
_MOST = 3  # blank lines


@dataclass(frozen=True, slots=True)
class Spot:
    """A place before line index *at* (0-based), with blank lines before the first new entry,
    between entries, and after each one."""

    at: int
    lead: int = 0
    between: int = 0
    after: int = 0

    def lines(self, entry: Sequence[str], *, first: bool) -> tuple[str, ...]:
        """Return the lines of one new entry; *first* at this spot or following another one."""
        before = self.lead if first else self.between
        return (*[""] * before, *entry, *[""] * self.after)


def gap_of(listing: PaperList, run: Run, sisters: Iterable[Run]) -> int:
    """Return how many blank lines stand between entries: in *run*, else in most others.

    Paragraphs without an example are kept apart by one, or they would be one paragraph.
    """
    if gaps := _gaps(listing, run):
        return _usual(gaps)
    counts: Counter[int] = Counter()
    for sister in sisters:
        if sister.kind == run.kind:
            counts.update(_gaps(listing, sister))
    return _usual(counts) if counts else int(run.kind == "paragraph")


def _usual(counts: Counter[int]) -> int:
    return min(_MOST, counts.most_common(1)[0][0]) if counts else 0


def _gaps(listing: PaperList, run: Run) -> Counter[int]:
    """Count the blank lines above entries; where other lines part them, above the next one."""
    lines = listing.outlines[run.entries[0].file].lines
    counts: Counter[int] = Counter()
    parted: Counter[int] = Counter()
    for entry, other in pairwise(run.entries):
        between = lines[entry.end : other.line - 1]
        blank = next((n for n, line in enumerate(reversed(between)) if line.strip()), None)
        if blank is None:
            counts[len(between)] += 1
        else:
            parted[blank] += 1
    return counts if counts.total() >= parted.total() else parted


def run_spot(listing: PaperList, run: Run, index: int, gap: int) -> Spot:
    """Return the spot before entry *index* of *run*, or after its last one.

    What stands below an entry and is none itself, such as a picture, stays with that entry.
    """
    if index == 0:
        return Spot(run.entries[0].line - 1, after=gap)
    lines = listing.outlines[run.entries[0].file].lines
    above = run.entries[index - 1]
    if index < len(run.entries):
        below = run.entries[index].line - 1
        if any(line.strip() for line in lines[above.end : below]):
            return Spot(below, after=gap)
        return Spot(above.end, lead=gap, between=gap)
    return Spot(_end_of_tail(listing, run), lead=gap, between=gap)


def _end_of_tail(listing: PaperList, run: Run) -> int:
    """Return the last line of *run* with what belongs to its last entry, as to most others."""
    outline = listing.outlines[run.entries[0].file]
    lines, last = outline.lines, run.entries[-1]
    tails = [
        sum(bool(line.strip()) for line in lines[entry.end : other.line - 1])
        for entry, other in pairwise(run.entries)
    ]
    if last.kind == "html-row":
        return _end_of_rows(outline, run)
    if last.kind not in ("item", "paragraph") or 2 * sum(map(bool, tails)) <= len(tails):
        return last.end
    end, height = last.end, max(tails)
    for number in range(last.end, _next_heading(listing, last.end, last.file)):
        if not lines[number].strip():
            continue
        if not height or _BACK_TO_TOP.search(lines[number]):
            break
        end, height = number + 1, height - 1
    return end


def _end_of_rows(outline: Outline, run: Run) -> int:
    """Return the last line of *run* with the rows of HTML below that tell more of its last entry.

    As many as usually stand between two entries; of a single entry all that its table has.
    """
    below = [row for row in outline.rows if row.first > run.entries[-1].end]
    counts = Counter(
        sum(entry.end < row.first < other.line for row in outline.rows)
        for entry, other in pairwise(run.entries)
    )
    usual = counts.most_common(1)[0][0] if counts else len(below)
    end = run.entries[-1].end
    for row in below[:usual]:
        if any(_ENDS_TABLE.search(line) for line in outline.lines[end : row.first]):
            break
        end = row.last
    return end


def empty_spot(listing: PaperList, section: Section, sisters: Sequence[Run], kind: str) -> Spot:
    """Return the spot for the first entry of *section*: below its heading and its prose.

    As many blank lines above as first entries have elsewhere; at least one below if text
    follows, for a heading or rule must not join the entry.
    """
    outline = listing.outlines[section.file]
    end = _end_of_prose(outline, section, _next_heading(listing, section.last, section.file))
    prose = end > section.last
    lead = _lead(listing, sisters, kind)
    if prose or section.level >= SUMMARY_LEVEL or kind == "row":
        lead = max(1, lead)
    at = end
    while at < len(outline.lines) and at - end < lead and not outline.lines[at].strip():
        at += 1
    missing = lead - (at - end) if end else 0
    follows = at < len(outline.lines) and bool(outline.lines[at].strip())
    after = 1 if follows else 0
    gap = 0 if kind == "row" else _usual_gap(listing, sisters, kind)
    return Spot(at, lead=missing, between=max(0, gap - after), after=after)


def _usual_gap(listing: PaperList, sisters: Sequence[Run], kind: str) -> int:
    counts: Counter[int] = Counter()
    for sister in sisters:
        if sister.kind == kind:
            counts.update(_gaps(listing, sister))
    return _usual(counts)


def _next_heading(listing: PaperList, line: int, file: str) -> int:
    """Return the last line before the next heading, divider or end of details below *line*."""
    outline = listing.outlines[file]
    ends = (
        next((start - 1 for start in starts if start > line), len(outline.lines))
        for starts in (listing.maps[file].starts, outline.dividers)
    )
    return min(ends)


def _end_of_prose(outline: Outline, section: Section, limit: int) -> int:
    """Return the last line of what introduces *section*: its heading, prose or comment below it."""
    end = section.last
    for block in outline.blocks:
        if section.last < block.first <= limit and block.depth == 0:
            text = outline.lines[block.first - 1]
            if block.kind not in ("paragraph", "quote") or _BACK_TO_TOP.search(text):
                break
            end = min(block.last, limit)
    for number in range(end, limit):
        line = outline.lines[number]
        if line.strip() and not _opens(line):
            break
        end = number + 1 if line.strip() else end
    return end


def _opens(line: str) -> bool:
    """Whether *line* is a comment that does not say that the list is above it."""
    match = _COMMENT.fullmatch(line)
    return match is not None and not _CLOSES.search(match["says"])


def _lead(listing: PaperList, sisters: Sequence[Run], kind: str) -> int:
    """Return how many blank lines usually stand between a heading and its first entry."""
    counts: Counter[int] = Counter()
    for run in sisters:
        if run.kind == kind:
            lines = listing.outlines[run.entries[0].file].lines
            heading = listing.section(run.entries[0].section)
            between = lines[heading.last : run.entries[0].line - 1]
            if heading.level and not any(line.strip() for line in between):
                counts[len(between)] += 1
    return _usual(counts) if counts else 1
