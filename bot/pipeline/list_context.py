"""The nouns of a run: what is asked for, and a list as it lies ready to be worked on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.config import Config, EntryTable, SectionTable
from bot.core.errors import BotError, ConfigError
from bot.core.window import Window
from bot.editing import misfit
from bot.lists import Manner, Manners, PaperList
from bot.markdown import Document
from bot.pipeline.training_data import Subject
from bot.proposal import Decisions, Forge, Standing
from classifier.papers import SectionId


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
class ListContext:
    """A list as read, ready to be worked on."""

    job: Job
    standing: Standing
    documents: Mapping[str, Document]
    paper_list: PaperList
    subject: Subject
    decisions: Decisions = field(default_factory=Decisions)


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
