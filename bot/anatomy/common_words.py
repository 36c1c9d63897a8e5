"""What the entries of a list have in common: words, signs, labels of lines. Counts, no meaning."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot.core.remember import remembered

BLANKS = " \t\u00a0\u2002\u2003\u2009\u202f\u3000"
ENTITY = r"&(?:nbsp|e[mn]sp|thinsp);"
"""Blanks of a line: no-break, wide and ideographic ones are part of a list's style."""
_BLANK = rf"(?:[{BLANKS}]|{ENTITY})"
# What Jekyll, Pandoc, Hugo, Liquid and wikis read: {:target="_blank"}, {.paper}, {{< new >}},
# {% include x %}, [^1], [[page]]. One piece: a part of it means nothing.
_ATTRIBUTES = r"\{(?::[^{}\n]*|[ \t]*[.#][\w-][^{}\n]*)\}"
_SHORTCODES = r"\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\}|\[\^[^\[\]\n]+\]|\[\[[^\[\]\n]+\]\]"
_SIGN = r":[a-z0-9_+-]+:"
LITERAL = re.compile(
    r"(?P<br>[ \t]*\\?(?:<br\s*/?>)?(?:[ \t]*\n)+[ \t]*(?:[-*+>][ \t]+)?|[ \t]*<br\s*/?>[ \t]*)"
    rf"|(?P<emoji>{_SIGN}|{_ATTRIBUTES}|{_SHORTCODES}"
    r"|<(?:img|iframe|video|source|embed|picture)\b[^<>]*>)"
    r"|(?P<open>\\?[\[(【（{「『《〈［〔])|(?P<close>\\?[\])】）}」』》〉］〕])"
    r"|(?P<mark>\*+|(?<!\w)_+|_+(?!\w)|`+|~~|[\"“”]|</?[A-Za-z][^<>]*>)"
    rf"|(?P<sep>{_BLANK}*+(?!{_SIGN})"
    r"(?:[,;:|/–—·•→⇒»：，、；。｜@#~+&]|(?<=\s)-+(?=\s)|\.(?=[\s*_\])]|$)|-(?=\[))"
    rf"(?:{_BLANK}|(?!{_SIGN})[,;:|])*|{_BLANK}+)"
    r"|(?P<word>\b(?:[Pp]roc|[Cc]onf|[Ss]ymp|[Tt]rans|[Vv]ol)\.|[^\W_]+(?:['’\-][^\W_]+)*|.)",
    re.DOTALL,
)
"""A piece of an entry's literal text; the group that matched is its kind."""
DETAIL = re.compile(r"[ \t>]*(?:[-*+][ \t]+)?(?P<label>[^:：\n\[\]()]{1,40})[:：]\**")
"""A labelled line below the first of an entry: `- Key: words`."""
ABOUT_OTHERS = re.compile(
    r"institut|affiliation|organi[sz]ation|universit|机构|单位", re.IGNORECASE
)
"""Labels and heads of what stands beside a paper and looks like names of people."""
_NEARLY_ALL = 0.8  # share of the entries
_ALL_BUT_ONE = 0.9  # share of the entries, for what may be a fact
_SOME, _MANY = 3, 5  # entries
_FORM_WORDS = frozenset(
    """
    paper papers pdf arxiv link html abs url doi preprint abstract title author authors date year
    month published publication venue conference journal read here available corr
    论文 链接 标题 作者 日期 时间 年份 会议 摘要
    """.split()
)
"""Words that name a part of an entry and tell nothing of its paper."""
# What stands after "@", and a tag or remark that ends a line: "(at last)", **[Old]**, `oral`.
_FACT = re.compile(
    r"@[\w.-]+(?:[ \t]+[A-Z][\w.-]*)*"
    r"|[\[(（【][^\[\]()（）【】\n]{1,80}[\])）】][*_`~.,; \t]*(?=\n|$)"
    r"|(?:\*\*|__|`)[^*_`\n]{1,80}(?:\*\*|__|`)[*_`\])）.,; \t]*(?=\n|$)"
)
# "🔥", "⭐", ":fire:"
_EMOJI = re.compile(r"[\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001faff]|:[a-z0-9_+-]+:$")
# Words that many entries share and that still say something a bot cannot know.
_UNKNOWN = frozenset(
    """
    et al code codes project page github gitlab website homepage demo dataset data model models blog
    video videos slides poster star stars repo official unofficial torch pytorch tensorflow jax
    submission submitted under review
    代码 项目 主页 视频 数据集
    🔥 ⭐ 🌟 👍 🏆 💯 ✨ 🚀 👑
    """.split()
)


def constants_of(bodies: Sequence[str]) -> frozenset[str]:
    """Return the words that belong to the style of *bodies*: what a new entry may repeat.

    Half of them are enough for a word such as "paper", which names a part of an entry; nearly
    all of many for a sign, and for another word, which must not look like a fact about a paper.
    """
    counts: Counter[str] = Counter()
    for body in bodies:
        counts.update(_repeatable(body) - _UNKNOWN)
    return frozenset(word for word, count in counts.items() if count >= _least(word, len(bodies)))


@remembered(chars=1000, texts=4096)
def _repeatable(body: str) -> frozenset[str]:
    """Return the words of *body*, casefolded, that are no names and in no remark."""
    facts = [match.span() for match in _FACT.finditer(body)]
    chosen = set()
    for match in LITERAL.finditer(body):
        word = match[0].casefold()
        if match.lastgroup not in ("word", "emoji"):
            continue
        inside = any(start <= match.start() < end for start, end in facts)
        tells = word[:1].isalnum() and word not in _FORM_WORDS
        if not (tells and (inside or _is_name(body, match))):
            chosen.add(word)
    return frozenset(chosen)


def _is_name(body: str, match: re.Match[str]) -> bool:
    """Whether the word has a capital, though it neither begins a line nor is a label."""
    if not match[0][0].isupper():
        return False
    before = body[body.rfind("\n", 0, match.start()) + 1 : match.start()]
    if before.casefold().endswith("<summary>"):
        return False  # what a reader clicks to unfold the rest
    return bool(before.strip(" \t>*_-+")) and body[match.end() : match.end() + 1] not in (":", "：")


def _least(word: str, bodies: int) -> float:
    """Return in how many of *bodies* a word has to be; an emoji may be a mark of merit."""
    if word in _FORM_WORDS:
        return max(2, bodies / 2)
    if word[:1] == "<":
        return max(_SOME, bodies * _ALL_BUT_ONE)
    if _EMOJI.match(word) or word[:1].isalnum():
        return max(_MANY, bodies * _ALL_BUT_ONE)
    return max(2, bodies * _NEARLY_ALL)
