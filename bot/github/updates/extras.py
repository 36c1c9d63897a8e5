"""What a pull request can do without: labels, reviewers, assignees; completed by a later run."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.errors import BotError
from bot.github.queries.reader import Reader
from bot.github.queries.write_target import WriteTarget
from bot.github.updates.writer import Writer, without
from bot.proposal import HouseRules

_KINDS = ("labels", "reviewers", "assignees")


def complete(
    reader: Reader,
    writer: Writer,
    number: int,
    rules: HouseRules,
    target: WriteTarget,
    *,
    new: bool,
) -> str:
    """Put on pull request *number* what *rules* want and it never had; return "" or a note.

    A run may have died between the pull request and its extras. What is not there (*target*) but
    once was, a person has taken away, or a reviewer has done: that stands. A *new* one has none.
    """
    missing: dict[str, Sequence[str]] = {
        kind: without(getattr(rules, kind), "" if new else getattr(target, kind).splitlines())
        for kind in _KINDS
    }
    if not new and any(missing.values()):
        try:
            ever = reader.extras_ever(number)
        except BotError as error:
            kinds = " and ".join(kind for kind in _KINDS if missing[kind])
            return f"the {kinds} could not be looked up: {error}"
        missing = {kind: without(names, ever.get(kind, ())) for kind, names in missing.items()}
    notes = (writer.put(number, kind, names) for kind, names in missing.items() if names)
    return "; ".join(filter(None, notes))
