"""Untrusted text for GitHub's Markdown: bodies, comments, step summaries. Readable, never alive.

Entities alone do not stop mentions and references: GitHub looks for them after Markdown was
rendered. What it looks for is therefore split by a zero-width space, which no reader sees. The
list itself has another escaping function: there, zero-width characters would break search.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.core.plain import plain, shortened

GAP = "&#8203;"

_DEAD = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;"} | {char: "\\" + char for char in r"\`*_[]|~$!"}
)
_NUMBER = re.compile(r"\d{1,9}(?=[.)])", re.ASCII)
# Each pattern matches one character or a bounded run, so the time stays linear. GitHub links
# mentions, #1, GH-1, bare addresses and commit names of seven digits or more.
_SPLIT_AFTER = re.compile(
    r"[@#](?=\S)|(?<![A-Za-z0-9])[Gg][Hh]-(?=\d)|:(?=//)|[Ww]{3}(?=\.)|:(?=[\w+-]{1,40}:)",
    re.ASCII,
)
_SCHEME = re.compile(r"(?:mailto|xmpp):", re.ASCII | re.IGNORECASE)
_NO_WORD = 20  # hexadecimal letters alone make English words, such as "effaced"
_HEX = re.compile(r"[0-9A-Fa-f]{7,}", re.ASCII)


def _split_hex(match: re.Match[str]) -> str:
    run = match[0]
    if run.isalpha() and len(run) < _NO_WORD:
        return run
    return "\u200b".join(run[i : i + 6] for i in range(0, len(run), 6))


@lru_cache(maxsize=4_096)  # the same words are tried with abstracts of several lengths
def body_text(text: str, longest: int | None = None) -> str:
    """Return *text*, of at most *longest* characters, as inline Markdown: the same words, inert.

    Links, images, HTML, code, maths, task boxes, mentions, issue and commit references, closing
    keywords, bare addresses, emoji codes and hidden markers are dead. The result is one line and
    safe at the start of a line or list item too; it must not be put inside a code span.
    """
    words = plain(text if longest is None else shortened(text, longest))
    words = _SPLIT_AFTER.sub("\\g<0>\u200b", words)
    words = _SCHEME.sub("\\g<0>\u200b", words)
    words = _HEX.sub(_split_hex, words)
    return _quiet_start(words.translate(_DEAD)).replace("\u200b", GAP)


def _quiet_start(text: str) -> str:
    """Keep the first characters from starting a list, a heading or an underline."""
    if text[:1] in {"-", "+", "=", "#"}:
        return "\\" + text
    if match := _NUMBER.match(text):
        return f"{match[0]}\\{text[match.end() :]}"
    return text
