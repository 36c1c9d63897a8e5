"""The paper's own code and project page, where its abstract or comments name them beyond doubt.

It never guesses: of several candidates, or of one that others may have made, it takes none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from classifier.papers import Paper

_CODE_HOSTS = r"github\.com|gitlab\.com|bitbucket\.org|codeberg\.org"
REPOSITORY = re.compile(
    rf"https?://(?:www\.)?(?P<host>{_CODE_HOSTS})/"
    r"(?P<owner>[A-Za-z0-9][A-Za-z0-9_-]{0,63})/(?P<name>[A-Za-z0-9._-]{1,100})"
    r"(?P<path>/?|/(?:tree|blob)/[A-Za-z0-9._/-]{1,200})",
    re.ASCII,
)
"""The address of a repository, or of a folder in it."""
# An address of a page in plain ASCII: https://tree.flow.org/a/b.html
_PAGE = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,5}[a-z]{2,24}(?:/[A-Za-z0-9._~/-]{0,200})?",
    re.ASCII,
)
# Addresses that hide where they lead: https://bit.ly/3abc
_SHORTENED = re.compile(r"https?://(?:goo\.gl|bit\.ly|t\.co|tinyurl\.com|is\.gd|rb\.gy)(?:/|$)")
# https://byron.github.io/, https://sites.google.com/
_PAGE_HOST = re.compile(r"https?://(?:[a-z0-9-]{1,63}\.(?:github|gitlab)\.io|sites\.google\.com)/?")
_URL = re.compile(r"https?://[^\s{}<>\"'`|\\^()\[\],;]+", re.IGNORECASE)
_AFTER = ("{", "}", "(", "[", "|", "\\", "^", "`", "](")
"""What follows an address that goes on in a way nobody here understands."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^a-z\s])|(?<=[;!?])\s+")
# "Our code is released at", "open-sourced", "project page"
_OWN = re.compile(
    r"\b(?:codes?|codebase|implementations?|open[- ]?sourced?|sources?|available"
    r"|releas(?:e|es|ed|ing)|repo|repository|repositories|project|github|gitlab)\b",
    re.IGNORECASE,
)
# "Project page: ", "visit our website at ", right before an address
_PROJECT = re.compile(
    r"\b(?:projects?[ -]?(?:web)?(?:page|site|home ?page)?|web ?(?:page|site)|home ?page)\b"
    r"[^.]{0,40}$",
    re.IGNORECASE,
)
# "built upon", "we use", "adapted from": code of somebody else
_FOREIGN = re.compile(
    r"\b(?:based|buil[dt]s?|building|relies|rely) (?:up)?on\b|\b(?:using|uses?|forked|adapted"
    r"|modified|extends?|borrowed|unofficial|third[- ]party|previous|prior|original)\b"
    r"|(?<!available )(?<!downloaded )(?<!accessed )(?<!obtained )(?<!accessible )\bfrom\b",
    re.IGNORECASE,
)
_GLUED = re.compile(r"\.[A-Z][a-z]+$|[-_]$")
_NEAR = 60  # characters behind an address that may say what it is: "URL has our code"


@dataclass(frozen=True, slots=True)
class OwnLinks:
    """The addresses of a paper's code and project page; "" for what is not known."""

    code: str = ""
    project: str = ""

    def __bool__(self) -> bool:
        return bool(self.code or self.project)


@dataclass(frozen=True, slots=True)
class _Named:
    """An address with what its sentence says before it, and shortly after."""

    url: str
    before: str
    after: str


def own_links(paper: Paper) -> OwnLinks:
    """Return the links that *paper*'s abstract and comments name as its own.

    An address is taken character by character as it stands there, without punctuation at its end;
    one in TeX's braces is none. Only ASCII letters, digits and `._~/-` may be in it, so it needs
    no escaping.
    """
    if "://" not in paper.abstract and "://" not in paper.comments:
        return OwnLinks()
    named = [*_named(paper.abstract), *_named(paper.comments)]
    return OwnLinks(_only(map(_code, named)), _only(map(_project, named)))


def repository(url: str) -> tuple[str, str, str] | None:
    """Return host, owner and name of the repository at *url*; None for any other address."""
    match = REPOSITORY.fullmatch(re.sub(r"[?#].*", "", url))
    if match is None or not (name := match["name"].removesuffix(".git")).strip("."):
        return None
    return match["host"], match["owner"], name


def _named(text: str) -> Iterator[_Named]:
    """Yield the addresses of *text*, sentence by sentence."""
    text = " ".join(text.replace("\\_", "_").split())
    for sentence in _SENTENCE.split(text):
        end = 0
        for match in _URL.finditer(sentence):
            before, end = sentence[end : match.start()], match.end()
            if not sentence.startswith(_AFTER, end):
                url = match[0].rstrip(".:!?*_~")
                yield _Named(url, before, sentence[end : end + _NEAR])


def _code(named: _Named) -> str:
    """Return the address of a repository that its sentence calls the paper's own; else ""."""
    if repository(named.url) is None or _GLUED.search(named.url) or _FOREIGN.search(named.before):
        return ""
    behind = _URL.split(named.after)[0]
    if not _OWN.search(named.before) and not _OWN.search(behind):
        return ""
    return named.url.removesuffix("/")


def _project(named: _Named) -> str:
    """Return the address of what is called a project page, or is hosted as one; else ""."""
    url = named.url
    if not _PAGE.fullmatch(url) or _GLUED.search(url) or _SHORTENED.match(url):
        return ""
    if re.match(rf"https?://(?:www\.)?(?:{_CODE_HOSTS}|(?:[a-z0-9-]+\.)?arxiv\.org)(?:/|$)", url):
        return ""
    hosted = _PAGE_HOST.match(url) and _OWN.search(named.before)
    wanted = hosted or _PROJECT.search(named.before)
    return url if wanted and not _FOREIGN.search(named.before) else ""


def _only(addresses: Iterator[str]) -> str:
    """Return the only one of *addresses*; "" for none and for several."""
    urls = {re.sub(r"^https?://(?:www\.)?", "", url).rstrip("/").lower(): url for url in addresses}
    urls.pop("", None)
    return next(iter(urls.values())) if len(urls) == 1 else ""
