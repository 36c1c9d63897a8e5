"""Links that do not work, line by line, with the line put right where there is no doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.checks.odd_links import (
    ODD_MENDS,
    WIDE_MENDS,
    numbers_right,
    possible,
    told_oddities,
)

_SPACED = re.compile(r"(?<=\])(?<!\[[ xX]\])[ \t]+(?=\((?:https?://|www\.|arxiv\.org/)[^\s()]+\))")
_NO_LABEL = re.compile(r"(?<!!)\[[ \t]*\]\([^()\s]+\)")
_NO_TARGET = re.compile(r"(?<!!)\[[^\[\]]*\]\([ \t]*\)")
_OPEN_END = re.compile(r"\]\([ \t]*https?://[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*[ \t]*$")
_NO_SCHEME = re.compile(
    r"(?<=\]\()[ \t]*(?=(?:www\.|(?:export\.)?arxiv\.org/|doi\.org/)[^\s()]+\))"
)
_BEFORE = r"(?:(?<=\]\()|(?<=\]: )|(?<=href=[\"']))[ \t]*"
_SCHEME = re.compile(
    rf"{_BEFORE}(?!https?://[^/])(?:h{{1,2}}t{{1,3}}p?|ttp)(s?)s?(?:[:;]/{{0,3}}|//)"
    r"(?=(?:[a-z\d-]{1,63}\.){1,8}[a-z]{2,24}[/?#)\"'\s])",
    re.IGNORECASE | re.ASCII,
)
_TWO_SCHEMES = re.compile(rf"{_BEFORE}https?:/{{1,2}}(?=https?://)")
_TWO_ENDINGS = re.compile(
    r"(arxiv\.org/(?:abs|pdf)/\d{4}\.\d{4,5}(?:v\d+)?\.pdf)(?:\.pdf)+(?![\w/])"
)
_ABSTRACT_PDF = re.compile(r"(arxiv\.org/)abs(/\d{4}\.\d{4,5}(?:v\d+)?)\.pdf(?![\w/])")
_NUMBER = re.compile(
    r"arxiv\.org/(?:abs|pdf|html)/((\d{4})\.(\d{1,99}))(?=v\d|\.pdf|[^\w.-]|\.?$|\.\s)",
    re.ASCII,
)
_SIGNS = ("](", "] ", "]\t", "]: ", "href=", "arxiv", "（", "【")
_Mend = tuple[re.Pattern[str], str, str]
_CODE = re.compile(r"`[^`]*`")
_MENDS = (
    (_SPACED, "", "a blank between ] and ( makes it text, not a link"),
    (_NO_SCHEME, "https://", "a link without https:// leads into this repository"),
    (_SCHEME, r"http\1://", "an address begins with https:// and two slashes"),
    (_TWO_SCHEMES, "", "an address begins with https:// once"),
    *ODD_MENDS,
)
# arXiv takes ".pdf" off a number and leads on (arxiv-browse, check_supplied_identifier): these
# links work, and are written as the address that they arrive at.
_TIDIED = (
    (_TWO_ENDINGS, r"\1", "the address of a PDF ends in one .pdf"),
    (_ABSTRACT_PDF, r"\1abs\2", "arXiv shows the abstract here; its PDFs are under /pdf/"),
)
_TOLD = (
    (_NO_LABEL, True, "a link without a text cannot be clicked; write the title between [ and ]"),
    (_OPEN_END, True, "a link that is never closed; write ) after its address"),
    (_NO_TARGET, False, "a link without an address; write it between ( and ), or take it out"),
)


@dataclass(frozen=True, slots=True)
class LinkFinding:
    """What is wrong with the links of a line; `mended` is the line put right, if it can be."""

    text: str
    is_error: bool
    mended: str | None = None


def broken_links(line: str, below: str = "", *, wide: bool = False) -> Iterator[LinkFinding]:
    """Yield what is wrong with the links in *line*; *below* is the line after it.

    *wide* says that full-width brackets are how the list writes its links.
    """
    if not any(sign in line for sign in _SIGNS):
        return
    right, broken = _written_right(line, _MENDS if wide else (*WIDE_MENDS, *_MENDS))
    if "`" not in line and (numbered := numbers_right(right)) != right:
        right = numbered
        broken.append("a number in the address that arXiv does not have; it is written 2401.00001")
    tidy, untidy = _written_right(right, _TIDIED)
    if broken or untidy:
        text = "; ".join([*broken, *untidy])
        yield LinkFinding(text, bool(broken), None if "`" in line else tidy)
    yield from _told(_CODE.sub("code", right), below)


def _told(bare: str, below: str) -> Iterator[LinkFinding]:
    """Yield what only a person can put right in *bare*, a line without its code."""
    for pattern, is_error, text in _TOLD:
        continues = pattern is _OPEN_END and below.lstrip().startswith((")", '"', "'"))
        if pattern.search(bare) and not continues:
            yield LinkFinding(text, is_error)
    for text, is_error in dict.fromkeys(told_oddities(bare)):
        yield LinkFinding(text, is_error)
    for number in dict.fromkeys(_impossible(bare)):
        text = f"arXiv has no paper {number}; look its number up and correct the address"
        yield LinkFinding(text, True)


def _written_right(line: str, mends: Sequence[_Mend]) -> tuple[str, list[str]]:
    """Return *line* with *mends* made, and what was wrong; code may look like that."""
    why = []
    for pattern, to, trouble in mends:
        if pattern.search(_CODE.sub("", line)):
            line = pattern.sub(to, line)
            why.append(trouble)
    return line, why


def _impossible(line: str) -> Iterator[str]:
    """Yield the numbers in arXiv's addresses that no paper can have: month or digits are wrong."""
    for match in _NUMBER.finditer(line):
        if not possible(match[2], match[3]):
            yield match[1]
