"""One living pull request per list, as a `Forge`; keeps nothing between reading and writing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.errors import ForgeError
from bot.github.answers import Api
from bot.github.conversation import Conversation
from bot.github.past_pulls import BodyMemory
from bot.github.publisher import Publisher, complete
from bot.github.reader import Reader, WriteTarget, find_repository
from bot.github.standing import StandingReader
from bot.github.writer import RepositoryWriter, ready, with_fork
from bot.proposal import BRANCHES, NO_RULES, HouseRules, Outcome, Proposal, Standing


class PullRequests:
    """Publishes proposals as pull requests of the repository called *repository*.

    *memory* reads what our own pull requests say: pass the module `memory` of
    `bot.proposal`. *rules* are the repository's own. With *fork* the branches are in the fork of
    the token's owner.
    """

    def __init__(
        self,
        api: Api,
        repository: str,
        *,
        memory: BodyMemory,
        rules: HouseRules = NO_RULES,
        fork: bool = False,
    ) -> None:
        self._api, self._name, self._memory, self._rules = api, repository, memory, rules
        self._fork = fork

    def standing(self, list_name: str, files: Sequence[str]) -> Standing:
        """Return the *files* to edit, the open pull request, and what people refused.

        Raises `ForgeError` where a person must act, `TryAgainLater` where time helps.
        """
        # Looked up by every run: it may have been renamed, archived or lost meanwhile.
        repo = find_repository(self._api, self._name)
        reader = Reader(self._api, with_fork(self._api, repo) if self._fork else repo)
        return StandingReader(
            reader,
            Conversation(self._api, reader.repo, self._memory),
            self._memory,
            list_name=list_name,
            branch=f"{BRANCHES}/{list_name}",
            files=files,
        ).standing()

    def publish(self, proposal: Proposal, standing: Standing) -> Outcome:
        """Make the pull request say *proposal*; nothing is written when it already does.

        *standing* must come from `standing` in the same run. Raises `ForgeError` where a person
        must act, `TryAgainLater` where somebody else was faster or GitHub is in trouble.
        """
        _check(proposal, standing)
        target = WriteTarget.of(standing.token)
        if target.hold:
            return Outcome(what="held", url=target.url, number=standing.number, note=target.hold)
        # First: once another one is open, nobody looks at the last one any more.
        trouble = self._say_farewell(proposal, target)
        outcome = _with_note(self._publish(proposal, standing, target), trouble)
        if outcome.number is not None and outcome.what != "held":
            reader = Reader(self._api, target.repository())
            new = outcome.what == "created"
            note = complete(
                reader,
                RepositoryWriter(self._api, reader),
                outcome.number,
                self._rules,
                target,
                new=new,
            )
            outcome = _with_note(outcome, note)
        return outcome

    def _say_farewell(self, proposal: Proposal, target: WriteTarget) -> str:
        number, text = target.closed, proposal.farewell
        if target.vain:
            number, _, who = target.vain.partition(" ")
            text = self._memory.closed_in_vain(who)
        if not (text and number):
            return ""
        conversation = Conversation(self._api, target.repository(), self._memory)
        return conversation.say_farewell(int(number), text)

    def _publish(self, proposal: Proposal, standing: Standing, target: WriteTarget) -> Outcome:
        if self._says_it_already(proposal, standing, target):
            return Outcome(what="unchanged", url=target.url, number=standing.number)
        repo = target.repository()
        if repo.fork and (standing.number is None or target.merge):
            repo = ready(self._api, repo)  # the base's commits must be there to build on
        reader = Reader(self._api, repo)
        author = Publisher(
            reader,
            RepositoryWriter(self._api, reader),
            Conversation(self._api, reader.repo, self._memory),
            memory=self._memory,
            proposal=proposal,
            target=target,
            rules=self._rules,
        )
        if standing.number is None:
            return author.create()
        return author.update(standing, standing.number)

    def _says_it_already(self, proposal: Proposal, standing: Standing, target: WriteTarget) -> bool:
        if proposal.files or proposal.answers:
            return False
        if standing.number is None or target.redo:
            return True
        same = self._memory.same_substance(standing.body, proposal.body)
        return same and not target.merge


def _with_note(outcome: Outcome, note: str) -> Outcome:
    return replace(outcome, note="; ".join(filter(None, (outcome.note, note))))


def _check(proposal: Proposal, standing: Standing) -> None:
    """Refuse to write anything but the files that were read, shorter only by what was taken out."""
    shrinking = 0
    for path, content in proposal.files.items():
        before = standing.files.get(path)
        if before is None or path.startswith(".github/"):
            raise ForgeError(f"{path} is not one of the list's files: nothing was written")
        shrinking += max(0, len(before) - len(content))
        if shrinking > proposal.taken:
            raise ForgeError(f"{path} would become shorter: nothing was written, report this bug")
