"""The files of a repository, read without a clone: its configs and its Markdown files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.github.queries.reader import EXECUTABLE, LARGEST, PLAIN, Reader, TreeEntry, find_repository
from bot.github.transport.answers import Api

_MOST_FOLDERS = 40  # folders that are looked into
_SKIPPED = frozenset({"node_modules", "vendor", "site-packages", "config", "venv"})


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
                if kind == "tree" and not name.startswith(".") and name not in _SKIPPED:
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
