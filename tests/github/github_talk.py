"""Comments, reactions, permissions and the history of bodies, as GitHub documents them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.github.github_answers import Answer, Problem, Request

if TYPE_CHECKING:
    from tests.github.github_double import GitHubDouble
    from tests.github.github_records import PullRecord


@dataclass
class CommentRecord:
    id: int
    number: int
    author: str
    body: str
    at: str
    kind: str = "User"
    association: str = "NONE"
    reactions: list[str] = field(default_factory=list)


class Talk:
    """What people and bots said; its clock goes on by a second with every word."""

    def __init__(self) -> None:
        self.comments: list[CommentRecord] = []
        self.history: dict[int, list[tuple[str, str]]] = {}  # oldest first
        self.roles = {"ada": "admin", "bo": "write", "tri": "read"}
        self._second, self._last = 0, 1000

    def moment(self) -> str:
        self._second += 1
        return f"2026-11-22T{10 + self._second // 3600:02}:{self._second // 60 % 60:02}:{self._second % 60:02}Z"  # noqa: E501

    def _next(self) -> int:
        self._last += 1
        return self._last

    def says(
        self, number: int, body: str, *, author: str = "ada", kind: str = "User",
        association: str = "MEMBER",
    ) -> CommentRecord:  # fmt: skip
        made = CommentRecord(self._next(), number, author, body, self.moment(), kind, association)
        self.comments.append(made)
        return made

    def rewords(self, comment: CommentRecord, body: str) -> None:
        comment.body, comment.at = body, self.moment()

    def under(self, number: int) -> list[CommentRecord]:
        return [comment for comment in self.comments if comment.number == number]

    def edits(self, pull: PullRecord, body: str) -> None:
        """Let anybody set the body; GitHub keeps the first one too, once there is a second."""
        past = self.history.setdefault(pull.number, [(self.moment(), pull.body)])
        past.append((self.moment(), body))
        pull.body = body

    def ticks(self, pull: PullRecord, *names: str, on: bool) -> None:
        """Click on boxes: each click is an edit of the body of its own."""
        for name in names:
            old, new = ("[ ]", "[x]") if on else ("[x]", "[ ]")
            before = f"- {old} <!-- paper-bot:box {name} -->"
            assert before in pull.body, name
            self.edits(pull, pull.body.replace(before, before.replace(old, new), 1))

    def clicks(self, comment: CommentRecord) -> None:
        assert "- [ ] " in comment.body
        self.rewords(comment, comment.body.replace("- [ ] ", "- [x] ", 1))


def facts(comment: CommentRecord) -> dict[str, Any]:
    return {
        "id": comment.id,
        "user": {"login": comment.author, "type": comment.kind} if comment.author else None,
        "body": comment.body,
        "created_at": comment.at,
        "updated_at": comment.at,
        "author_association": comment.association,
    }


def comments(double: GitHubDouble, request: Request, number: str) -> Answer:
    since = request.query("since")
    listed = [facts(comment) for comment in double.talk.under(int(number)) if comment.at >= since]
    size, page = int(request.query("per_page", "30")), int(request.query("page", "1"))
    return Answer(200, listed[(page - 1) * size : page * size])


def make_comment(double: GitHubDouble, request: Request, number: str) -> Answer:
    if double.pulls[int(number)].locked:
        raise Problem(403, "Unable to create comment because issue is locked.")
    author = {"author": double.user, "association": "OWNER"} if double.user else {
        "author": "github-actions[bot]", "kind": "Bot", "association": "NONE"
    }  # fmt: skip
    made = double.talk.says(int(number), _length(request.body["body"]), **author)
    return Answer(201, facts(made))


def edit_comment(double: GitHubDouble, request: Request, number: str) -> Answer:
    comment = _comment(double, number)
    comment.body, comment.at = _length(request.body["body"]), double.talk.moment()
    return Answer(200, facts(comment))


def remove_comment(double: GitHubDouble, _: Request, number: str) -> Answer:
    double.talk.comments.remove(_comment(double, number))
    return Answer(204)


def _length(body: str) -> str:
    if len(body) > 65_536:
        raise Problem(422, "Validation Failed", "body is too long (maximum is 65536 characters)")
    return body


def react(double: GitHubDouble, request: Request, number: str) -> Answer:
    comment, content = _comment(double, number), request.body["content"]
    status = 200 if content in comment.reactions else 201
    if status == 201:
        comment.reactions.append(content)
    return Answer(status, {"id": 1, "content": content})


def _comment(double: GitHubDouble, number: str) -> CommentRecord:
    matching = [comment for comment in double.talk.comments if comment.id == int(number)]
    if not matching:
        raise Problem(404, "Not Found")
    return matching[0]


def permission(double: GitHubDouble, _: Request, login: str) -> Answer:
    role = double.talk.roles.get(login)
    if role is None and login != double.user:
        raise Problem(404, f"{login} is not a user")
    return Answer(200, {"permission": role or "admin", "role_name": role or "admin"})


def collaborators(double: GitHubDouble, request: Request) -> Answer:
    roles = {**double.talk.roles, **({double.user: "admin"} if double.user else {})}
    wanted = request.query("permission")
    may = {name: role in {"admin", "maintain", "write"} for name, role in roles.items()}
    listed = [
        {"login": name, "permissions": {"pull": True, "push": push}}
        for name, push in may.items()
        if push or wanted != "push"
    ]
    size, page = int(request.query("per_page", "30")), int(request.query("page", "1"))
    return Answer(200, listed[(page - 1) * size : page * size])


def edits(double: GitHubDouble, number: int) -> dict[str, Any]:
    past = double.talk.history.get(number, [])
    nodes = [{"editedAt": at, "diff": text} for at, text in reversed(past)]
    return {"userContentEdits": {"nodes": nodes[:30]}}
