"""Which paper a text names, and its links."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from bot.core.remember import remembered
from bot.core.tex import GREEK
from classifier.papers import ArxivId, parse_arxiv_id

# --- What says which paper a text names: arXiv ids, DOIs, links, words for comparing titles.
#
# It reads every form of an id and never guesses: what merely looks like one is none.

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
# What every id has: a number with a point, seven digits behind an archive, a Bibcode. Each is
# looked for from its first sign on, which `re` finds fast.
_NUMBERS = (
    re.compile(r"\.(?<=\d{4}\.)\d{4}", re.ASCII),
    re.compile(r"/\d{7}", re.ASCII),
    re.compile(r"arXiv\d{4}", re.ASCII),
)
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
_COPIED = re.compile(
    r"/(?=\d{4}\.\d{4})(?<!//arxiv\.org/abs/)(?<!//arxiv\.org/pdf/)"
    r"(\d{4}\.\d{4,5})(?:v\d{1,2})?(?![\w-]|\.\d)",
    re.ASCII,
)
# What stands before it there: `mirror.org/pdf/`, `/arxiv/papers/2024/`.
_COPY = re.compile(
    r"\w/(?:(?:abs|pdf|html)/|arxiv/(?:[a-z]{1,12}/(?:\d{4}/)?)?)$|arxiv-vanity\.com/papers/$",
    re.IGNORECASE | re.ASCII,
)
_BESIDE = re.compile(r"(?<![\w-])papers/$", re.IGNORECASE | re.ASCII)
_BEFORE = 32  # characters before a number that tell where it stands
_DOI = re.compile(r"(?<![\d.])10\.\d{4,9}/[^\s<>\"'\]|{}?#]+", re.ASCII)
# What publishers hang on a DOI in the address of its page.
_PAGE = re.compile(r"(?:/(?:e?pdf|full|fulltext|abstract|html|meta)){1,2}$|\.pdf$", re.IGNORECASE)
_SLASH = re.compile(r"%2f", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"'\]|`]+", re.ASCII | re.IGNORECASE)
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
    plain = _PLAIN.findall(text)
    if len(plain) == sum(len(number.findall(text)) for number in _NUMBERS):
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
    numbers = [*_COPIED.finditer(text)]
    raw_ids = (number[1] for number in numbers if _is_copy(text, number))
    return tuple(dict.fromkeys(filter(None, map(_id, raw_ids))))


def _is_copy(text: str, number: re.Match[str]) -> bool:
    """Whether *number* stands where an address of a copy has it."""
    before = text[max(0, number.start(1) - _BEFORE) : number.start(1)]
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


# --- The links inside one entry's text, with the places of their parts; brackets matched by count.

# `(https://x.org/a_(b) "words")`, `(<https://x.org>)`
_TARGET = re.compile(r"\(\s*<?((?:[^\s()<>]|\([^\s()<>]*\))*)>?(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)")
_BRACKET = re.compile(r"\\.|[\[\]]", re.DOTALL)
# `<a class="x" href="https://x.org">`, with either quote or none
_HTML = re.compile(
    r"<a\s[^<>]*?href\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s<>\"']+))[^<>]*>", re.IGNORECASE
)
_HTML_END = re.compile(r"</a\s*>", re.IGNORECASE)
_VERSION = re.compile(r"\{id\}v\d+")
_LINKS_BARE = re.compile(r"https?://[^\s<>\"'\]|`)]+", re.IGNORECASE)

# Sites that have a page for every paper of arXiv, each with the forms of its addresses.
_SERVED = re.compile(
    r"https?://(?:"
    r"(?:www\.|export\.|browse\.|cn\.)?arxiv\.org/"
    r"(?:(?:abs|pdf|html|format|ps|src|e-print|bibtex)/)?(?:arxiv:)?\{id\}(?:\.pdf)?"
    r"|xxx\.lanl\.gov/(?:abs|pdf|ps)/\{id\}"
    r"|(?:www\.)?alphaxiv\.org/(?:[a-z]{2}/)?(?:abs|pdf|overview|html)/\{id\}"
    r"|(?:huggingface|hf)\.co/papers/\{id\}"
    r"|ar5iv\.(?:labs\.arxiv\.)?org/(?:abs|html|pdf)/\{id\}"
    r"|(?:www\.|api\.)?semanticscholar\.org/arxiv[:/]\{id\}"
    r"|(?:www\.)?(?:scirate|emergentmind)\.com/(?:arxiv|papers)/\{id\}"
    r"|(?:www\.)?scholar-inbox\.com/arxiv/\{id\}"
    r"|(?:www\.)?papers\.cool/arxiv/\{id\}"
    r"|(?:www\.)?arxiv-vanity\.com/papers/\{id\}"
    r"|ui\.adsabs\.harvard\.edu/abs/arxiv:\{id\}"
    r"|(?:dx\.|www\.)?doi\.org/10\.48550/arxiv\.\{id\}"
    r")",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link at *start* to *end* with label and URL at theirs; a bare URL is its own label."""

    start: int
    end: int
    label: tuple[int, int]
    url: tuple[int, int]
    image: bool = False

    def within(self, other: Link) -> bool:
        """Whether this link stands inside *other*, such as a badge in a link."""
        return other.start <= self.start and self.end <= other.end and self != other


def find_links(text: str) -> list[Link]:
    """Return the outermost links of *text* in order: Markdown, HTML anchors, bare URLs."""
    links = [*_markdown_links(text), *_anchors(text)]
    links.sort(key=lambda link: (link.start, -link.end))
    outer: list[Link] = []
    for link in links:
        if not outer or link.start >= outer[-1].end:
            outer.append(link)
    result = list(outer)
    for match in _LINKS_BARE.finditer(text):
        if not any(link.start <= match.start() < link.end for link in outer):
            end = match.start() + len(match[0].rstrip(".,;:*_!"))
            result.append(
                Link(match.start(), end, (match.start(), match.start()), (match.start(), end))
            )
    return sorted(result, key=lambda link: link.start)


def url_form(url: str) -> str:
    """Return an arXiv URL with {id} for its id, without version, query and fragment.

    A host may be in capitals ("arXiv.org"), which no form needs.
    """
    if ids := arxiv_ids(url):
        url = re.sub(r"[?#].*", "", url).replace(ids[0], "{id}")  # a regex per id would be slow
        url = _VERSION.sub("{id}", url)
        url = url.replace("/arXiv.org/", "/arxiv.org/")
    return url.rstrip("/")


def served_form(url: str) -> str:
    """Return the form of a *url* that leads to any paper of arXiv, given its id; "" for others.

    On other sites an address with another id may lead nowhere, or to another thing.
    """
    form = url_form(url)
    return form if _SERVED.fullmatch(form) else ""


def _markdown_links(text: str) -> list[Link]:
    links: list[Link] = []
    opened: list[int] = []
    at = 0
    while match := _BRACKET.search(text, at):
        at = match.end()
        if match[0] == "[":
            opened.append(match.start())
        elif match[0] == "]" and opened:
            start = opened.pop()
            if target := _TARGET.match(text, at):
                image = start > 0 and text[start - 1] == "!"
                label = (start + 1, match.start())
                links.append(Link(start - image, target.end(), label, target.span(1), image))
                at = target.end()
    return links


def _anchors(text: str) -> list[Link]:
    links: list[Link] = []
    for match in _HTML.finditer(text):
        end = _HTML_END.search(text, match.end())
        if end is None:
            break
        group = next((g for g in (1, 2, 3) if match[g]), 1)
        links.append(Link(match.start(), end.end(), (match.end(), end.start()), match.span(group)))
    return links
