"""The text of the pull request that installs the bot: what it found, and what it would do. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.onboarding.first_look import FirstLook
from bot.proposal import body_text

TITLE = "Install paper-bot: proposals of new papers"
"""The same for every list; nothing from outside is in it."""


def write_request(
    found: FirstLook, tried: Sequence[str], look_at: Sequence[str], *, hosted: bool = False
) -> str:
    """Return the body: *tried* is what the bot would have found lately, in sentences of ours.

    A *hosted* list needs no Actions.
    """
    return "\n".join([*_lines(found, tried, look_at), *_last(hosted=hosted)]) + "\n"


def _lines(found: FirstLook, tried: Sequence[str], look_at: Sequence[str]) -> Iterator[str]:
    yield "Merging this installs paper-bot: every week it looks for new papers on arXiv and"
    yield "proposes those that belong here in one pull request. **Close it to decline**; it does"
    yield "not come again."
    yield ""
    if tried:
        yield "### What it would have found"
        yield ""
        yield from (f"- {body_text(text)}" for text in tried)
        yield ""
    yield "### What it recognised"
    yield ""
    yield from (f"- {body_text(text)}" for text in found.recognised)
    yield from (f"- not known: {body_text(text)}" for text in found.unknown)
    if look_at:
        yield ""
        yield "### What to look at"
        yield ""
        yield from (f"- {body_text(text)}" for text in look_at)
    yield ""


def _last(*, hosted: bool) -> Iterator[str]:
    if hosted:
        yield "Nothing else is needed: soon after the merge comes the first pull request with"
        yield "papers. Change what you like in this file, now or later."
        return
    yield "Under *Settings > Actions > General* allow *GitHub Actions to create and approve pull"
    yield "requests*. Change what you like in these files, now or later: `bot doctor` checks them."
