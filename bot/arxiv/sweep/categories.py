"""arXiv categories: their shape, who is in them, and how each interface writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bot.core.errors import ConfigError

# "cs.DC", "cs.*", "hep-th", "cond-mat.mes-hall".
_SHAPE = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*(?:\.(?:[A-Za-z]+(?:-[A-Za-z]+)*|\*))?", re.ASCII)

# https://info.arxiv.org/help/oa/index.html: groups of the OAI sets; others are their own group.
_PHYSICS: Final = frozenset(
    [
        "astro-ph",
        "cond-mat",
        "gr-qc",
        "hep-ex",
        "hep-lat",
        "hep-ph",
        "hep-th",
        "math-ph",
        "nlin",
        "nucl-ex",
        "nucl-th",
        "physics",
        "quant-ph",
    ]
)


def check_categories(categories: Sequence[str]) -> None:
    """Raise `ConfigError` when one of *categories* cannot be a category ("cs.DC", "cs.*")."""
    for category in categories:
        if not _SHAPE.fullmatch(category):
            raise ConfigError(
                f"arxiv.categories: {category!r} is no arXiv category; write it as in cs.DC"
            )


def is_in(paper_categories: Sequence[str], wanted: frozenset[str]) -> bool:
    """Whether a paper of *paper_categories* is in one of *wanted*; nothing wanted means all.

    "cs.*" and "cs" mean every category of the archive.
    """
    if not wanted or not wanted.isdisjoint(paper_categories):
        return True
    archives = {category.partition(".")[0] for category in paper_categories}
    return any(a in wanted or f"{a}.*" in wanted for a in archives)


def names_of(category: str) -> frozenset[str]:
    """Return what *category* can be asked for as: "cs.DC" is in "cs.DC", "cs.*" and "cs"."""
    archive = category.partition(".")[0]
    return frozenset((category, archive, f"{archive}.*"))


def query_clause(categories: Sequence[str]) -> str:
    """Return the search for papers in any of *categories*, in parentheses; "" for all.

    The API gives AND and OR the same rank and groups to the right, hence the parentheses.
    """
    if not categories:
        return ""
    return "(" + " OR ".join(f"cat:{_starred(c)}" for c in categories) + ")"


def oai_set(category: str) -> str:
    """Return the OAI-PMH set of *category*: "cs.DC" is "cs:cs:DC"."""
    archive, _, subject = category.partition(".")
    if archive in _PHYSICS:
        return f"physics:{archive}:{subject}" if subject.strip("*") else f"physics:{archive}"
    return f"{archive}:{archive}:{subject}" if subject.strip("*") else archive


def feed_name(category: str) -> str:
    """Return *category* as the feeds write it: "cs.*" is "cs"."""
    return category.removesuffix(".*")


def _starred(category: str) -> str:
    # The search matches whole names: "cat:cs" alone finds nothing.
    return f"{category}.*" if category.lower() in _ARCHIVES else category


_ARCHIVES: Final = frozenset(
    [
        "astro-ph",
        "cond-mat",
        "cs",
        "econ",
        "eess",
        "math",
        "nlin",
        "physics",
        "q-bio",
        "q-fin",
        "stat",
    ]
)
