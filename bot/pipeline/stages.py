"""The nouns of a run, by stage: asked for, read, decided on by people, chosen. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.config import Config
from bot.core.errors import BotError
from bot.core.window import Window
from bot.lists import PaperList
from bot.markdown import Document
from bot.proposal import Decisions, Forge, Item, Standing
from classifier import Rules
from classifier.papers import ArxivId, Paper, SectionId, Selection, Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A list to keep current, and where its files and proposals live."""

    config: Config
    forge: Forge


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for: the window, and how far to go.

    `run_url` is where the log of this run can be read, `files_url` where the list's files can.
    """

    window: Window
    limit: int | None = None
    dry_run: bool = False
    run_url: str = ""
    files_url: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A list that could not be served; the others go on."""

    list_name: str
    error: BotError


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a list is about: its sections as topics, the compiled rules, and what is amiss.

    `gone` names the sections that only the config knows; they have a topic that is not present.
    `keys` names the table of the config that each section with rules has.
    """

    topics: tuple[Topic, ...]
    rules: Rules
    gone: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    keys: Mapping[SectionId, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListContext:
    """A list as read, ready to be worked on."""

    job: Job
    standing: Standing
    documents: Mapping[str, Document]
    paper_list: PaperList
    subject: Subject
    decisions: Decisions = field(default_factory=Decisions)

    def unlisted_by_name(self) -> Iterator[ArxivId]:
        """Yield the papers proposed of which only arXiv can tell whether they are listed.

        Their identifier is gone from the files, and the body had no room for their titles.
        """
        gone = self.standing.refused
        items = self.decisions.said.items
        return (i.arxiv_id for i in items if i.arxiv_id in gone and not i.title)

    def unsealed(self) -> Iterator[ArxivId]:
        """Yield the papers to be taken out of which a damaged memory lost how their lines were."""
        going = self.decisions.drop | self.decisions.later
        items = self.decisions.said.items
        return (i.arxiv_id for i in items if i.arxiv_id in going and not i.seal)

    def concerned(self) -> frozenset[ArxivId]:
        """Return the papers whose metadata it takes to carry out what people decided."""
        undone = {item.arxiv_id for item in self.decisions.undone}
        spoken = self.decisions.keep | undone | self.decisions.move.keys()
        return frozenset(spoken).union(self.unlisted_by_name(), self.unsealed())


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A paper that people want in *section*, and what is remembered of it."""

    paper: Paper
    section: SectionId
    item: Item


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedPapers:
    """The papers that people decided on, by what becomes of them.

    `pending` are still in the pull request, `dropped` were taken out of it, `wanted` are put in
    because people asked; of the `homeless`, which they asked for too, no section is known.
    """

    pending: tuple[Item, ...] = ()
    dropped: tuple[Item, ...] = ()
    wanted: tuple[AskedFor, ...] = ()
    homeless: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedList:
    """A *context* as people want it, and what follows from that.

    `refused`, `kept` and `later` are as in `State`. `troubles` says why something could not be
    done. `taken` counts the bytes that went, `moved` the lines that went elsewhere. `known` is the
    metadata at hand.
    """

    context: ListContext
    papers: DecidedPapers = DecidedPapers()
    refused: frozenset[ArxivId] = frozenset()
    kept: frozenset[ArxivId] = frozenset()
    later: frozenset[ArxivId] = frozenset()
    troubles: Mapping[ArxivId, str] = field(default_factory=dict)
    taken: int = 0
    moved: int = 0
    known: Mapping[ArxivId, Paper] = field(default_factory=dict)

    @property
    def aside(self) -> frozenset[ArxivId]:
        """The papers that are not to be chosen: they are in already, or for another time."""
        wanted = (asked.paper.id for asked in self.papers.wanted)
        return self.later.union(wanted, (item.arxiv_id for item in self.papers.pending))


@dataclass(frozen=True, slots=True)
class Choice:
    """What one run proposes and shows; papers that wait for room, and others *unjudged* so far."""

    selection: Selection
    waiting: tuple[ArxivId, ...] = ()
    unjudged: tuple[ArxivId, ...] = ()
