"""Reads what a run starts from: the bytes to edit, the open pull request, what was refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.core.errors import ForgeError
from bot.github.answers import Comparison, Pull
from bot.github.conversation import Conversation
from bot.github.past_pulls import (
    BodyMemory,
    Recalled,
    last_closed,
    last_recorded,
    merge,
    merge_changes,
    refused,
    waiting,
)
from bot.github.reader import EXECUTABLE, Reader, TreeEntry, WriteTarget, home, moved, names
from bot.proposal import Standing, is_change

_Past = tuple[Pull, Recalled | None]


class StandingReader:
    """Reads how one list of the repository of *reader* stands; writes nothing."""

    def __init__(
        self, reader: Reader, conversation: Conversation, memory: BodyMemory, *,
        list_name: str, branch: str, files: Sequence[str],
    ) -> None:  # fmt: skip
        self._reader, self._conversation, self._memory = reader, conversation, memory
        self._list_name, self._branch, self._files = list_name, branch, files

    def standing(self) -> Standing:
        """Return how things stand."""
        reader = self._reader
        # Branches are read after the body that speaks of them: a body newer than its branch would
        # show papers that are not there yet, as if a person had deleted them.
        first = reader.pulls(self._branch)
        existing = reader.branches(self._branch)
        pulls = self._past(first, existing)
        past = [(each, self._memory.recall(each.body, self._list_name)) for each in pulls]
        # Another list's own branch may be called as our second one is.
        pull = min((each for each in pulls if each.open), key=self._is_foreign, default=None)
        if pull is None:
            return self._without(past)
        at = existing.get(pull.branch) if pull in first else reader.ref(pull.branch)
        return self._with(pull, at, past)

    def _without(self, past: Sequence[_Past]) -> Standing:
        """Return how things stand while no pull request is open: as at the base."""
        reader = self._reader
        base = reader.head(reader.repo.base)
        entries = reader.entries(base, self._files)
        target = WriteTarget(
            base=base,
            executable=_executable(entries),
            pulls=" ".join(str(pull.number) for pull, _ in past),
            **self._still_paused([pull for pull, _ in past if not self._is_foreign(pull)]),
            **home(reader.repo),
        )
        return self._with_past(Standing(files=reader.content(entries)), past, target)

    def _still_paused(self, closed: Sequence[Pull]) -> dict[str, str]:
        """Return fields of a `WriteTarget` if the last of *closed* says that the bot pauses."""
        last = max(closed, key=lambda pull: pull.number, default=None)
        if last is None or not self._memory.is_paused(last.body):
            return {}
        hold = (
            f"the bot is paused since pull request {last.number}: untick its box in that text, or "
            "reopen it, to let the bot go on"
        )
        return {"hold": hold, "url": last.url}

    def _with(self, pull: Pull, at: str | None, past: Sequence[_Past]) -> Standing:
        """Return how things stand with the open *pull*, whose branch is *at* a commit."""
        branch, head = self._branch_of(pull, at)
        body, memory = pull.body, next(memory for each, memory in past if each is pull)
        messages = [commit.message for commit in branch.commits]
        if memory is None and self._is_foreign(pull, messages):
            return self._held(pull, head, messages)
        if memory is None:
            body = f"{self._memory.rebuild(messages, self._list_name)}\n{body}"
            memory = self._memory.recall(body, self._list_name)
            past = [(each, memory if each is pull else old) for each, old in past]
        content, target = self._open(pull, head, branch, memory)
        comments = () if target.hold else self._conversation.new_commands(pull.number, body)
        # Only where a box and a comment may disagree does it matter when a box was ticked.
        asked = comments and self._memory.is_touched(body)
        standing = Standing(
            files=content,
            body=body,
            number=pull.number,
            comments=comments,
            revisions=self._conversation.revisions(pull.number) if asked else (),
        )
        return self._with_past(standing, past, target)

    def _is_foreign(self, pull: Pull, messages: Sequence[str] = ()) -> bool:
        """Whether *pull*, with the commit *messages* on its branch, is another list's."""
        return self._memory.owner(pull.body, messages) not in ("", self._list_name)

    def _held(self, pull: Pull, head: str, messages: Sequence[str]) -> Standing:
        """Return how things stand at the branch of another list's *pull*: nothing may be done."""
        reader = self._reader
        owner = self._memory.owner(pull.body, messages)
        target = WriteTarget(
            base=head,
            url=pull.url,
            hold=f"{pull.branch} holds the pull request of the list {owner!r}, and nothing is "
            f"done for {self._list_name!r}: give one of the two another [list] name",
            **home(reader.repo),
        )
        files = reader.content(reader.entries(head, self._files))
        return Standing(files=files, number=pull.number, token=target.token())

    def _with_past(
        self, standing: Standing, past: Sequence[_Past], target: WriteTarget
    ) -> Standing:
        """Return *standing* with what earlier pull requests tell."""
        ours = [pull for pull, _ in past if not self._is_foreign(pull)]
        newest = max(ours, key=lambda pull: pull.number, default=None)
        cared = newest is not None and self._memory.is_cared(newest.body)
        standing = replace(standing, cared=cared)
        pull = last_closed([(each, memory) for each, memory in past if each in ours])
        if pull is None:
            refusals = refused(past, standing.files)
            return replace(standing, refused=refusals, waiting=waiting(past), token=target.token())
        # An open pull request remembers what was decided before it.
        last = pull.body if standing.number is None else ""
        farewell, commands = self._conversation.closing(pull.number, last)
        missing = farewell == "missing"
        vain = self._closed_in_vain(pull) if missing and not pull.merged else ""
        undone = pull if (farewell == "undone" or vain) and not pull.merged else None
        unanswered = pull if missing and not vain else None
        files = standing.files
        return replace(
            standing,
            refused=refused(past, files, undone=undone.number if undone else 0),
            waiting=waiting(past),
            undone=undone.body if undone else "",
            closed=unanswered.body if unanswered and not pull.merged else "",
            last=last,
            merged=pull.merged,
            merged_at=pull.merged_at,
            unanswered=unanswered is not None,
            comments=standing.comments or commands,
            token=replace(
                target, closed=str(unanswered.number) if unanswered else "", vain=vain
            ).token(),
        )

    def _closed_in_vain(self, pull: Pull) -> str:
        """Return number and name where *pull* was closed by a program or by who may not write.

        Where GitHub does not tell who it was, a person is believed to have closed it.
        """
        closer = self._reader.closer(pull.number)
        if closer is None or (not closer.program and self._conversation.may_refuse(closer.login)):
            return ""
        return f"{pull.number} {closer.login or 'a deleted account'}"

    def _past(self, first: Sequence[Pull], existing: Mapping[str, str]) -> list[Pull]:
        """Return all pull requests of the list's branches; the search ends where none was."""
        every, pulls = list(first), first
        for branch, after in pairwise(names(self._branch)):
            settled = any(pull.open for pull in pulls) and len(existing) == 1
            if settled or not (pulls or branch in existing):
                break
            pulls = self._reader.pulls(after)
            every += pulls
        return every

    def _branch_of(self, pull: Pull, head: str | None) -> tuple[Comparison, str]:
        """Return what the branch of *pull*, at *head*, has that the base lacks, and *head*."""
        reader = self._reader
        if head is None:
            raise moved(f"the branch {pull.branch}")
        branch = reader.compare(reader.repo.base, head)
        if branch is None:
            raise ForgeError(
                f"{pull.branch} and {reader.repo.base} have no history in common (rewritten?): "
                f"close pull request {pull.number} and delete its branch"
            )
        return branch, head

    def _open(
        self, pull: Pull, head: str, branch: Comparison, memory: Recalled | None
    ) -> tuple[dict[str, bytes], WriteTarget]:
        reader = self._reader
        entries = reader.entries(head, self._files)
        target = WriteTarget(
            base=branch.base,
            branch=pull.branch,
            head=head,
            url=pull.url,
            redo=self._cut_short(branch, entries, memory),
            executable=_executable(entries),
            **{kind: "\n".join(names) for kind, names in pull.extras.items()},
            hold=self._hold(pull, memory),
            **home(reader.repo),
        )
        content = reader.content(
            reader.entries(target.redo, self._files) if target.redo else entries
        )
        if branch.behind and not target.hold:
            return self._merged(branch, target, content, memory)
        return content, target

    def _hold(self, pull: Pull, memory: Recalled | None) -> str:
        base = self._reader.repo.base
        if memory is not None and memory.newer:
            return "a newer paper-bot wrote this pull request and this one changes nothing: update"
        if pull.base != base:
            return f"this pull request now goes to {pull.base}, not {base}: it is left alone"
        if self._memory.is_paused(pull.body):
            return "the bot is paused: untick the box in the pull request to let it go on"
        return ""

    def _cut_short(
        self, branch: Comparison, entries: Mapping[str, TreeEntry], memory: Recalled | None
    ) -> str:
        head = {path: entry.sha for path, entry in entries.items()}
        recorded = memory.content if memory else {}
        return (
            last_recorded(
                branch.commits, self._list_name, head=head, recorded=recorded, memory=self._memory
            )
            or ""
        )

    def _merged(
        self,
        branch: Comparison,
        target: WriteTarget,
        content: dict[str, bytes],
        memory: Recalled | None,
    ) -> tuple[dict[str, bytes], WriteTarget]:
        """Bring the list's changes at the base into *content*, if there are any."""
        reader = self._reader
        back = reader.compare(target.head, branch.base)
        if back is not None and back.every_file and not back.files.keys() & content.keys():
            return content, target
        old, new = (reader.entries(commit, self._files) for commit in (branch.fork, branch.base))
        changed = [path for path in content if old[path].sha != new[path].sha]
        if not changed:
            return content, target
        before = reader.content({path: old[path] for path in changed})
        theirs = reader.content({path: new[path] for path in changed})
        merged = dict(content)
        for path in changed:
            sides = before[path], content[path], theirs[path]
            ids = memory.proposed if memory else ()
            edits = any(map(is_change, ids))
            result = merge_changes(*sides) if edits else merge(*sides, ids=ids)
            # A merge commit takes all else from the base, so a person's other files forbid it.
            if result is None or not (branch.whole and branch.files.keys() <= content.keys()):
                hold = (
                    f"{path} changed on {reader.repo.base} where this pull request edits it: "
                    "bring the two together there, or close the pull request"
                )
                return content, replace(target, hold=hold)
            merged[path] = result
        return merged, replace(target, merge="1")


def _executable(entries: Mapping[str, TreeEntry]) -> str:
    return "1" if any(entry.mode == EXECUTABLE for entry in entries.values()) else ""
