"""Where a run may write, as `Standing.token` carries it from reading to writing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from bot.github.transport.answers import Repository


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteTarget:
    """The pull request's `branch` at commit `head`, and the base branch `onto` at commit `base`.

    `name`, `id`, `page`, `fork` and `fork_id` are the repository's, found at the start of the run.
    `branch` and `head` are empty while there is no pull request. The other fields are "" or say:
    `merge` that the list changed at the base and the files have both sides, `redo` that the files
    are older than the branch, `executable` that a file has that mode, `hold` why nothing may be
    written. `labels`, `reviewers` and `assignees` are those of the pull request, one a line;
    `pulls` the numbers of all pull requests that were looked at. `closed` is the number of
    one under which a comment must still say what closing it did; `vain` is the number and the name
    where somebody closed it who may not.
    """

    name: str
    id: str
    onto: str
    page: str
    base: str
    fork: str = ""
    fork_id: str = ""
    branch: str = ""
    head: str = ""
    url: str = ""
    merge: str = ""
    redo: str = ""
    executable: str = ""
    hold: str = ""
    labels: str = ""
    reviewers: str = ""
    assignees: str = ""
    pulls: str = ""
    closed: str = ""
    vain: str = ""

    def token(self) -> dict[str, str]:
        """Return this as plain texts."""
        return asdict(self)

    @classmethod
    def of(cls, token: Mapping[str, str]) -> WriteTarget:
        """Return what `token` had been made from."""
        return cls(**token)

    def repository(self) -> Repository:
        """Return the repository as it was found."""
        return Repository(
            name=self.name,
            id=self.id,
            base=self.onto,
            url=self.page,
            archived=False,
            fork=self.fork,
            fork_id=self.fork_id,
        )


def home(repo: Repository) -> dict[str, str]:
    """Return the fields of a `WriteTarget` that name *repo*."""
    return {
        "name": repo.name,
        "id": repo.id,
        "onto": repo.base,
        "page": repo.url,
        "fork": repo.fork,
        "fork_id": repo.fork_id,
    }


def names(name: str) -> list[str]:
    """Return the branches a list may use, in order: *name*, then *name*-2, *name*-3 …"""
    return [name, *(f"{name}-{number}" for number in range(2, 100))]
