"""What says which paper an entry is: arXiv ids, DOIs, links, titles; and the index by them.

It compares papers with entries and never guesses: a wrong "already listed" loses a paper.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import unquote

from bot.lists.remember import remembered
from bot.lists.tex import GREEK
from classifier.paper import ArxivId, Paper, parse_arxiv_id

# https://info.arxiv.org/help/arxiv_identifier.html
_ID = r"(?:\d{4}\.\d{4,5}|[a-z][a-z-]{1,15}(?:\.[a-z]{2})?/\d{7})"
_PLACES = (
    r"arxiv\.org/{1,2}(?:(?:abs|pdf|html|format|ps|src|e-print|bibtex)/ ?)?(?:arxiv:)?"
    r"|lanl\.gov/(?:abs|pdf|ps)/"
    r"|alphaxiv\.org/(?:[a-z]{2}/)?(?:abs|pdf|overview|html)/"
    r"|huggingface\.co/papers/|hf\.co/papers/|paperswithcode\.com/paper/arxiv:"
    r"|ar5iv\.(?:labs\.arxiv\.)?org/(?:abs|html|pdf)/"
    r"|semanticscholar\.org/arxiv/|scholar-inbox\.com/arxiv/|(?:scirate|emergentmind)\.com/(?:arxiv|papers)/"
    r"|papers\.cool/arxiv/|10\.48550/arxiv\.|badge/[\w ]{0,30}-{1,2}|&message=|eprint[:= {\"]{1,4}"
    r"|arxiv(?:[-:.=/\s_(\[]{1,3}|,? (?:id|abs)[:/ ]{1,2})(?:preprint[:\s]{1,2})?(?:arxiv:)?"
)
_MENTION = re.compile(rf"(?:{_PLACES})({_ID})(?:v\d+)?(?![\d])", re.IGNORECASE | re.ASCII)
# Ids without a word before them: a number in brackets, and what no other address looks like.
_BARE = re.compile(r"\[(\d{4}\.\d{4,5})(?:v\d+)?\]", re.ASCII)
_OLD = re.compile(r"/\d{7}(?!\d)", re.ASCII)
_ARCHIVE = re.compile(
    r"(?<![\w-])(?:astro-ph|cond-mat|gr-qc|hep-(?:ex|lat|ph|th)|math-ph|nucl-(?:ex|th)|quant-ph)$",
    re.IGNORECASE | re.ASCII,
)
_ARCHIVE_CHARS = 10
# A copy on another host: what only looks like an id must stand just where arXiv has one.
_COPY = re.compile(
    r"(?<=\w)/(?:(?:abs|pdf|html)/|arxiv/(?:[a-z]{1,12}/(?:\d{4}/)?)?)|arxiv-vanity\.com/papers/",
    re.IGNORECASE | re.ASCII,
)
_COPIED = re.compile(r"(\d{4}\.\d{4,5})(?:v\d{1,2})?(?![\w-]|\.\d)", re.ASCII)
_DOI = re.compile(r"(?<![\d.])10\.\d{4,9}/[^\s<>\"'\]|{}?#]+", re.ASCII)
# What publishers hang on a DOI in the address of its page.
_PAGE = re.compile(r"(?:/(?:e?pdf|full|fulltext|abstract|html|meta)){1,2}$|\.pdf$", re.IGNORECASE)
_SLASH = re.compile(r"%2f", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"'\]|`]+", re.ASCII | re.IGNORECASE)
_DASHED = re.compile(r"[^\W_]+")
_TEX = re.compile(r"\\([A-Za-z]+)|[\\${}^_]")
_LETTERS = {"ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "&": " and "}
_LETTERS |= {letter: name for name, letter in GREEK.items()}
_LONG_WORDS = 4
_LONG_CHARS = 20
_NAME_CHARS = 40
T = TypeVar("T")


@remembered(chars=500, texts=8192)
def arxiv_ids(text: str) -> tuple[ArxivId, ...]:
    """Return the arXiv ids that *text* links to or names, in order, each once."""
    if "." not in text and "/" not in text:
        return ()
    text = unquote(html.unescape(text)) if "%" in text else html.unescape(text)
    found = [(match.start(1), match[1]) for match in _MENTION.finditer(text)]
    found += [(match.start(1), match[1]) for match in _BARE.finditer(text)]
    for number in _OLD.finditer(text):
        before = text[max(0, number.start() - _ARCHIVE_CHARS) : number.start()]
        if archive := _ARCHIVE.search(before):
            found.append((number.start() - len(archive[0]), archive[0] + number[0]))
    ids = dict.fromkeys(_id(raw) for _, raw in sorted(found))
    return tuple(arxiv_id for arxiv_id in ids if arxiv_id is not None)


def copied_ids(text: str) -> tuple[ArxivId, ...]:
    """Return the ids in the addresses of copies of papers: on other hosts, or beside the list."""
    starts = (match.end() for match in _COPY.finditer(text))
    found = (match for match in (_COPIED.match(text, start) for start in starts) if match)
    ids = dict.fromkeys(_id(match[1]) for match in found)
    return tuple(arxiv_id for arxiv_id in ids if arxiv_id is not None)


def _id(raw: str) -> ArxivId | None:
    archive, slash, number = raw.lower().partition("/")
    try:
        return parse_arxiv_id(archive.partition(".")[0] + slash + number if slash else raw)
    except ValueError:
        return None


def dois(text: str) -> tuple[str, ...]:
    """Return the DOIs in *text*, lower case, without closing punctuation, each once."""
    if "10." not in text:
        return ()
    text = _SLASH.sub("/", text)
    found = (_PAGE.sub("", _trim(match[0])).lower() for match in _DOI.finditer(text))
    return tuple(dict.fromkeys(found))


def urls(text: str) -> tuple[str, ...]:
    """Return the http(s) URLs in *text*, in order, each once."""
    if "://" not in text:
        return ()
    return tuple(dict.fromkeys(_trim(match[0]) for match in _URL.finditer(text)))


def _trim(url: str) -> str:
    """Cut a URL before closing brackets that it did not open and before closing punctuation."""
    if "(" not in url:
        return url.partition(")")[0].rstrip(".,;:*_!")
    depth = 0
    for at, char in enumerate(url):
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return url[:at].rstrip(".,;:*_!")
    return url.rstrip(".,;:*_!")


@remembered(chars=200, texts=8192)
def words(text: str) -> tuple[str, ...]:
    """Return the words of *text* for comparing: no case, accents, TeX, markup or punctuation.

    Greek letters, "&" and "++" are written out.
    """
    text = text.replace("++", "plusplus")
    text = _TEX.sub(lambda match: GREEK.get((match[1] or "").casefold(), ""), html.unescape(text))
    text = text.casefold()
    if text.isascii():
        text = text.replace("&", _LETTERS["&"])
    else:
        text = unicodedata.normalize("NFKD", text)
        text = "".join(_LETTERS.get(c, c) for c in text if not unicodedata.combining(c))
    return tuple(_DASHED.findall(text))


def title_key(text: str) -> str:
    """Return what two spellings of one title have in common; "" for a text without words."""
    return "".join(words(text))


def is_long(text: str) -> bool:
    """Whether *text* says enough to tell one paper from all others: four words or so."""
    count = len(words(text))
    return count >= _LONG_WORDS or (count > 1 and len(title_key(text)) >= _LONG_CHARS)


def split_title(title: str) -> tuple[str, str]:
    """Return the short name and the rest of "Short: Long title"; ("", title) without one.

    A name has at most four words and 40 characters; what is longer is half of a sentence.
    """
    head, colon, rest = title.partition(":")
    head, rest = head.strip(), rest.strip()
    if colon and rest and head and len(head) <= _NAME_CHARS and len(words(head)) <= _LONG_WORDS:
        return head, rest
    return "", title


# Where a title may begin and end inside an entry: brackets, emphasis, quotes, cells, stops.
_EDGE = re.compile(
    r"\]\(|\]\[|[\[\]|]|\*+|(?<!\w)_+|_+(?!\w)|[\"“”«»「」『』]|<[^<>]*>|`+"
    r"|: |[.,;](?=\s|$)|\n| [-–—|/] |[(（]|[)）]"
)
_MOST_EDGES, _MOST_PIECES = 24, 8
_SEQUELS = {("ii",), ("iii",), ("iv",), ("part",), ("2",), ("3",)}
_REMARKS = {"comment on", "comments on", "reply to", "response to", "rebuttal to", "critique of"}
_REMARKS |= {"erratum", "erratum to", "corrigendum", "corrigendum to", "retracted", "review of"}
_REMARKS |= {f"a {remark}" for remark in _REMARKS}
_REMARK_WORDS = {tuple(remark.split()) for remark in _REMARKS}


def title_keys(text: str) -> list[str]:
    """Return a key for each stretch of an entry's *text* that may be its title.

    A stretch runs from one edge (bracket, quote, stop …) to another one, at most a few edges
    on, and is long enough to be nobody else's title. What is only commented on does not count.
    """
    pieces = [piece for piece in _EDGE.split(_URL.sub(" ", text)) if piece.strip()][:_MOST_EDGES]
    keys = [words(piece) for piece in pieces]
    joined = ["".join(key) for key in keys]
    follows = [key[:1] in _SEQUELS for key in keys[1:]] + [False]
    found = []
    for start in range(len(keys)):
        if start and keys[start - 1] in _REMARK_WORDS:
            continue
        count, key = 0, ""
        for end in range(start, min(start + _MOST_PIECES, len(keys))):
            count += len(keys[end])
            key += joined[end]
            long = count >= _LONG_WORDS or (count > 1 and len(key) >= _LONG_CHARS)
            if long and not follows[end]:
                found.append(key)
    return found


class Named(NamedTuple, Generic[T]):
    """A thing with the text that names a paper, and the ids and DOIs in it."""

    thing: T
    text: str
    arxiv_ids: Sequence[str]
    dois: Sequence[str]


class Identities(Generic[T]):
    """Things by the identities in their texts; a paper is found in one step per identity.

    The index is built when it is first asked: most lists that are read never are. *named* returns
    a thing with what names its paper, *name_of* the short name before its title, "" for none.
    """

    def __init__(
        self,
        things: Sequence[T],
        named: Callable[[T], Named[T]],
        name_of: Callable[[T], str],
    ) -> None:
        self._things, self._named, self._name_of = things, named, name_of
        self._by_id: dict[str, T] = {}
        self._by_doi: dict[str, T] = {}
        self._by_title: dict[int, int] = {}
        self._is_built = False

    def _build(self) -> None:
        if self._is_built:
            return
        self._is_built = True
        # From the end, so that the first of several is what is found.
        for at in range(len(self._things) - 1, -1, -1):
            thing, text, ids, own_dois = self._named(self._things[at])
            self._by_id.update(dict.fromkeys(ids, thing))
            self._by_doi.update(dict.fromkeys(own_dois, thing))
            # A text has dozens of keys: hashes take a quarter of the room, and are looked after.
            self._by_title.update(dict.fromkeys(map(hash, title_keys(text)), at))

    def _titled(self, title: str) -> Named[T] | None:
        """Return the first thing that can be read as having *title*."""
        key = title_key(title)
        at = self._by_title.get(hash(key))
        found = None if at is None else self._named(self._things[at])
        return found if found and key in title_keys(found.text) else None

    def find(self, paper: Paper) -> T | None:
        """Return what is *paper*: same id, else same DOI, else same title.

        The long half of "Name: Long title" counts only where neither another arXiv id nor
        another name stands beside.
        """
        self._build()
        if (thing := self._by_id.get(paper.id)) is not None:
            return thing
        if paper.doi and (thing := self._by_doi.get(paper.doi.lower())) is not None:
            return thing
        if is_long(paper.title) and (hit := self._titled(paper.title)):
            return hit.thing
        name, rest = split_title(paper.title)
        if name and is_long(rest) and (hit := self._titled(rest)) and not hit.arxiv_ids:
            shown = title_key(self._name_of(hit.thing))
            return hit.thing if not shown or shown == title_key(name) else None
        return None
