"""One small file on a branch of its own, changed by compare-and-swap: the memory of runs.

It does not know what the file says. Nothing is forced: after a lost race it reads again.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.core.errors import TryAgainLater
from bot.github.queries.reader import Reader, find_repository
from bot.github.transport.answers import Api
from bot.github.transport.fork import ready, with_fork
from bot.github.updates.writer import Writer

BRANCH = "paper-bot/state"
FILE = "state.json"
_TRIES = 3  # races that may be lost
_MESSAGE = "Remember what was seen\n\nWritten by paper-bot; this branch may be deleted at any time."


class StateBranch:
    """The file on the branch `paper-bot/state` of the repository called *repository*.

    With *fork*, of the fork of the token's owner, as `PullRequests` uses it.
    """

    def __init__(self, api: Api, repository: str, *, fork: bool = False) -> None:
        self._api, self._name, self._fork = api, repository, fork
        self._reader: Reader | None = None

    def read(self) -> bytes | None:
        """Return the file, None without one. Raises `ForgeError` or `TryAgainLater`."""
        return self._now()[1]

    def replace(self, change: Callable[[bytes | None], bytes]) -> None:
        """Put what *change* makes of the file in its place, again if somebody else was faster.

        Raises `TryAgainLater` when that happens over and over, else `ForgeError`.
        """
        for attempt in range(_TRIES):
            head, old = self._now()
            new = change(old)
            if new == old:
                return
            try:
                self._write(head, new)
            except TryAgainLater:
                if attempt == _TRIES - 1:
                    raise
                self._api.wait(attempt)
            else:
                return

    def _now(self) -> tuple[str | None, bytes | None]:
        reader = self._looking()
        head = reader.ref(BRANCH)
        if head is None or (entry := reader.find_entry(head, FILE)) is None:
            return head, None
        return head, reader.content({FILE: entry})[FILE]

    def _write(self, head: str | None, content: bytes) -> None:
        reader = self._looking()
        if reader.repo.fork and not reader.repo.fork_id:
            self._reader = reader = Reader(self._api, ready(self._api, reader.repo))
        writer = Writer(self._api, reader)
        if head is not None:
            writer.add_commit(BRANCH, head, {FILE: content}, _MESSAGE)
            return
        # A branch of its own has no history with the list: it begins from nothing.
        made = writer.commit({FILE: content}, {}, onto=None, parents=[], message=_MESSAGE)
        writer.create_branch(BRANCH, made)

    def _looking(self) -> Reader:
        if self._reader is None:
            repo = find_repository(self._api, self._name)
            self._reader = Reader(self._api, with_fork(self._api, repo) if self._fork else repo)
        return self._reader
