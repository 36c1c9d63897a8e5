"""Where a paper was accepted, as its comments or journal reference say; never a guess."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.anatomy.doi_venue import venue_of_doi
from bot.core.remember import remembered
from classifier.papers import Paper

_NAMES = """
    NeurIPS NIPS ICML ICLR ACL NAACL EMNLP EACL AACL IJCNLP COLING TACL CoNLL LREC-COLING LREC
    COLM TMLR JMLR AISTATS UAI COLT AAAI IJCAI ECAI AAMAS CVPR ICCV ECCV WACV BMVC ACCV TPAMI
    IJCV TIP KDD WWW SIGIR CIKM WSDM RecSys ICDM ICDE VLDB PVLDB SIGMOD EDBT TKDE TOIS OSDI SOSP
    NSDI EuroSys USENIX~ATC ATC ASPLOS ISCA HPCA MLSys SoCC PPoPP CGO HPDC ICS IPDPS ICPP
    SIGCOMM INFOCOM MobiCom MobiSys SenSys SEC DAC ICCAD ISSCC ICSE FSE ASE ISSTA OOPSLA PLDI
    POPL NDSS UIST CSCW IUI CoRL RSS ICRA IROS RA-L ICASSP Interspeech TASLP MICCAI SIGGRAPH TOG
    3DV ACM~MM TNNLS TIFS TCSVT TMM ICME ICPR ICIP LoG GECCO SaTML TOSEM TSE MSR SANER HotOS
    HotNets CIDR EDM LAK Middleware ICDCS TPDS TMC NAS
""".split()
_YEARED = "SC MM DATE FAST Science Nature CHI KR CCS MICRO RE ATC SEC".split()
_BARE = [name for name in _NAMES if name not in _YEARED]
_AFTER = r"(?P<gap>[\s_'’‘`,-]{0,2})(?P<year>(?:19|20)\d{2}|\d{2}(?![\d.]))"
_AFTER_2 = _AFTER.replace("<gap>", "<gap2>").replace("<year>", "<year2>")
_ANY = "|".join(re.escape(n).replace("~", " ") for n in sorted(_BARE, key=len, reverse=True))
# "ICML 2024", "ICLR'24", "CVPR workshop", "Nature 2024"; never "@ICML" or a part of a word
_PHRASE = re.compile(
    rf"(?<![^\W_])(?<![.@/-])(?!www\.)(?:(?P<name>{_ANY})(?:{_AFTER})?"
    rf"|(?P<yeared>{'|'.join(_YEARED)}){_AFTER_2})"
    r"(?P<shop>[\s(:,]{1,3}workshops?)?(?![^\W_]|@)",
    re.IGNORECASE,
)
# How words begin: a venue's first letters are all that stands before its year, a blank or a sign.
_LETTERS = re.compile(r"(?<![^\W_])[^\W\d_]+")
_INITIAL = frozenset(
    found[0].casefold() for name in (*_NAMES, *_YEARED) if (found := _LETTERS.match(name))
)
_LEADING_YEAR = re.compile(r"((?:19|20)\d{2})\s+(?:IEEE\s+|ACM\s+|IEEE/CVF\s+)?$")
# Where a paper only hopes to be: "under review at ICLR", "submitted to ICML".
_NOT_YET = re.compile(
    r"under (?:review|submission)|submitted to|submission to|in submission|preparing|rejected"
    r"|track submission",
    re.IGNORECASE,
)
_NEAR = 40  # characters
_SHOP = " Workshop"
_WORKSHOP = re.compile(r"\bworkshops?\b|\bSRW\b", re.IGNORECASE)
_ASIDE = re.compile(
    r"\bworkshops?\b|\bSRW\b|\btutorials?\b|\bcompanion\b|\b(?:fall|spring|summer) symposi"
    r"|\bchallenge\b|\bcompetition\b|\bstudent abstracts?\b|\bdoctoral (?:consortium|symposium)\b"
    r"|\bdemo(?:nstration)?s?\b(?= (?:track|paper|session|proceedings))|\bsystem demo"
    r"|(?-i:\b[A-Za-z]\w{0,20}[A-Z]\w{0,20}\s?@\s?(?=[A-Z]))",
    re.IGNORECASE,
)
"""What takes place beside a conference, and is not of its main proceedings."""
# "A preliminary version of this paper appeared at ICML"
_EARLIER = re.compile(
    r"\b(?:earlier|previous|prior|preliminary)\b[^.;]{0,20}\bversions?\b[^.;]{0,40}"
    r"\b(?:appeared|presented|published|(?:was|were) accepted)",
    re.IGNORECASE,
)
_END = re.compile(r"(?:(?<=[a-z]{5})|(?<=[\d)\]]))\.\s+|[;\n]\s*")
_VERB = re.compile(r"accept|present|publish|appear|version|extend", re.IGNORECASE)
_LATE_YEAR = re.compile(r"[\s)]{0,2}(?:Findings\b[\s(]{0,2})?((?:19|20)\d{2})(?!\d)", re.IGNORECASE)
_LONG_NAMES = {
    "advances in neural information processing": "NeurIPS",
    "conference on neural information processing": "NeurIPS",
    "international conference on machine learning": "ICML",
    "international conference on learning representations": "ICLR",
    "association for the advancement of artificial intelligence": "AAAI",
    "aaai conference on artificial intelligence": "AAAI",
    "empirical methods in natural language processing": "EMNLP",
    "north american chapter of the association": "NAACL",
    "meeting of the association for computational linguistics": "ACL",
    "international conference on computational linguistics": "COLING",
    "computer vision and pattern recognition": "CVPR",
    "international joint conference on artificial intelligence": "IJCAI",
    "transactions on machine learning research": "TMLR",
    "machine learning and systems": "MLSys",
    "knowledge discovery and data mining": "KDD",
}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_SPELLING = {name.casefold(): name for name in (*_NAMES, *_YEARED)} | {"nips": "NeurIPS"}


@dataclass(frozen=True, slots=True)
class Venue:
    """A venue's usual short name, with the year of the meeting where it is told."""

    name: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class VenuePhrase:
    """A venue as it stands in a text, at *start* to *end*: name, gap and year as written."""

    start: int
    end: int
    name: str
    gap: str
    year: str


@remembered(chars=500, texts=8192)
def venue_phrases(text: str) -> tuple[VenuePhrase, ...]:
    """Return the venues named in *text*, in order."""
    if text.isascii() and "3" not in text and _INITIAL.isdisjoint(_LETTERS.findall(text.lower())):
        return ()
    return tuple(
        VenuePhrase(
            m.start(),
            m.end("year" if m["year"] else "year2" if m["year2"] else "name"),
            m["name"] or m["yeared"],
            m["gap"] or m["gap2"] or "",
            m["year"] or m["year2"] or "",
        )
        for m in _PHRASE.finditer(text)
    )


def venue_of(paper: Paper) -> Venue | None:
    """Return where *paper* was accepted; None when that is not told, or only hoped for."""
    for text in (paper.comments, paper.journal_ref):
        if text and not _NOT_YET.search(text) and (venue := _venue_in(text)):
            return venue
    told = venue_of_doi(paper.doi)
    return Venue(*told) if told else None


def _venue_in(text: str) -> Venue | None:
    """Return the first conference or journal that *text* tells, else the first workshop."""
    found = [venue for part in _statements(text) for venue in _told_by(part)]
    main = (venue for venue in found if not venue.name.endswith(_SHOP))
    return next(main, found[0] if found else None)


def _statements(text: str) -> list[str]:
    """Return what *text* says one after another; "Some Workshop." alone is about what precedes."""
    parts: list[str] = []
    for part in _END.split(text):
        if parts and _ASIDE.search(part) and not (_PHRASE.search(part) or _VERB.search(part)):
            parts[-1] += f", {part}"
        else:
            parts.append(part)
    return parts


def _told_by(text: str) -> Iterator[Venue]:
    """Yield the venues that one statement tells; what is beside a conference is not that.

    A workshop is told where it cannot be that of another venue.
    """
    if _EARLIER.search(text):
        return
    matches = [m for m in _PHRASE.finditer(text) if m["year"] or m["year2"] or not _is_owner(m)]
    names = {_name(match) for match in matches}
    if not matches:
        low = text.casefold()
        names = {name for long_name, name in _LONG_NAMES.items() if long_name in low}
    shops = {_name(match) for match in matches if match["shop"]}
    rest = _PHRASE.sub(lambda match: "" if match["shop"] else match[0], text)
    aside, shop = _ASIDE.search(rest), _WORKSHOP.search(rest)
    years = [int(year) for year in _YEAR.findall(text)]
    only = years[0] if len(set(years)) == 1 else None
    dated = [(match, _year(match)) for match in matches]
    told = next((year for _, year in dated if year), only)
    for match, year in dated:
        if _name(match) in shops or (shop and len(names) == 1):
            yield Venue(_name(match) + _SHOP, year or told)
        elif not aside:
            yield Venue(_name(match), year)
    if not matches and names and not (aside and not shop):
        name = next(name for long_name, name in _LONG_NAMES.items() if name in names)
        yield Venue(name + _SHOP * bool(shop), years[-1] if years else None)


def _is_owner(match: re.Match[str]) -> bool:
    """Whether a name is but a part of another one: that of AAAI in "AAAI/ACM AIES"."""
    return match.string[match.end() : match.end() + 1] == "/"


def _name(match: re.Match[str]) -> str:
    written = match["name"] or match["yeared"]
    return _SPELLING.get(written.casefold(), written).replace("~", " ")


def _year(match: re.Match[str]) -> int | None:
    """Return the year after a venue, also in brackets or behind "Findings", else before it."""
    year = match["year"] or match["year2"] or ""
    if not year and (after := _LATE_YEAR.match(match.string, match.end())):
        year = after[1]
    if not year and (
        before := _LEADING_YEAR.search(match.string[: match.start()], max(0, match.start() - _NEAR))
    ):
        year = before[1]
    return _four_digits(year)


def _four_digits(year: str) -> int | None:
    if not year:
        return None
    return int(year) + (0 if len(year) > len("24") else 2000)
