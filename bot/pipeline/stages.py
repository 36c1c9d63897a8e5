"""The nouns of a run, by stage: asked for, read, decided on by people, chosen. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.config import Config, EntryTable, SectionTable
from bot.core.errors import BotError, ConfigError
from bot.core.window import Window
from bot.editing import misfit
from bot.lists import Manner, Manners, PaperList
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


def manners_of(context: ListContext) -> Manners:
    """Return what the config says of how entries are kept, by the sections that it names.

    Templates are tried on the list first; raises `ConfigError` for one that does not fit.
    """
    config, keys = context.job.config, context.subject.keys
    settings = config.settings
    manners = Manners(
        _manner(settings.entry),
        {section: _manner(settings.sections[key]) for section, key in keys.items()},
    )
    said: dict[SectionId | None, tuple[str, ...]] = {None: ("entry",)}
    said |= {section: ("sections", key) for section, key in keys.items()}
    for section, table in said.items():
        manner = manners.general if section is None else manners.sections[section]
        if manner.template and (why := misfit(context.paper_list, manners, section)):
            where = config.where(*table, "template")
            raise ConfigError(f"{where}: the template does not fit the list: {why}")
    return manners


def _manner(table: EntryTable | SectionTable) -> Manner:
    return Manner(place=table.place, new_headings=table.new_headings, template=table.template)
