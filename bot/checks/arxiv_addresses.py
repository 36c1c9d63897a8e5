"""Addresses of arXiv that lead nowhere: a false host, a number that no paper has, one said twice.

Each is put right where what was meant leaves no choice, and told where only a person knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from bot.checks.finding import Checked, Finding, at_entry

FIVE_SINCE = "1501"
"""The month from which ids have five digits after the point (info.arxiv.org, identifiers)."""
_NEW_SINCE = "0704"
"""The month from which ids are numbers alone; before, an archive stands in front."""
_FIRST = "9108"
"""The month of arXiv's first papers."""
_CENTURY = "91"
"""Years from here on are of the last century."""
_PAGES = r"(?:abs|pdf|html|format|ps|src|e-print)"
_ADDRESS = re.compile(r"(arxiv\.org/(?:abs|pdf|html)/)([\w,.-]{0,40})", re.IGNORECASE)
# A number with the slips of hands and of scanners: 24O1.0000l, 2401,00001, 240100001.
_NUMBER = re.compile(r"([\dOoIl]{4})(?:[,_-]|\.{0,3})([\dOoIl]{4,5})(v\d{1,2})?(\.pdf)?", re.ASCII)
_WHOLE = re.compile(r"\d{4}\.\d{4,5}(?:v\d+)?(?:\.pdf)?[.,]?", re.ASCII)
# What stands for a number in a template: XXXX.XXXXX, 2401.xxxxx, yymm.nnnnn.
_PLACEHOLDER = re.compile(
    r"(?:\d{4}|x{2,4}|yymm)\.(?:x{3,5}|n{4,5}|\d?x{3,4})(?:v\d)?(?:\.pdf)?", re.I
)
_LETTERS = str.maketrans("OoIl", "0011")
# A number where an address of arXiv, a mirror of it or the word "arXiv:" has one, to its end.
_NUMBERED = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf|html)/|alphaxiv\.org/(?:abs|overview)/|huggingface\.co/papers/"
    r"|hf\.co/papers/|ar5iv\.org/(?:abs|html)/|\barxiv:\s?)"
    r"((\d{4})\.(\d{1,99}))(v0\b)?(?=v\d|\.pdf|[^\w.-]|\.?$|\.\s)",
    re.ASCII | re.IGNORECASE,
)
# An old id with its archive: `math/0309136`, `math.GT/0309136`.
_OLD = re.compile(
    rf"arxiv\.org/{_PAGES}/([a-z-]{{2,16}}(?:\.[A-Z]{{2}})?/(\d{{4}})\d{{3}})(?!\d)", re.ASCII
)
_OLD_BARE = re.compile(rf"arxiv\.org/{_PAGES}/(\d{{7}})(?:v\d+)?(?![\w./])", re.ASCII | re.I)
_SITE = re.compile(
    r"https?://(?:(?:www|export|cn|browse)\.)?(?P<host>[a-z0-9-]{2,12}(?:\.[a-z]{1,4}){0,2})"
    rf"/+(?P<page>{_PAGES})/(?P<id>\d{{4}}\.\d{{4,5}}(?:v\d+)?|[a-z-]{{2,16}}/\d{{7}}(?:v\d+)?)"
    r"(?P<end>\.pdf)?(?![\w/])",
    re.IGNORECASE | re.ASCII,
)
"""An address made like arXiv's, on any short host: `https://arvix.org/abs/2401.00001`."""
_HOST = "arxiv.org"
_OTHERS = frozenset(
    "ar5iv.org vixra.org rxiv.org engrxiv.org biorxiv.org medrxiv.org psyarxiv.org eartharxiv.org"
    " chinaxiv.org alphaxiv.org arxiv.gg arxiv.dev arxiv.in".split()
)
"""Sites with such names that are others than arXiv, and not its slips."""
_MOST_SLIPS = 2  # letters of a host that are wrong, missing, too many or in each other's place
_ID = r"\d{4}\.\d{4,5}(?:v\d+)?"
MENDS = (
    # https://arxiv.org/abs/https://arxiv.org/abs/2401.00001
    (
        re.compile(rf"https?://arxiv\.org/{_PAGES}/(?=https?://(?:www\.)?arxiv\.org/)", re.I),
        "",
        "an address inside an address; arXiv's stands there once",
    ),
    # https://arxiv.org/abs/2401.00001https://arxiv.org/abs/2401.00001
    (
        re.compile(rf"(https?://arxiv\.org/{_PAGES}/{_ID})(?:\.pdf)?\1(?![\w./])", re.I),
        r"\1",
        "an address twice in a row; once is enough",
    ),
    # https://arxiv.org/abs/abs/2401.00001, /pdf/abs/…
    (
        re.compile(rf"(arxiv\.org/)(?:{_PAGES}/)+({_PAGES}/)(?={_ID})", re.I),
        r"\1\2",
        "arXiv's addresses have one of abs, pdf and html before the number",
    ),
    # https://arxiv.org/abs/2401.00001/2401.00001
    (
        re.compile(rf"(arxiv\.org/{_PAGES}/)({_ID})[/.]\2(?![\w./])", re.I),
        r"\1\2",
        "a number twice in one address; once is enough",
    ),
    # https://arxiv.org/asb/2401.00001, /ab/, /abd/, /pfd/, /pd/
    (
        re.compile(rf"(arxiv\.org/)(?:asb|ab|bas|abd|aabs|abss|abs,|absl)/(?={_ID})", re.I),
        r"\1abs/",
        "arXiv shows abstracts under /abs/",
    ),
    (
        re.compile(rf"(arxiv\.org/)(?:pfd|pd|dpf|pdff|pdfs|ppdf)/(?={_ID})", re.I),
        r"\1pdf/",
        "arXiv has its PDFs under /pdf/",
    ),
)
"""Addresses that lead nowhere, what to write, and why."""


def find(checked: Checked) -> Iterator[Finding]:
    """Yield the entries with an id of a month that is still to come."""
    if checked.today is None:
        return
    now = f"{checked.today + timedelta(days=1):%y%m}"  # somewhere it is tomorrow
    for entry in checked.listing.entries:
        for number in entry.arxiv_ids:
            month = number[:4]
            if "." in number and now < month and _is_possible(month, number[5:]):
                yield at_entry(entry, "id-mismatch", _no_paper(number), "error")


def hosts_right(line: str) -> str:
    """Return *line* with arXiv's own host where a slip of it stands before a paper's number."""
    return _SITE.sub(_host_right, line)


def _host_right(match: re.Match[str]) -> str:
    host = match["host"].lower()
    if host == _HOST or host in _OTHERS or not _is_slip(host):
        return match[0]
    page = match["page"].lower()
    return f"https://{_HOST}/{page}/{match['id']}{match['end'] or ''}"


def _is_slip(host: str) -> bool:
    """Whether *host* is arXiv's with a slip or two, or under another ending."""
    name = host.partition(".")[0]
    return name in ("arxiv", "arxivorg") or _distance(host, _HOST) <= _MOST_SLIPS


def _distance(left: str, other: str) -> int:
    """Return the letters to put in, take out, replace or swap to make *other* of *left*.

    Optimal string alignment (Boytsov 2011, section 2.1): no stretch is edited twice.
    """
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(left, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and (a, b) == (other[j - 2], left[i - 2]):
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


def numbers_right(line: str) -> str:
    """Return *line* with the dot and the digits that numbers in arXiv's addresses must have."""
    return _ADDRESS.sub(_number_right, line)


def _number_right(match: re.Match[str]) -> str:
    number_text = match[2].rstrip(".,")
    number = _NUMBER.fullmatch(number_text)
    if number is None or _WHOLE.fullmatch(number_text):
        return match[0]
    month, digits = (number[n].translate(_LETTERS) for n in (1, 2))
    if not _is_possible(month, digits):
        return match[0]
    rest = (number[3] or "") + (number[4] or "") + match[2][len(number_text) :]
    return f"{match[1]}{month}.{digits}{rest}"


def told_numbers(line: str) -> Iterator[str]:
    """Yield what is wrong with numbers in *line* that only a person can look up."""
    for match in _ADDRESS.finditer(line):
        number_text = match[2].rstrip(".,")
        if _PLACEHOLDER.fullmatch(number_text):
            yield f"{number_text} stands for a number; write the paper's own"
        elif _is_misspelt(number_text):
            yield _no_paper(number_text)
    yield from _impossible(line)


def _impossible(line: str) -> Iterator[str]:
    for match in _NUMBERED.finditer(line):
        if match[4] or not _is_possible(match[2], match[3]):
            yield _no_paper(match[1] + (match[4] or ""))
    for match in _OLD.finditer(line):
        if not _is_old(match[2]):
            yield _no_paper(match[1])
    for match in _OLD_BARE.finditer(line):
        yield f"{match[1]} lacks its archive; an old id is written math/{match[1]}"


def _is_misspelt(number_text: str) -> bool:
    """Whether *number_text* is a number with slips; seven digits are those of an old id."""
    bare = number_text.isdigit() and len(number_text) == len("0309136")
    whole = _WHOLE.fullmatch(number_text) is not None
    return not whole and not bare and _NUMBER.fullmatch(number_text) is not None


def _no_paper(number: str) -> str:
    return f"arXiv has no paper {number}; look its number up and correct the address"


def _is_possible(month: str, digits: str) -> bool:
    """Whether arXiv can have given out the number *month*.*digits*."""
    began = month >= _NEW_SINCE and month[:2] < _CENTURY
    return began and "01" <= month[2:] <= "12" and len(digits) == (5 if month >= FIVE_SINCE else 4)


def _is_old(month: str) -> bool:
    """Whether ids with an archive were given out in *month*: 9108 to 0703."""
    old = month >= _FIRST or month < _NEW_SINCE
    return "01" <= month[2:] <= "12" and old
