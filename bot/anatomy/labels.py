"""The words of labels that only say what is behind a link: "Paper", "[pdf]", "Code", "ICML 2024".

Whoever reads a label takes its words from here.
"""

from __future__ import annotations

import re

from bot.anatomy.identity import arxiv_ids, words
from bot.anatomy.links import find_links
from bot.anatomy.venue import venue_phrases
from bot.core.month_names import month_pattern

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
