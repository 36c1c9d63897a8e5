"""House rules of a repository: what its pull requests, their commits and people must be like. Pure.

Titles and messages are templates of a few fields, none of which holds a word of a paper.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from string import Formatter

TITLE = "Add {papers} ({window})"
COMMIT_MESSAGE = "Add {papers} to {list}"
GITHUB_ACTIONS = "github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>"
"""Who commits with the token of GitHub Actions: the number is the account's."""
FIELDS = ("count", "papers", "list", "window")
"""What a template may hold in braces: 3, "3 papers", a list's name, "2026-11-16 to 2026-11-22"."""
_LONGEST = 256  # characters of a title that GitHub takes
_OURS = re.compile(r"(?im)^(?:arxiv|paper-bot|signed-off-by):")  # lines that the bot reads again


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRules:
    """What is asked of a pull request of the bot's.

    `title` and `commit_message` are templates (see `FIELDS`), `sign_off` is "Name <mail>" or "".
    `labels`, `reviewers` ("name", or "organisation/team") and `assignees` are put on a new one,
    which is opened as a `draft` or not.
    """

    title: str = TITLE
    commit_message: str = COMMIT_MESSAGE
    sign_off: str = ""
    labels: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    draft: bool = False


NO_RULES = HouseRules()


def check_title(text: str) -> str:
    """Return *text* if it is a template of one line. Raises `ValueError`."""
    if "\n" in text:
        raise ValueError("must be one line")
    return check_message(text)


def check_message(text: str) -> str:
    """Return *text* if it is a template of a commit message. Raises `ValueError`."""
    if not text.strip() or not all(line.isprintable() for line in text.split("\n")):
        raise ValueError("must be words without control characters")
    if ours := _OURS.search(text):
        raise ValueError(f"no line may begin with {ours[0]!r}: the bot writes such a line itself")
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        raise ValueError("has a lone brace; write {{ or }} for one that is meant") from None
    for _, name, form, conversion in parts:
        if name is not None and (name not in FIELDS or form or conversion):
            close = get_close_matches(name, FIELDS, n=1)
            known = "{" + (close[0] if close else "}, {".join(FIELDS)) + "}"
            raise ValueError(
                f"{{{name}}} is no field; {'did you mean' if close else 'known are'} {known}"
            )
    return text


def title_of(rules: HouseRules, facts: Mapping[str, str]) -> str:
    """Return the title that *rules* give a pull request, of *facts* by the names in `FIELDS`."""
    return rules.title.format_map(facts)[:_LONGEST]


def message_of(rules: HouseRules, facts: Mapping[str, str], *, adds: bool) -> str:
    """Return the words of a commit: subject, empty line, what else the template says.

    A commit that *adds* no paper says so in place of the template, but after a prefix such as
    "chore(list): ".
    """
    subject, _, rest = rules.commit_message.strip().partition("\n")
    if adds:
        return f"{subject}\n\n{rest.strip()}".strip().format_map(facts)
    prefix, colon, _ = subject.partition(": ")
    sentence = f"change {facts['list']} as asked in the pull request"
    return f"{prefix}: {sentence}" if colon and "{" not in prefix else sentence.capitalize()
