"""Writing to GitHub: forks, commits, branches, pull requests, labels, the branch of marks."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.core.errors import ForgeError, TryAgainLater
from bot.core.ports import Json
from bot.github.answers import Api, Fields, Pull, Repository, extras, odd, pull
from bot.github.reader import PLAIN, Reader, find_repository, moved
from bot.github.requester import Doubt, Rejection, explain
from bot.proposal import blob_sha

# The fork of the token's owner, where branches go when `[publish] fork` says so; else unused.
#
# https://docs.github.com/en/rest/repos/forks and /en/rest/branches/branches#sync-a-fork-branch

_TRIES = 5  # looks for a new fork
_FORBIDDEN, _MISSING, _CONFLICT, _UNPROCESSABLE = 403, 404, 409, 422  # HTTP status


def with_fork(api: Api, repo: Repository) -> Repository:
    """Return *repo* with its branches in the fork of the token's owner, which may not exist yet.

    Nothing is written. Raises `ForgeError` where there can be no such fork.
    """
    owner = _owner(api)
    if owner.casefold() == repo.name.partition("/")[0].casefold():
        raise ForgeError(
            f"{repo.name} belongs to the token's owner, and nobody forks his own: remove "
            "'fork = true' from [publish]"
        )
    name = f"{owner}/{repo.name.partition('/')[2]}"
    return replace(repo, fork=name, fork_id=_find(api, repo, name))


def ready(api: Api, repo: Repository) -> Repository:
    """Return *repo* after making its fork, if it has none, and bringing its base up to date."""
    if not repo.fork_id:
        repo = replace(repo, fork_id=_make(api, repo))
    _sync(api, repo)
    return repo


def _owner(api: Api) -> str:
    try:
        return Fields.of(api.read("/user"), "the token's owner").text("login")
    except Rejection as rejection:
        if rejection.status != _FORBIDDEN:
            raise explain(rejection, doing="find the token's owner") from rejection
        raise ForgeError(
            "'fork = true' needs a person's token: those of GitHub Actions and of Apps have no "
            "forks; set a personal access token in GITHUB_TOKEN, or remove the setting"
        ) from rejection


def _find(api: Api, repo: Repository, name: str) -> str:
    """Return GraphQL's name of the fork *name*, "" when it does not exist."""
    try:
        fork = Fields.of(api.read(f"/repos/{name}"), "the fork")
    except Rejection as rejection:
        if rejection.status == _MISSING:
            return ""
        raise explain(rejection, doing=f"find the fork {name}") from rejection
    parent = fork.raw.get("parent")
    if not isinstance(parent, dict) or parent.get("full_name") != repo.name:
        raise ForgeError(f"{name} is there and is no fork of {repo.name}: rename it")
    return fork.text("node_id")


def _make(api: Api, repo: Repository) -> str:
    try:
        api.write("POST", f"/repos/{repo.name}/forks", {"default_branch_only": True})
    except Doubt:
        pass  # a fork is made once, whatever is asked again
    except Rejection as rejection:
        raise explain(rejection, doing=f"fork {repo.name}") from rejection
    for attempt in range(_TRIES):
        if made := _find(api, repo, repo.fork):
            return made
        api.wait(attempt)
    raise TryAgainLater(f"the fork {repo.fork} is still being made; run again later")


def _sync(api: Api, repo: Repository) -> None:
    try:
        api.write("POST", f"/repos/{repo.fork}/merge-upstream", {"branch": repo.base})
    except Doubt:
        pass  # what is missing then is refused by the next write
    except Rejection as rejection:
        if rejection.status == _CONFLICT:
            raise ForgeError(
                f"the branch {repo.base} of {repo.fork} has commits of its own: bring it to the "
                f"state of {repo.name}, or delete the fork"
            ) from rejection
        raise explain(rejection, doing=f"bring {repo.fork} up to date") from rejection


# Writes to one repository: single writes, each guarded, each checked again when in doubt.
#
# No write is repeated blindly. Branches move only from a commit that was named (compare and swap),
# never by force.

NO_COMMIT = "0" * 40
_T = TypeVar("_T")


def _is_lag(rejection: Rejection) -> bool:
    """Whether GitHub does not see yet what it has just been given; it does a moment later."""
    return (
        rejection.says("does not exist")
        or rejection.says("head", "invalid")
        or rejection.says("could not resolve")
        or rejection.says("expected branch to point")
    )


def without(names: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return *names* that *others* lack, whatever the case and the organisation of a team."""
    known = {_key(name) for name in others}
    return [name for name in names if _key(name) not in known]


def _key(name: str) -> str:
    return name[name.find("/") :].casefold() if "/" in name else name.casefold()


class RepositoryWriter:
    """Writes to the repository of *reader*, through which it also looks."""

    def __init__(self, api: Api, reader: Reader) -> None:
        self._api, self._reader, self._repo = api, reader, reader.repo
        self._at, self._home = f"/repos/{reader.repo.name}", f"/repos/{reader.repo.home}"

    def _surely(self, write: Callable[[], _T], look: Callable[[], _T | None], doing: str) -> _T:
        """Return what *write* made; when its outcome is unknown, *look* for it, at most twice."""
        for attempt in range(2):
            try:
                return write()
            except Rejection as rejection:
                late = rejection.status == _MISSING and attempt == 0
                if not late and not _is_lag(rejection):
                    raise explain(rejection, doing=doing) from rejection
            except Doubt:
                pass
            self._api.wait(attempt)
            if (made := look()) is not None:
                return made
        raise TryAgainLater(f"GitHub did not say whether it could {doing}; run again later")

    def commit(
        self,
        files: Mapping[str, bytes],
        modes: Mapping[str, str],
        *,
        onto: str | None,
        parents: Sequence[str],
        message: str,
    ) -> str:
        """Return a new commit on no branch: the tree of commit *onto* with *files* replaced.

        Without *onto* it holds *files* alone. *modes* names those of files that are not plain.
        """
        tree: list[Json] = []
        for path, content in sorted(files.items()):
            mode, sha = modes.get(path, PLAIN), self._blob(content)
            tree.append({"path": path, "mode": mode, "type": "blob", "sha": sha})
        base: dict[str, Json] = {} if onto is None else {"base_tree": self._reader.tree(onto)}
        made = self._object("trees", {**base, "tree": tree})
        body: Json = {"message": message, "tree": made, "parents": list(parents)}
        return self._object("commits", body)

    def _blob(self, content: bytes) -> str:
        text = base64.b64encode(content).decode()
        sha = self._object("blobs", {"content": text, "encoding": "base64"})
        if sha != blob_sha(content):
            raise odd("the right name for the file's new bytes")
        return sha

    def _object(self, kind: str, body: Json) -> str:
        # Objects are named by their content and on no branch yet: a second one does no harm.
        def write() -> str:
            return Fields.of(self._api.write("POST", f"{self._home}/git/{kind}", body), kind).sha()

        return self._surely(write, lambda: None, "write the list's new content")

    def create_branch(self, branch: str, commit: str) -> None:
        """Create *branch* at *commit*. Raises `TryAgainLater` if somebody else was faster."""

        def write() -> str:
            body: Json = {"ref": f"refs/heads/{branch}", "sha": commit}
            try:
                answer = self._api.write("POST", f"{self._home}/git/refs", body)
            except Rejection as rejection:
                if rejection.says("already exists"):
                    return self._reader.ref(branch) or commit
                raise
            return Fields.of(answer, "the new branch").inner("object").sha()

        made = self._surely(write, lambda: self._reader.ref(branch), f"create the branch {branch}")
        if made != commit:
            raise moved(f"the branch {branch}")

    def move_branch(self, branch: str, before: str, after: str) -> None:
        """Move *branch* forward from *before* to *after*, or remove it (`NO_COMMIT`).

        Nothing happens if it is not at *before*:
        https://docs.github.com/en/graphql/reference/mutations#updaterefs
        """
        update: Json = {"name": f"refs/heads/{branch}", "beforeOid": before, "afterOid": after}
        values: Json = {"repositoryId": self._repo.home_id, "refUpdates": [update]}

        def write() -> str:
            try:
                self._api.mutate("updateRefs", values, "clientMutationId")
            except Rejection:
                if (now := self._now_at(branch)) == before:
                    raise
                return now
            return after  # all or nothing: no error means that it moved

        def look() -> str | None:
            return None if (now := self._now_at(branch)) == before else now

        if self._surely(write, look, f"move the branch {branch}") != after:
            raise moved(f"the branch {branch}")

    def _now_at(self, branch: str) -> str:
        return self._reader.ref(branch) or NO_COMMIT

    def add_commit(self, branch: str, before: str, files: Mapping[str, bytes], message: str) -> str:
        """Put one commit on *branch*, which must be at *before*; return it.

        https://docs.github.com/en/graphql/reference/mutations#createcommitonbranch
        """
        headline, _, text = message.partition("\n\n")
        additions: list[Json] = [
            {"path": path, "contents": base64.b64encode(content).decode()}
            for path, content in sorted(files.items())
        ]
        values: Json = {
            "branch": {"repositoryNameWithOwner": self._repo.home, "branchName": branch},
            "expectedHeadOid": before,
            "message": {"headline": headline, "body": text},
            "fileChanges": {"additions": additions},
        }

        def look() -> str | None:
            now = self._reader.ref(branch)
            if now is None or now == before:
                return None
            made = self._reader.commit(now)
            if made.parents != (before,) or made.message.strip() != message.strip():
                raise moved(f"the branch {branch}")
            return now

        def write() -> str:
            try:
                answer = self._api.mutate("createCommitOnBranch", values, "commit { oid }")
            except Rejection as rejection:
                if (made := look()) is not None:
                    return made
                raise rejection from None
            return Fields.of(answer, "the commit").inner("commit").sha("oid")

        return self._surely(write, look, f"add a commit to the branch {branch}")

    def open_pull(
        self, branch: str, title: str, body: str, head: str, *, draft: bool = False
    ) -> tuple[Pull, bool]:
        """Open the pull request of *branch*; return it, and whether it is new.

        As a *draft* where the repository has such: GitHub's plans differ.
        """
        wanted: dict[str, Json] = {"draft": True} if draft else {}
        head_name = self._repo.at(branch) if self._repo.fork else branch

        def look() -> tuple[Pull, bool] | None:
            open_pull = next((p for p in self._reader.pulls(branch) if p.open), None)
            return (open_pull, False) if open_pull else None

        def write() -> tuple[Pull, bool]:
            asked: dict[str, Json] = {"title": title, "body": body, "base": self._repo.base}
            # Who may write to the list may then write to the fork's branch as well.
            shared: dict[str, Json] = {"maintainer_can_modify": True} if self._repo.fork else {}
            fields: dict[str, Json] = {**asked, **shared, "head": head_name}
            try:
                answer = self._open(fields | wanted)
            except Rejection as rejection:
                # GitHub allows one pull request a branch, so the one that exists is ours.
                if rejection.says("already exists") and (existing := look()):
                    return existing
                if _is_lag(rejection):
                    raise
                if rejection.says("no commits between"):  # somebody took them over meanwhile
                    raise moved(f"the base of {branch}") from rejection
                link = f"{self._repo.url}/compare/{self._repo.base}...{head_name}?expand=1"
                raise explain(rejection, doing="open a pull request", compare=link) from rejection
            made = pull(answer, self._repo.home)
            if made is None or made.branch != branch or made.head != head:
                raise odd("the pull request that was asked for")
            return made, True

        return self._surely(write, look, "open a pull request")

    def _open(self, fields: dict[str, Json]) -> Json:
        try:
            return self._api.write("POST", f"{self._at}/pulls", fields)
        except Rejection as rejection:
            if not (fields.get("draft") and rejection.says("draft")):
                raise
            return self._api.write("POST", f"{self._at}/pulls", {**fields, "draft": False})

    def edit_pull(self, number: int, title: str, body: str) -> Pull:
        """Make pull request *number* say this; repeating it changes nothing."""
        fields: Json = {"title": title, "body": body}

        def write() -> Pull:
            answer = self._api.write("PATCH", f"{self._at}/pulls/{number}", fields)
            made = pull(answer, self._repo.home)
            if made is None or made.number != number:
                raise odd("the pull request that was edited")
            return made

        def look() -> Pull | None:
            now, _ = self._reader.pull(number)
            return now if (now.title, now.body) == (title, body) else None

        return self._surely(write, look, f"edit pull request {number}")

    def put(self, number: int, kind: str, names: Sequence[str]) -> str:
        """Put *names* on a pull request; return "" or why that failed.

        Their *kind* is "labels", "reviewers" or "assignees". The pull
        request can do without them. Repeating changes nothing, so a write in doubt is repeated;
        one name that GitHub refuses does not keep the others out.
        """
        why = ""
        for attempt in range(2):
            try:
                there = self._put(number, kind, names)
            except Rejection as rejection:
                if rejection.status == _UNPROCESSABLE and len(names) > 1:
                    notes = (self.put(number, kind, [name]) for name in names)
                    return "; ".join(filter(None, notes))
                return f"the {kind} could not be set: {', '.join(names)}: {rejection.message}"
            except Doubt as doubt:
                why = f"the {kind} could not be set: {doubt}"
                self._api.wait(attempt)
            else:
                # Whom nothing can be assigned to, GitHub leaves out without a word.
                lost = without(names, there) if kind == "assignees" else []
                return f"the assignees lack {', '.join(lost)}: who may not write here" * bool(lost)
        return why

    def _put(self, number: int, kind: str, names: Sequence[str]) -> tuple[str, ...]:
        where, body = f"issues/{number}/{kind}", dict[str, Json]({kind: [*names]})
        if kind == "reviewers":
            where = f"pulls/{number}/requested_reviewers"
            teams = [name.partition("/")[2] for name in names if "/" in name]
            body = {kind: [n for n in names if "/" not in n], "team_reviewers": [*teams]}
        return extras(self._api.write("POST", f"{self._at}/{where}", body))["assignees"]


# One small file on a branch of its own, changed by compare-and-swap: the memory of runs.
#
# It does not know what the file says. Nothing is forced: after a lost race it reads again.

BRANCH = "paper-bot/state"
FILE = "state.json"
_RACES = 3  # races that may be lost
_MESSAGE = "Remember what was seen\n\nWritten by paper-bot; this branch may be deleted at any time."


class StateBranch:
    """The file on the branch `paper-bot/state` of the repository called *repository*.

    With *fork*, of the fork of the token's owner, as `PullRequests` uses it.
    """

    def __init__(self, api: Api, repository: str, *, fork: bool = False) -> None:
        self._api, self._name, self._fork = api, repository, fork
        self._reader: Reader | None = None

    def read(self) -> bytes | None:
        """Return the file, None without one. Raises `ForgeError` or `TryAgainLater`."""
        return self._now()[1]

    def replace(self, change: Callable[[bytes | None], bytes]) -> None:
        """Put what *change* makes of the file in its place, again if somebody else was faster.

        Raises `TryAgainLater` when that happens over and over, else `ForgeError`.
        """
        for attempt in range(_RACES):
            head, old = self._now()
            new = change(old)
            if new == old:
                return
            try:
                self._write(head, new)
            except TryAgainLater:
                if attempt == _RACES - 1:
                    raise
                self._api.wait(attempt)
            else:
                return

    def _now(self) -> tuple[str | None, bytes | None]:
        reader = self._looking()
        head = reader.ref(BRANCH)
        if head is None or (entry := reader.find_entry(head, FILE)) is None:
            return head, None
        return head, reader.content({FILE: entry})[FILE]

    def _write(self, head: str | None, content: bytes) -> None:
        reader = self._looking()
        if reader.repo.fork and not reader.repo.fork_id:
            self._reader = reader = Reader(self._api, ready(self._api, reader.repo))
        writer = RepositoryWriter(self._api, reader)
        if head is not None:
            writer.add_commit(BRANCH, head, {FILE: content}, _MESSAGE)
            return
        # A branch of its own has no history with the list: it begins from nothing.
        made = writer.commit({FILE: content}, {}, onto=None, parents=[], message=_MESSAGE)
        writer.create_branch(BRANCH, made)

    def _looking(self) -> Reader:
        if self._reader is None:
            repo = find_repository(self._api, self._name)
            self._reader = Reader(self._api, with_fork(self._api, repo) if self._fork else repo)
        return self._reader
