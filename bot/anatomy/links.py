"""The links inside one entry's text, with the places of their parts; brackets matched by count."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.anatomy.identity import arxiv_ids

# `(https://x.org/a_(b) "words")`, `(<https://x.org>)`
_TARGET = re.compile(r"\(\s*<?((?:[^\s()<>]|\([^\s()<>]*\))*)>?(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)")
_BRACKET = re.compile(r"\\.|[\[\]]", re.DOTALL)
# `<a class="x" href="https://x.org">`, with either quote or none
_HTML = re.compile(
    r"<a\s[^<>]*?href\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s<>\"']+))[^<>]*>", re.IGNORECASE
)
_HTML_END = re.compile(r"</a\s*>", re.IGNORECASE)
_VERSION = re.compile(r"\{id\}v\d+")
_BARE = re.compile(r"https?://[^\s<>\"'\]|`)]+", re.IGNORECASE)

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
    for match in _BARE.finditer(text):
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
