"""Which part of an entry's text is what: title, short name, links. Reads one entry at a time.

It looks at how the text is made and knows no paper; what it cannot tell apart it leaves alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.lists.fields import find_fields
from bot.lists.identity import arxiv_ids, is_long, words
from bot.lists.labels import is_tag
from bot.lists.links import Link, find_links
from bot.lists.venue import venue_phrases

_PAPER_LABELS = (("paper",), ("pdf",), ("arxiv",), ("link",), ("abs",), ("html",), ("url",))
_BOLD = re.compile(
    r"(?:\*\*|__)(?P<text>[^*\n]{2,400}?)(?:\*\*|__)|<(?:b|strong)>(?P<html>[^<]{2,400})</"
)
_QUOTED = re.compile(r"\"(?P<a>[^\"\n]{8,400})\"|“(?P<b>[^”\n]{8,400})”|``(?P<c>[^`'\n]{8,400})''")
_ITALIC = re.compile(
    r"(?<![*\w])\*(?P<a>[^*\s][^*\n]{6,400}?)\*(?!\*)|(?<!\w)_(?P<b>[^_\s][^_\n]{6,400}?)_(?!\w)"
)
_STOP = re.compile(
    r"\n|\s[-–—|]\s|[.](?=\s|$)|[(\[（【|]|\s*<br|[,;]\s+(?=(?:19|20)\d\d|[*_(\[])|\*{1,3}|(?<!\w)_"
    r"|[,;]\s*(?=ar[Xx]iv\b)"
)
_EDGE = ' \t\n,;:.|-–—*_"“”`·•/]()>+~：'
_GROUP = re.compile(r"[\[(（【][^\[\]()（）【】\n]{0,40}[\])）】]")
_MOSTLY = 0.8
_NAME_WORDS = 4
_BRACKET_REACH = 50
# Two capitals or a digit tell a name from a tag such as "[Survey]".
_IN_FRONT = re.compile(
    r"(?P<name>(?=[^\s]*[A-Z0-9][^\s]*[A-Z0-9])[^\[\]|*_<>()]{2,40}?)\s*(?:\s[-–—]\s|:|\()\s*"
)
_BRACKETED = re.compile(
    r"(?<!\[)\[(?:\*\*)?(?P<name>(?=[^\[\]]*[A-Z0-9][^\[\]]*[A-Z0-9])[^\[\]*()]{2,40})(?:\*\*)?\]\s*$"
)
_AT_END = re.compile(r"\s*\((?P<inner>[^()]{4,40})\)$")
_TAG = re.compile(r"<[A-Za-z/!][^<>]*>")
_DEEP = 2  # lines below which emphasis is no title where the first line reads like one
_CLOSE = 6  # characters between a bold name and its title: marks, colon, blanks


@dataclass(frozen=True, slots=True)
class Anatomy:
    """An entry's body with its links; spans (start, end) of title and short name in it.

    `main` is the link to the paper, `arxiv_id` the id it has; `short` is set where a name
    stands apart from the title.
    """

    body: str
    links: tuple[Link, ...]
    main: Link | None
    arxiv_id: str
    title: tuple[int, int] | None
    short: tuple[int, int] | None = None


def dissect(body: str) -> Anatomy:
    """Return the anatomy of *body*, an entry without its marker, or one cell of a table."""
    links = tuple(find_links(body))
    main, arxiv_id = _main(body, links)
    naked = Anatomy(body, links, main, arxiv_id, None)
    title: _Span | None
    if main is not None and not main.image and not is_tag(body[slice(*main.label)]):
        title, short = _in_label(naked, main)
        if short is None and not is_long(body[slice(*title)]):
            title, short = _longer(naked, title)
        short = short or _name_in_front(body, main.start)
        return Anatomy(body, links, main, arxiv_id, _without_venue(body, title), short)
    for find in (_bold_or_quoted, _foreign_label, _run):
        title, short = find(naked)
        if title is not None:
            return Anatomy(body, links, main, arxiv_id, _without_venue(body, title), short)
    return naked


def _without_venue(body: str, title: _Span) -> _Span:
    """Return *title* without the "(ICML 2024)" or "(2024)" that it ends with."""
    match = _AT_END.search(body[slice(*title)])
    if match is None or match.start() == 0:
        return title
    covered = sum(field.end - field.start for field in find_fields(match["inner"]))
    if covered < len(match["inner"]) * _MOSTLY or not covered:
        return title
    return title[0], title[0] + match.start()


def _main(body: str, links: Sequence[Link]) -> tuple[Link | None, str]:
    """Return the link to the paper: the first to arXiv, else the first that could be it."""
    for link in links:
        if ids := arxiv_ids(body[slice(*link.url)]):
            return link, ids[0]
    ids = arxiv_ids(body)
    for link in links:
        label = body[slice(*link.label)]
        if not link.image and not is_tag(label):
            return link, ids[0] if ids else ""
    for link in links:
        if not link.image and words(body[slice(*link.label)]) in _PAPER_LABELS:
            return link, ids[0] if ids else ""
    return None, ids[0] if ids else ""


_Span = tuple[int, int]
_Spans = tuple[_Span | None, _Span | None]


def _longer(anatomy: Anatomy, label: _Span) -> tuple[_Span, _Span | None]:
    """Return the long title beside a link whose label is a word or two, else the *label*."""
    for find in (_bold_or_quoted, _run):
        title, short = find(anatomy)
        if title is not None and is_long(anatomy.body[slice(*title)]):
            return title, short
    return label, None


def _in_label(anatomy: Anatomy, main: Link) -> tuple[_Span, _Span | None]:
    """Return title and short name when the label has one of them."""
    body, label = anatomy.body, _trimmed(anatomy.body, *main.label)
    if body[label[0]] == "'" == body[label[1] - 1]:
        label = label[0] + 1, label[1] - 1
    text = body[slice(*label)]
    after = _segment(anatomy, main.end)
    if after is None or len(words(text)) > _NAME_WORDS:
        return label, None
    following = body[slice(*after)]
    repeated = "".join(words(following)).startswith("".join(words(text)))
    if is_long(following) and (repeated or not is_long(text)):
        return after, label
    return label, None


def _segment(anatomy: Anatomy, start: int) -> tuple[int, int] | None:
    """Return the stretch from *start* to where a title would end; None for one without words."""
    body = anatomy.body
    stops = [link.start for link in anatomy.links if link.start >= start]
    stops += [start + phrase.start for phrase in venue_phrases(body[start:])]
    limit = min(stops, default=len(body))
    while start < limit:
        group = _GROUP.match(body, start, limit)
        if group is None and body[start] not in _EDGE:
            break
        start = group.end() if group else start + 1
    end = _stop(body, start, limit)
    start, end = _trimmed(body, start, end)
    return (start, end) if end > start and words(body[start:end]) else None


def _stop(body: str, start: int, limit: int) -> int:
    for match in _STOP.finditer(body, start, limit):
        if match.start() > start:
            return match.start()
    return limit


def _trimmed(body: str, start: int, end: int) -> tuple[int, int]:
    while start < end and body[start] in _EDGE:
        start += 1
    while end > start and body[end - 1] in _EDGE:
        end -= 1
    closers = body[start:end].count("(") - body[start:end].count(")")
    if closers == 1 and end < len(body) and body[end] == ")":
        end += 1
    return start, end


def _bold_or_quoted(anatomy: Anatomy) -> _Spans:
    """Return a quoted title, with a bold name before it, else a bold or italic title."""
    body = anatomy.body
    bold = _first(_BOLD, anatomy, 1)
    quoted = _first(_QUOTED, anatomy, 3)
    if quoted is not None:
        short = (
            bold
            if bold and bold[1] < quoted[0] and len(words(body[slice(*bold)])) <= _NAME_WORDS
            else None
        )
        return quoted, short
    if bold is not None:
        after = _segment(anatomy, bold[1] + 2)
        is_name = len(words(body[slice(*bold)])) < _NAME_WORDS
        if is_name and after and after[0] - bold[1] <= _CLOSE and _may_be_title(body, after):
            bracket = body[bold[0]] == "[" and body[bold[1]] == "]"
            return after, (bold[0] + bracket, bold[1])
        if len(words(body[slice(*bold)])) > 1:
            return bold, None
    return _first(_ITALIC, anatomy, 4), None


def _may_be_title(body: str, span: _Span) -> bool:
    """Whether what stands at *span* is long enough for a title and no list of people."""
    text = body[slice(*span)]
    people = (field for field in find_fields(text) if field.kind == "authors")
    return is_long(text) and not any(
        field.start == 0 and field.end >= len(text) * _MOSTLY for field in people
    )


def _first(pattern: re.Pattern[str], anatomy: Anatomy, least: int) -> tuple[int, int] | None:
    """Return the first match outside links that has *least* words and is no tag or venue."""
    limit = _title_limit(anatomy)
    tags = [match.span() for match in _TAG.finditer(anatomy.body)]
    for match in pattern.finditer(anatomy.body, 0, limit):
        if any(start < match.start() < end for start, end in tags):
            continue
        group = next(name for name, value in match.groupdict().items() if value)
        start, end = _trimmed(anatomy.body, *match.span(group))
        text = anatomy.body[start:end]
        if len(words(text)) >= least and not is_tag(text) and not _in_link(anatomy, start):
            return start, end
    return None


def _title_limit(anatomy: Anatomy) -> int:
    """Return where to stop looking for an emphasised title.

    Where the first line reads like a title, what is emphasised far below it is a remark.
    """
    body = anatomy.body
    head = _segment(anatomy, 0)
    if "\n" not in body or head is None or not is_long(body[slice(*head)]):
        return len(body)
    at = 0
    for _ in range(_DEEP):
        while body[at : at + 1].isspace():
            at += 1
        at = body.find("\n", at)
        if at < 0:
            return len(body)
    return at


def _in_link(anatomy: Anatomy, at: int) -> bool:
    return any(link.start <= at < link.end for link in anatomy.links)


def _foreign_label(anatomy: Anatomy) -> _Spans:
    for link in anatomy.links:
        label = _trimmed(anatomy.body, *link.label)
        text = anatomy.body[slice(*label)]
        if not link.image and is_long(text) and not is_tag(text):
            return label, None
    return None, None


def _run(anatomy: Anatomy) -> _Spans:
    """Return the first stretch of plain text that is long enough, before any other."""
    best = None
    for segment in _segments(anatomy):
        text = anatomy.body[slice(*segment)]
        if is_long(text):
            return segment, _name_before(anatomy.body, segment[0])
        if best is None and len(words(text)) > 1 and not is_tag(text):
            best = segment
    return best, None


def _name_before(body: str, at: int) -> _Span | None:
    """Return the name that stands in brackets right before a title: `[TreeFlow] Growing …`."""
    match = _BRACKETED.search(body, max(0, at - _BRACKET_REACH), at)
    if match is None or match.end() < at or is_tag(match["name"]) or find_fields(match["name"]):
        return None
    return match.span("name")


def _name_in_front(body: str, end: int) -> _Span | None:
    """Return the name that begins an entry before its linked title: `TreeFlow - [Growing …](…)`."""
    match = (
        _IN_FRONT.fullmatch(body, 0, min(end, _BRACKET_REACH)) if end <= _BRACKET_REACH else None
    )
    if match is None or is_tag(match["name"]) or find_fields(match["name"]):
        return None
    return match.span("name")


def _segments(anatomy: Anatomy) -> Iterator[tuple[int, int]]:
    names = _certain_names(anatomy.body)
    starts = [0, *(link.end for link in anatomy.links), *(end for _, end in names)]
    starts += [match.end() for match in re.finditer(r"\n|[)\]）】|]", anatomy.body)][:20]
    for start in sorted(set(starts)):
        segment = _segment(anatomy, start)
        if segment is None or _in_link(anatomy, segment[0]):
            continue
        if not any(start <= segment[0] < end for start, end in names):
            yield segment


def _certain_names(body: str) -> list[_Span]:
    """Return the lists of authors that cannot be titles: those with initials or "et al."."""
    fields = [field for field in find_fields(body) if field.kind == "authors"]
    return [
        (field.start, field.end)
        for field in fields
        if not field.form.endswith("\x1f") or field.form.startswith("initials")
    ]
