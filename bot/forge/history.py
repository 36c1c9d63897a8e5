"""What earlier pull requests and commits mean for this run; pure, facts in, conclusions out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from bot.forge.answers import Commit, Comparison, Pull
from bot.forge.merge import mentions
from bot.proposal.proposal import blob_sha
from classifier.paper import ArxivId

DIGITS = 16
"""How many digits of a blob's name the bot's records hold."""


class Recalled(Protocol):
    """What a pull request's body remembers."""

    @property
    def proposed(self) -> tuple[ArxivId, ...]:
        """The papers it proposes."""

    @property
    def refused(self) -> tuple[ArxivId, ...]:
        """The papers that were refused before."""

    @property
    def content(self) -> Mapping[str, str]:
        """The files as its last update left them: path, first digits of the blob's name."""

    @property
    def newer(self) -> bool:
        """Whether a newer version wrote it."""


class Memory(Protocol):
    """Reads what our own bodies and messages say; `bot.proposal.memory` is one."""

    def recall(self, body: str, list_name: str) -> Recalled | None:
        """Return what *body* remembers about *list_name*, None if nothing."""

    def rebuild(self, messages: Iterable[str], list_name: str) -> str:
        """Return a hidden block with what our commits tell, for a body that lost its own."""

    def same_substance(self, old: str, new: str) -> bool:
        """Whether *new* says nothing that matters beyond *old*."""

    def merge_bodies(self, old: str, new: str) -> str:
        """Return *new* with people's text of *old*."""

    def is_our_title(self, title: str) -> bool:
        """Whether a title is one the bot made."""

    def merge_message(self, list_name: str, files: Mapping[str, bytes]) -> str:
        """Return the signed message of a merge that leaves *files*."""

    def signed_contents(self, message: str, list_name: str) -> frozenset[str] | None:
        """Return the contents that a commit of ours signed, None for a person's commit."""


def refused(
    pulls: Iterable[tuple[Pull, Recalled | None]], files: Mapping[str, bytes]
) -> frozenset[ArxivId]:
    """Return the papers that people turned down.

    All of a pull request closed without merging; of any other, what is no longer in *files*: it
    was deleted on the branch, before the merge, or later.
    """
    whole = b"\n".join(files.values())
    found: set[ArxivId] = set()
    for one, memory in pulls:
        if memory is None:
            continue
        found.update(memory.refused)
        closed = not one.open and not one.merged
        found.update(name for name in memory.proposed if closed or not mentions(whole, name))
    return frozenset(found)


def all_ours(found: Comparison, list_name: str, paths: Sequence[str], memory: Memory) -> bool:
    """Whether nothing on a branch is a person's work.

    Every commit bears our signature, only the list's files differ, and each differs in the way that
    one of the commits signed: an amended commit keeps its message but not its content.
    """
    if not found.whole or not found.files.keys() <= set(paths):
        return False
    signed: set[str] = set()
    for commit in found.commits:
        contents = memory.signed_contents(commit.message, list_name)
        if contents is None:
            return False
        signed |= contents
    return all(sha[:DIGITS] in signed for sha in found.files.values())


def last_recorded(
    commits: Sequence[Commit],
    list_name: str,
    *,
    head: Mapping[str, str],
    recorded: Mapping[str, str],
    memory: Memory,
) -> str | None:
    """Return the commit from which an update that was cut short must be done again, else None.

    The body is written last. When the commit at the *head* (path: blob) is ours, holds what it
    signed, and is not the content that the body *recorded*, then the run that made it died in
    between: what it added is in no body, so it counts as not done.
    """
    now = {path: sha[:DIGITS] for path, sha in head.items()}
    if not recorded or now == dict(recorded):
        return None
    missing = {sha for path, sha in now.items() if recorded.get(path) != sha}
    start = None
    for commit in reversed(commits):
        signed = memory.signed_contents(commit.message, list_name)
        # A merge of ours (two parents) adds no paper; it stands on its own.
        if signed is None or len(commit.parents) != 1 or signed <= set(recorded.values()):
            break
        start = commit.parents[0]
        missing -= signed
    return None if missing else start


def digest(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return git's names for the contents of *files*."""
    return {path: blob_sha(content) for path, content in files.items()}
