"""Papers that have another title by now: the entry's own title, and nothing else of it. Pure."""

from __future__ import annotations

from difflib import SequenceMatcher

from bot.anatomy import authors_in, is_long, split_title, title_key, words
from bot.care.amendment import Amendment
from bot.entries import HTML_KINDS, align
from bot.lists import Entry
from bot.markdown import html_text, list_text, table_cell
from classifier.papers import Paper

_LIKE = 0.6
"""The share of letters that a retitled paper keeps, as for `bot.entries`."""
_BARELY = 0.35  # of letters, that it keeps at least where the authors stand beside it
_CUT = ("…", "...")


def retitled(entry: Entry, paper: Paper) -> Amendment | None:
    """Return the title that *entry* should have by now; None where it does, or nobody can tell.

    A name before the title stays; a title that the maintainer cut short or translated too.
    """
    if len(entry.arxiv_ids) != 1 or title_key(paper.title) in title_key(entry.text):
        return None
    aligned = align(entry.text, paper)
    span, short = aligned.anatomy.title, aligned.anatomy.short
    if span is None or aligned.whole:
        return None
    old, new = entry.text[slice(*span)], paper.title
    name, rest = split_title(paper.title)
    if title_key(rest) == title_key(old):
        return None  # only its name is another one, or is left out
    if short and title_key(name) == title_key(entry.text[slice(*short)]):
        new = rest if title_key(entry.text[slice(*short)]) not in title_key(old) else new
    elif short and short != span and not title_key(old).startswith(title_key(name) or "\n"):
        return None  # another name stands before it: which of the two is meant, nobody can tell
    if not _is_retitled(old, new, entry, paper) or "\n" in old:
        return None
    above = entry.text.rfind("\n", 0, span[0]) + 1
    return Amendment(
        kind="title",
        entry=entry,
        line=entry.line + entry.text.count("\n", 0, span[0]),
        start=span[0] - above,
        old=old,
        new=_escaped(new, entry),
        fact=title_key(new),
        why=f"so arXiv {paper.id} is called now",
    )


def _is_retitled(old: str, new: str, entry: Entry, paper: Paper) -> bool:
    """Whether *old* is an earlier title of what is called *new* now."""
    before, other = title_key(old), title_key(new)
    if before == other or not (is_long(old) and is_long(new)) or old.rstrip().endswith(_CUT):
        return False
    if any(sign in old for sign in "[|<") or "](" in new or "://" in new:
        return False
    if other.startswith(before) or before.startswith(other) or _is_sequel(old, new):
        return False
    # Words that only stand in another order, or run together, are a matter of taste.
    if sorted(before) == sorted(other) and set(words(old)) == set(words(new)):
        return False
    like = SequenceMatcher(None, before, other, autojunk=False).ratio()
    return like >= _LIKE or (like >= _BARELY and authors_in(entry.text, paper.authors) is not None)


def _is_sequel(old: str, new: str) -> bool:
    """Whether the names before the colon tell two things: "Bench" and "Bench-2"."""
    names = [title_key(split_title(title)[0]) for title in (old, new)]
    short, other = sorted(names, key=len)
    return bool(short) and other.startswith(short) and any(map(str.isdigit, other[len(short) :]))


def _escaped(title: str, entry: Entry) -> str:
    if entry.kind in HTML_KINDS:
        return html_text(title)
    return table_cell(title) if entry.kind == "row" else list_text(title)
