"""The one pull request that installs the bot: opened once, and never again after it was closed."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.errors import ForgeError
from bot.github.queries.reader import Reader, find_repository
from bot.github.transport.answers import Api
from bot.github.updates.writer import Writer
from bot.proposal import Outcome

BRANCH = "paper-bot-init"
"""Not below `paper-bot/`, where lists have their branches: a list may be called "init"."""


class OnboardingRequest:
    """The pull request from `paper-bot-init` in the repository called *repository*."""

    def __init__(self, api: Api, repository: str) -> None:
        self._api, self._name = api, repository

    def open(self, files: Mapping[str, bytes], title: str, body: str) -> Outcome:
        """Open it with *files*, all new; one that is open or was closed is left as it is.

        Raises `ForgeError` where a person must act, `TryAgainLater` where time helps.
        """
        reader = Reader(self._api, find_repository(self._api, self._name))
        for pull in reader.pulls(BRANCH):
            if pull.open:
                return Outcome(what="unchanged", url=pull.url, number=pull.number)
            what = "merged" if pull.merged else "declined"
            note = f"was {what}; it is not opened again: `bot init` without --pull-request writes"
            return Outcome(what="held", url=pull.url, number=pull.number, note=f"{note} the files")
        writer, base = Writer(self._api, reader), reader.head(reader.repo.base)
        head = reader.ref(BRANCH)
        if head is None:
            parents, message = [base], f"{title}\n\nWritten by bot init."
            head = writer.commit(files, {}, onto=base, parents=parents, message=message)
            writer.create_branch(BRANCH, head)
        elif base not in reader.commit(head).parents:
            raise ForgeError(f"the branch {BRANCH} exists without a pull request: delete it")
        pull, new = writer.open_pull(BRANCH, title, body, head)
        return Outcome(what="created" if new else "unchanged", url=pull.url, number=pull.number)
