"""What earlier pull requests and commits mean for this run; pure, facts in, conclusions out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from bot.github.queries.merge import mentions
from bot.github.transport.answers import Commit, Comparison, Pull
from bot.proposal import Answer, Comment, Mend, Revision, blob_sha, is_change
from classifier.papers import ArxivId

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
    def kept(self) -> tuple[ArxivId, ...]:
        """The papers whose refusal was lifted."""

    @property
    def waiting(self) -> tuple[ArxivId, ...]:
        """The papers that had no room."""

    @property
    def later(self) -> tuple[ArxivId, ...]:
        """The papers that people want in the next pull request."""

    @property
    def content(self) -> Mapping[str, str]:
        """The files as its last update left them: path, first digits of the blob's name."""

    @property
    def mends(self) -> Mapping[ArxivId, Mend]:
        """The changes of entries that it proposes, instead of papers."""

    @property
    def newer(self) -> bool:
        """Whether a newer version wrote it."""


class Memory(Protocol):
    """Reads what our own bodies and messages say; `bot.proposal.decisions.memory` is one."""

    def recall(self, body: str, list_name: str) -> Recalled | None:
        """Return what *body* remembers about *list_name*, None if nothing."""

    def owner(self, body: str, messages: Iterable[str] = ()) -> str:
        """Return the list that *body*, else the last signed of *messages*, names; "" for none."""

    def rebuild(self, messages: Iterable[str], list_name: str) -> str:
        """Return a hidden block with what our commits tell, for a body that lost its own."""

    def same_substance(self, old: str, new: str) -> bool:
        """Whether *new* says nothing that matters beyond *old*."""

    def merge_bodies(self, old: str, new: str, base: str = "") -> str:
        """Return *new*, made for the body *base*, with people's text and later ticks of *old*."""

    def recovered(self, now: str, *, read: str, written: str, revisions: Sequence[Revision]) -> str:
        """Return the body *now* with what our write of *written* over *read* swallowed."""

    def is_paused(self, body: str) -> bool:
        """Whether people stopped the bot."""

    def is_cared(self, body: str) -> bool:
        """Whether people asked to look after the list's entries."""

    def is_touched(self, body: str) -> bool:
        """Whether people ticked or unticked a box since we wrote *body*."""

    def unheard(self, body: str, comments: Sequence[Comment]) -> tuple[Comment, ...]:
        """Return those of *comments* that hold commands which *body* doesn't know."""

    def heard_until(self, body: str) -> str:
        """Return the moment until which *body* knows all commands, "" for none."""

    def is_answers(self, comment: str) -> bool:
        """Whether *comment* is the one in which we answer."""

    def answers_text(self, old: str, answers: Sequence[Answer]) -> str:
        """Return that comment with *answers* in it, "" for none."""

    def is_trouble(self, comment: str) -> bool:
        """Whether *comment* tells what keeps a list from being served."""

    def trouble_text(self, old: str, trouble: str) -> str:
        """Return what the comment *old* should say of *trouble*, "" for none; "" says nothing."""

    def is_farewell(self, comment: str) -> bool:
        """Whether *comment* tells what closing did."""

    def closed_in_vain(self, who: str) -> str:
        """Return the farewell under one that *who* closed without the right to."""

    def is_undone(self, comment: str) -> bool:
        """Whether people took that back in it."""

    def is_our_title(self, title: str, body: str) -> bool:
        """Whether the title of the pull request that says *body* is one the bot made."""

    def merge_message(self, list_name: str, files: Mapping[str, bytes], sign_off: str) -> str:
        """Return the signed message of a merge that leaves *files*."""

    def signed_contents(self, message: str, list_name: str) -> frozenset[str] | None:
        """Return the contents that a commit of ours signed, None for a person's commit."""


def refused(
    pulls: Iterable[tuple[Pull, Recalled | None]],
    files: Mapping[str, bytes],
    *,
    undone: int = 0,
) -> frozenset[ArxivId]:
    """Return the papers that people refused, up to the last of *pulls*.

    All of a pull request closed without merging, unless its number is *undone*; of any other,
    what is no longer in *files*: it was deleted on the branch, before the merge, or later. A
    change of an entry counts as refused where it does not stand there as it was made.
    """
    whole = b"\n".join(files.values())
    papers: set[ArxivId] = set()
    for pull, memory in sorted(pulls, key=lambda pair: pair[0].number):
        if memory is None:
            continue
        papers.difference_update(memory.kept)
        papers.update(memory.refused)
        if pull.number == undone:
            papers.difference_update(memory.proposed)
            continue
        closed = not pull.open and not pull.merged
        papers.update(
            name
            for name in memory.proposed
            if closed or not (_stands(memory, name, files) or mentions(whole, name))
        )
    return frozenset(papers)


def _stands(memory: Recalled, name: ArxivId, files: Mapping[str, bytes]) -> bool:
    """Whether the change of an entry *name* is made; so is one whose memory was lost."""
    if (mend := memory.mends.get(name)) is not None:
        return mend.stands(files)
    return is_change(name)


def waiting(pulls: Sequence[tuple[Pull, Recalled | None]]) -> tuple[ArxivId, ...]:
    """Return the papers that wait, as the last of *pulls* remembers them.

    Those for the next pull request are among them once it is over.
    """
    if not pulls:
        return ()
    last, memory = max(pulls, key=lambda pair: pair[0].number)
    if memory is None:
        return ()
    return memory.waiting if last.open else (*memory.later, *memory.waiting)


def last_closed(pulls: Sequence[tuple[Pull, Recalled | None]]) -> Pull | None:
    """Return the last pull request that was closed or merged, if papers of ours were in it.

    What people decided in a merged one matters until another is open, which remembers it.
    """
    closed = [(pull, memory) for pull, memory in pulls if not pull.open]
    if not closed:
        return None
    pull, memory = max(closed, key=lambda pair: pair[0].number)
    if memory is None or not memory.proposed or (pull.merged and len(closed) < len(pulls)):
        return None
    return pull


def all_ours(branch: Comparison, list_name: str, paths: Sequence[str], memory: Memory) -> bool:
    """Whether nothing on a branch is a person's work.

    Every commit bears our signature, only the list's files differ, and each differs in the way that
    one of the commits signed: an amended commit keeps its message but not its content.
    """
    if not branch.whole or not branch.files.keys() <= set(paths):
        return False
    signed: set[str] = set()
    for commit in branch.commits:
        contents = memory.signed_contents(commit.message, list_name)
        if contents is None:
            return False
        signed |= contents
    return all(sha[:DIGITS] in signed for sha in branch.files.values())


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
