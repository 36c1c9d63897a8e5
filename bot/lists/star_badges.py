"""Badges of a repository, such as the one that counts its stars: read as forms with {repo}.

A badge that shows anything else than stars or a word for code has no form.
"""

from __future__ import annotations

import re

from bot.lists.identity import words

CODE_WORDS = frozenset(
    "code codes github git gitlab repo repository repositories implementation".split()
)
"""Words of a label that say that code is behind it."""
_BADGE_WORDS = CODE_WORDS | frozenset(
    "official source link open star stars badge stargazers count social".split()
)
_STARS = re.compile(
    r"https://img\.shields\.io/github/stars/(?P<repo>[\w-]{1,64}/[\w.-]{1,100}?)"
    r"(?:\.svg)?/?(?:\?[\w=&;%+.,-]{0,200})?",
    re.ASCII,
)
_PLAIN_BADGE = re.compile(
    r"https://img\.shields\.io/badge/(?P<text>[\w%-]{0,60})-\w{1,20}(?:\.svg)?"
    r"(?:\?[\w=&;%+.,-]{0,200})?",
    re.ASCII,
)
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


def pictures(text: str, repo: str = "") -> str | None:
    """Return *text* with its badges as forms; None if one shows what is not known."""
    result, at = "", 0
    for match in IMAGE.finditer(text):
        if not (form := picture_form(match[0], repo)):
            return None
        result += text[at : match.start()] + form
        at = match.end()
    return result + text[at:]


def picture_form(text: str, repo: str) -> str:
    """Return the form of a badge that counts stars, or only says what is there; else ""."""
    match = IMAGE.fullmatch(text)
    if match is None:
        return ""
    found = _ALT.search(text)
    alt = match["alt"] or (found and (found[1] or found[2])) or ""
    src = match["src"] or match["html"] or ""
    if not set(words(alt)) <= _BADGE_WORDS:
        return ""
    if stars := _STARS.fullmatch(src):
        if repo and stars["repo"].casefold() != repo.casefold():
            return ""
        shown = src[: stars.start("repo")] + "{repo}" + src[stars.end("repo") :]
        return text.replace(src, shown)
    plain = _PLAIN_BADGE.fullmatch(src) if repo else None
    return text if plain and set(words(plain["text"])) <= _BADGE_WORDS else ""
