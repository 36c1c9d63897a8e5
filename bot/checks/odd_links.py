"""Links that look like links and are none, or lead nowhere, line by line.

Mended only where what was meant leaves no choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

FIVE_SINCE = "1501"
"""The month from which ids have five digits after the point (info.arxiv.org, identifiers)."""
_URL = r"https?://[^\s()<>\[\]（）【】]{1,500}"
_WIDE_TARGET = re.compile(rf"(?<=\])[ \t]?[（【]({_URL})[）】]")
_WIDE_LABEL = re.compile(rf"【([^【】\[\]`]{{1,300}})】\(({_URL})\)")
_DOUBLE = re.compile(rf"(?<=\]\()\(({_URL})\)(?=\))")
_SPLIT_HOST = re.compile(r"(https?://(?:www\.)?)arxiv(?:[ \t]+\.[ \t]*|\.[ \t]+)org(?=/)", re.I)
_PAGE = (
    r"https?://(?:www\.)?(?:arxiv\.org/(?:abs|pdf|html)/|openreview\.net/(?:forum|pdf)\?)[^\s()]+"
)
_IMAGE = re.compile(rf"(?<![\w\[])!(?=\[[^\[\]]{{1,400}}\]\({_PAGE}\))", re.IGNORECASE)
_IMAGE_HERE = re.compile(rf"!\[[^\[\]]{{1,400}}\]\({_PAGE}\)", re.IGNORECASE)
_SECOND = re.compile(rf"\]\({_URL}\)\({_URL}\)")
_BLANK = re.compile(r"\]\(https?://[^\s()<>\"']{1,500}[ \t]+[^\s()<>\"'][^()<>\"'\[\]]{0,300}\)")
_NOWHERE = re.compile(
    r"(?<!!)\[([^\[\]]{1,400})\]\([ \t]*(#|to-?do|tb[adc]|n/?a|none|null|x{2,9}"
    r"|(?:coming)?[ _-]?soon|\.{2,9}|…|\?{1,9}|-{1,3})[ \t]*\)",
    re.IGNORECASE,
)
_UPWARDS = re.compile(r"\b(?:top|up|back|home|readme|contents?)\b|[↑⬆⤴🔝🔼]|顶部|目录|返回", re.I)
_ADDRESS = re.compile(r"(arxiv\.org/(?:abs|pdf|html)/)([\w,.-]{0,40})", re.IGNORECASE)
_NUMBER = re.compile(r"([\dOoIl]{4})(?:[,_-]|\.{0,3})([\dOoIl]{4,5})(v\d{1,2})?(\.pdf)?", re.ASCII)
_WHOLE = re.compile(r"\d{4}\.\d{4,5}(?:v\d+)?(?:\.pdf)?[.,]?", re.ASCII)
_PLACEHOLDER = re.compile(
    r"(?:\d{4}|x{2,4}|yymm)\.(?:x{3,5}|n{4,5}|\d?x{3,4})(?:v\d)?(?:\.pdf)?", re.I
)
_LETTERS = str.maketrans("OoIl", "0011")
WIDE_MENDS = (
    (_WIDE_TARGET, r"(\1)", "（…） and 【…】 make no link; its address stands between ( and )"),
    (_WIDE_LABEL, r"[\1](\2)", "【…】 makes no link; its text stands between [ and ]"),
)
"""For lists that do not write all their links with full-width brackets."""
ODD_MENDS = (
    (_DOUBLE, r"\1", "an address in two pairs of brackets leads nowhere; one is enough"),
    (_SPLIT_HOST, r"\1arxiv.org", "a blank in the address"),
    (_IMAGE, "", "a page shown as a picture; without the ! it is a link"),
)
_TOLD = (
    (_IMAGE_HERE, True, "a page shown as a picture; take out the ! before ["),
    (_BLANK, True, "a blank in the address makes it text, not a link; take it out"),
    (_SECOND, False, "a second address without a text; write [text] before it"),
)


def told_oddities(line: str) -> Iterator[tuple[str, bool]]:
    """Yield what is odd about the links in *line*, which has no code, and whether it is sure."""
    for pattern, is_sure, text in _TOLD:
        if pattern.search(line):
            yield text, is_sure
    for match in _NOWHERE.finditer(line):
        if match[2] != "#" or not _UPWARDS.search(match[1]):
            what = f"({match[2]}) is no address"
            yield f"{what}; write the address between ( and ), or take the link out", False
    for match in _ADDRESS.finditer(line):
        said = match[2].rstrip(".,")
        if _PLACEHOLDER.fullmatch(said):
            yield f"{said} stands for a number; write the paper's own", True
        elif not _WHOLE.fullmatch(said) and _NUMBER.fullmatch(said):
            yield f"arXiv has no paper {said}; look its number up and correct the address", True


def numbers_right(line: str) -> str:
    """Return *line* with the dot and the digits that numbers in arXiv's addresses must have."""
    return _ADDRESS.sub(_number_right, line)


def is_wide(line: str) -> bool:
    """Whether *line* has full-width brackets for a link."""
    return bool(_WIDE_TARGET.search(line) or _WIDE_LABEL.search(line))


def possible(month: str, digits: str) -> bool:
    """Whether arXiv can have given out the number *month*.*digits*."""
    return "01" <= month[2:] <= "12" and len(digits) == (5 if month >= FIVE_SINCE else 4)


def _number_right(match: re.Match[str]) -> str:
    said = match[2].rstrip(".,")
    number = _NUMBER.fullmatch(said)
    if number is None or _WHOLE.fullmatch(said):
        return match[0]
    month, digits = (number[n].translate(_LETTERS) for n in (1, 2))
    if not possible(month, digits):
        return match[0]
    rest = (number[3] or "") + (number[4] or "") + match[2][len(said) :]
    return f"{match[1]}{month}.{digits}{rest}"
