"""Links that do not work, line by line, with the line put right where there is no doubt.

What looks like a link to a reader and is text to Markdown, and what leads nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.checks.arxiv_addresses import MENDS as ADDRESS_MENDS
from bot.checks.arxiv_addresses import hosts_right, numbers_right, told_numbers
from bot.checks.finding import Checked, Finding
from bot.markdown import Outline

# `[Title] (https://…)`, but no box of a task: `[ ] (https://…)`.
_SPACED = re.compile(r"(?<=\])(?<!\[[ xX]\])[ \t]+(?=\((?:https?://|www\.|arxiv\.org/)[^\s()]+\))")
# `[](https://…)`, and below it `[Title]()`.
_NO_LABEL = re.compile(r"(?<!!)\[[ \t]*\]\([^()\s]+\)")
_NO_TARGET = re.compile(r"(?<!!)\[[^\[\]]*\]\([ \t]*\)")
# `[Title](https://…` at the end of a line.
_OPEN_END = re.compile(r"\]\([ \t]*https?://[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*[ \t]*$")
# `[Title](arxiv.org/abs/…)`.
_NO_SCHEME = re.compile(
    r"(?<=\]\()[ \t]*(?=(?:www\.|(?:export\.)?arxiv\.org/|doi\.org/)[^\s()]+\))"
)
_BEFORE = r"(?:(?<=\]\()|(?<=\]: )|(?<=href=[\"']))[ \t]*"
# `htps://`, `http//`, `https:/`, `ttps://`, where an address stands.
_SCHEME = re.compile(
    rf"{_BEFORE}(?!https?://[^/])(?:h{{1,2}}t{{1,3}}p?|ttp)(s?)s?(?:[:;]/{{0,3}}|//)"
    r"(?=(?:[a-z\d-]{1,63}\.){1,8}[a-z]{2,24}[/?#)\"'\s])",
    re.IGNORECASE | re.ASCII,
)
# `https://https://…`.
_TWO_SCHEMES = re.compile(rf"{_BEFORE}https?:/{{1,2}}(?=https?://)")
# `…/2401.00001.pdf.pdf`, and below it `…/abs/2401.00001.pdf`.
_TWO_ENDINGS = re.compile(
    r"(arxiv\.org/(?:abs|pdf)/\d{4}\.\d{4,5}(?:v\d+)?\.pdf)(?:\.pdf)+(?![\w/])"
)
# `arxiv.org/abs/2401.00001.pdf`.
_ABSTRACT_PDF = re.compile(r"(arxiv\.org/)abs(/\d{4}\.\d{4,5}(?:v\d+)?)\.pdf(?![\w/])")
_URL = r"https?://[^\s()<>\[\]（）【】]{1,500}"
# As below, with the address in full-width brackets.
_WIDE_TARGET = re.compile(rf"(?<=\])[ \t]?[（【]({_URL})[）】]")
# A link's text in full-width brackets.
_WIDE_LABEL = re.compile(rf"【([^【】\[\]`]{{1,300}})】\(({_URL})\)")
# `[Title]((https://…))`.
_DOUBLE = re.compile(rf"(?<=\]\()\(({_URL})\)(?=\))")
# `https://arxiv .org/`.
_SPLIT_HOST = re.compile(r"(https?://(?:www\.)?)arxiv(?:[ \t]+\.[ \t]*|\.[ \t]+)org(?=/)", re.I)
_PAGE = (
    r"https?://(?:www\.)?(?:arxiv\.org/(?:abs|pdf|html)/|openreview\.net/(?:forum|pdf)\?)[^\s()]+"
)
# `![Title](https://arxiv.org/abs/…)`: a page is no picture.
_IMAGE = re.compile(rf"(?<![\w\[])!(?=\[[^\[\]]{{1,400}}\]\({_PAGE}\))", re.IGNORECASE)
# The same, where the sign before it may be meant.
_IMAGE_HERE = re.compile(rf"!\[[^\[\]]{{1,400}}\]\({_PAGE}\)", re.IGNORECASE)
# `[Title](https://…)(https://…)`.
_SECOND = re.compile(rf"\]\({_URL}\)\({_URL}\)")
# `[Title](https://x.org/a b)`.
_BLANK = re.compile(r"\]\(https?://[^\s()<>\"']{1,500}[ \t]+[^\s()<>\"'][^()<>\"'\[\]]{0,300}\)")
# `[Code](TODO)`, `[Code](coming soon)`, `[Code](#)`.
_NOWHERE = re.compile(
    r"(?<!!)\[([^\[\]]{1,400})\]\([ \t]*(#|to-?do|tb[adc]|n/?a|none|null|x{2,9}"
    r"|(?:coming)?[ _-]?soon|\.{2,9}|…|\?{1,9}|-{1,3})[ \t]*\)",
    re.IGNORECASE,
)
# Words of a link to the top of the page.
_UPWARDS = re.compile(r"\b(?:top|up|back|home|readme|contents?)\b|[↑⬆⤴🔝🔼]|顶部|目录|返回", re.I)
_SIGNS = ("](", "] ", "]\t", "]: ", "href=", "rxiv", "xiv", "http", "（", "【")
_Mend = tuple[re.Pattern[str], str, str]
_CODE = re.compile(r"`[^`]*`")
_WIDE_MENDS = (
    (_WIDE_TARGET, r"(\1)", "（…） and 【…】 make no link; its address stands between ( and )"),
    (_WIDE_LABEL, r"[\1](\2)", "【…】 makes no link; its text stands between [ and ]"),
)
"""For lists that do not write all their links with full-width brackets."""
_ODD_MENDS = (
    (_DOUBLE, r"\1", "an address in two pairs of brackets leads nowhere; one is enough"),
    (_SPLIT_HOST, r"\1arxiv.org", "a blank in the address"),
    (_IMAGE, "", "a page shown as a picture; without the ! it is a link"),
)
_MENDS = (
    (_SPACED, "", "a blank between ] and ( makes it text, not a link"),
    (_NO_SCHEME, "https://", "a link without https:// leads into this repository"),
    (_SCHEME, r"http\1://", "an address begins with https:// and two slashes"),
    (_TWO_SCHEMES, "", "an address begins with https:// once"),
    *_ODD_MENDS,
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
    (_IMAGE_HERE, True, "a page shown as a picture; take out the ! before ["),
    (_BLANK, True, "a blank in the address makes it text, not a link; take it out"),
    (_SECOND, False, "a second address without a text; write [text] before it"),
)
"""What only a person can mend, whether it is surely wrong, and what is said."""


def find(checked: Checked) -> Iterator[Finding]:
    """Yield links that do not work, with the line mended where there is no doubt about it."""
    for outline in checked.listing.outlines.values():
        yield from _broken_in(outline)


def _broken_in(outline: Outline) -> Iterator[Finding]:
    links = sum("](http" in line for line in outline.lines)
    wide = sum(map(_is_wide, outline.lines)) > links
    for number, (line, below) in enumerate(pairwise([*outline.lines, ""]), 1):
        if number not in outline.hidden and any(sign in line for sign in _SIGNS):
            for text, is_error, mended in _broken(line, below, wide=wide):
                yield Finding(
                    file=outline.document.name,
                    line=number,
                    kind="broken-link",
                    text=text,
                    level="error" if is_error else "warning",
                    mended=mended,
                )


def _broken(line: str, below: str, *, wide: bool) -> Iterator[tuple[str, bool, str | None]]:
    """Yield what is wrong with the links in *line*, if it surely is, and the line put right.

    *below* is the line after it. A list that is *wide* writes all its links with full-width
    brackets, and means it.
    """
    right, broken = _written_right(line, _MENDS if wide else (*_WIDE_MENDS, *_MENDS))
    if "`" not in line and (numbered := numbers_right(right)) != right:
        right = numbered
        broken.append("a number in the address that arXiv does not have; it is written 2401.00001")
    tidy, untidy = _written_right(right, (*_TIDIED, *ADDRESS_MENDS))
    if (hosted := hosts_right(tidy)) != tidy:
        tidy = hosted
        untidy.append("this is not arXiv's site, which is arxiv.org")
    if broken or untidy:
        text = "; ".join([*broken, *untidy])
        yield text, bool(broken), None if "`" in line else tidy
    yield from _told(_CODE.sub("code", tidy if untidy else right), below)


def _told(bare: str, below: str) -> Iterator[tuple[str, bool, None]]:
    """Yield what only a person can put right in *bare*, a line without its code."""
    for pattern, is_error, text in _TOLD:
        continues = pattern is _OPEN_END and below.lstrip().startswith((")", '"', "'"))
        if pattern.search(bare) and not continues:
            yield text, is_error, None
    for match in _NOWHERE.finditer(bare):
        if match[2] != "#" or not _UPWARDS.search(match[1]):
            remedy = "write the address between ( and ), or take the link out"
            yield f"({match[2]}) is no address; {remedy}", False, None
    for text in dict.fromkeys(told_numbers(bare)):
        yield text, True, None


def _written_right(line: str, mends: Sequence[_Mend]) -> tuple[str, list[str]]:
    """Return *line* with *mends* made, and what was wrong; code may look like that."""
    why = []
    bare = _CODE.sub("", line)
    for pattern, to, trouble in mends:
        if pattern.search(bare):
            line = pattern.sub(to, line)
            bare = _CODE.sub("", line)
            why.append(trouble)
    return line, why


def _is_wide(line: str) -> bool:
    """Whether *line* has full-width brackets for a link."""
    return bool(_WIDE_TARGET.search(line) or _WIDE_LABEL.search(line))
