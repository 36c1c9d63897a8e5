"""The forms of links in an entry: badges, code, other sites."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.anatomy import (
    BESIDE_CODE,
    BESIDE_PROJECT,
    CODE_LABELS,
    PROJECT_LABELS,
    Link,
    Venue,
    arxiv_ids,
    find_links,
    venue_phrases,
    words,
)
from bot.entries.template import (
    HABIT,
    SOME,
    LinkKind,
    OwnLink,
    Part,
    Pool,
    Template,
    close_holes,
    closest,
    winner,
)
from bot.markdown import list_text
from classifier.papers import Paper

# --- The paper's own code and project page, where its abstract or comments name them beyond doubt.
#
# It never guesses: of several candidates, or of one that others may have made, it takes none.

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


# --- Addresses and badges that show a paper's id, date or venue: read off one, made for another.
#
# A badge that shows what is not known of a paper is no badge for it.

_BADGE = re.compile(r"\s*(?:!\[[^\[\]]*\]\([^()\s]*\)|<img\b[^<>]*>)\s*", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<=\]\()[^()\s]*|(?<=[\"'=])[^\s\"'<>]*[/.][^\s\"'<>]*")
# A badge is made on demand, by another host; a photograph was made for one paper.
_MAKER = re.compile(r"https?://(?!.*\.(?:png|jpe?g|gif|webp)(?:$|[?#]))", re.IGNORECASE)
# In an address of shields.io two dashes stand for one.
_DATE = re.compile(r"(?<![\d.])(?:19|20)\d\d(?:(?P<gap>--|[./_-])(?:0[1-9]|1[0-2]))?(?![\d.])")
_YEAR = {2: "{y}", 4: "{Y}"}
"""What stands for a year of so many digits."""
# badge/arXiv_2025-blue, badge/arXiv'25-blue: where others have their venue
_DATED_PREPRINT = re.compile(
    r"(?<=badge/)(?P<word>arxiv|preprint)(?P<gap>['’_]|%20|--|-)?(?P<year>20\d\d|\d\d)(?=-(?!-))",
    re.IGNORECASE,
)
_VENUE = re.compile(r"\{venue(?:\|(?P<word>\w+))?\}")
_PARTS = re.compile(r"[/_]")
_SLOT = re.compile(r"\{(?:id|Y|y|m)\}")
DATED_BADGE = re.compile(r"\{(?:y|m|id)\}")
"""In the form of a badge, what tells which preprint it is, wherever the paper was published."""
_SAME = 62  # days between the beginning of the id's month and the submission, at most
_YYMM = re.compile(r"(\d\d)(\d\d)\.\d{4,5}")
# badge/Arxiv-orange, badge/arXiv'{Y}-purple
_PREPRINT = re.compile(r"badge/(?:arxiv|preprint)['’_{}Yym.-]{0,12}-", re.IGNORECASE)
# Attributes that tell of the paper: ` title="Growing Trees"`, ` id=p7`, and `"words")` of a link.
_TOLD = re.compile(
    r"\s+(?:title|alt|id|name|aria-label|data-[\w-]+)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s<>\"']+)"
    r"|\s+(?:\"[^\"]*\"|'[^']*')(?=\s*\)$)",
    re.IGNORECASE,
)


def badge_form(text: str, arxiv_id: str) -> str:
    """Return the badge *text* with {id}, {Y}, {m}, {venue} for what it shows; "" for no badge."""
    if "{" in text or not _BADGE.fullmatch(text):
        return ""
    text = re.sub(re.escape(arxiv_id or "{id}") + r"(?:v\d+)?", "{id}", text)
    if any("{id}" in url and not _MAKER.match(url) for url in _ADDRESS.findall(text)):
        return ""
    for phrase in reversed(venue_phrases(_PARTS.sub(" ", text))):
        at = phrase.start + len(phrase.name)
        year = f"{text[at : at + len(phrase.gap)]}{_YEAR[len(phrase.year)]}" if phrase.year else ""
        text = f"{text[: phrase.start]}{{venue}}{year}{text[phrase.end :]}"
    text = _DATED_PREPRINT.sub(
        lambda m: f"{{venue|{m['word']}}}{m['gap'] or ''}{_YEAR[len(m['year'])]}", text
    )
    text = _DATE.sub(lambda m: f"{{Y}}{m['gap']}{{m}}" if m["gap"] else "{Y}", text)
    month = _YYMM.match(arxiv_id)
    return re.sub(rf"(?<=-){month[1]}\.{month[2]}(?=-)", "{y}.{m}", text) if month else text


def _month(arxiv_id: str, day: date | None) -> dict[str, str]:
    """Return year and month of a paper for a badge: those of its id, by which badges are made."""
    match = _YYMM.match(arxiv_id)
    if match and (
        day is None or abs((day - date(2000 + int(match[1]), int(match[2]), 1)).days) < _SAME
    ):
        return {"{Y}": f"20{match[1]}", "{y}": match[1], "{m}": match[2]}
    return {"{Y}": f"{day:%Y}", "{y}": f"{day:%y}", "{m}": f"{day:%m}"} if day else {}


def is_preprint_badge(form: str) -> bool:
    """Whether the badge *form*, made on demand, says of a paper that it is a preprint."""
    return "img.shields.io/badge/" in form and bool(_PREPRINT.search(form))


def preprint_word(forms: Iterable[str]) -> str:
    """Return what badges of these *forms* call a preprint where others name its venue; or ""."""
    return next((m["word"] for form in forms if (m := _VENUE.search(form)) and m["word"]), "")


def write_form(
    form: str, arxiv_id: str, day: date | None, venue: Venue | None, preprint: str = ""
) -> str:
    """Return *form* as it is for a paper; "" where it shows what is not known.

    One without a *venue* is called *preprint* where others have theirs.
    """
    shown = {"{id}": arxiv_id, **_month(arxiv_id, day)}
    if words := [match["word"] for match in _VENUE.finditer(form)]:
        word = next(filter(None, words), "")
        name = venue.name.replace("-", "--").replace(" ", "_") if venue else word
        if venue and venue.year:
            shown |= {"{Y}": f"{venue.year}", "{y}": f"{venue.year % 100:02}"}
        if not (name or preprint):
            return ""
        form = _VENUE.sub(lambda _: name or preprint, form)
    if any(not shown.get(slot) for slot in _SLOT.findall(form)):
        return ""
    return _SLOT.sub(lambda match: shown[match[0]], form)


def without_told(markup: str) -> str:
    """Return the *markup* of a link without what its attributes tell of the paper behind it."""
    return _TOLD.sub("", markup)


# --- Badges on links to code: those that only say what is there may be repeated, no others.
#
# One that counts a repository's stars is left to the maintainer: its address is in no metadata.

_BADGE_WORDS = CODE_LABELS | frozenset("official source link open badge".split())
# https://img.shields.io/badge/code-blue.svg?style=flat
_PLAIN_BADGE = re.compile(
    r"https://img\.shields\.io/badge/(?P<text>[\w%-]{0,60})-\w{1,20}(?:\.svg)?"
    r"(?:\?[\w=&;%+.,-]{0,200})?",
    re.ASCII,
)
# `![code](https://x.org/c.svg)`, `<img src="https://x.org/c.svg">`
IMAGE = re.compile(
    r"!\[(?P<alt>[^\[\]]*)\]\((?P<src>[^()\s]*)\)"
    r"|<img\b[^<>]{0,300}?\bsrc\s{0,3}=\s{0,3}[\"']?(?P<html>[^\s\"'<>]{1,300})[^<>]{0,300}>",
    re.IGNORECASE,
)
_ALT = re.compile(r"\balt\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)


def are_plain(text: str) -> bool:
    """Whether all pictures in *text* are badges that only say that code is there."""
    return all(map(_is_plain, IMAGE.finditer(text)))


def _is_plain(picture: re.Match[str]) -> bool:
    match = _ALT.search(picture[0])
    alt = picture["alt"] or (match and (match[1] or match[2])) or ""
    badge = _PLAIN_BADGE.fullmatch(picture["src"] or picture["html"] or "")
    return badge is not None and set(words(alt + " " + badge["text"])) <= _BADGE_WORDS


# --- Neighbours' links to code and project pages: read as forms, and written for another paper.
#
# A link whose label tells something else than what is behind it has no form.

# `Code: `, `**Project Page**: `, `**Code:** ` right before a link
_LABEL_BEFORE = re.compile(
    r"(?:(?:\*\*|__)?(?P<a>[A-Za-z]{3,14}(?: [A-Za-z]{3,14}){0,2})[ \t]*[:：](?:\*\*|__)?"
    r"|(?:\*\*|__)(?P<b>[A-Za-z]{3,14}(?: [A-Za-z]{3,14}){0,2})(?:\*\*|__)[ \t]*[:：])[ \t]*$"
)
# `💻 `, `:octocat:` right before a link to code or a page
_SIGN_BEFORE = re.compile(
    r"(?:[\u2328\U0001f4bb\U0001f5a5\U0001f419\U0001f310\U0001f3e0\U0001f517\U0001f4e6]\ufe0f?"
    r"|:(?:computer|octocat|star|house|link|globe_with_meridians|desktop_computer):)[ \t]*$"
)
_INSIDE = re.compile(r"\w(?:.*\w)?")
_BEFORE = 48  # characters, in which a label before a link stands


def own_link(body: str, link: Link) -> tuple[int, OwnLink] | None:
    """Return where the *link* of *body* begins, with a label before it, and its form; or None."""
    text = body[link.start : link.end]
    if "{" in text or "}" in text or "\n" in text or arxiv_ids(text):
        return None
    url = body[slice(*link.url)]
    if link.image:
        return None
    label = body[slice(*link.label)]
    before = _LABEL_BEFORE.search(body[max(0, link.start - _BEFORE) : link.start])
    named = _kind(before["a"] or before["b"], url) if before else None
    shown = _shown(label, url, named=bool(named))
    if shown is None:
        return None
    kind, label_form = shown
    start = link.start - len(before[0]) if before and named == kind else link.start
    if sign := _SIGN_BEFORE.search(body[max(0, start - _BEFORE) : start]):
        start -= len(sign[0])
    if not label and start == link.start and (kind == "project" or text != body.strip()):
        return None  # a bare address in passing
    return start, OwnLink(kind, body[start : link.start] + _around(body, link, kind, label_form))


def own_line(line: str, start: int, otherwise: Part) -> OwnLink | None:
    """Return *line* from *start* as one link with its label, if it is nothing more; else None."""
    text = line[start:].rstrip(" \\")
    links = [link for link in find_links(text) if not link.image]
    if len(links) != 1 or (place := own_link(text, links[0])) is None:
        return None
    at, link = place
    before, after = text[:at], text[links[0].end :]
    label_words = set(words(before))
    wanted = CODE_LABELS | BESIDE_CODE if link.kind == "code" else PROJECT_LABELS | BESIDE_PROJECT
    if not label_words <= wanted or words(IMAGE.sub("", after)) or "{" in before + after:
        return None
    return OwnLink(link.kind, before + link.form + IMAGE.sub("", after).rstrip(), otherwise)


def _kind(label: str, url: str) -> LinkKind | None:
    """Return what a *label* promises behind *url*: code, a project page, or None."""
    terms = set(words(label))
    if repository(url):
        known = terms <= CODE_LABELS | BESIDE_CODE | PROJECT_LABELS
        return "code" if known and terms & (CODE_LABELS | {"project"}) else None
    return "project" if _says_project(terms) else None


def _says_project(terms: set[str]) -> bool:
    return bool(terms & PROJECT_LABELS) and terms <= PROJECT_LABELS | BESIDE_PROJECT


def _shown(label: str, url: str, *, named: bool) -> tuple[LinkKind, str] | None:
    """Return the kind of a link, and its label as a form; None where the label tells more.

    A *named* link has a label before it that says what it is.
    """
    if repo := repository(url):
        form = _code_label(label, *repo[1:])
        return None if form is None else ("code", form)
    page = url.startswith("http") and "img.shields" not in url and not IMAGE.search(label)
    terms = set(words(label))
    says = _says_project(terms) or (named and not terms)
    return ("project", label) if page and says else None


def _code_label(label: str, owner: str, name: str) -> str | None:
    """Return the *label* of a link to a repository, with {name} or {repo} for the repository's."""
    pictured = IMAGE.search(label) is not None
    if not label or not are_plain(label):
        return None if pictured else label
    terms = set(words(IMAGE.sub("", label)))
    if terms <= CODE_LABELS | BESIDE_CODE and (terms or pictured):
        return label
    places = {_key(name): "{name}", _key(f"{owner}/{name}"): "{repo}"}
    place, mark = places.get(_key(label)), _INSIDE.search(label)
    if pictured or "://" in label or place is None or mark is None:
        return None
    return label[: mark.start()] + place + label[mark.end() :]


def _around(body: str, link: Link, kind: LinkKind, label: str) -> str:
    """Return the *link* with *label* for its own, and without what its attributes tell."""
    place = "{" + kind + "}"
    if link.label[0] == link.label[1] == link.url[0]:
        return place
    head, tail = body[link.start : link.label[0]], body[link.label[1] : link.end]
    if link.url[0] < link.label[0]:
        cut = link.url[0] - link.start, link.url[1] - link.start
        return without_told(head[: cut[0]]) + place + without_told(head[cut[1] :]) + label + tail
    cut = link.url[0] - link.label[1], link.url[1] - link.label[1]
    return head + label + tail[: cut[0]] + place + without_told(tail[cut[1] :])


def _key(label: str) -> str:
    return "".join(words(label))


# --- Whether an entry or cell gets the links that a paper's metadata names, and from whom.
#
# A list without such links gets none: what nobody does is no style.


def linked_cells(templates: tuple[Template, ...], links: OwnLinks) -> list[Template]:
    """Return those *templates* of a column's cells with links like *links*, now with *links*.

    None where it is no habit: less than two and less than a fifth of them.
    """
    linked = _Linked.of(templates, links)
    return linked.ones if links and linked.is_usual else []


def with_links(
    text: str, links: OwnLinks, pool: Pool, filled: Callable[[Template], str], *, every: Pool
) -> str:
    """Return the entry *text* with *links* as *pool* has them; "" for no such habit.

    *filled* makes an entry of a template, or "". Best is one that is made like *text* but for its
    links, also if it is only among *every* one; else near ones of the *pool* show another way.
    """
    if not links:
        return ""
    near, far = _Linked.of(pool.near, links), _Linked.of(pool.far, links)
    usual = near.is_usual or far.is_habit(max(HABIT, SOME * len(far.plain)))
    part = (near if near.is_usual else far) if usual else _Linked.of(every.near, links)
    pairs = zip(part.having, part.plain, strict=True)
    alike = [linked for linked, plain in pairs if linked and filled(plain) == text]
    if part.is_usual and (texts := _all(alike, filled)):
        return winner(texts, []) or ""
    among = _all(near.ones, filled) if near.is_usual else []
    if not among:
        return ""
    return closest(_all(near.either, filled), _all(far.either, filled), among) or ""


def _all(templates: Iterable[Template], filled: Callable[[Template], str]) -> Sequence[str]:
    return [text for template in templates if (text := filled(template))]


@dataclass(frozen=True, slots=True)
class _Linked:
    """The templates of one place, each with the links that a paper has, or None without them."""

    plain: tuple[Template, ...]
    having: tuple[Template | None, ...]

    @classmethod
    def of(cls, templates: tuple[Template, ...], links: OwnLinks) -> _Linked:
        return cls(templates, tuple(_with_own(template, links) for template in templates))

    @property
    def ones(self) -> list[Template]:
        return [template for template in self.having if template]

    @property
    def either(self) -> list[Template]:
        return [linked or plain for linked, plain in zip(self.having, self.plain, strict=True)]

    def is_habit(self, least: float) -> bool:
        """Whether *least* of them have links, and at least one."""
        return len(self.ones) >= max(1, least)

    @property
    def is_usual(self) -> bool:
        """Whether two of them, or a fifth, have links."""
        return self.is_habit(min(HABIT, SOME * len(self.plain)))


def _with_own(template: Template, links: OwnLinks) -> Template | None:
    """Return *template* with *links* where it has their like; None where not."""
    parts: list[Part] = []
    has_link = False
    for part in template.whole:
        if isinstance(part, Part):
            parts.append(part)
            continue
        text = write_link(part, links)
        has_link = has_link or bool(text)
        parts.append(Part("label", text) if text else part.otherwise)
    return replace(template, parts=tuple(close_holes(parts)), whole=()) if has_link else None


def write_link(link: OwnLink, links: OwnLinks) -> str:
    """Return *link* for a paper with *links*; "" where they don't tell enough."""
    if link.kind == "project":
        return link.form.replace("{project}", links.project) if links.project else ""
    repo = repository(links.code)
    if repo is None:
        return ""
    host, owner, name = repo
    bare = re.sub(r"\{\w+\}", "", link.form).casefold()
    if host != "github.com" and ("{repo}" in link.form or "github" in bare):
        return ""
    text = link.form.replace("{repo}", f"{owner}/{name}").replace("{name}", list_text(name))
    return text.replace("{code}", links.code)
