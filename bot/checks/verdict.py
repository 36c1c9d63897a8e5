"""One line on a list as a whole: ready for papers, or what is missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.checks.finding import Finding
from bot.core.plain import to_markdown
from bot.lists import PaperList, names_paper
from bot.markdown import Outline

# What reStructuredText has and Markdown has not: `.. image::`, `:ref:` roles, `text <url>`_ links.
_RST = re.compile(
    r"^\.\. [\w-]+::|^\.\. _[^:]+:|`[^`<>]+ <https?://[^<>`\s]+>`_|:\w+:`[^`]+`", re.M
)
_MARKDOWN = re.compile(r"^#{1,6} |\]\(https?://", re.M)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether papers can be put into a list, and in one line what is missing, or worth a look.

    `hopeless` says that no run can do anything with these files as they are.
    """

    ready: bool
    says: str
    hopeless: bool = False


def verdict(listing: PaperList, findings: Sequence[Finding], takes_papers: int) -> Verdict:
    """Return the verdict on *listing*, in which *takes_papers* sections are open to papers."""
    names = " and ".join(listing.documents) or "the list"
    if all(not "".join(outline.lines).strip() for outline in listing.outlines.values()):
        return _missing(f"{names} is empty; write a heading and some papers into it", hopeless=True)
    if rst := next((name for name, outline in listing.outlines.items() if _is_rst(outline)), ""):
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
    return Verdict(ready=True, says=f"ready{more}{fix}")


def _missing(what: str, *, hopeless: bool = False) -> Verdict:
    return Verdict(ready=False, says=f"not ready: {what}", hopeless=hopeless)


def _is_rst(outline: Outline) -> bool:
    text = "\n".join(outline.lines)
    return len(_RST.findall(text)) > len(_MARKDOWN.findall(text))
