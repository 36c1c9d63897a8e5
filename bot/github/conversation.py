"""What was said in our pull requests, by whom, and our answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from bot.core.errors import TryAgainLater
from bot.core.ports import Json
from bot.github.answers import PAGE, Api, Fields, Repository, objects
from bot.github.past_pulls import BodyMemory
from bot.github.requester import Doubt, Rejection, explain
from bot.proposal import Answer, Comment, Revision

_MOST_ASKED = 20  # people, a request each
_FEW = 3  # people, up to whom one by one is cheaper
_PAGES = 5
"""Of all who may write, 100 each, that are read where many speak."""
_VIEWER = "query { viewer { login } }"


class Speakers:
    """Knows which authors of comments may write to the repository called *name*."""

    def __init__(self, api: Api, name: str) -> None:
        self._api, self._at = api, f"/repos/{name}"
        self._writers: dict[str, bool] = {}
        self._bot_login: str | None = None

    def writers(self, logins: Iterable[str]) -> frozenset[str]:
        """Return those of *logins* who may write; the first are asked about first.

        A few are asked about one by one. With more of them all writers are listed, so that no
        writer is missed among strangers. Where GitHub does not list them, 20 are asked about.
        """
        every = [login for login in dict.fromkeys(logins) if login]
        unknown = [login for login in every if login not in self._writers]
        if len(unknown) > _FEW and (listed := self._listed()) is not None:
            self._writers |= {login: login in listed for login in unknown}
        for login in unknown[:_MOST_ASKED]:
            if login not in self._writers:
                self._writers[login] = self._may_write(login)
        return frozenset(login for login in every if self._writers.get(login))

    def _listed(self) -> frozenset[str] | None:
        """Return all writers; None where they are too many or GitHub does not tell.

        https://docs.github.com/en/rest/collaborators/collaborators#list-repository-collaborators
        """
        writers: set[str] = set()
        for page in range(1, _PAGES + 1):
            path = f"{self._at}/collaborators"
            try:
                answer = self._api.read(path, permission="push", per_page=PAGE, page=page)
            except Rejection:
                return None
            listed = objects(answer, "the collaborators")
            # GitHub ignores a filter that it does not understand.
            writers |= {
                person.text("login")
                for person in listed
                if person.inner("permissions").flag("push")
            }
            if len(listed) < PAGE:
                return frozenset(writers)
        return None

    def _may_write(self, login: str) -> bool:
        path = f"{self._at}/collaborators/{quote(login, safe='')}/permission"
        try:
            fields = Fields.of(self._api.read(path), "the permission")
        except Rejection:
            return False  # nobody GitHub would let write
        return fields.text("permission") in {"admin", "write", "maintain"}

    def is_bot_itself(self, login: str) -> bool:
        """Whether *login*, an account of type Bot, is the one that the token speaks as.

        https://docs.github.com/en/graphql/reference/queries#viewer
        """
        if self._bot_login is None:
            try:
                facts = Fields.of(self._api.query(_VIEWER, {}), "the answer").inner("viewer")
                self._bot_login = facts.text("login")
            except Rejection:
                self._bot_login = ""
        return _bare(login) == _bare(self._bot_login) != ""


def _bare(login: str) -> str:
    return login.removesuffix("[bot]")


# The comments under a pull request: commands of people, and the bot's answers, each once.
#
# Only commands of people with write access count. Where the bot may not comment, the run goes on
# with a note. An answer of which GitHub does not say whether it was stored is written by the next
# run.

_ANSWER_PAGES = 30
"""Of comments that are read at a time, the oldest first: 3,000 comments."""
_INSIDERS = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
_TRIES = 3  # writes of one comment
_DOUBT = "GitHub did not say whether the bot could comment"
_EDITS = (
    "query($owner: String!, $name: String!, $number: Int!) {"
    " repository(owner: $owner, name: $name) { pullRequest(number: $number) {"
    " userContentEdits(first: 30) { nodes { editedAt diff } } } } }"
)
FarewellState = Literal["missing", "posted", "undone"]


@dataclass(frozen=True, slots=True)
class _PostedComment:
    """A comment, and who wrote it: `login` is "" for a deleted account."""

    comment: Comment
    login: str
    bot: bool
    insider: bool


class Conversation:
    """Reads and writes comments under the pull requests of *repo*."""

    def __init__(self, api: Api, repo: Repository, memory: BodyMemory) -> None:
        self._api, self._repo, self._memory = api, repo, memory
        self._at = f"/repos/{repo.name}"
        self._speakers = Speakers(api, repo.name)

    def new_commands(self, number: int, body: str) -> tuple[Comment, ...]:
        """Return the new commands under pull request *number*, of people with write access."""
        since = self._memory.heard_until(body)
        return self._commands(self._comments(number, since=since), body)

    def _commands(self, every: Iterable[_PostedComment], body: str) -> tuple[Comment, ...]:
        posted = {each.comment.id: each for each in every}
        comments = [each.comment for each in posted.values() if not each.bot]
        commands = [posted[comment.id] for comment in self._memory.unheard(body, comments)]
        # Insiders are asked about first; the association alone does not tell what one may do.
        writers = self._speakers.writers(
            command.login for command in sorted(commands, key=lambda each: not each.insider)
        )
        return tuple(command.comment for command in commands if command.login in writers)

    def closing(self, number: int, body: str = "") -> tuple[FarewellState, tuple[Comment, ...]]:
        """Return whether a comment says what closing *number* did, and whether that was undone.

        With its *body*, also return the commands that were open when it was closed.
        """
        state: FarewellState = "missing"
        every = list(self._comments(number))
        farewells = [each for each in every if self._memory.is_farewell(each.comment.text)]
        # Together, not one by one.
        self._speakers.writers(each.login for each in farewells if each.insider)
        for farewell in farewells:
            undone = self._memory.is_undone(farewell.comment.text)
            if undone and self._is_ours(farewell):
                state = "undone"
            elif not undone and (farewell.bot or (farewell.insider and self._is_ours(farewell))):
                state = "posted" if state == "missing" else state
        return state, self._commands(every, body) if body else ()

    def may_refuse(self, login: str) -> bool:
        """Whether the person *login* may write here, so that closing a pull request refuses."""
        return bool(self._speakers.writers([login]))

    def revisions(self, number: int) -> tuple[Revision, ...]:
        """Return the last bodies of *number*, newest first; () where GitHub keeps none.

        https://docs.github.com/en/graphql/reference/objects#usercontentedit
        """
        owner, _, name = self._repo.name.partition("/")
        try:
            data = self._api.query(_EDITS, {"owner": owner, "name": name, "number": number})
        except Rejection:
            return ()
        facts = Fields.of(data, "the pull request").inner("repository").inner("pullRequest")
        edits = facts.raw.get("userContentEdits")
        nodes = Fields.of(edits, "the edits").list("nodes") if edits else []
        revisions = [
            Revision(at=edit.text("editedAt"), text=edit.text("diff"))
            for edit in nodes
            if isinstance(edit.raw.get("diff"), str)  # null where somebody removed it
        ]
        # The order is not documented, and edits of one second must keep theirs.
        oldest_first = bool(revisions) and revisions[0].at < revisions[-1].at
        return tuple(reversed(revisions) if oldest_first else revisions)

    def answer(self, number: int, answers: Sequence[Answer]) -> str:
        """React to commands and keep the one comment of answers; return "" or why it failed.

        Raises `TryAgainLater` where nobody knows whether it is there: as long as no body records
        the commands as obeyed, the next run answers them.
        """
        if not answers:
            return ""
        notes = [note for answer in answers if (note := self._react(answer))]
        is_answers = self._memory.is_answers

        def wanted(old: str) -> str:
            return self._memory.answers_text(old, answers)

        notes += self._keep(number, is_answers, wanted)
        if _DOUBT in notes:
            raise TryAgainLater(f"{_DOUBT}; run again later")
        return "; ".join(dict.fromkeys(notes))

    def say_farewell(self, number: int, text: str) -> str:
        """Write *text* under the closed *number* unless it is there; return "" or why it failed."""
        return "; ".join(self._keep(number, self._memory.is_farewell, lambda old: old or text))

    def say_trouble(self, number: int, trouble: str) -> str:
        """Keep one comment under *number* that tells of *trouble*, or with "" of its end.

        Returns "" or why it failed.
        """
        is_it, text = self._memory.is_trouble, self._memory.trouble_text
        return "; ".join(self._keep(number, is_it, lambda old: text(old, trouble)))

    def _keep(
        self, number: int, is_it: Callable[[str], bool], wanted: Callable[[str], str]
    ) -> Iterator[str]:
        """Give the comment that *is_it* the text that is *wanted* for its old one; yield troubles.

        After the first write it looks again: if two runs both saw no comment, the later one deletes
        its own. A comment that was just written counts as ours without a question to GitHub.
        """
        written: Json = None
        for attempt in range(_TRIES):
            every = [each for each in self._comments(number) if is_it(each.comment.text)]
            ours = [each for each in every if each.comment.id == written or self._is_ours(each)]
            old = ours[0].comment.text if ours else ""
            text = wanted(old)
            try:
                for extra in ours[1:]:
                    self._api.write(
                        "DELETE", f"{self._at}/issues/comments/{extra.comment.id}", None
                    )
                if text in ("", old):
                    return
                if ours:
                    path = f"{self._at}/issues/comments/{ours[0].comment.id}"
                    self._api.write("PATCH", path, {"body": text})
                    return
                made = self._api.write(
                    "POST", f"{self._at}/issues/{number}/comments", {"body": text}
                )
                written = made.get("id") if isinstance(made, dict) else None
            except Rejection as rejection:
                yield f"the bot could not comment: {rejection.message}"
                return
            except Doubt:
                self._api.wait(attempt)
        yield _DOUBT

    def _react(self, answer: Answer) -> str:
        """React to a comment; a second time changes nothing, so that doubt is ended by one."""
        body: Json = {"content": "+1" if answer.done else "confused"}
        path = f"{self._at}/issues/comments/{answer.comment}/reactions"
        for attempt in range(_TRIES):
            try:
                self._api.write("POST", path, body)
            except Rejection as rejection:
                return f"the bot could not react to a comment: {rejection.message}"
            except Doubt:
                self._api.wait(attempt)
            else:
                return ""
        return ""

    def _comments(self, number: int, *, since: str = "") -> Iterator[_PostedComment]:
        changed: dict[str, str] = {"since": since} if since else {}
        for page in range(1, _ANSWER_PAGES + 1):
            path = f"{self._at}/issues/{number}/comments"
            try:
                listed = objects(
                    self._api.read(path, per_page=PAGE, page=page, **changed), "the comments"
                )
            except Rejection as rejection:
                raise explain(rejection, doing="read the comments of a pull request") from rejection
            yield from map(_posted_comment, listed)
            if len(listed) < PAGE:
                return

    def _is_ours(self, posted: _PostedComment) -> bool:
        # A person's token writes as that person; one without write access cannot be the bot.
        if posted.bot:
            return self._speakers.is_bot_itself(posted.login)
        return bool(self._speakers.writers([posted.login]))


def _posted_comment(fields: Fields) -> _PostedComment:
    user = fields.raw.get("user")
    who = Fields.of(user, "the user") if user is not None else Fields({})
    return _PostedComment(
        Comment(id=fields.number("id"), at=fields.text("updated_at"), text=fields.text("body")),
        login=who.text("login") if who.raw else "",
        bot=who.raw.get("type") == "Bot",
        insider=fields.text("author_association") in _INSIDERS,
    )
