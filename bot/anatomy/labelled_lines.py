"""Labelled items below entries that all have them: a form, which metadata fills in part.

What it cannot tell is left open under its label; what a neighbour says there is never repeated.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from bot.anatomy.common_words import DETAIL
from bot.anatomy.identity import arxiv_ids, is_long, urls, words
from bot.anatomy.labels import PAPER_LABELS, TAGS
from bot.anatomy.links import find_links

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
