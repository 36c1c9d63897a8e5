"""What GitHub is asked: repositories, branches, files, and where a list may be written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import count
from urllib.parse import quote

from bot.core.errors import ForgeError, TryAgainLater
from bot.core.plain import NO_LISTS
from bot.core.ports import Json
from bot.github.answers import (
    PAGE,
    Api,
    Commit,
    Comparison,
    Fields,
    Pull,
    Repository,
    blob,
    comparison,
    extras,
    objects,
    odd,
    pull,
    repository,
)
from bot.github.requester import Rejection, explain

LARGEST = 20_000_000
"""Bytes of a list that are still read; more is surely no list."""
_PULL_STATE = (
    "query($owner: String!, $name: String!, $number: Int!) { repository(owner: $owner, name: $name)"
    " { pullRequest(number: $number)"
    " { state mergeable isInMergeQueue autoMergeRequest { enabledAt } } } }"
)
PLAIN, EXECUTABLE = "100644", "100755"
_PUTS = ("labeled", "assigned", "review_requested")  # events
_PUT = ("label", "assignee", "requested_reviewer", "requested_team")  # their keys


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """A file in a tree: its mode and the name of its content."""

    mode: str
    sha: str


@dataclass(frozen=True, slots=True)
class PullState:
    """The state of a pull request: `mergeable` is None while GitHub does not know it yet.

    One with `auto_merge` or `queued` is about to be merged by GitHub itself.
    """

    open: bool
    mergeable: bool | None
    auto_merge: bool = False
    queued: bool = False


@dataclass(frozen=True, slots=True)
class Closer:
    """Who closed a pull request: a login, "" for a deleted account, and whether it is a program."""

    login: str
    program: bool


def find_repository(api: Api, name: str) -> Repository:
    """Return the repository called *name* now, also after a rename; refuse one without writes."""
    try:
        repo = repository(api.read(f"/repos/{name}"))
    except Rejection as rejection:
        raise explain(rejection, doing=f"find the repository {name}") from rejection
    if repo.archived:
        raise ForgeError(f"{repo.name} is archived or disabled: unarchive it or stop the bot")
    return repo


class Reader:
    """Reads *repo*; content by its hash, so that nothing can change while it is read.

    Branches of ours are looked up where they are, in a fork perhaps; GitHub shows the objects of
    all forks in the repository itself.
    """

    def __init__(self, api: Api, repo: Repository) -> None:
        self._api, self.repo = api, repo
        self._at, self._home = f"/repos/{repo.name}", f"/repos/{repo.home}"

    def _read(self, path: str, *, at: str = "", **parameters: str | int) -> Json:
        try:
            return self._api.read(f"{at or self._at}/{path}", **parameters)
        except Rejection as rejection:
            raise explain(rejection, doing=f"read {self.repo.name}") from rejection

    def _find(self, path: str, absent: str, *, at: str = "", **parameters: str | int) -> Json:
        """Read what may not be there; None when GitHub says so (404) with the words *absent*.

        Any other 404 may be lost access.
        """
        try:
            answer = self._api.read(f"{at or self._at}/{path}", **parameters)
        except Rejection as rejection:
            if rejection.status == 404 and rejection.says(absent):  # noqa: PLR2004
                return None
            raise explain(rejection, doing=f"read {self.repo.name}") from rejection
        if answer is None:
            raise odd("anything in it")
        return answer

    def head(self, branch: str) -> str:
        """Return the commit that *branch* points to."""
        answer = self._read(f"branches/{quote(branch, safe='')}")
        return Fields.of(answer, "the branch").inner("commit").sha()

    def branches(self, name: str) -> Mapping[str, str]:
        """Return the branches *name*, *name*-2, *name*-3 … that exist, and their commits."""
        if self.repo.fork and not self.repo.fork_id:
            return {}  # there is no fork yet
        answer = self._read(f"git/matching-refs/heads/{name}", at=self._home)
        ours = re.compile(rf"refs/heads/({re.escape(name)}(?:-[2-9]|-[1-9]\d{{1,3}})?)", re.ASCII)
        return {
            match[1]: ref.inner("object").sha()
            for ref in objects(answer, "the branches")
            if (match := ours.fullmatch(ref.text("ref")))
        }

    def ref(self, branch: str) -> str | None:
        """Return the commit of *branch*, None when there is no such branch."""
        answer = self._find(f"git/ref/heads/{branch}", "not found", at=self._home)
        if answer is None:
            return None
        return Fields.of(answer, "the branch").inner("object").sha()

    def pulls(self, branch: str) -> tuple[Pull, ...]:
        """Return the pull requests from our own *branch*, open and closed, newest first."""
        pulls: dict[int, Pull] = {}
        for page in count(1):
            answer = self._read(
                "pulls",
                head=self.repo.at(branch),
                state="all",
                per_page=PAGE,
                page=page,
            )
            listed = answer if isinstance(answer, list) else [answer]
            # GitHub ignores a filter that it does not understand, so each one is checked.
            for each in (pull(raw, self.repo.home) for raw in listed):
                if each is not None and each.branch == branch:
                    pulls[each.number] = each
            if len(listed) < PAGE:
                break
        return tuple(sorted(pulls.values(), key=lambda each: -each.number))

    def pull(self, number: int) -> tuple[Pull, bool | None]:
        """Return a pull request afresh, and whether it can be merged (None: not known yet)."""
        answer = self._read(f"pulls/{number}")
        fresh = pull(answer, self.repo.home)
        if fresh is None or fresh.number != number:
            raise odd("the pull request that was asked for")
        mergeable = Fields.of(answer, "the pull request").raw.get("mergeable")
        return fresh, mergeable if isinstance(mergeable, bool) else None

    def extras_ever(self, number: int) -> Mapping[str, tuple[str, ...]]:
        """Return whatever was put on a pull request at any time, by its kind; see `extras`."""
        ever: dict[str, tuple[str, ...]] = {}
        for event in self._events(number):
            if event.raw.get("event") in _PUTS:
                put = extras({f"{key}s": [event.raw[key]] for key in _PUT if event.raw.get(key)})
                ever = {kind: (*ever.get(kind, ()), *names) for kind, names in put.items()}
        return ever

    def closer(self, number: int) -> Closer | None:
        """Return who closed pull request *number* last, None where GitHub does not tell."""
        closer: Closer | None = None
        for event in self._events(number):
            if event.raw.get("event") == "closed" and "actor" in event.raw:
                actor = event.raw["actor"]
                who = actor if isinstance(actor, dict) else {}
                closer = Closer(str(who.get("login") or ""), program=who.get("type") == "Bot")
        return closer

    def _events(self, number: int) -> Iterator[Fields]:
        for page in count(1):
            answer = self._read(f"issues/{number}/events", per_page=PAGE, page=page)
            events = objects(answer, "the events")
            yield from events
            if len(events) < PAGE:
                return

    def now(self, number: int) -> PullState:
        """Return the state of a pull request now: one question before a push."""
        owner, _, name = self.repo.name.partition("/")
        try:
            data = self._api.query(_PULL_STATE, {"owner": owner, "name": name, "number": number})
        except Rejection as rejection:
            if rejection.says("isinmergequeue"):  # an older GitHub Enterprise Server
                fresh, mergeable = self.pull(number)
                return PullState(fresh.open, mergeable, auto_merge=fresh.auto_merge)
            raise explain(rejection, doing=f"read {self.repo.name}") from rejection
        facts = Fields.of(data, "the pull request").inner("repository").inner("pullRequest")
        return PullState(
            open=facts.text("state") == "OPEN",
            mergeable={"MERGEABLE": True, "CONFLICTING": False}.get(facts.text("mergeable")),
            auto_merge=bool(facts.raw.get("autoMergeRequest")),
            queued=facts.flag("isInMergeQueue"),
        )

    def compare(self, base: str, head: str) -> Comparison | None:
        """Return what *head* has that *base* lacks, None if they have no history in common."""
        basehead = f"{quote(base, safe='')}...{quote(head, safe='')}"
        answer = self._find(f"compare/{basehead}", "no common ancestor", per_page=PAGE)
        return None if answer is None else comparison(answer)

    def tree(self, commit: str) -> str:
        """Return the root folder of *commit*."""
        fields = Fields.of(self._read(f"git/commits/{commit}"), "the commit")
        return fields.inner("tree").sha()

    def commit(self, sha: str) -> Commit:
        """Return one commit."""
        fields = Fields.of(self._read(f"git/commits/{sha}"), "the commit")
        parents = tuple(parent.sha() for parent in fields.list("parents"))
        return Commit(sha=fields.sha(), message=fields.text("message"), parents=parents)

    def entries(self, commit: str, paths: Sequence[str]) -> Mapping[str, TreeEntry]:
        """Return where *paths* are at *commit*. Raises `ForgeError` for all but plain files."""
        trees: dict[str, dict[str, Fields]] = {}
        return {path: self._entry(commit, path, trees) for path in paths}

    def _entry(self, commit: str, path: str, trees: dict[str, dict[str, Fields]]) -> TreeEntry:
        *folders, name = path.split("/")
        tree = self._tree(commit, trees)
        for folder in folders:
            inner = tree.get(folder)
            if inner is None or inner.text("type") != "tree":
                raise _missing(path, self.repo)
            tree = self._tree(inner.sha(), trees)
        if (entry := tree.get(name)) is None:
            raise _missing(path, self.repo)
        if entry.text("type") != "blob" or entry.text("mode") not in {PLAIN, EXECUTABLE}:
            raise ForgeError(
                f"{path} in {self.repo.name} is a folder, a link or a submodule, no plain file; "
                "name the list's own file in [list] files"
            )
        if entry.number("size") > LARGEST:
            raise ForgeError(
                f"{path} in {self.repo.name} has more than {LARGEST:,} bytes: not a list"
            )
        return TreeEntry(entry.text("mode"), entry.sha())

    def _tree(self, sha: str, trees: dict[str, dict[str, Fields]]) -> dict[str, Fields]:
        if sha not in trees:
            trees[sha] = {part.text("path"): part for part in self.folder(sha)}
        return trees[sha]

    def folder(self, sha: str) -> list[Fields]:
        """Return what is in the folder *sha*, or in the root folder of the commit *sha*."""
        fields = Fields.of(self._read(f"git/trees/{sha}"), "the folder")
        if fields.flag("truncated"):
            raise ForgeError(f"a folder in {self.repo.name} is too large for GitHub to list")
        return fields.list("tree")

    def find_entry(self, commit: str, name: str) -> TreeEntry | None:
        """Return where the file *name* of the root folder is at *commit*, None without one."""
        trees: dict[str, dict[str, Fields]] = {}
        there = name in self._tree(commit, trees)
        return self._entry(commit, name, trees) if there else None

    def content(self, entries: Mapping[str, TreeEntry]) -> dict[str, bytes]:
        """Return the bytes of *entries*, whatever their size, each proven by its hash."""
        return {
            path: blob(self._read(f"git/blobs/{entry.sha}"), entry.sha)
            for path, entry in entries.items()
        }


def _missing(path: str, repo: Repository) -> ForgeError:
    return ForgeError(
        f"{path} is not in {repo.name} (any more): correct [list] files; the bot creates no list"
    )


def moved(what: str) -> TryAgainLater:
    """Return the error for a race that somebody else won; nothing of his was touched."""
    return TryAgainLater(
        f"{what} changed while the bot was at work; nothing was overwritten, run again"
    )


# The files of a repository, read without a clone: its configs and its Markdown files.

_MOST_FOLDERS = 40  # folders that are looked into


@dataclass(frozen=True, slots=True)
class RepositoryFile:
    """A file of the repository: where it is, its content's name, and its size in bytes."""

    path: str
    entry: TreeEntry
    size: int


class RepositoryFiles:
    """The default branch of the repository called *repository*, as it is when first asked.

    `name` is what it is called now. Raises `ForgeError` for one that is archived or gone.
    """

    def __init__(self, api: Api, repository: str) -> None:
        repo = find_repository(api, repository)
        self.name, self._reader = repo.name, Reader(api, repo)
        self._head = self._reader.head(repo.base)

    def below(self, folder: str) -> tuple[RepositoryFile, ...]:
        """Return the plain files right in *folder* of the root, none where there is no such."""
        for name, kind, entry, _ in self._folder(self._head):
            if name == folder and kind == "tree":
                return tuple(self._files(f"{folder}/", entry.sha))
        return ()

    def markdown(self) -> tuple[RepositoryFile, ...]:
        """Return the Markdown files, those of the root first; forty folders are looked into."""
        waiting, files = [("", self._head)], list[RepositoryFile]()
        for _ in range(_MOST_FOLDERS):
            if not waiting:
                break
            path, sha = waiting.pop(0)
            for name, kind, entry, size in self._folder(sha):
                if kind == "tree" and not name.startswith(".") and name not in NO_LISTS:
                    waiting.append((f"{path}{name}/", entry.sha))
                elif _is_plain(kind, entry) and _is_markdown(name) and size <= LARGEST:
                    files.append(RepositoryFile(f"{path}{name}", entry, size))
        return tuple(files)

    def read(self, files: Iterable[RepositoryFile]) -> Mapping[str, bytes]:
        """Return the bytes of *files*, each proven by its hash."""
        return self._reader.content({file.path: file.entry for file in files})

    def _files(self, path: str, sha: str) -> Iterator[RepositoryFile]:
        for name, kind, entry, size in self._folder(sha):
            if _is_plain(kind, entry):
                yield RepositoryFile(f"{path}{name}", entry, size)

    def _folder(self, sha: str) -> Iterator[tuple[str, str, TreeEntry, int]]:
        for part in self._reader.folder(sha):
            size = part.raw.get("size")
            entry = TreeEntry(part.text("mode"), part.sha())
            yield part.text("path"), part.text("type"), entry, size if isinstance(size, int) else 0


def _is_plain(kind: str, entry: TreeEntry) -> bool:
    return kind == "blob" and entry.mode in {PLAIN, EXECUTABLE}


def _is_markdown(name: str) -> bool:
    return name.lower().endswith((".md", ".markdown"))


# Where a run may write, as `Standing.token` carries it from reading to writing.


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteTarget:
    """The pull request's `branch` at commit `head`, and the base branch `onto` at commit `base`.

    `name`, `id`, `page`, `fork` and `fork_id` are the repository's, found at the start of the run.
    `branch` and `head` are empty while there is no pull request. The other fields are "" or say:
    `merge` that the list changed at the base and the files have both sides, `redo` that the files
    are older than the branch, `executable` that a file has that mode, `hold` why nothing may be
    written. `labels`, `reviewers` and `assignees` are those of the pull request, one a line;
    `pulls` the numbers of all pull requests that were looked at. `closed` is the number of
    one under which a comment must still say what closing it did; `vain` is the number and the name
    where somebody closed it who may not.
    """

    name: str
    id: str
    onto: str
    page: str
    base: str
    fork: str = ""
    fork_id: str = ""
    branch: str = ""
    head: str = ""
    url: str = ""
    merge: str = ""
    redo: str = ""
    executable: str = ""
    hold: str = ""
    labels: str = ""
    reviewers: str = ""
    assignees: str = ""
    pulls: str = ""
    closed: str = ""
    vain: str = ""

    def token(self) -> dict[str, str]:
        """Return this as plain texts."""
        return asdict(self)

    @classmethod
    def of(cls, token: Mapping[str, str]) -> WriteTarget:
        """Return what `token` had been made from."""
        return cls(**token)

    def repository(self) -> Repository:
        """Return the repository as it was found."""
        return Repository(
            name=self.name,
            id=self.id,
            base=self.onto,
            url=self.page,
            archived=False,
            fork=self.fork,
            fork_id=self.fork_id,
        )


def home(repo: Repository) -> dict[str, str]:
    """Return the fields of a `WriteTarget` that name *repo*."""
    return {
        "name": repo.name,
        "id": repo.id,
        "onto": repo.base,
        "page": repo.url,
        "fork": repo.fork,
        "fork_id": repo.fork_id,
    }


def names(name: str) -> list[str]:
    """Return the branches a list may use, in order: *name*, then *name*-2, *name*-3 …"""
    return [name, *(f"{name}-{number}" for number in range(2, 100))]
