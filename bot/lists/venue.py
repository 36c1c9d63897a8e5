"""Where a paper was accepted, as its comments or journal reference say; never a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.lists.doi_venue import venue_of_doi
from bot.lists.remember import remembered
from classifier.paper import Paper

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
_PHRASE = re.compile(
    rf"(?<![^\W_])(?<![.@/-])(?:(?P<name>{_ANY})(?:{_AFTER})?"
    rf"|(?P<yeared>{'|'.join(_YEARED)}){_AFTER_2})"
    r"(?P<shop>[\s(:,]{1,3}workshops?)?(?![^\W_]|@)",
    re.IGNORECASE,
)
_LEADING_YEAR = re.compile(r"((?:19|20)\d{2})\s+(?:IEEE\s+|ACM\s+|IEEE/CVF\s+)?$")
_NOT_YET = re.compile(
    r"under (?:review|submission)|submitted to|submission to|in submission|preparing|rejected",
    re.IGNORECASE,
)
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
    if match := _PHRASE.search(text):
        written = match["name"] or match["yeared"]
        name = _SPELLING.get(written.casefold(), written).replace("~", " ")
        year = match["year"] or match["year2"] or ""
        if not year and (before := _LEADING_YEAR.search(text[: match.start()])):
            year = before[1]
        return Venue(f"{name} Workshop" if match["shop"] else name, _four_digits(year))
    low = text.casefold()
    for long_name, name in _LONG_NAMES.items():
        if long_name in low:
            years = _YEAR.findall(text)
            return Venue(name, int(years[-1]) if years else None)
    return None


def _four_digits(year: str) -> int | None:
    if not year:
        return None
    return int(year) + (0 if len(year) > len("24") else 2000)
