"""Whose comments count: those of people with write access, and the bot's own; GitHub is asked."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from bot.github.transport.answers import PAGE, Api, Fields, objects
from bot.github.transport.remedy import Rejection

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
