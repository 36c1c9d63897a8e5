"""What the entries of a list have in common: words, signs, labels of lines. Counts, no meaning."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

LITERAL = re.compile(
    r"(?P<br>[ \t]*\\?(?:<br\s*/?>)?(?:[ \t]*\n)+[ \t]*(?:[-*+>][ \t]+)?|[ \t]*<br\s*/?>[ \t]*)"
    r"|(?P<open>[\[(【（{「『])|(?P<close>[\])】）}」』])"
    r"|(?P<mark>\*+|(?<!\w)_+|_+(?!\w)|`+|~~|[\"“”]|</?[A-Za-z][^<>]*>)"
    r"|(?P<emoji>:[a-z0-9_+-]+:)"
    r"|(?P<sep>[ \t]*"
    r"(?:[,;:|/–—·•：，、@#~+&]|(?<=\s)-+(?=\s)|\.(?=[\s*_\])]|$)|-(?=\[))[ \t,;:|]*|[ \t]+)"
    r"|(?P<word>[^\W_]+(?:['’\-][^\W_]+)*|.)",
    re.DOTALL,
)
"""A piece of an entry's literal text; the group that matched is its kind."""
DETAIL = re.compile(r"[ \t>]*(?:[-*+][ \t]+)?(?P<label>[^:：\n\[\]()]{1,40})[:：]\**")
"""A labelled line below the first of an entry: `- Key: words`."""
ABOUT_OTHERS = re.compile(
    r"institut|affiliation|organi[sz]ation|universit|机构|单位", re.IGNORECASE
)
"""Labels and heads of what stands beside a paper and looks like names of people."""
_NEARLY_ALL = 0.8
_ALL_BUT_ONE = 0.9
_MANY = 5
_EMOJI = re.compile(r"[\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001faff]|:[a-z0-9_+-]+:$")
# Words that many entries share and that still say something a bot cannot know.
_UNKNOWN = frozenset(
    """
    et al code codes project page github gitlab website homepage demo dataset data model models blog
    video videos slides poster star stars repo official unofficial torch pytorch tensorflow jax
    submission submitted under review
    🔥 ⭐ 🌟 👍 🏆 💯 ✨ 🚀 👑
    """.split()
)


def constants_of(bodies: Sequence[str]) -> frozenset[str]:
    """Return the words in at least half of *bodies*, and the signs and labels in nearly all.

    They belong to the style. A label is kept with its colon.
    """
    counts: Counter[str] = Counter()
    for body in bodies:
        literal = {
            m[0].casefold() for m in LITERAL.finditer(body) if m.lastgroup in ("word", "emoji")
        }
        counts.update(literal - _UNKNOWN)
        lines = (DETAIL.match(line) for line in body.split("\n")[1:])
        counts.update({f"{match['label'].strip()}:" for match in lines if match})
    return frozenset(word for word, count in counts.items() if count >= _least(word, len(bodies)))


def _least(word: str, bodies: int) -> float:
    """Return in how many of *bodies* a word has to be; an emoji may be a mark of merit."""
    if _EMOJI.match(word):
        return max(_MANY, bodies * _ALL_BUT_ONE)
    share = 1 / 2 if word[:1].isalnum() and word[-1] != ":" else _NEARLY_ALL
    return max(2, bodies * share)
