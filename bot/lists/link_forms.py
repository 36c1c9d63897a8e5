"""Neighbours' links to code and project pages: read as forms, and written for another paper.

A link whose label tells something else than what is behind it has no form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.lists.badges import without_told
from bot.lists.code_links import OwnLinks, repository
from bot.lists.constants import DETAIL
from bot.lists.escape import list_text
from bot.lists.holes import HOLE, Part
from bot.lists.identity import arxiv_ids, words
from bot.lists.links import Link, find_links

_CODE = frozenset("code codes github git gitlab repo repository repositories implementation".split())
_CODE_TOO = frozenset("official source link links here url the hub page open".split())
_PROJECT = frozenset("project projects website homepage webpage site".split())
_PROJECT_TOO = frozenset("page pages web home official link the".split())
_BADGE_WORDS = _CODE | _CODE_TOO | frozenset("star stars badge stargazers count social".split())
_STARS = re.compile(
    r"https://img\.shields\.io/github/stars/(?P<repo>[\w-]{1,64}/[\w.-]{1,100}?)"
    r"(?:\.svg)?/?(?:\?[\w=&;%+.,-]{0,200})?",
    re.ASCII,
)
_PLAIN_BADGE = re.compile(
    r"https://img\.shields\.io/badge/(?P<text>[\w%-]{0,60})-[\w]{1,20}(?:\.svg)?(?:\?[\w=&;%+.,-]{0,200})?",
    re.ASCII,
)
_IMAGE = re.compile(
    r"!\[(?P<alt>[^\[\]]*)\]\((?P<src>[^()\s]*)\)"
    r"|<img\b[^<>]*?\bsrc\s*=\s*[\"']?(?P<html>[^\s\"'<>]+)[^<>]*>",
    re.IGNORECASE,
)
_ALT = re.compile(r"\balt\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
STARS_IMAGE = re.compile(
    r"<img\b[^<>]*?\bsrc\s*=\s*[\"']?https://img\.shields\.io/github/stars/[^<>]*>", re.IGNORECASE
)
"""A picture in HTML that counts the stars of a repository."""
_LABEL_BEFORE = re.compile(
    r"(?:(?:\*\*|__)?(?P<a>[A-Za-z]{3,14}(?: [A-Za-z]{3,14})?)[ \t]*[:：](?:\*\*|__)?"
    r"|(?:\*\*|__)(?P<b>[A-Za-z]{3,14}(?: [A-Za-z]{3,14})?)(?:\*\*|__)[ \t]*[:：])[ \t]*$"
)
_BEFORE = 48  # characters, in which a label before a link stands
Kind = Literal["code", "project"]


@dataclass(frozen=True, slots=True)
class OwnLink:
    """A link to a paper's own code or project page, with {code}, {repo}, {name} or {project}.

    `otherwise` is what stands there for a paper of which no such link is known.
    """

    kind: Kind
    form: str
    otherwise: Part = HOLE

    def written(self, own: OwnLinks) -> str:
        """Return the link for a paper with the links *own*; "" where they don't tell enough."""
        if self.kind == "project":
            return self.form.replace("{project}", own.project) if own.project else ""
        found = repository(own.code)
        if found is None:
            return ""
        host, owner, name = found
        bare = re.sub(r"\{\w+\}", "", self.form).casefold()
        if host != "github.com" and ("{repo}" in self.form or "github" in bare):
            return ""
        text = self.form.replace("{repo}", f"{owner}/{name}").replace("{name}", list_text(name))
        return text.replace("{code}", own.code)


def own_link(body: str, link: Link) -> tuple[int, OwnLink] | None:
    """Return where the *link* of *body* begins, with a label before it, and its form; or None."""
    text = body[link.start : link.end]
    if "{" in text or "}" in text or "\n" in text or arxiv_ids(text):
        return None
    url = body[slice(*link.url)]
    if link.image:
        form = _picture(text, "")
        return (link.start, OwnLink("code", form)) if form else None
    label = body[slice(*link.label)]
    before = _LABEL_BEFORE.search(body[max(0, link.start - _BEFORE) : link.start])
    named = _kind(before["a"] or before["b"], url) if before else None
    shown = _shown(label, url, named=bool(named))
    if shown is None:
        return None
    kind, label_form = shown
    start = link.start - len(before[0]) if before and named == kind else link.start
    if not label and start == link.start and kind == "project":
        return None
    return start, OwnLink(kind, body[start : link.start] + _around(body, link, kind, label_form))


def own_picture(text: str) -> OwnLink | None:
    """Return the form of the HTML picture *text* that counts stars; None if it tells more."""
    form = "" if "{" in text else _picture(text, "")
    return OwnLink("code", form) if form else None


def own_line(line: str, start: int, otherwise: Part) -> OwnLink | None:
    """Return *line* from *start* as one link with its label, if it is nothing more; else None."""
    text = line[start:].rstrip(" \\")
    links = [link for link in find_links(text) if not link.image]
    if len(links) != 1 or (found := own_link(text, links[0])) is None:
        label = DETAIL.match(text)
        named = _kind(label["label"], text[slice(*links[0].url)]) if label and links else None
        if len(links) != 1 or named is None:
            return None
        shown = _shown(text[slice(*links[0].label)], text[slice(*links[0].url)], named=True)
        if shown is None or shown[0] != named:
            return None
        found = links[0].start, OwnLink(named, _around(text, links[0], *shown))
    at, link = found
    before, after = text[:at], text[links[0].end :]
    label_words = set(words(before))
    wanted = _CODE | _CODE_TOO if link.kind == "code" else _PROJECT | _PROJECT_TOO
    if not label_words <= wanted or words(_IMAGE.sub("", after)) or "{" in before + after:
        return None
    tail = _pictures(after)
    return None if tail is None else OwnLink(link.kind, before + link.form + tail, otherwise)


def _kind(label: str, url: str) -> Kind | None:
    """Return what a *label* promises behind *url*: code, a project page, or None."""
    told = set(words(label))
    if repository(url):
        return "code" if told & (_CODE | {"project"}) and told <= _CODE | _CODE_TOO | _PROJECT else None
    return "project" if told & _PROJECT and told <= _PROJECT | _PROJECT_TOO else None


def _shown(label: str, url: str, *, named: bool) -> tuple[Kind, str] | None:
    """Return the kind of a link, and its label as a form; None where the label tells more."""
    found = repository(url)
    if found is None:
        told = set(words(label))
        if not url.startswith("http") or "img.shields" in url or _IMAGE.search(label):
            return None
        if (told & _PROJECT and told <= _PROJECT | _PROJECT_TOO) or (named and not told):
            return "project", label
        return None
    _, owner, name = found
    form = _pictures(label, f"{owner}/{name}")
    if form is None:
        return None
    bare = _IMAGE.sub("", form)
    told = set(words(bare))
    if not told and not label:
        return "code", ""
    if told <= _CODE | _CODE_TOO and (told or "{repo}" in form or _IMAGE.search(form)):
        return "code", form
    if _IMAGE.search(form) is None and _key(bare) in (_key(name), _key(f"{owner}/{name}")):
        place = "{name}" if _key(bare) == _key(name) else "{repo}"
        mark = re.search(r"\w(?:.*\w)?", form, re.DOTALL)
        if mark and "://" not in form:
            return "code", form[: mark.start()] + place + form[mark.end() :]
    return None


def _around(body: str, link: Link, kind: Kind, label: str) -> str:
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


def _pictures(text: str, repo: str = "") -> str | None:
    """Return *text* with its badges as forms; None if one shows what is not known."""
    result, at = "", 0
    for match in _IMAGE.finditer(text):
        if not (form := _picture(match[0], repo)):
            return None
        result += text[at : match.start()] + form
        at = match.end()
    return result + text[at:]


def _picture(text: str, repo: str) -> str:
    """Return the form of a badge that counts stars, or only says what is there; else ""."""
    match = _IMAGE.fullmatch(text)
    if match is None:
        return ""
    found = _ALT.search(text)
    alt = match["alt"] or (found and (found[1] or found[2])) or ""
    src = match["src"] or match["html"] or ""
    if not set(words(alt)) <= _BADGE_WORDS:
        return ""
    if stars := _STARS.fullmatch(src):
        if repo and stars["repo"].casefold() != repo.casefold():
            return ""
        shown = src[: stars.start("repo")] + "{repo}" + src[stars.end("repo") :]
        return text.replace(src, shown)
    plain = _PLAIN_BADGE.fullmatch(src) if repo else None
    return text if plain and set(words(plain["text"])) <= _BADGE_WORDS else ""


def _key(label: str) -> str:
    return "".join(words(label))
