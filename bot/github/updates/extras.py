"""What a pull request can do without: labels; looked up first, completed by a later run."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.errors import BotError
from bot.github.queries.reader import Reader
from bot.github.updates.writer import Writer


def complete_labels(
    reader: Reader, writer: Writer, number: int, *, wanted: Sequence[str], there: Sequence[str]
) -> str:
    """Put those *wanted* on pull request *number* that were never on it; return "" or a note.

    A run may have died between the pull request and its labels. What is not *there* but once was,
    a person has taken away: that stands.
    """
    missing = _without(wanted, there)
    if not missing:
        return ""
    try:
        lost = _without(missing, reader.labels_ever(number))
    except BotError as error:
        return f"the labels could not be looked up: {error}"
    return writer.label(number, lost) if lost else ""


def _without(names: Sequence[str], others: Sequence[str]) -> list[str]:
    # GitHub does not tell capitals from small letters in labels.
    known = {name.casefold() for name in others}
    return [name for name in names if name.casefold() not in known]
