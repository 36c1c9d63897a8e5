"""What the run needs from arXiv, as small protocols, and what a source answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.arxiv.sweep.account import Account, Tally
from bot.arxiv.sweep.mark import Mark, Remembered
from bot.arxiv.sweep.seen import Seen
from bot.core.errors import TryAgainLater
from bot.core.window import Window
from classifier.papers import ArxivId, Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """What a source answered for a window.

    `papers` appeared inside the window, `background` before it (a sample is enough: it shows
    the model what the list passes over). With `complete` false, `troubles` says in one line
    each what is missing. `requests` counts the HTTP requests made, `counts` named figures for
    the report (such as papers without categories). `uncertain` papers may have been announced
    before the window. `seen` is what to remember once the papers are dealt with, None when the
    source cannot tell. `tally` says what was asked of the network, look-ups included.
    """

    papers: Sequence[Paper]
    background: tuple[Paper, ...] = ()
    complete: bool = True
    troubles: tuple[str, ...] = ()
    requests: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    uncertain: frozenset[ArxivId] = frozenset()
    seen: Seen | None = None
    account: Account = field(default_factory=Account)
    tally: Tally = field(default_factory=Tally)


class HalfKnownError(TryAgainLater):
    """A look-up ended early; *found* is what had come by then."""

    def __init__(self, text: str, found: Mapping[ArxivId, Paper]) -> None:
        super().__init__(text)
        self.found = found


class Source(Protocol):
    """Where papers come from: arXiv's interfaces or a metadata snapshot."""

    @property
    def tally(self) -> Tally:
        """What was asked of the network so far, look-ups included."""

    def sweep(self, window: Window, categories: Sequence[str]) -> Sweep:
        """Return the papers of *window* in any of *categories*; no categories means all.

        Raises `TryAgainLater` when nothing could be fetched, `SourceError` when it never will.
        """

    def lookup(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, Paper]:
        """Return what is known of *ids*; unknown ones are missing from the answer.

        Raises `HalfKnownError` when not all could be asked for.
        """


class MarkStore(Protocol):
    """Remembers, for each list, up to when arXiv was swept completely."""

    def load(self, list_name: str) -> Remembered:
        """Return the mark of *list_name*; an unreadable one is none."""

    def save(self, list_name: str, mark: Mark) -> None:
        """Replace the mark of *list_name*, wholly or not at all. Raises `BotError`."""


class Shelf(Protocol):
    """A place for one small file that outlives the run."""

    def read(self) -> bytes | None:
        """Return the file, None without one. Raises `BotError`."""

    def replace(self, change: Callable[[bytes | None], bytes]) -> None:
        """Put what *change* makes of the file there, unless somebody else is faster (again).

        Raises `BotError`.
        """
