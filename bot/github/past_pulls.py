"""Pull requests of ours that are closed: what was merged, refused, or taken over by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Protocol

from bot.core.month_names import BEGINNINGS
from bot.core.plain import byte_lines
from bot.github.answers import Commit, Comparison, Pull
from bot.proposal import Answer, Comment, Mend, Revision, blob_sha, is_change
from classifier.papers import ArxivId

# A three-way merge for one simple case: our side inserted lines, and at most changed digits.
#
# Anything else is declined, also digits that both sides may have changed.

# Counters, stamps and numbers: what may follow an insertion.
_DIGITS = re.compile(rf"\d+(?:st|nd|rd|th)?|\b(?:{BEGINNINGS})[a-z]*".encode(), re.IGNORECASE)


def mentions(content: bytes, identifier: str) -> bool:
    """Whether *identifier* stands in *content* as a whole, not as part of a longer one."""
    name = identifier.encode()
    at = content.find(name)
    while at >= 0:
        around = content[max(0, at - 1) : at] + content[at + len(name) : at + len(name) + 1]
        if not any(byte in b"0123456789" for byte in around):
            return True
        at = content.find(name, at + 1)
    return False


def merge(old: bytes, ours: bytes, theirs: bytes, *, ids: Iterable[str] = ()) -> bytes | None:
    """Return *theirs* with the lines that *ours* put into *old*; None when that is not certain.

    It is certain when a neighbour of each place is still there, and each line in which *ours*
    changed digits. A line of ours with one of *ids* that *theirs* names by now is dropped: a
    person added that paper himself.
    """
    before, target = byte_lines(old), byte_lines(theirs)
    names, changed = tuple(ids), dict[int, bytes]()
    groups = _insertions(before, byte_lines(ours))
    if groups is None:
        changed = _changed(before, byte_lines(ours), ids=names)
        groups = _insertions(_with(before, changed), byte_lines(ours))
    if groups is None:
        return None
    places, same = _places(before, target), _same(before, target)
    if not changed.keys() <= same.keys():
        return None
    target = _with(target, {same[at]: line for at, line in changed.items()})
    known = [name for name in names if mentions(theirs, name)]
    result: list[bytes] = []
    done = 0
    for at, lines in groups:
        place = places.get(at)
        new_lines = _without(lines, known)
        if place is None or new_lines is None or place < done or _open_end(target, place):
            return None
        result += [*target[done:place], *new_lines]
        done = place
    return b"".join([*result, *target[done:]])


def merge_changes(old: bytes, ours: bytes, theirs: bytes) -> bytes | None:
    """Return *theirs* with the lines that *ours* changed or took out of *old*, by line.

    None where one of these lines, or a neighbour of an inserted one, is not in *theirs* as it was.
    """
    before, mine, target = byte_lines(old), byte_lines(ours), byte_lines(theirs)
    same = _same(before, target)
    result: list[bytes] = []
    done = 0
    for tag, first, last, start, end in SequenceMatcher(None, before, mine).get_opcodes():
        if tag == "equal":
            continue
        places = [same.get(at) for at in range(max(0, first - (tag == "insert")), last)]
        if None in places or first == last == 0:
            return None
        at = same[first - 1] + 1 if tag == "insert" else same[first]
        to = at if tag == "insert" else same[last - 1] + 1
        if at < done or to - at != last - first:
            return None
        result += [*target[done:at], *mine[start:end]]
        done = to
    return b"".join([*result, *target[done:]])


def _insertions(old: Sequence[bytes], new: Sequence[bytes]) -> list[tuple[int, list[bytes]]] | None:
    groups: dict[int, list[bytes]] = {}
    at = 0
    for line in new:
        if at < len(old) and line == old[at]:
            at += 1
        else:
            groups.setdefault(at, []).append(line)
    return sorted(groups.items()) if at == len(old) else None


def _changed(old: Sequence[bytes], new: Sequence[bytes], *, ids: Sequence[str]) -> dict[int, bytes]:
    """Return the lines of *old*, by index, in which *new* has other digits, as they are there.

    A line that names one of our papers is one that we put in.
    """
    changed: dict[int, bytes] = {}
    for tag, first, last, start, end in SequenceMatcher(None, old, new).get_opcodes():
        at = first
        for line in new[start:end] if tag == "replace" else ():
            ours = any(mentions(line, name) for name in ids)
            if at < last and not ours and _masked(line) == _masked(old[at]):
                changed[at] = line
                at += 1
    return changed


def _masked(line: bytes) -> bytes:
    return _DIGITS.sub(b"0", line)


def _with(lines: Sequence[bytes], changed: Mapping[int, bytes]) -> list[bytes]:
    return [changed.get(at, line) for at, line in enumerate(lines)]


def _same(old: Sequence[bytes], new: Sequence[bytes]) -> dict[int, int]:
    """Return where the very lines of *old* are in *new*, by index."""
    blocks = SequenceMatcher(None, old, new).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}


def _places(old: Sequence[bytes], new: Sequence[bytes]) -> dict[int, int]:
    """Return where "before line i of *old*" is in *new*, as far as a neighbour survived."""
    places: dict[int, int] = {}
    blocks = SequenceMatcher(None, old, new).get_matching_blocks()
    for block in blocks:
        for step in range(block.size):
            places.setdefault(block.a + step, block.b + step)
    for block in blocks:
        for step in range(block.size):  # after the line above: the list's own order wins
            places[block.a + step + 1] = block.b + step + 1
    if not old:
        places[0] = 0
    return places


def _without(lines: list[bytes], known: Sequence[str]) -> list[bytes] | None:
    new_lines = [line for line in lines if not any(mentions(line, name) for name in known)]
    cut_apart = len(new_lines) < len(lines) and any(line[:1] in b" \t" for line in new_lines)
    return None if cut_apart else new_lines


def _open_end(target: Sequence[bytes], place: int) -> bool:
    return place > 0 and not target[place - 1].endswith(b"\n")


# What earlier pull requests and commits mean for this run; pure, facts in, conclusions out.

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


class BodyMemory(Protocol):
    """Reads what our own bodies and messages say; `bot.proposal.memory` is one."""

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


def all_ours(branch: Comparison, list_name: str, paths: Sequence[str], memory: BodyMemory) -> bool:
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
    memory: BodyMemory,
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
