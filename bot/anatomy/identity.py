"""What says which paper a text names: arXiv ids, DOIs, links, words for comparing titles.

It reads every form of an id and never guesses: what merely looks like one is none.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

from bot.core.remember import remembered
from bot.core.tex import GREEK
from classifier.papers import ArxivId, parse_arxiv_id

# https://info.arxiv.org/help/arxiv_identifier.html
_ID = r"(?:\d{4}\.\d{4,5}|[a-z][a-z-]{1,15}(?:\.[a-z]{2})?/\d{7})"
_PLACES = (
    r"arxiv\.org/{1,2}(?:(?:abs|pdf|html|format|ps|src|e-print|bibtex)/ ?)?(?:arxiv:)?"
    r"|lanl\.gov/(?:abs|pdf|ps)/"
    r"|alphaxiv\.org/(?:[a-z]{2}/)?(?:abs|pdf|overview|html)/"
    r"|huggingface\.co/papers/|hf\.co/papers/|paperswithcode\.com/paper/arxiv:"
    r"|ar5iv\.(?:labs\.arxiv\.)?org/(?:abs|html|pdf)/"
    r"|semanticscholar\.org/arxiv/|scholar-inbox\.com/arxiv/|(?:scirate|emergentmind)\.com/(?:arxiv|papers)/"
    r"|themoonlight\.io/(?:[a-z]{2}/)?(?:review|paper)/"
    r"|papers\.cool/arxiv/|10\.48550/arxiv\.|badge/[\w ]{0,30}-{1,2}|&message=|eprint[:= {\"]{1,4}"
    r"|arxiv(?:[-:.=/\s_(\[]{1,3}|,? (?:id|abs)[:/ ]{1,2})(?:preprint[:\s]{1,2})?(?:arxiv:)?"
)
_MENTION = re.compile(rf"(?:{_PLACES})({_ID})(?:v\d+)?(?![\d])", re.IGNORECASE | re.ASCII)
# What every id has: a number with a point, seven digits behind an archive, a Bibcode.
_NUMBER = re.compile(r"\d{4}\.\d{4}|/\d{7}|arXiv\d{4}", re.ASCII)
# The usual place of one. Where each number stands so, nothing else need be looked for.
_PLAIN = re.compile(r"arxiv\.org/(?:abs|pdf|html)/(\d{4}\.\d{4,5})(?!\d)", re.ASCII)
# Ids without a word before them: a number in brackets, and what no other address looks like.
_BARE = re.compile(r"\[(\d{4}\.\d{4,5})(?:v\d+)?\]", re.ASCII)
_OLD = re.compile(r"/\d{7}(?!\d)", re.ASCII)
# The archives of ids before 2007 that end in digits: hep-th/9901001, math-ph/0701001.
_ARCHIVE = re.compile(
    r"(?<![\w-])(?:astro-ph|cond-mat|gr-qc|hep-(?:ex|lat|ph|th)|math-ph|nucl-(?:ex|th)|quant-ph)$",
    re.IGNORECASE | re.ASCII,
)
_ARCHIVE_CHARS = 10  # characters of "astro-ph" and its like
# https://ui.adsabs.harvard.edu/help/actions/bibcode: 2014arXiv1401.0001B, 2025arXiv250500001B
_BIBCODE = re.compile(r"arXiv(\d{4})(?:\.(\d{4})|(\d{5}))[A-Z](?!\w)", re.ASCII)
# What a reader sees as a blank, as nothing, or as the ASCII sign of the same width or a wider one.
_LOOKALIKES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\u3000"), " ")
_LOOKALIKES |= dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), "")
_LOOKALIKES |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
# A copy on another host: what only looks like an id must stand just where arXiv has one.
_COPIED = re.compile(r"(?<=/)(\d{4}\.\d{4,5})(?:v\d{1,2})?(?![\w-]|\.\d)", re.ASCII)
# What stands before it there: `mirror.org/pdf/`, `/arxiv/papers/2024/`.
_COPY = re.compile(
    r"\w/(?:(?:abs|pdf|html)/|arxiv/(?:[a-z]{1,12}/(?:\d{4}/)?)?)$|arxiv-vanity\.com/papers/$",
    re.IGNORECASE | re.ASCII,
)
_ORIGINALS = ("//arxiv.org/abs/", "//arxiv.org/pdf/")
_BESIDE = re.compile(r"(?<![\w-])papers/$", re.IGNORECASE | re.ASCII)
_BEFORE = 32  # characters before a number that tell where it stands
_DOI = re.compile(r"(?<![\d.])10\.\d{4,9}/[^\s<>\"'\]|{}?#]+", re.ASCII)
# What publishers hang on a DOI in the address of its page.
_PAGE = re.compile(r"(?:/(?:e?pdf|full|fulltext|abstract|html|meta)){1,2}$|\.pdf$", re.IGNORECASE)
_SLASH = re.compile(r"%2f", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"'\]|`]+", re.ASCII | re.IGNORECASE)
_JOINS = re.compile(r"[^\W_]|-")
_DASHED = re.compile(r"[^\W_]+")
_TEX = re.compile(r"\\([A-Za-z]+)|[\\${}^_]")
_LETTERS = {"ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "&": " and "}
_LETTERS |= {letter: name for name, letter in GREEK.items()}
_LONG_WORDS = 4  # words
_LONG_CHARS = 20  # characters
_NAME_CHARS = 40  # characters


@remembered(chars=500, texts=8192)
def arxiv_ids(text: str) -> tuple[ArxivId, ...]:
    """Return the arXiv ids that *text* links to or names, in order, each once."""
    text = _in_ascii(unquote(html.unescape(text)) if "%" in text else html.unescape(text))
    numbers = _NUMBER.findall(text)
    plain = _PLAIN.findall(text) if numbers else []
    if len(plain) == len(numbers):
        return tuple(dict.fromkeys(filter(None, map(_id, plain))))
    mentions = [(match.start(1), match[1]) for match in _MENTION.finditer(text)]
    mentions += [(match.start(1), match[1]) for match in _BARE.finditer(text)]
    for code in _BIBCODE.finditer(text):
        mentions.append((code.start(1), f"{code[1]}.{code[2] or code[3]}"))
    for number in _OLD.finditer(text):
        before = text[max(0, number.start() - _ARCHIVE_CHARS) : number.start()]
        if archive := _ARCHIVE.search(before):
            mentions.append((number.start() - len(archive[0]), archive[0] + number[0]))
    ids = dict.fromkeys(_id(raw) for _, raw in sorted(mentions))
    return tuple(arxiv_id for arxiv_id in ids if arxiv_id is not None)


def _in_ascii(text: str) -> str:
    """Return *text* with full-width signs, hard and invisible blanks as an id is written."""
    return text if text.isascii() else text.translate(_LOOKALIKES)


def copied_ids(text: str) -> tuple[ArxivId, ...]:
    """Return the ids in the addresses of copies of papers: on other hosts, or beside the list.

    Those on arXiv itself are left to `arxiv_ids`.
    """
    raw_ids = (match[1] for match in _COPIED.finditer(text) if _is_copy(text, match))
    return tuple(dict.fromkeys(filter(None, map(_id, raw_ids))))


def _is_copy(text: str, number: re.Match[str]) -> bool:
    """Whether *number* stands where an address of a copy has it."""
    before = text[max(0, number.start() - _BEFORE) : number.start()]
    if before.endswith(_ORIGINALS):
        return False
    if _COPY.search(before):
        return True
    return text[number.end() : number.end() + 4].lower() == ".pdf" and bool(_BESIDE.search(before))


@lru_cache(maxsize=8192)  # an id is met in an address, its text and its entry
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
    names = (_PAGE.sub("", _trim(match[0])).lower() for match in _DOI.finditer(text))
    return tuple(dict.fromkeys(names))


def urls(text: str) -> tuple[str, ...]:
    """Return the http(s) URLs in *text*, in order, each once."""
    if "://" not in text:
        return ()
    return tuple(dict.fromkeys(_trim(match[0]) for match in _URL.finditer(text)))


def without_urls(text: str) -> str:
    """Return *text* with a blank for each http(s) URL: their words are no title's."""
    return _URL.sub(lambda match: " " + match[0][len(_trim(match[0])) :], text)


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


def standing(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Yield where *word* stands in *text*, not joined to other letters or by a hyphen.

    A pattern per word would do the same, and take longer to make than to use.
    """
    end = 0
    while (start := text.find(word, end)) >= 0:
        end = start + len(word)
        if not (_JOINS.match(text[start - 1 : start]) or _JOINS.match(text[end : end + 1])):
            yield start, end


def is_long(text: str) -> bool:
    """Whether *text* says enough to tell one paper from all others: four words or so."""
    text_words = words(text)
    return are_enough(len(text_words), "".join(text_words))


def are_enough(count: int, key: str) -> bool:
    """Whether *count* words that make *key* are those of a long text."""
    return count >= _LONG_WORDS or (count > 1 and len(key) >= _LONG_CHARS)


def split_title(title: str) -> tuple[str, str]:
    """Return the short name and the rest of "Short: Long title"; ("", title) without one.

    A name has at most four words and 40 characters; what is longer is half of a sentence.
    """
    head, colon, rest = title.partition(":")
    head, rest = head.strip(), rest.strip()
    if colon and rest and head and len(head) <= _NAME_CHARS and len(words(head)) <= _LONG_WORDS:
        return head, rest
    return "", title
