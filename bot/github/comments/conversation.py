"""What people and the bot say under a pull request: commands heard, answers given, never twice.

Only people whom GitHub itself calls writers are heard; what must not be said is a note, no failure.
An answer of which GitHub does not say whether it stands is said by the next run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.core.errors import TryAgainLater
from bot.core.ports import Json
from bot.github.comments.speakers import Speakers
from bot.github.queries.past_pulls import Memory
from bot.github.transport.answers import PAGE, Api, Fields, Repository, objects
from bot.github.transport.remedy import Doubt, Refusal, explain
from bot.proposal import Answer, Comment, Revision

_PAGES = 30
"""Of comments that are read at a time, the oldest first: 3,000 comments."""
_INSIDERS = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
_TRIES = 3  # writes of one comment
_DOUBT = "GitHub did not say whether the bot could comment"
_EDITS = (
    "query($owner: String!, $name: String!, $number: Int!) {"
    " repository(owner: $owner, name: $name) { pullRequest(number: $number) {"
    " userContentEdits(first: 30) { nodes { editedAt diff } } } } }"
)
Told = Literal["untold", "told", "undone"]


@dataclass(frozen=True, slots=True)
class _Said:
    """A comment, and who made it: `login` is "" for a deleted account."""

    comment: Comment
    login: str
    bot: bool
    insider: bool


class Talk:
    """Listens and speaks under the pull requests of *repo*."""

    def __init__(self, api: Api, repo: Repository, memory: Memory) -> None:
        self._api, self._repo, self._memory = api, repo, memory
        self._at = f"/repos/{repo.name}"
        self._speakers = Speakers(api, repo.name)

    def heard(self, number: int, body: str) -> tuple[Comment, ...]:
        """Return the new commands under pull request *number*, of people with write access."""
        since = self._memory.heard_until(body)
        return self._commands(self._comments(number, since=since), body)

    def _commands(self, every: Iterable[_Said], body: str) -> tuple[Comment, ...]:
        said = {one.comment.id: one for one in every}
        comments = [one.comment for one in said.values() if not one.bot]
        found = [said[comment.id] for comment in self._memory.unheard(body, comments)]
        # Insiders are asked about first; the association alone does not tell what one may do.
        writers = self._speakers.writers(
            one.login for one in sorted(found, key=lambda said: not said.insider)
        )
        return tuple(one.comment for one in found if one.login in writers)

    def closing(self, number: int, body: str = "") -> tuple[Told, tuple[Comment, ...]]:
        """Return whether it was told what closing *number* did, and whether that was undone.

        With its *body*, the commands come too that nobody had obeyed when it was closed.
        """
        told: Told = "untold"
        every = list(self._comments(number))
        said = [one for one in every if self._memory.is_farewell(one.comment.text)]
        self._speakers.writers(one.login for one in said if one.insider)  # together, not one by one
        for one in said:
            undone = self._memory.is_undone(one.comment.text)
            if undone and self._is_ours(one):
                told = "undone"
            elif not undone and (one.bot or (one.insider and self._is_ours(one))):
                told = "told" if told == "untold" else told
        return told, self._commands(every, body) if body else ()

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
        except Refusal:
            return ()
        facts = Fields.of(data, "the pull request").inner("repository").inner("pullRequest")
        edits = facts.raw.get("userContentEdits")
        nodes = Fields.of(edits, "the edits").list("nodes") if edits else []
        found = [
            Revision(at=edit.text("editedAt"), text=edit.text("diff"))
            for edit in nodes
            if isinstance(edit.raw.get("diff"), str)  # null where somebody removed it
        ]
        # The order is not documented, and edits of one second must keep theirs.
        oldest_first = bool(found) and found[0].at < found[-1].at
        return tuple(reversed(found) if oldest_first else found)

    def answer(self, number: int, answers: Sequence[Answer]) -> str:
        """Nod at comments and keep the one comment of answers; return "" or why it failed.

        Raises `TryAgainLater` where nobody knows whether it is there: as long as no body records
        the commands as obeyed, the next run answers them.
        """
        if not answers:
            return ""
        notes = [note for answer in answers if (note := self._nod(answer))]
        is_answers = self._memory.is_answers

        def wanted(old: str) -> str:
            return self._memory.answers_text(old, answers)

        notes += self._keep(number, is_answers, wanted)
        if _DOUBT in notes:
            raise TryAgainLater(f"{_DOUBT}; run again later")
        return "; ".join(dict.fromkeys(notes))

    def say_farewell(self, number: int, text: str) -> str:
        """Say *text* under the closed *number* unless it was said; return "" or why it failed."""
        return "; ".join(self._keep(number, self._memory.is_farewell, lambda old: old or text))

    def _keep(
        self, number: int, is_it: Callable[[str], bool], wanted: Callable[[str], str]
    ) -> Iterator[str]:
        """Let the comment that *is_it* say what is *wanted* for its old text; yield troubles.

        After the first write it is looked again: of two runs that both found none, the later one
        takes its comment back. Whose the comment is that was just written, nobody is asked.
        """
        written: Json = None
        for attempt in range(_TRIES):
            every = [said for said in self._comments(number) if is_it(said.comment.text)]
            ours = [s for s in every if s.comment.id == written or self._is_ours(s)]
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
            except Refusal as refusal:
                yield f"the bot could not comment: {refusal.message}"
                return
            except Doubt:
                self._api.wait(attempt)
        yield _DOUBT

    def _nod(self, answer: Answer) -> str:
        """React to a comment; a second time changes nothing, so that doubt is ended by one."""
        body: Json = {"content": "+1" if answer.done else "confused"}
        path = f"{self._at}/issues/comments/{answer.comment}/reactions"
        for attempt in range(_TRIES):
            try:
                self._api.write("POST", path, body)
            except Refusal as refusal:
                return f"the bot could not react to a comment: {refusal.message}"
            except Doubt:
                self._api.wait(attempt)
            else:
                return ""
        return ""

    def _comments(self, number: int, *, since: str = "") -> Iterator[_Said]:
        changed: dict[str, str] = {"since": since} if since else {}
        for page in range(1, _PAGES + 1):
            path = f"{self._at}/issues/{number}/comments"
            try:
                listed = objects(
                    self._api.read(path, per_page=PAGE, page=page, **changed), "the comments"
                )
            except Refusal as refusal:
                raise explain(refusal, doing="read the comments of a pull request") from refusal
            yield from map(_said, listed)
            if len(listed) < PAGE:
                return

    def _is_ours(self, one: _Said) -> bool:
        # A person's token speaks as that person; who cannot write, cannot be the bot.
        if one.bot:
            return self._speakers.is_bot_itself(one.login)
        return bool(self._speakers.writers([one.login]))


def _said(fields: Fields) -> _Said:
    user = fields.raw.get("user")
    who = Fields.of(user, "the user") if user is not None else Fields({})
    return _Said(
        Comment(id=fields.number("id"), at=fields.text("updated_at"), text=fields.text("body")),
        login=who.text("login") if who.raw else "",
        bot=who.raw.get("type") == "Bot",
        insider=fields.text("author_association") in _INSIDERS,
    )
