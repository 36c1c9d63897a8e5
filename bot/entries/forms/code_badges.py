"""Badges on links to code: those that only say what is there may be repeated, no others.

One that counts a repository's stars is left to the maintainer: its address is in no metadata.
"""

from __future__ import annotations

import re

from bot.anatomy import CODE_LABELS, words

_BADGE_WORDS = CODE_LABELS | frozenset("official source link open badge".split())
# https://img.shields.io/badge/code-blue.svg?style=flat
_PLAIN_BADGE = re.compile(
    r"https://img\.shields\.io/badge/(?P<text>[\w%-]{0,60})-\w{1,20}(?:\.svg)?"
    r"(?:\?[\w=&;%+.,-]{0,200})?",
    re.ASCII,
)
# `![code](https://x.org/c.svg)`, `<img src="https://x.org/c.svg">`
IMAGE = re.compile(
    r"!\[(?P<alt>[^\[\]]*)\]\((?P<src>[^()\s]*)\)"
    r"|<img\b[^<>]{0,300}?\bsrc\s{0,3}=\s{0,3}[\"']?(?P<html>[^\s\"'<>]{1,300})[^<>]{0,300}>",
    re.IGNORECASE,
)
_ALT = re.compile(r"\balt\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
STARS_IMAGE = re.compile(
    r"<img\b[^<>]{0,300}?\bsrc\s{0,3}=\s{0,3}[\"']?"
    r"https://img\.shields\.io/github/stars/[^<>]{0,300}>",
    re.IGNORECASE,
)
"""A picture in HTML that counts the stars of a repository."""


def are_plain(text: str) -> bool:
    """Whether all pictures in *text* are badges that only say that code is there."""
    return all(map(_is_plain, IMAGE.finditer(text)))


def _is_plain(picture: re.Match[str]) -> bool:
    match = _ALT.search(picture[0])
    alt = picture["alt"] or (match and (match[1] or match[2])) or ""
    badge = _PLAIN_BADGE.fullmatch(picture["src"] or picture["html"] or "")
    return badge is not None and set(words(alt + " " + badge["text"])) <= _BADGE_WORDS
