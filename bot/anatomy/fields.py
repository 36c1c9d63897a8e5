"""Dates and venues: which venues there are, and the forms in which entries write both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bot.anatomy.authors import find_authors
from bot.core.month_names import MONTHS, month_number, month_pattern
from bot.core.remember import remembered
from classifier.papers import Paper

# --- Where a paper was accepted, as its comments, journal reference or DOI say; never a guess.
#
# The one list of venues that all rooms read.

_NAMES = """
    NeurIPS NIPS ICML ICLR ACL NAACL EMNLP EACL AACL IJCNLP COLING TACL CoNLL LREC-COLING LREC
    COLM TMLR JMLR AISTATS UAI COLT AAAI IJCAI ECAI AAMAS CVPR ICCV ECCV WACV BMVC ACCV TPAMI
    IJCV TIP KDD WWW SIGIR CIKM WSDM RecSys ICDM ICDE VLDB PVLDB SIGMOD EDBT TKDE TOIS OSDI SOSP
    NSDI EuroSys USENIX~ATC ATC ASPLOS ISCA HPCA MLSys SoCC PPoPP CGO HPDC ICS IPDPS ICPP
    SIGCOMM INFOCOM MobiCom MobiSys SenSys SEC DAC ICCAD ISSCC ICSE FSE ASE ISSTA OOPSLA PLDI
    POPL NDSS UIST CSCW IUI CoRL RSS ICRA IROS RA-L ICASSP Interspeech TASLP MICCAI SIGGRAPH TOG
    3DV ACM~MM TNNLS TIFS TCSVT TMM ICME ICPR ICIP LoG GECCO SaTML TOSEM TSE MSR SANER HotOS
    HotNets CIDR EDM LAK Middleware ICDCS TPDS TMC NAS ECML~PKDD ECML-PKDD PAKDD IJCNN ICANN
    USENIX~Security RLC RLJ FAccT AIES EUSIPCO WASPAA ASRU ISMIR HRI RO-MAN ISWC ESWC ICSME ICPC
    ASP-DAC ITSC CogSci SIGSPATIAL GLOBECOM CoNEXT
""".split()
_YEARED = "SC MM DATE FAST Science Nature CHI KR CCS MICRO RE ATC SEC".split()
_ALL = [name.replace("~", " ") for name in (*_NAMES, *_YEARED)]
_BARE = [name for name in _ALL if name not in _YEARED]
_AFTER = r"(?P<gap>[\s_'’‘`,-]{0,2})(?P<year>(?:19|20)\d{2}|\d{2}(?![\d.]))"
_AFTER_2 = _AFTER.replace("<gap>", "<gap2>").replace("<year>", "<year2>")
_ANY = "|".join(map(re.escape, sorted(_BARE, key=len, reverse=True)))
# "ICML 2024", "ICLR'24", "CVPR workshop", "Nature 2024"; never "@ICML" or a part of a word
_PHRASE = re.compile(
    rf"(?<![^\W_])(?<![.@/-])(?!www\.)(?:(?P<name>{_ANY})(?:{_AFTER})?"
    rf"|(?P<yeared>{'|'.join(_YEARED)}){_AFTER_2})"
    r"(?P<shop>[\s(:,]{1,3}workshops?)?(?![^\W_]|@)",
    re.IGNORECASE,
)
# How words begin: a venue's first letters are all that stands before its year, a blank or a sign.
_LETTERS = re.compile(r"(?<![^\W_])[^\W\d_]+")
_INITIAL = frozenset(word[0].casefold() for name in _ALL if (word := _LETTERS.match(name)))
_LEADING_YEAR = re.compile(r"((?:19|20)\d{2})\s+(?:IEEE\s+|ACM\s+|IEEE/CVF\s+)?$")
# Where a paper only hopes to be: "under double-blind review at ICLR", "submitted for ICRA 2025",
# "ICLR 2025 submission", "not accepted at ICML", "formatted with the ICML style file".
_NOT_YET = re.compile(
    r"under (?:[\w-]{1,20} ){0,2}(?:review|submission|consideration|revision)|\bin review\b"
    r"|\bsubmitted (?:to|for|at)\b|\bsubmission\b|preparing|rejected|withdrawn|\bnot accepted"
    r"|\bstyle file|\btemplate\b",
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
    "machine learning and principles and practice": "ECML PKDD",
    "pacific-asia conference on knowledge discovery": "PAKDD",
    "knowledge discovery and data mining": "KDD",
    "reinforcement learning conference": "RLC",
    "reinforcement learning journal": "RLJ",
    "conference on language modeling": "COLM",
    "conference on robot learning": "CoRL",
    "robotics and automation letters": "RA-L",
    "conference on robotics and automation": "ICRA",
    "conference on intelligent robots and systems": "IROS",
    "european conference on computer vision": "ECCV",
    "international conference on computer vision": "ICCV",
    "winter conference on applications of computer vision": "WACV",
    "transactions on pattern analysis and machine": "TPAMI",
    "international joint conference on neural networks": "IJCNN",
    "conference on acoustics, speech": "ICASSP",
    "usenix security symposium": "USENIX Security",
    "conference on fairness, accountability": "FAccT",
}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
# A venue that no list of ours has: MASCOTS, FAccT, NeSy, "ACM AI Summit"; a year closes it.
_ACRONYM = r"(?=\w{3})[A-Z][\w+-]{0,9}[A-Z][A-Za-z]{0,6}"
_SHORT_YEAR = r"[\s,-]{0,2}['’]?(?P<year>(?:19|20)\d\d|(?<=['’])\d\d)"
_UNLISTED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\((?:(?:IEEE|ACM)[\s/-])?(?P<name>{_ACRONYM})(?:{_SHORT_YEAR})?\)",  # "(MASCOTS2026)"
        rf"\b(?:(?:IEEE|ACM)[\s/-])?(?P<name>{_ACRONYM}){_SHORT_YEAR}(?![\w-])",  # "RLJ 2026"
        # "in ACM AI Summit 2026"
        rf"\b(?:at|in|to|by)\s+(?:the\s+)?(?P<name>(?:[A-Z]\w+\s){{1,3}}[A-Z]\w+){_SHORT_YEAR}\b",
    )
)
# What says that a paper is at a venue; "in part" was another one.
_IS_AT = re.compile(
    r"\b(?:accept|publish|appear|present|proceedings|proc\b)(?!.*\bin part\b)", re.IGNORECASE
)
# "RLJ 2026", "In NeSy 2025 (Oral)."
_ALONE = re.compile(rf"\s*(?:In\s+)?{_ACRONYM}{_SHORT_YEAR}\s*(?:\([\w\s]{{3,12}}\))?[.\s]*$")
# "IEEE", "Spring Meeting", a month: no name of a venue
_NO_VENUE = re.compile(
    rf"IEEE|ACM|USA|LLM|NLP|HTML|PDF|GPU|.*(?:Meeting|Conference|Symposium|Track|Session|Issue)"
    rf"|.*\b(?:{month_pattern()})"
)
_SPELLING = {name.casefold(): name for name in _ALL} | {"nips": "NeurIPS", "lra": "RA-L"}
_SPELLING |= {"ecml-pkdd": "ECML PKDD"}


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


def own_phrases(text: str, venue: Venue | None) -> tuple[VenuePhrase, ...]:
    """Return the venues named in *text*, and there the *venue* of its paper, listed or not."""
    name = venue.name.removesuffix(_SHOP) if venue else ""
    if not name or name.casefold() in _SPELLING:
        return venue_phrases(text)
    pattern = rf"(?<![\w@])(?P<name>{re.escape(name)})(?:{_AFTER})?(?![^\W_])"
    return tuple(
        VenuePhrase(m.start(), m.end(), m["name"], m["gap"] or "", m["year"] or "")
        for m in re.finditer(pattern, text)
    ) + venue_phrases(text)


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


@lru_cache(maxsize=8192)
def venue_of(paper: Paper) -> Venue | None:
    """Return where *paper* was accepted; None when that is not told, or only hoped for."""
    for text in (paper.comments, paper.journal_ref):
        if text and not _NOT_YET.search(text) and (venue := _venue_in(text)):
            return venue
    parts = venue_of_doi(paper.doi)
    return Venue(*parts) if parts else None


def venue_called(heading: str) -> Venue | None:
    """Return the venue that a *heading* is called by and nothing else: "NeurIPS'25", "CVPR Papers".

    Its name is "" in "Conference", which takes papers of any.
    """
    match = _PHRASE.search(heading)
    rest = heading[: match.start()] + heading[match.end() :] if match else heading
    words = frozenset(_LETTERS.findall(rest.casefold()))
    if match and words <= _OF_ITS_PAPERS:
        return Venue(_name(match), _year(match))
    return Venue("") if words & _OF_ANY and words <= _OF_ITS_PAPERS else None


_OF_ANY = frozenset("conference conferences journal journals proceedings".split())
_OF_ITS_PAPERS = _OF_ANY | frozenset(
    "accepted and at findings in main of oral paper papers publication publications published the"
    " track".split()
)
"""What a heading says beside the venue that it is called by."""


def _venue_in(text: str) -> Venue | None:
    """Return the first conference or journal that *text* tells, else the first workshop."""
    venues = [venue for part in _statements(text) for venue in _told_by(part)]
    main = (venue for venue in venues if not venue.name.endswith(_SHOP))
    return next(main, venues[0] if venues else None)


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
    shared_year = next((year for _, year in dated if year), only)
    for match, year in dated:
        if _name(match) in shops or (shop and len(names) == 1):
            yield Venue(_name(match) + _SHOP, year or shared_year)
        elif not aside:
            yield Venue(_name(match), year)
    at = _IS_AT.search(text) or _ALONE.match(text)
    if at and not names and not aside:
        yield from _unlisted(text[at.start() :], only)
    if not matches and names and not (aside and not shop):
        name = next(name for long_name, name in _LONG_NAMES.items() if name in names)
        yield Venue(name + _SHOP * bool(shop), years[-1] if years else None)


def _unlisted(text: str, year: int | None) -> Iterator[Venue]:
    """Yield the venue of a statement that names none we know, as an acronym or beside its year."""
    for pattern in _UNLISTED:
        for match in pattern.finditer(text):
            its_year = _four_digits(match["year"] or "") or year
            if its_year and not _NO_VENUE.fullmatch(match["name"]):
                yield Venue(match["name"], its_year)
                return


def _is_owner(match: re.Match[str]) -> bool:
    """Whether a name is but a part of another one: that of AAAI in "AAAI/ACM AIES"."""
    return match.string[match.end() : match.end() + 1] == "/"


def _name(match: re.Match[str]) -> str:
    written = match["name"] or match["yeared"]
    return _SPELLING.get(written.casefold(), written)


def _year(match: re.Match[str]) -> int | None:
    """Return the year after a venue, also in brackets or behind "Findings", else before it."""
    year = match["year"] or match["year2"] or ""
    if year and re.search(rf"\b{year}(?:st|nd|rd|th)\b", match.string):  # "32nd … (HPCA-32), 2026"
        years = set(_YEAR.findall(match.string))
        return int(years.pop()) if len(years) == 1 else None
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


_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_DOI_YEAR = r"(?P<year>(?:19|20)\d\d)"

# Read off the publishers' own schemes: ACL Anthology ids, IEEE's "NAME12345.YEAR.page" and
# "JOURNAL.YEAR.number", IJCAI's and NDSS's "NAME.YEAR", AAAI's volumes (34 in 2020).
_ANTHOLOGY = re.compile(
    rf"10\.18653/v1/{_DOI_YEAR}\.(?:findings-)?(?P<name>[a-z]+)(?:-(?:long|short|main))?\.\d+"
)
# EMNLP's volumes from 5 on are workshops.
_ANTHOLOGY_OLD = re.compile(r"10\.18653/v1/(?P<name>[pdneqk])(?P<yy>\d\d)-(?!(?<=d\d\d-)[5-9])\d+")
_IEEE = re.compile(rf"10\.1109/(?P<name>[a-z0-9]*?[a-z])(?:\d{{5}})?\.{_DOI_YEAR}\.\d+")
# 10.24963/ijcai.2024/12, 10.14722/ndss.2024.23001, 10.15607/rss.2024.xx
_NAMED = re.compile(
    rf"10\.(?:24963/(?P<a>ijcai)\.|14722/(?P<b>ndss)\.|21437/(?P<c>interspeech)\."
    rf"|15607/(?P<d>rss)\.){_DOI_YEAR}[/.-]"
)
_AAAI = re.compile(r"10\.1609/aaai\.v(?P<volume>\d\d)i\d+\.\d+")
_NATURE = re.compile(r"10\.1038/s41586-0(?P<yy>\d\d)-")
_TACL = re.compile(r"10\.1162/tacl_a_\d+")
_PVLDB = re.compile(r"10\.14778/\d+\.\d+")

_LETTERS_OF = {"p": "ACL", "d": "EMNLP", "n": "NAACL", "e": "EACL", "q": "TACL", "k": "CoNLL"}
_AAAI_VOLUME_0 = 1986  # volume 34 is of 2020
_CENTURY = 2000  # years


def venue_of_doi(doi: str) -> tuple[str, int | None] | None:
    """Return the usual short name of the venue and its year, if *doi* itself says so."""
    whole = _DOI.fullmatch(doi.strip().casefold())
    if whole is None:
        return None
    text = whole[1]
    for pattern in (_ANTHOLOGY, _IEEE, _NAMED):
        if match := pattern.match(text):
            groups = match.groupdict()
            written = next(groups[key] for key in ("name", *"abcd") if groups.get(key))
            name = _SPELLING.get(written)
            return (name, int(match["year"])) if name else None
    return _by_scheme(text)


def _by_scheme(text: str) -> tuple[str, int | None] | None:
    if match := _ANTHOLOGY_OLD.match(text):
        return _LETTERS_OF[match["name"]], _CENTURY + int(match["yy"])
    if match := _AAAI.match(text):
        return "AAAI", _AAAI_VOLUME_0 + int(match["volume"])
    if match := _NATURE.match(text):
        return "Nature", _CENTURY + int(match["yy"])
    if _TACL.match(text):
        return "TACL", None
    return ("VLDB", None) if _PVLDB.match(text) else None


# --- Dates and venues as entries write them: found in a text, with authors; written the same way.

_FIELDS_CENTURY = 91  # arXiv began in 1991

_MONTH = month_pattern(r"\.?")
_Y, _M, _D = r"(?P<Y>(?:19|20)\d\d)", r"(?P<m>0[1-9]|1[0-2]|[1-9])", r"(?P<d>[0-3]\d|[1-9])"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_Y}[-/.]{_M}[-/.]{_D}(?!\d)",
        rf"(?<!\d){_Y} ?年 ?{_M} ?月(?: ?{_D} ?日)?",
        rf"(?<![^\W_])(?P<B>{_MONTH})\s+{_D}(?:st|nd|rd|th)?,?\s+{_Y}(?!\d)",
        rf"(?<![^\W_]){_D}(?:st|nd|rd|th)?[\s-]+(?P<B>{_MONTH}),?[\s-]+{_Y}(?!\d)",
        rf"(?<![^\W_])(?P<B>{_MONTH})[,\s-]{{1,2}}{_Y}(?!\d)",
        rf"(?<!\d){_Y}[\s./,-]{{1,2}}(?P<B>{_MONTH})(?![^\W_])",
        rf"(?<![\d/]){_Y}[-/.](?P<m>0[1-9]|1[0-2]|[1-9])(?!\d)",
        rf"(?<![\d/])(?P<m>0?[1-9]|1[0-2])[-/.]{_Y}(?!\d)",
        r"(?<=[\[(`'|\s])(?P<y>[12]\d)[./-](?P<m>0[1-9]|1[0-2])(?=[\])`'\s|,;:])",
        rf"(?<![^\W_]|[./-]){_Y}(?![^\W_]|/|\.\d)",
    )
)
_SHORT_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d./-])(?P<y>[0-3]\d)[-/.](?P<m>0[1-9]|1[0-2])[-/.](?P<d>[0-3]\d)(?![\d-])",
        rf"(?<!\d){_D}[-/.]{_M}[-/.]{_Y}(?!\d)",
        rf"(?<!\d){_M}[-/.]{_D}[-/.]{_Y}(?!\d)",
        r"(?<![\d./-])(?P<y>[0-3]\d)[-/.](?P<m>0[1-9]|1[0-2])(?![\d-]|[./]\d)",
        rf"(?<![^\W_])(?P<B>{_MONTH}),?\s?['’]?(?P<y>[0-3]\d)(?!\d)",
        r"(?<!\d)(?P<Y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)(?!\d)",
        r"(?<!\d)(?P<Y>20\d\d)(?P<m>0[1-9]|1[0-2])(?!\d)",
    )
)
"""What may be a date, such as 25-05-21, 21/05/2025, 25.05, May '25, 20250521, 202505."""
_MONTHS_LATE = 2  # months
# What tells the day in a form of dates: "-{d}", " {d1}日", "{d1}th ", " {d1},".
_DAY = re.compile(
    r"[-/.]\{d[1?]?\}$| ?\{d[1?]?\} ?日"
    r"|^\{d[1?]?\}(?:st|nd|rd|th)?,?[\s-]+|\s+\{d[1?]?\}(?:st|nd|rd|th)?(?:,(?=\s))?"
)
_ONE_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?!\d)")
# "arXiv", "arXiv preprint", "arXiv'24", "preprint, 2024", "CoRR-2024", a list's slip "arVix"
_PREPRINT = re.compile(
    r"(?<![^\W_])(?<![./@])(?P<name>ar(?=[iv]{0,3}x)[xiv]{3,4}(?:\s+preprint)?|preprint|CoRR)"
    rf"(?P<gap>[\s\-_'’‘`,:]{{0,2}})(?P<year>(?:19|20)\d{{2}}|\d{{2}}(?![\d.]|\s(?:{_MONTH})))?"
    r"(?![^\W_]|\.\d|:\d)",
    re.IGNORECASE,
)
# What follows a venue: " (Oral)", " Findings", ", Best Paper", " Workshop Track".
_DECOR = re.compile(
    r"(?:[\s,:-]{0,2}\(?(?:Findings|Main|Workshops?|Oral|Spotlight|Poster|Highlight|"
    r"Best Paper|Demos?|Industry|Short|Long|Datasets? and Benchmarks?|Tiny Papers?)"
    r"(?:\s+Track)?\)?){1,2}(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Field:
    """A field found at *start* to *end*; `form` says how it is written, `named` a real venue."""

    kind: str
    start: int
    end: int
    form: str
    named: bool = False


@remembered(chars=500, texts=8192)
def find_fields(text: str) -> tuple[Field, ...]:
    """Return venues, dates and author lists in *text*, in order, none overlapping."""
    return _fields(text, venue_phrases(text))


def own_fields(text: str, venue: Venue | None) -> tuple[Field, ...]:
    """Return the fields of *text*, of a paper at *venue*, which need not be one that we know."""
    phrases = own_phrases(text, venue)
    return find_fields(text) if phrases == venue_phrases(text) else _fields(text, phrases)


def _fields(text: str, venues: Sequence[VenuePhrase]) -> tuple[Field, ...]:
    fields = _venues(text, venues)
    text = _without(text, fields)
    for finder in (_dates, _authors):
        for new in finder(text):
            if all(new.end <= old.start or new.start >= old.end for old in fields):
                fields.append(new)
        text = _without(text, fields)
    return tuple(sorted(fields, key=lambda field: field.start))


def _without(text: str, fields: Sequence[Field]) -> str:
    """Return *text* with what is *fields* blanked: a list of people does not go on with a venue."""
    for field in fields:
        text = text[: field.start] + "\n" * (field.end - field.start) + text[field.end :]
    return text


def _venues(text: str, phrases: Sequence[VenuePhrase]) -> list[Field]:
    venues: list[Field] = []
    for phrase in phrases:
        end = phrase.end
        if decor := _DECOR.match(text, end):
            end = decor.end()
        form = f"{phrase.gap if phrase.year else ''}|{len(phrase.year)}|"
        venues.append(Field("venue", phrase.start, end, form, named=True))
    for match in _PREPRINT.finditer(_without(text, venues)):
        year = match["year"] or ""
        gap = match["gap"] if year else ""
        end = match.end() if year else match.end("name")
        form = f"{gap}|{len(year)}|{match['name']}"
        venues.append(Field("venue", match.start(), end, form))
    return venues


def _dates(text: str) -> list[Field]:
    dates = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            dates.append(Field("date", match.start(), match.end(), _date_form(match)))
    return dates


def _date_form(match: re.Match[str]) -> str:
    form, shift = match[0], match.start()
    groups = sorted(
        ((match.span(k), k, v) for k, v in match.groupdict().items() if v), reverse=True
    )
    for (start, end), key, value in groups:
        form = form[: start - shift] + _slot(key, value) + form[end - shift :]
    return form


def dates_of(text: str, day: date) -> list[Field]:
    """Return the dates in *text* that may be those of a paper of *day*, none overlapping.

    What else would be no date, such as 25-05-21, is one where it says when the paper appeared.
    """
    dates: list[Field] = []
    for pattern in (*_SHORT_DATES, *_DATES):
        for match in pattern.finditer(text):
            apart = all(match.end() <= old.start or match.start() >= old.end for old in dates)
            if apart and _is_near(match, day):
                dates.append(Field("date", match.start(), match.end(), _date_form(match)))
    return dates


def _is_near(match: re.Match[str], day: date) -> bool:
    """Whether a date is that of a paper of *day*, give or take a month; a year may be the next."""
    groups = match.groupdict()
    year = int(groups.get("Y") or f"20{groups.get('y')}")
    month = groups.get("m") or (month_number(name) if (name := groups.get("B")) else None)
    if month is None:
        return year == day.year
    return abs(12 * year + int(month) - 12 * day.year - day.month) <= _MONTHS_LATE


@lru_cache(maxsize=8192)
def shown_date(text: str) -> str:
    """Return the first date with a month that *text* shows, as YYYYMM or YYYYMMDD; "" for none."""
    for pattern in _DATES:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            year = groups.get("Y") or (f"20{groups['y']}" if groups.get("y") else "")
            day = f"{int(groups['d']):02}" if groups.get("d") else ""
            if month := groups.get("m"):
                return f"{year}{int(month):02}{day}"
            if name := groups.get("B"):
                return f"{year}{month_number(name):02}{day}"
    return ""


def shown_year(text: str) -> str:
    """Return the first year that *text* shows; "" for none."""
    match = _ONE_YEAR.search(text)
    return match[0] if match else ""


def _slot(key: str, value: str) -> str:
    if key == "B":
        bare = value.rstrip(".")
        slot = "B" if bare.capitalize() in MONTHS and bare.capitalize() != "May" else "b"
        return f"{{{slot}}}" + "." * value.endswith(".")
    if key not in "md":
        return f"{{{key}}}"
    return f"{{{key}1}}" if len(value) == 1 else f"{{{key}}}" if value[0] == "0" else f"{{{key}?}}"


def settle_date(form: str, *others: Sequence[str]) -> str:
    """Return *form* with the days and months that do not show whether they are padded decided.

    As in the first of *others* that show it in dates of the same make, else as is usual:
    2024.05.01 but May 1, 2024.
    """
    if "?" not in form:
        return form
    for key in "md":
        padded = bare = 0
        for forms in others:
            alike = [other for other in forms if _unpadded(other) == _unpadded(form)]
            padded = sum(f"{{{key}}}" in other for other in alike)
            bare = sum(f"{{{key}1}}" in other for other in alike)
            if padded != bare:
                break
        written = any(mark in form for mark in ("{B}", "{b}", "月"))
        pad = padded > bare or (padded == bare and not written)
        form = form.replace(f"{{{key}?}}", f"{{{key}}}" if pad else f"{{{key}1}}")
    return form


@lru_cache(maxsize=1024)
def _unpadded(form: str) -> str:
    return re.sub(r"\{([md])[1?]?\}", r"{\1}", form)


def without_day(form: str) -> str:
    """Return the date *form* without its day, for a paper of which only the month is known."""
    return _DAY.sub("", form)


def write_date(form: str, day: date) -> str:
    """Return *day* in *form*, as `find_fields` reports it."""
    form, name = settle_date(form, ()), MONTHS[day.month - 1]
    values = {
        "Y": f"{day.year}",
        "y": f"{day.year % 100:02}",
        "m": f"{day.month:02}",
        "d": f"{day.day:02}",
    }
    values |= {"m1": str(day.month), "d1": str(day.day), "B": name, "b": name[:3]}
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], ""), form)


def write_venue(form: str, venue: Venue | None, year: int | None) -> str:
    """Return *venue* in *form*; without one, the list's own word for a preprint, else ""."""
    gap, digits, name = form.split("|")
    if venue is not None:
        year, name = venue.year, venue.name
    if not name:
        return ""
    name, shop, _ = name.partition(" Workshop")
    if year and digits != "0":
        name += f"{gap}{year if digits == '4' else f'{year % 100:02}'}"
    return name + shop


def _authors(text: str) -> list[Field]:
    return [Field("authors", names.start, names.end, names.form) for names in find_authors(text)]


def day_of(paper: Paper) -> date | None:
    """Return the day *paper* first appeared; its month is in a modern id ("2401.00001")."""
    if paper.submitted is not None:
        return paper.submitted.date()
    digits = paper.id.rpartition("/")[2][:4]
    year, month = int(digits[:2]), int(digits[2:])
    return date(year + (1900 if year >= _FIELDS_CENTURY else 2000), month or 1, 1)
