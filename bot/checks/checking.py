"""All rules over a list, in order of their places; the lines they put right; the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from bot.checks import (
    anchors,
    arxiv_addresses,
    broken_links,
    generated,
    lost_links,
    mismatches,
    repeats,
    unlinked,
)
from bot.checks.finding import Checked, Finding, Rule
from bot.core.plain import is_rst, to_markdown
from bot.lists import PaperList, names_paper, read_list
from bot.markdown import Document


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether papers can be put into a list, and in one line what is missing, or worth a look.

    `hopeless` says that no run can do anything with these files as they are.
    """

    ready: bool
    says: str
    hopeless: bool = False


def verdict(listing: PaperList, findings: Sequence[Finding], takes_papers: int) -> Readiness:
    """Return the verdict on *listing*, in which *takes_papers* sections are open to papers."""
    names = " and ".join(listing.documents) or "the list"
    if all(not "".join(outline.lines).strip() for outline in listing.outlines.values()):
        return _missing(f"{names} is empty; write a heading and some papers into it", hopeless=True)
    if rst := next(
        (name for name, outline in listing.outlines.items() if is_rst("\n".join(outline.lines))), ""
    ):
        return _missing(f"{rst} is written in reStructuredText; {to_markdown(rst)}", hopeless=True)
    if not any(map(names_paper, listing.entries)):
        remedy = "is it the right file? The bot learns from papers that are listed"
        return _missing(f"{names} has no link to a paper; {remedy}")
    if not takes_papers:
        return _missing("no section takes papers; `bot check` says at each section why")
    made = [finding.file for finding in findings if finding.kind == "generated"]
    if made:
        return _missing(f"a program writes {made[0]}; what the bot adds there is lost")
    errors = sum(finding.level == "error" for finding in findings)
    mends = sum(finding.mended is not None for finding in findings)
    more = f", but {errors} error{'' if errors == 1 else 's'} to correct" if errors else ""
    fix = f" (`bot fix` corrects {mends})" if errors and mends else ""
    return Readiness(ready=True, says=f"ready{more}{fix}")


def _missing(what: str, *, hopeless: bool = False) -> Readiness:
    return Readiness(ready=False, says=f"not ready: {what}", hopeless=hopeless)


# All rules over a list, in order of their places; and the lines that they put right.
#
# It judges what a list says; it changes nothing and never guesses what was meant.

RULES: tuple[Rule, ...] = (
    repeats.find,
    mismatches.find,
    unlinked.find,
    broken_links.find,
    lost_links.find,
    anchors.find,
    arxiv_addresses.find,
    generated.find,
)
"""Every rule; another one is another row."""
_NONE: Mapping[str, str] = MappingProxyType({})
_ROUNDS = 4  # of mending: a repair can bring another slip to light


def findings(
    listing: PaperList, workflows: Mapping[str, str] = _NONE, *, today: date | None = None
) -> tuple[Finding, ...]:
    """Return what is amiss in *listing*, in the order of its files and lines.

    *workflows* are the texts of the repository's workflow files by name: they may write the list.
    Ids of months after *today*, where that is known, are no paper's.
    """
    checked = Checked(listing, workflows, today)
    every = [finding for find in RULES for finding in find(checked)]
    order = {name: index for index, name in enumerate(listing.documents)}
    allowed = (finding for finding in every if not listing.left_alone(finding.file, finding.line))
    return tuple(sorted(allowed, key=lambda f: (order[f.file], f.line, f.kind)))


def mend(documents: Mapping[str, Document], chosen: Iterable[Finding]) -> dict[str, Document]:
    """Return *documents* with the mended lines of *chosen*; every other line is the same.

    Of two that mend one line the first counts; what the other is about is found again after it.
    """
    lines = {name: list(document.lines) for name, document in documents.items()}
    done: set[tuple[str, int]] = set()
    for finding in chosen:
        if finding.mended is not None and (finding.file, finding.line) not in done:
            done.add((finding.file, finding.line))
            old = lines[finding.file][finding.line - 1]
            bare = old.rstrip("\r\n").removeprefix("\ufeff")
            lines[finding.file][finding.line - 1] = old.replace(bare, finding.mended, 1)
    return {name: Document(name, tuple(texts)) for name, texts in lines.items()}


def repaired(listing: PaperList) -> dict[str, Document]:
    """Return the documents of *listing* with all repairs, those that come to light by one too."""
    documents = dict(listing.documents)
    for _ in range(_ROUNDS):
        after = mend(documents, findings(listing))
        if after == documents:
            break
        documents, listing = after, read_list(after)
    return documents
