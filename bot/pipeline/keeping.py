"""What the config says of how entries are kept: written, followed by counters, taken out."""

from __future__ import annotations

from datetime import date

from bot.config import Config, EntryTable, SectionTable
from bot.core.errors import ConfigError
from bot.editing import misfit
from bot.lists import Manner, Manners
from bot.markdown import Upkeep
from bot.pipeline.stages import ListContext
from classifier.papers import SectionId


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


def upkeep_of(config: Config, today: date) -> Upkeep:
    """Return what the config lets follow an edit made *today*: counters, stamps, numbers."""
    table = config.settings.list
    return Upkeep(
        counters=table.update_counters,
        contents=table.update_contents,
        stamp=today if table.update_stamp else None,
        renumber=table.renumber,
    )


def going_back(context: ListContext) -> Upkeep:
    """Return what follows, by the config, when lines are taken out: no stamp is set back."""
    table = context.job.config.settings.list
    return Upkeep(
        counters=table.update_counters, contents=table.update_contents, renumber=table.renumber
    )
