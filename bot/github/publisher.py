"""A proposal carried out: its pull request opened, renewed or closed, as the repository wants
it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from bot.core.errors import BotError, ForgeError
from bot.github.answers import Api, Comparison, Pull
from bot.github.conversation import Conversation
from bot.github.past_pulls import BodyMemory, all_ours, digest
from bot.github.reader import PullState, Reader, WriteTarget, find_repository, moved, names
from bot.github.writer import NO_COMMIT, RepositoryWriter, without
from bot.proposal import HouseRules, Outcome, Proposal, Standing

_KINDS = ("labels", "reviewers", "assignees")


def complete(
    reader: Reader,
    writer: RepositoryWriter,
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


# Writes a proposal into its pull request: few writes, in an order that may break off anywhere.
#
# The commit comes first, then the branch, then the pull request, and last the body that records it
# all: a run that dies in between leaves something that the next one finishes.

_TRIES = 3  # writes of one body


class Publisher:
    """Writes one *proposal* to the repository of *reader*, by that repository's *rules*."""

    def __init__(  # noqa: PLR0913 - what writes, what is written and where, by name
        self, reader: Reader, writer: RepositoryWriter, conversation: Conversation, *,
        memory: BodyMemory, proposal: Proposal, target: WriteTarget, rules: HouseRules,
    ) -> None:  # fmt: skip
        self._reader, self._writer, self._conversation = reader, writer, conversation
        self._memory, self._proposal, self._target, self._rules = memory, proposal, target, rules

    def create(self) -> Outcome:
        """Open a pull request for the proposal on a branch of its own."""
        branch, head = self._claim()
        proposal, draft = self._proposal, self._rules.draft
        pull, new = self._writer.open_pull(branch, proposal.title, proposal.body, head, draft=draft)
        refused = draft and new and not pull.draft
        note = "it is no draft: this repository has none" if refused else ""
        what: Literal["created", "unchanged"] = "created" if new else "unchanged"
        return Outcome(what=what, url=pull.url, number=pull.number, note=note)

    def _claim(self) -> tuple[str, str]:
        """Return a branch that says the proposal and has no pull request, and its commit."""
        existing = self._reader.branches(self._proposal.branch)
        known = set(self._target.pulls.split())
        for branch in names(self._proposal.branch):
            if (head := existing.get(branch)) is None:
                return branch, self._begin(branch)
            # Seen too late, a pull request's refusals are not in the proposal: look again then.
            pulls = self._reader.pulls(branch)
            if any(pull.open or str(pull.number) not in known for pull in pulls):
                raise moved(f"the branch {branch}")
            ahead = self._reader.compare(self._target.base, head)
            files = tuple(self._proposal.files)
            if ahead is None or not all_ours(ahead, self._proposal.list_name, files, self._memory):
                continue  # a person's work is kept: the next name is tried
            if any(pull.head == head for pull in pulls):
                return branch, self._begin(branch, instead_of=head)
            return branch, self._adopt(branch, head, ahead)
        raise moved(f"every branch named {self._proposal.branch}")

    def _begin(self, branch: str, *, instead_of: str = "") -> str:
        """Make *branch* from the base, in place of a merged or closed one of ours."""
        commit = self._commit([self._target.base])
        if instead_of:
            self._writer.move_branch(branch, instead_of, NO_COMMIT)
        self._writer.create_branch(branch, commit)
        return commit

    def _adopt(self, branch: str, head: str, ahead: Comparison) -> str:
        """Take over the branch of a run that died before it opened its pull request."""
        if not ahead.behind and dict(ahead.files) == digest(self._proposal.files):
            return head
        commit = self._commit([head, self._target.base])
        self._writer.move_branch(branch, head, commit)
        return commit

    def _commit(self, parents: Sequence[str]) -> str:
        proposal, base = self._proposal, self._target.base
        return self._writer.commit(
            proposal.files,
            self._modes(base, proposal.files),
            onto=base,
            parents=list(dict.fromkeys(parents)),
            message=proposal.commit_message,
        )

    def _modes(self, commit: str, files: Mapping[str, bytes]) -> Mapping[str, str]:
        if not self._target.executable:
            return {}
        entries = self._reader.entries(commit, tuple(files))
        return {path: entry.mode for path, entry in entries.items()}

    def update(self, standing: Standing, number: int) -> Outcome:
        """Bring the open pull request *number* up to date: commits on top, then title and body."""
        target = self._target
        now = self._reader.now(number)
        if not now.open:
            raise moved(f"pull request {number}")
        if note := _waits(now):
            return Outcome(what="held", url=target.url, number=number, note=note)
        touched = self._memory.is_touched(standing.body)
        quiet = not (self._proposal.files or self._proposal.answers or touched)
        if target.merge and quiet and now.mergeable is not False:
            # The base went on without a conflict: no needless commit.
            return Outcome(what="unchanged", url=target.url, number=number)
        self._push(standing)
        note = self._conversation.answer(number, self._proposal.answers)
        fresh = describe(
            self._proposal,
            number,
            made_for=standing.body,
            reader=self._reader,
            writer=self._writer,
            conversation=self._conversation,
            memory=self._memory,
        )
        return Outcome(what="updated", url=fresh.url, number=number, note=note)

    def _push(self, standing: Standing) -> None:
        """Put the new lines on the branch, on top of whatever people put there."""
        target, proposal, head = self._target, self._proposal, self._target.head
        if target.merge:
            head = self._merge(standing.files)
        files: Mapping[str, bytes] = proposal.files
        if target.redo and not target.merge:
            # The branch may hold the very lines already that a killed run put there.
            there = self._reader.entries(head, tuple(standing.files))
            wanted = {**standing.files, **files}
            names_now = {path: entry.sha for path, entry in there.items()}
            names_then = digest(wanted)
            files = {p: c for p, c in wanted.items() if names_then[p] != names_now[p]}
        if not files:
            return
        message = proposal.commit_message
        if not target.executable:
            self._writer.add_commit(target.branch, head, files, message)
            return
        # createCommitOnBranch has no file modes, so an executable list needs more calls.
        modes = self._modes(head, files)
        commit = self._writer.commit(files, modes, onto=head, parents=[head], message=message)
        self._writer.move_branch(target.branch, head, commit)

    def _merge(self, files: Mapping[str, bytes]) -> str:
        """Put a merge with the base on the branch, holding *files*; return it."""
        target = self._target
        commit = self._writer.commit(
            files,
            self._modes(target.base, files),
            onto=target.base,
            parents=[target.head, target.base],
            message=self._memory.merge_message(
                self._proposal.list_name, files, self._rules.sign_off
            ),
        )
        self._writer.move_branch(target.branch, target.head, commit)
        return commit


def _waits(now: PullState) -> str:
    """Return why a pull request must not be touched now: GitHub is to merge it as it is."""
    if now.auto_merge:
        return (
            "auto-merge is on, so what is added now could be merged unseen: nothing is added "
            "until this pull request is merged or auto-merge is switched off"
        )
    if now.queued:
        return "this pull request is in the merge queue: nothing is added until it leaves it"
    return ""


def describe(  # noqa: PLR0913 - what a body is made of and by, all by name
    proposal: Proposal,
    number: int,
    *,
    made_for: str,
    reader: Reader,
    writer: RepositoryWriter,
    conversation: Conversation,
    memory: BodyMemory,
) -> Pull:
    """Let pull request *number* say *proposal*, made for the body *made_for*; return the old one.

    GitHub cannot compare and swap a body, so it is read just before, and its history after: a tick
    made in between is put back. Raises `TryAgainLater` when it was closed meanwhile.
    """
    fresh, _ = reader.pull(number)
    if not fresh.open:
        # What was pushed may not have been merged: it must not be recorded as proposed.
        raise moved(f"pull request {number}")
    title = proposal.title if memory.is_our_title(fresh.title, fresh.body) else fresh.title
    read, body = fresh.body, memory.merge_bodies(fresh.body, proposal.body, made_for)
    for _ in range(_TRIES):
        if (title, body) == (fresh.title, read):
            break
        writer.edit_pull(number, title, body)
        revisions = conversation.revisions(number)
        now = revisions[0].text if revisions else body
        mended = memory.recovered(now, read=read, written=body, revisions=revisions)
        if mended == now:
            break
        read, body = now, mended
    return fresh


# The one pull request that installs the bot: opened once, and never again after it was closed.

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
        writer, base = RepositoryWriter(self._api, reader), reader.head(reader.repo.base)
        head = reader.ref(BRANCH)
        if head is None:
            parents, message = [base], f"{title}\n\nWritten by bot init."
            head = writer.commit(files, {}, onto=base, parents=parents, message=message)
            writer.create_branch(BRANCH, head)
        elif base not in reader.commit(head).parents:
            raise ForgeError(f"the branch {BRANCH} exists without a pull request: delete it")
        pull, new = writer.open_pull(BRANCH, title, body, head)
        return Outcome(what="created" if new else "unchanged", url=pull.url, number=pull.number)
