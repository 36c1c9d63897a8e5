"""The errors a user can meet, grouped by what he can do about them.

Anything else that escapes is a bug and shows its traceback.
"""

from __future__ import annotations


class BotError(Exception):
    """A foreseen failure; its text is one line that names place and remedy."""

    exit_code = 1

    def __init__(self, text: str = "", *, others: tuple[str, ...] = ()) -> None:
        """Keep what was found wrong beside it as *others*, a line each."""
        super().__init__(text)
        self.others = others


class ConfigError(BotError):
    """The configuration must be corrected by hand."""


class ListError(BotError):
    """The list cannot be read, or an edit of it would not be safe."""


class SourceError(BotError):
    """The paper source is broken for good: a damaged file, a refusal, a wrong address."""


class ForgeError(BotError):
    """The forge refuses: token, permission, protected branch, missing repository."""


class TryAgainLater(BotError):
    """Nothing is wrong here; the network or a service is. The next run catches up.

    The exit code is EX_TEMPFAIL of sysexits.h.
    """

    exit_code = 75


class ChangedMeanwhileError(TryAgainLater):
    """A person or a program changed the list while the run was at work; nothing was written."""


class UsageError(BotError):
    """An argument that only the command itself can judge, such as an empty window."""

    exit_code = 2
