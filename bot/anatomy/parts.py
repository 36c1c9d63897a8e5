"""The parts of one entry's text: title, names, labels, labelled lines, links."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from bot.anatomy.common_words import BLANKS, DETAIL, ENTITY
from bot.anatomy.fields import find_fields, venue_phrases
from bot.anatomy.identity import (
    Link,
    arxiv_ids,
    dois,
    find_links,
    is_long,
    served_form,
    urls,
    words,
)
from bot.core.month_names import month_pattern
from bot.core.remember import remembered
from classifier.papers import ArxivId, SectionId


@dataclass(frozen=True)
class Facts:
    """What a *text* says of papers: the arXiv ids that it *mentions*, and these with copies'."""

    text: str = ""
    mentions: tuple[ArxivId, ...] = ()
    arxiv_ids: tuple[ArxivId, ...] = ()

    @cached_property
    def dois(self) -> tuple[str, ...]:
        """The DOIs in the text."""
        return dois(self.text)

    @cached_property
    def urls(self) -> tuple[str, ...]:
        """The addresses in the text."""
        return urls(self.text)


_NO_FACTS = Facts()


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry on lines *line* to *end* (1-based, with nested lines); `text` is its own part.

    `container` is the same for entries of one list or table, and `depth` counts the items
    around it. An `ignored` entry carries `paper-bot: ignore`:
    it teaches no style and is left alone.
    """

    file: str
    line: int
    end: int
    section: SectionId
    kind: EntryKind
    text: str
    arxiv_ids: tuple[ArxivId, ...] = ()
    facts: Facts = _NO_FACTS
    container: int = -1
    depth: int = 0
    ignored: bool = False

    @property
    def dois(self) -> tuple[str, ...]:
        """The DOIs that it names."""
        return self.facts.dois

    @property
    def urls(self) -> tuple[str, ...]:
        """The addresses that it leads to."""
        return self.facts.urls

    @cached_property  # a list is read several times, and no memory of texts is as long
    def title(self) -> str:
        """The best reading of the entry's title, plain; "" when nothing looks like one."""
        if self.kind == "titled":
            return title_of(self.text.split("\n")[0].lstrip("# \t"))
        if self.kind == "fold":
            summary = self.text.partition("</summary")[0].partition("<summary")[2]
            return title_of(summary.partition(">")[2])
        return title_of(self.text)

    @property
    def naming(self) -> str:
        """The part of `text` that says which paper it is: all of it, but for an abstract."""
        return naming_of(self.kind, self.text)


EntryKind = Literal[
    "item",
    "row",
    "paragraph",
    "titled",
    "fold",
    "heading",
    "html-row",
    "html-item",
    "html",
    "mention",
]


def naming_of(kind: EntryKind, text: str) -> str:
    """Return the part of an entry's *text* that says which paper it is."""
    if kind != "titled":
        return text
    first, *below = text.split("\n")
    return "\n".join([first, *(line for line in below if "://" in line)])


# --- The words of labels that only say what is behind a link: "Paper", "[pdf]", "Code", "ICML
# 2024".
#
# Whoever reads a label takes its words from here.

TAGS = frozenset(
    """
    paper papers pdf arxiv link links html abs abstract url here doi preprint version code
    github project page website web homepage site demo dataset data model models weights blog
    post video slides poster talk openreview acl anthology pmlr ieee acm springer nature cvf hf
    huggingface hugging face twitter supp bibtex bib full text read official torch pytorch
    tensorflow jax caffe keras mxnet matlab theano paddle repo repository source tweet news report
    summary notes colab the alphaxiv ar5iv semantic scholar
    论文 原文 链接 代码 项目 主页 视频 数据集
    """.split()
)
"""The words of such labels."""

SURE_PAPER_LABELS = frozenset("paper pdf arxiv".split())
"""Labels that nothing but a paper has."""
PAPER_LABELS = SURE_PAPER_LABELS | frozenset("link abs html url 论文 原文 链接".split())
"""Labels of the link to the paper itself, wherever it leads."""
SAME_PAPER_LABELS = SURE_PAPER_LABELS | frozenset("abs abstract html preprint link".split())
"""Labels of a second link to the paper that a first one names."""
CODE_LABELS = frozenset(
    "code codes github git gitlab repo repository repositories implementation".split()
)
"""Words that say that code is behind a link."""
BESIDE_CODE = frozenset("official source link links here url the hub page open".split())
"""Words that may stand beside those."""
PROJECT_LABELS = frozenset("project projects website homepage webpage site".split())
"""Words that say that a paper's own page is behind a link."""
BESIDE_PROJECT = frozenset("page pages web home official link the".split())
"""Words that may stand beside those."""
_SOME_PAPER = "https://arxiv.org/abs/2401.00001"
_NO_PAPER = frozenset(
    """
    code codes github project projects website homepage demo video slides dataset tweet
    代码 项目 主页 视频 数据集
    """.split()
)
_MONTH = re.compile(rf"\b(?:{month_pattern()})\b", re.IGNORECASE)


def is_tag(label: str) -> bool:
    """Whether a link's label only says what is behind it ("Paper", "[pdf]", "ICML 2024", "")."""
    bare = re.sub(r"!?\[[^\[\]]*\]\([^()]*\)|<[^<>]*>|:[a-z_]+:", " ", label)
    for phrase in reversed(venue_phrases(bare)):
        bare = bare[: phrase.start] + bare[phrase.end :]
    if re.search(r"(?:19|20)\d\d", bare):
        bare = _MONTH.sub(" ", bare)
    bare = re.sub(r"arxiv[:\s]*\d{4}\.\d{4,5}(?:v\d+)?|\d+", " ", bare, flags=re.IGNORECASE)
    return all(word in TAGS for word in words(bare))


def promises_more(label: str) -> bool:
    """Whether *label* is of what no paper is, such as "code", wherever its link leads."""
    return bool(label_words := set(words(label))) and label_words <= _NO_PAPER


def led_to_arxiv(text: str) -> str:
    """Return *text* with its first `[Paper](elsewhere)` led to arXiv, if nothing is.

    So it shows how the link to a paper looks, whatever it leads to.
    """
    if not arxiv_ids(text):
        for link in find_links(text):
            start, end = link.url
            label = words(text[slice(*link.label)])
            if label and label[0] in PAPER_LABELS and "://" in text[start:end]:
                return f"{text[:start]}{_SOME_PAPER}{text[end:]}"
    return text


# --- Labelled items below entries that all have them: a form, which metadata fills in part.
#
# What it cannot tell is left open under its label; what a neighbour says there is never repeated.

Form = frozenset[tuple[str, str]]
"""The labels, as keys, that every entry has, each with what stands there when nothing is known."""

_ITEM = re.compile(r"[ \t]*[-*+][ \t]+")
_LEAST = 5  # entries; fewer may have a label in common by chance
_NEARLY_ALL = 0.8  # share of the entries
_TWICE, _HABIT = 2, 0.2  # entries, share of the entries
# "None" and "No" are answers, which nobody looked for.
_NOTHING = frozenset(
    "- -- – — / ? n/a na tbd tba todo null unknown unavailable 未知 暂无 待定".split()
) | {"not available", "coming soon", "to be added"}

_PAPER = PAPER_LABELS | {"papers", "links", "title", "标题"}
_ABOUT = (
    _PAPER
    | TAGS
    | frozenset(
        """
        author authors affiliation affiliations institution institutions year date published month
        publication publisher venue conference journal keyword keywords task tasks tldr tl dr
        summary note contribution contributions cite citation citations
        作者 机构 单位 日期 时间 年份 会议 期刊 代码 项目 关键词 摘要 简介
        """.split()
    )
)


def tell_of_one_paper(lines: Sequence[str]) -> bool:
    """Whether *lines* are nested details of one paper, whatever stands above them.

    Each has a label; one says where the paper is, and not its title. A topic or day has papers
    below it, with names of their own: `- DDPM: https://…` is no detail.
    """
    filled = [line for line in lines if line.strip()]
    labels = [_label(line) for line in filled]
    ids = {arxiv_id for line in filled for arxiv_id in arxiv_ids(line)}
    if len(ids) > 1 or not all(labels):
        return False
    named = any(is_long(line[slice(*link.label)]) for line in filled for link in find_links(line))
    return not named and any(
        label <= _PAPER and (arxiv_ids(line) or (not ids and urls(line)))
        for line, label in zip(filled, labels, strict=True)
    )


def _label(line: str) -> frozenset[str]:
    """Return the words of the label that a nested item begins with; none for any other line."""
    marker = _ITEM.match(line)
    text = line[marker.end() :] if marker else ""
    first = next(iter(find_links(text)), None)
    if first and not text[: first.start].strip(" \t*_[("):
        label = text[slice(*first.label)]
    else:
        match = DETAIL.match(text)
        label = match["label"] if match else ""
    label_words = frozenset(word for word in words(label) if not word.isdigit())
    return label_words if label_words <= _ABOUT else frozenset()


def form_of(bodies: Sequence[str]) -> Form:
    """Return the labels that nearly all of *bodies*, entries without marker, have below them."""
    if len(bodies) < _LEAST:
        return frozenset()
    values: dict[str, list[str]] = {}
    for body in bodies:
        for label, value in dict(_labelled(body)).items():
            values.setdefault(label, []).append(value)
    least = _NEARLY_ALL * len(bodies)
    return frozenset((key, _nothing(texts)) for key, texts in values.items() if len(texts) >= least)


def left_open(line: str, form: Form) -> str:
    """Return what a new entry says in *line*: its label, with a placeholder if the list has one.

    "" where the label is none that every entry has.
    """
    match = DETAIL.match(line) if form and _ITEM.match(line) else None
    nothing = dict(form).get(_key(match["label"])) if match else None
    if match is None or nothing is None:
        return ""
    gap = " " if nothing and match[0][-1] != "：" else ""
    return line[match.start("label") : match.end()] + gap + nothing


def _labelled(body: str) -> Iterator[tuple[str, str]]:
    """Yield the labels of the items below the first line, as keys, with what they say."""
    for line in body.split("\n")[1:]:
        if _ITEM.match(line) and (match := DETAIL.match(line)):
            yield _key(match["label"]), line[match.end() :].strip()


def _key(label: str) -> str:
    return label.strip(" \t*_`").casefold()


def _nothing(values: Sequence[str]) -> str:
    """Return what *values* say, as a habit, where nothing is known; "" for no such habit."""
    empty = Counter(value for value in values if value.casefold().rstrip(".") in _NOTHING)
    word, count = empty.most_common(1)[0] if empty else ("", 0)
    return word if count >= max(_TWICE, _HABIT * len(values)) else ""


# --- Stretches of an entry's text: where a title may begin and end, and which names stand by it.

Span = tuple[int, int]
"""Where a stretch begins and ends."""

# What ends a title: a line, " - ", ". ", "(", ", 2024", emphasis, ", arXiv", "&nbsp;".
_STOP = re.compile(
    r"\\?\n|\s[-–—|]\s|[.](?=\s|$)|[(\[（【《［|，。；｜]|\s*<br|[,;]\s+(?=(?:19|20)\d\d|[*_(\[])|,?\s*<(?:ins|i|em)>|\*{1,3}|(?<!\w)_"
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
# `** (Growing Trees with Flows)` behind a name, in brackets of either width
_IN_BRACKETS = re.compile(
    r"(?:[*_`:： \t]|</\w{1,6}>)*[(（](?P<title>(?:[^()（）\n]|\([^()\n]*\)){8,400})[)）]"
)


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


def title_in_brackets(body: str, start: int) -> Span | None:
    """Return the title that stands in brackets at *start*, right behind a name."""
    match = _IN_BRACKETS.match(body, start)
    if match and not match["title"][0].islower() and may_be_title(body, match.span("title")):
        covered = sum(field.end - field.start for field in find_fields(match["title"]))
        if covered < len(match["title"]) * _MOSTLY:
            return match.span("title")
    return None


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


# --- Which part of an entry's text is what: title, short name, links. Reads one entry at a time.
#
# It looks at how the text is made and knows no paper; what it cannot tell apart it leaves alone.

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
    r"\s*<details\b[^<>]*>\s*(?:<[^<>]*>\s*)*([^<>\s](?:[^<>]*[^<>\s])?)\s*"
    r"(?:</[^<>]*>\s*)*(?:</[^<>]*)?",
    re.IGNORECASE,
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
    after = title_in_brackets(body, main.end) or segment(body, anatomy.links, main.end)
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
        after = title_in_brackets(body, bold[1]) or segment(body, anatomy.links, bold[1] + 2)
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
    names = certain_names(anatomy.body)
    for start, end in _segments(anatomy):
        cut = next((at for at, _ in names if start < at < end), None)
        span = trimmed(anatomy.body, start, cut) if cut else (start, end)
        text = anatomy.body[slice(*span)]
        if names_people(text):
            people = people or span
            continue
        if len(words(text)) < _NAME_WORDS and (inner := title_in_brackets(anatomy.body, span[1])):
            return inner, span
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


# --- The title of an entry, plain, and its text without the marker.

# `  - `, `> * `, `12. `, `3) `, `- [x] `
MARKER = re.compile(
    r"(?P<indent>[ \t]*(?:>[ \t]?)*[ \t]*)"
    r"(?:(?P<mark>[-*+]|(?P<number>\d{1,9})(?P<close>[.)]))(?P<gap>[ \t]+|(?=$)))?"
    r"(?P<task>\[[ xX]\] )?"
)
MOST_CHARS = 4000
"""What is longer is read this far: no entry is, but a paragraph can be."""


def body_of(text: str) -> str:
    """Return an entry's text without marker, indent and table pipes at its ends."""
    match = MARKER.match(text)
    return text[match.end() :].strip() if match else text.strip()


@remembered(chars=1000, texts=4096)
def title_of(text: str) -> str:
    """Return the best reading of an entry's title, plain; "" when nothing looks like one."""
    if len(text) > MOST_CHARS:
        text = text[:MOST_CHARS]
    body = body_of(text)
    if body.startswith("|"):
        cells = [title_of(cell) for cell in body.strip("|").split("|")]
        return max(cells, key=lambda cell: len(words(cell)), default="")
    anatomy = dissect(body)
    if anatomy.title is None:
        return ""
    title = _plain(body[slice(*anatomy.title)])
    short = _plain(body[slice(*anatomy.short)]) if anatomy.short else ""
    if short and not title.casefold().startswith(short.casefold()):
        same = "".join(words(title)).startswith("".join(words(short)))
        return title if same else f"{short}: {title}"
    return title


def _plain(text: str) -> str:
    text = re.sub(r"!?\[([^\[\]]*)\]\([^()]*\)|<[^<>]*>|\*\*|`", lambda m: m[1] or "", text)
    return " ".join(re.sub(r"\\([^\w\s])", r"\1", text).split()).strip(' *_"“”,;:')
