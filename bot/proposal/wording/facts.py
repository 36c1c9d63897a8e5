"""What is said of one paper, in words that every form shares; unescaped. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.proposal.model.proposed import LEFT_OUT, Item

_CLOSE = 0.5  # as likely as the first section, from which on another one is named too
LOOK_AT_ALL = "Look at each line below"
"""What limits that all papers of a section have begin with."""
_LIKE = "like “"
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def title_of(item: Item) -> str:
    """Return the title, or the identifier where a damaged memory has lost it."""
    return item.title or f"arXiv {item.arxiv_id}"


def by_of(item: Item) -> str:
    """Return the first and the last author: "Ada Mouse … Cy Shrew"."""
    first, last = item.authors[:1], item.authors[1:][-1:]
    between = " … " if len(item.authors) > 2 else ", "  # noqa: PLR2004 - two need no dots
    return between.join((*first, *last))


def facts_of(item: Item) -> tuple[str, ...]:
    """Return who wrote the paper, when and where it appeared, and how likely it belongs."""
    # A probability is unknown after a damaged memory was rebuilt.
    likely = likely_of(item) if item.probability else ""
    year = "" if _YEAR.search(item.venue) else str(item.year or "")
    return tuple(fact for fact in (by_of(item), item.venue, year, likely) if fact)


def likely_of(item: Item) -> str:
    """Return how likely the paper belongs: nobody is sure, so nothing is 100 % likely."""
    return f"{min(item.probability, 0.99):.0%} likely"


def reasons_of_item(item: Item) -> tuple[str, ...]:
    """Return why it is here, or what is amiss with it, without the entries that it is like."""
    guessed = ("asked for by a person, section guessed",) if item.guessed else ()
    shown = (r for r in item.reasons if not (item.alike and r.startswith(_LIKE)))
    return (*guessed, *dict.fromkeys(shown))


def second_of(item: Item) -> tuple[str, ...]:
    """Return the other section that may be right, () where it is not close to the first one.

    Only headings that the first one has not are named, but never none.
    """
    if not item.runner_up or item.second < _CLOSE * item.confidence:
        return ()
    shared = 0
    for ours, other in zip(item.section, item.runner_up[:-1], strict=False):
        if ours != other:
            break
        shared += 1
    return item.runner_up[shared:]


def limits_of_all(items: Sequence[Item]) -> tuple[str, ...]:
    """Return what limits each of several *items*: said once, above them."""
    first, *others = items
    shared = (limit for limit in first.limits if all(limit in item.limits for item in others))
    return tuple(shared) if others else ()


def said_of_all(items: Iterable[Item]) -> str:
    """Return why all *items* are left out, where it is one reason: said once, above them."""
    reasons = {item.reasons[:1] for item in items}
    shared = "".join(reasons.pop()) if len(reasons) == 1 else ""
    return shared if shared.startswith(LEFT_OUT) else ""
