"""The venue that a DOI spells out; registrants that print many venues alike tell nothing."""

from __future__ import annotations

import re

_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_YEAR = r"(?P<year>(?:19|20)\d\d)"

# Read off the publishers' own schemes: ACL Anthology ids, IEEE's "NAME12345.YEAR.page" and
# "JOURNAL.YEAR.number", IJCAI's and NDSS's "NAME.YEAR", AAAI's volumes (34 in 2020).
_ANTHOLOGY = re.compile(rf"10\.18653/v1/{_YEAR}\.(?:findings-)?(?P<name>[a-z]+)(?:-[a-z]+)?\.\d+")
_ANTHOLOGY_OLD = re.compile(r"10\.18653/v1/(?P<name>[pdneqk])(?P<yy>\d\d)-\d+")
_IEEE = re.compile(rf"10\.1109/(?P<name>[a-z0-9]*?[a-z])(?:\d{{5}})?\.{_YEAR}\.\d+")
# 10.24963/ijcai.2024/12, 10.14722/ndss.2024.23001, 10.15607/rss.2024.xx
_NAMED = re.compile(
    rf"10\.(?:24963/(?P<a>ijcai)\.|14722/(?P<b>ndss)\.|21437/(?P<c>interspeech)\."
    rf"|15607/(?P<d>rss)\.){_YEAR}[/.-]"
)
_AAAI = re.compile(r"10\.1609/aaai\.v(?P<volume>\d\d)i\d+\.\d+")
_NATURE = re.compile(r"10\.1038/s41586-0(?P<yy>\d\d)-")
_TACL = re.compile(r"10\.1162/tacl_a_\d+")
_PVLDB = re.compile(r"10\.14778/\d+\.\d+")

_MEETINGS = ("ACL", "EMNLP", "NAACL", "EACL", "AACL", "COLING", "CoNLL", "TACL")
_LETTERS = {"p": "ACL", "d": "EMNLP", "n": "NAACL", "e": "EACL", "q": "TACL", "k": "CoNLL"}
_IEEE_NAMES = (
    *("CVPR", "ICCV", "WACV", "ICRA", "IROS", "ICASSP", "ICME", "ICIP", "ICPR", "3DV"),
    *("HPCA", "ISCA", "MICRO", "IPDPS", "ICDCS", "INFOCOM", "DAC", "ICCAD", "ICDE", "ICDM"),
    *("ICSE", "ASE", "SANER", "MSR", "TPAMI", "TKDE", "TNNLS", "TIFS", "TCSVT", "TMM", "TPDS"),
    *("TMC", "TSE", "TASLP", "TIP"),
)
_SPELLING = {name.casefold(): name for name in (*_MEETINGS, *_IEEE_NAMES)} | {
    "lra": "RA-L",
    "ijcai": "IJCAI",
    "ndss": "NDSS",
    "interspeech": "Interspeech",
    "rss": "RSS",
}
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
            found = match.groupdict()
            written = next(found[key] for key in ("name", *"abcd") if found.get(key))
            name = _SPELLING.get(written)
            return (name, int(match["year"])) if name else None
    return _by_scheme(text)


def _by_scheme(text: str) -> tuple[str, int | None] | None:
    if match := _ANTHOLOGY_OLD.match(text):
        return _LETTERS[match["name"]], _CENTURY + int(match["yy"])
    if match := _AAAI.match(text):
        return "AAAI", _AAAI_VOLUME_0 + int(match["volume"])
    if match := _NATURE.match(text):
        return "Nature", _CENTURY + int(match["yy"])
    if _TACL.match(text):
        return "TACL", None
    return ("VLDB", None) if _PVLDB.match(text) else None
