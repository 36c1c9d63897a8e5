"""One paper as an item of a Markdown list: what is needed to decide on it, and nothing alive."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from urllib.parse import quote

from bot.markdown import plain_heading
from bot.proposal.model.proposed import Alike, Item
from bot.proposal.wording.body_escape import body_text
from bot.proposal.wording.contribution import LONGEST
from bot.proposal.wording.facts import facts_of, reasons_of_item, second_of, title_of

TITLE, SHORT = 300, 120
"""Characters of a title or a line, and of a name or a reason, at most."""
_TALK = re.compile(r"/(?:issues|pull|commit|compare|discussions|orgs)/")
_ENTRY = 80  # characters of the title of an entry alike
_URL = re.compile(r"https?://[\w.:/~-]+", re.ASCII)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def paper_row(
    item: Item, start: str, *, files_url: str = "", abstract: int = 0, goes_to: str = "",
    told: Collection[str] = (),
) -> str:  # fmt: skip
    """Return *item* as an item that begins with *start* (a task box or "-").

    *abstract* is how many characters of it are folded below, at most. *goes_to* are the words
    before its section, for papers that do not stand below its heading; *told* are the reasons and
    limits that stand above it already.
    """
    facts = [*(body_text(fact, SHORT) for fact in facts_of(item)), *_own_links(item)]
    why = " · ".join(why_of(item, files_url, goes_to=goes_to, told=told))
    limits = [limit for limit in item.limits if limit not in told]
    lines = [
        " · ".join([f"{start} {_link(item)}", *facts]),
        f"  {body_text(item.gist, LONGEST)}" if item.gist else "",
        f"  {why}" if why else "",
        f"  {limits_text(limits)}" if limits else "",
        *_folded(item.abstract, abstract),
    ]
    return "\n".join(line for line in lines if line)


def limits_text(limits: Iterable[str], start: str = "Look") -> str:
    """Return what is not sure about papers, or could not be done: the *limits*, after *start*."""
    return f"**{start}:** " + "; ".join(body_text(limit, TITLE) for limit in limits)


def path_text(path: Sequence[str]) -> str:
    """Return a section's *path* as inline Markdown, without the markup of its headings."""
    return " &gt; ".join(body_text(heading_text(part), SHORT) for part in path)


def heading_text(heading: str) -> str:
    """Return a *heading* as GitHub shows it: "Tools \\& Data" is "Tools & Data"."""
    return plain_heading(_ESCAPED.sub(r"\1", heading)) or heading


def why_of(
    item: Item, files_url: str = "", *, goes_to: str, told: Collection[str] = ()
) -> list[str]:
    """Return why *item* is here or left out, and where it would go; all but the reasons *told*."""
    facts = [body_text(r, SHORT) for r in reasons_of_item(item)[:4] if r not in told]
    if item.alike:
        facts.append("like " + ", ".join(entry_link(entry, files_url) for entry in item.alike))
    if goes_to and item.section:
        facts.append(f"{goes_to}: {path_text(item.section)}")
    if second := second_of(item):
        facts.append(f"or rather in: {path_text(second)}")
    return facts


def _link(item: Item) -> str:
    title = body_text(title_of(item), TITLE)
    return f"**[{title}](https://arxiv.org/abs/{item.arxiv_id})**"


def _own_links(item: Item) -> list[str]:
    named = (("code", item.code), ("project page", item.project))
    return [
        f"[{name}]({url})"
        for name, url in named
        if _URL.fullmatch(url) and not _TALK.search(url)  # GitHub would tell them of the link
    ]


def entry_link(entry: Alike, files_url: str) -> str:
    """Return *entry* with a link to its line, where it is known."""
    title = body_text(entry.title, _ENTRY)
    if not (title and entry.line and _URL.fullmatch(files_url)):
        return f"“{title}”"
    return f"[{title}]({files_url}/{quote(entry.file)}?plain=1#L{entry.line})"


def _folded(abstract: str, longest: int) -> list[str]:
    if not (abstract and longest):
        return []
    text = body_text(abstract, longest)
    return [f"\n  <details><summary>Abstract</summary>\n\n  {text}\n\n  </details>\n"]
