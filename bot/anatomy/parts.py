"""Which part of an entry's text is what: title, short name, links. Reads one entry at a time.

It looks at how the text is made and knows no paper; what it cannot tell apart it leaves alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.anatomy.identity import arxiv_ids, is_long, words
from bot.anatomy.labelled_lines import tell_of_one_paper
from bot.anatomy.labels import PAPER_LABELS, is_tag
from bot.anatomy.links import Link, find_links, served_form
from bot.anatomy.title_span import (
    Span,
    certain_names,
    may_be_title,
    name_before,
    name_in_front,
    names_people,
    segment,
    trimmed,
    without_venue,
)
from bot.core.remember import remembered

# `**Growing Trees**`, `__Growing Trees__`, `<b>Growing Trees</b>`
_BOLD = re.compile(
    r"(?:\*\*|__)(?P<text>[^*\n]{2,400}?)(?:\*\*|__)|<(?:b|strong)>(?P<html>[^<]{2,400})</"
)
# "Growing Trees", “Growing Trees”, ``Growing Trees''
_QUOTED = re.compile(r"\"(?P<a>[^\"\n]{8,400})\"|“(?P<b>[^”\n]{8,400})”|``(?P<c>[^`'\n]{8,400})''")
_BOOK = re.compile(r"《(?P<a>[^《》\n]{2,400})》|『(?P<b>[^『』\n]{2,400})』")
_CITED = re.compile(r"\"(?P<a>[^\"\n]{2,400}?),\"|“(?P<b>[^”\n]{2,400}?),”")
# `*Growing Trees*`, `_Growing Trees_`, but no `**bold**`
_ITALIC = re.compile(
    r"(?<![*\w])\*(?P<a>[^*\s][^*\n]{6,400}?)\*(?!\*)|(?<!\w)_(?P<b>[^_\s][^_\n]{6,400}?)_(?!\w)"
)
_NAME_WORDS = 4  # words
_TAG = re.compile(r"<[A-Za-z/!][^<>]*>")
# `<details><summary>`, words, `</summary`
_TAGS_AROUND = re.compile(
    r"\s*<details\b[^<>]*>\s*(?:<[^<>]*>\s*)*([^<>]+?)\s*(?:</[^<>]*>?\s*)*", re.IGNORECASE
)
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


def dissect(body: str, *, named: bool = False) -> Anatomy:
    """Return the anatomy of *body*, an entry without its marker, or one cell of a table.

    Where papers are only *named*, one word is enough for a title.
    """
    anatomy = _anatomy(body)
    return anatomy if anatomy.title or not named else _named(body)


@remembered(chars=1000, texts=4096)
def _named(body: str) -> Anatomy:
    naked = _anatomy(body)
    return replace(naked, title=next(_segments(naked), None))


@remembered(chars=1000, texts=4096)
def _anatomy(body: str) -> Anatomy:
    links = tuple(find_links(body))
    main, arxiv_id = _main(body, links)
    naked = Anatomy(body, links, main, arxiv_id, None)
    title: Span | None
    if main is not None and not main.image and not is_tag(body[slice(*main.label)]):
        title, short = _in_label(naked, main)
        if short is None and not is_long(body[slice(*title)]):
            title, short = _longer(naked, title)
        short = short or name_in_front(body, main.start)
        return Anatomy(body, links, main, arxiv_id, without_venue(body, title), short)
    if head := _short_head(naked):
        return replace(naked, title=head)
    for find in (_bold_or_quoted, _foreign_label, _run):
        title, short = find(naked)
        if title is not None:
            title = without_venue(body, _without_tags(body, title))
            return Anatomy(body, links, main, arxiv_id, title, short)
    return naked


def _without_tags(body: str, span: Span) -> Span:
    """Return *span* without what of a summary's tags is at its ends, if anything else is in it."""
    match = _TAGS_AROUND.fullmatch(body[slice(*span)])
    return (span[0] + match.start(1), span[0] + match.end(1)) if match else span


def _short_head(anatomy: Anatomy) -> Span | None:
    """Return the first line where it is a short title with nothing but details below it."""
    first, *below = anatomy.body.split("\n")
    if not below or is_long(first) or "](" in first or not tell_of_one_paper(below):
        return None
    return segment(anatomy.body, anatomy.links, 0)


def _main(body: str, links: Sequence[Link]) -> tuple[Link | None, str]:
    """Return the link to the paper: the first to arXiv, else the first that could be it."""
    candidates = [(link, url) for link in links if arxiv_ids(url := body[slice(*link.url)])]
    for link, url in sorted(candidates, key=lambda pair: not served_form(pair[1])):
        return link, arxiv_ids(url)[0]
    ids = arxiv_ids(body)
    for link in links:
        label = body[slice(*link.label)]
        if not link.image and not is_tag(label):
            return link, ids[0] if ids else ""
    for link in links:
        label_words = words(body[slice(*link.label)])
        if not link.image and len(label_words) == 1 and label_words[0] in PAPER_LABELS:
            return link, ids[0] if ids else ""
    return None, ids[0] if ids else ""


_Spans = tuple[Span | None, Span | None]


def _longer(anatomy: Anatomy, label: Span) -> tuple[Span, Span | None]:
    """Return the long title beside a link whose label is a word or two, else the *label*."""
    for find in (_bold_or_quoted, _run):
        title, short = find(anatomy)
        if title is not None and may_be_title(anatomy.body, title):
            return title, short
    return label, None


def _in_label(anatomy: Anatomy, main: Link) -> tuple[Span, Span | None]:
    """Return title and short name when the label has one of them."""
    body, label = anatomy.body, trimmed(anatomy.body, *main.label)
    if body[label[0]] == "'" == body[label[1] - 1]:
        label = label[0] + 1, label[1] - 1
    text = body[slice(*label)]
    after = segment(body, anatomy.links, main.end)
    if after is None or len(words(text)) > _NAME_WORDS:
        return label, None
    following = body[slice(*after)]
    repeated = "".join(words(following)).startswith("".join(words(text)))
    if may_be_title(body, after) and (repeated or not is_long(text)):
        return after, label
    return label, None


def _bold_or_quoted(anatomy: Anatomy) -> _Spans:
    """Return a quoted title, with a bold name before it, else a bold or italic title."""
    body = anatomy.body
    bold = _first(_BOLD, anatomy, 1)
    quoted = _first(_BOOK, anatomy, 1) or _first(_QUOTED, anatomy, 3)
    quoted = quoted or _first(_CITED, anatomy, 1)
    if quoted is not None:
        short = (
            bold
            if bold and bold[1] < quoted[0] and len(words(body[slice(*bold)])) <= _NAME_WORDS
            else None
        )
        return quoted, short
    if bold is not None:
        after = segment(body, anatomy.links, bold[1] + 2)
        is_name = len(words(body[slice(*bold)])) < _NAME_WORDS
        if is_name and after and after[0] - bold[1] <= _CLOSE and may_be_title(body, after):
            bracket = body[bold[0]] == "[" and body[bold[1]] == "]"
            return after, (bold[0] + bracket, bold[1])
        if len(words(body[slice(*bold)])) > 1:
            return bold, None
    italic = _first(_ITALIC, anatomy, 4)
    if italic is not None and names_people(body[slice(*italic)]):
        return None, None
    return italic, None


def _first(pattern: re.Pattern[str], anatomy: Anatomy, least: int) -> Span | None:
    """Return the first match outside links that has *least* words and is no tag or venue."""
    limit = _title_limit(anatomy)
    tags = [match.span() for match in _TAG.finditer(anatomy.body)]
    for match in pattern.finditer(anatomy.body, 0, limit):
        if any(start < match.start() < end for start, end in tags):
            continue
        group = next(name for name, value in match.groupdict().items() if value)
        start, end = trimmed(anatomy.body, *match.span(group))
        text = anatomy.body[start:end]
        if len(words(text)) >= least and not is_tag(text) and not _in_link(anatomy, start):
            return start, end
    return None


def _title_limit(anatomy: Anatomy) -> int:
    """Return where to stop looking for an emphasised title.

    Where the first line reads like a title, what is emphasised far below it is a remark.
    """
    body = anatomy.body
    head = segment(body, anatomy.links, 0)
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
        label = trimmed(anatomy.body, *link.label)
        text = anatomy.body[slice(*label)]
        tag = is_tag(text) or is_tag(anatomy.body[slice(*link.label)])
        if not link.image and is_long(text) and not tag:
            return label, None
    return None, None


def _run(anatomy: Anatomy) -> _Spans:
    """Return the first stretch of plain text that is long enough, before any other.

    One that reads like names of people is a title only where nothing else is.
    """
    best = people = None
    for span in _segments(anatomy):
        text = anatomy.body[slice(*span)]
        if names_people(text):
            people = people or span
            continue
        if is_long(text):
            return span, name_before(anatomy.body, span[0])
        if best is None and len(words(text)) > 1 and not is_tag(text):
            best = span
    return people or best, None


def _segments(anatomy: Anatomy) -> Iterator[Span]:
    names = certain_names(anatomy.body)
    starts = [0, *(link.end for link in anatomy.links), *(end for _, end in names)]
    starts += [match.end() for match in re.finditer(r"\n|[)\]）】|]", anatomy.body)][:20]
    starts += [span[1] for span in [segment(anatomy.body, anatomy.links, 0)] if span]
    for start in sorted(set(starts)):
        span = segment(anatomy.body, anatomy.links, start)
        if span is None or _in_link(anatomy, span[0]):
            continue
        if not any(start <= span[0] < end for start, end in names):
            yield span
