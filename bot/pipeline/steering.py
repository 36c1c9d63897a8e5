"""What people decided, carried out in memory; first what they did by hand is read back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.anatomy import Entry
from bot.config import Config, EntryTable, SectionTable
from bot.core.errors import ConfigError
from bot.editing import Gap, Taken, entry_of, gap_of, misfit, move, plan, take_out, text_of
from bot.lists import Manner, Manners, PaperList, read_list, shelf_of
from bot.markdown import Document, Upkeep
from bot.pipeline.stages import (
    STEP,
    SURE,
    AskedFor,
    DecidedList,
    DecidedPapers,
    ListContext,
    entry_found,
    is_sealed,
    seal_of,
)
from bot.pipeline.summary import not_done
from bot.proposal import Item, State
from classifier.papers import ArxivId, Paper, SectionId


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


# --- What people changed by hand in the list's files, read back: the files tell more than the
# body.
#
# A paper that the list holds is not refused, whoever put it there and under whatever link; one
# that was commented out is. Pure.

_GAPS = ((1, 1), (1, 0), (0, 1), (0, 0))
"""Blank lines above and below that an entry may have been given, the most first."""


def as_found(
    context: ListContext, known: Mapping[ArxivId, Paper]
) -> tuple[ListContext, dict[ArxivId, Item]]:
    """Return *context* without refusals that the list's files contradict, and the pending papers.

    A paper is found by its identifier, its DOI or its title: from *known*, else as remembered.
    The pending ones are in the sections in which they stand now, and sealed. Those that people
    took out and a person put back are pending again.
    """
    said = context.decisions.said
    remembered = {item.arxiv_id: item for item in (*said.dropped, *said.items)}

    def listed(name: ArxivId) -> Entry | None:
        return entry_found(context.paper_list, name, known, remembered)

    refused = frozenset(name for name in context.standing.refused if listed(name) is None)
    back = context.standing.refused - refused
    ours = [*said.items, *(item for item in said.dropped if item.arxiv_id in back)]
    hidden = {i.arxiv_id for i in ours if i.arxiv_id in context.paper_list.hidden_ids}
    refused |= {name for name in hidden if listed(name) is None}
    pending = {
        item.arxiv_id: _where_it_is(item, listed(item.arxiv_id), context.paper_list)
        for item in ours
        if item.arxiv_id not in refused
    }
    for name in context.unsealed():
        if name in pending:
            pending[name] = _sealed_again(context, pending[name], known)
    return replace(context, standing=replace(context.standing, refused=refused)), pending


def _sealed_again(context: ListContext, item: Item, known: Mapping[ArxivId, Paper]) -> Item:
    """Return *item* with its seal and gap, if its line is what the bot would write there today."""
    entry, paper = entry_of(context.paper_list, item.arxiv_id), known.get(item.arxiv_id)
    if isinstance(entry, str) or paper is None:
        return item
    written = text_of(context.paper_list, entry)
    for gap in _GAPS:
        bare = take_out(context.paper_list, {item.arxiv_id: gap}, upkeep=going_back(context))
        around = context.paper_list.section(entry.section).parent
        section = bare.section(entry.section)
        section = bare.section(around) if section is None and around is not None else section
        if section is None:
            continue
        edit = plan(
            read_list(bare.documents),
            [(paper, section)],
            upkeep=going_back(context),
            manners=manners_of(context),
            known=known,
        )
        if bare.refused or [seal_of(insert.text) for insert in edit.inserts] != [seal_of(written)]:
            continue
        if [gap_of(insert) for insert in edit.inserts] == [gap]:
            return replace(item, seal=seal_of(written), gap=gap)
    return item


def _where_it_is(item: Item, entry: Entry | None, listing: PaperList) -> Item:
    """Return *item* with the section of its *entry*, if a person put it elsewhere."""
    if entry is None:
        return item
    section = listing.section(entry.section)
    there = {named.id for named in listing.by_path(item.section)}
    # After a damaged memory was rebuilt, the section is unknown and the list tells it.
    if section.id in there or not section.path:
        return item
    return replace(item, section=section.path, guessed=False)


# --- What people decided, carried out on a list in memory: lines out, lines moved, papers asked
# for.
#
# Only lines that are as the bot wrote them are taken out; a person's words are moved as they are.
# What cannot be done is said, and changes nothing. Pure.

_ASKED = "asked for by a person"
_EDITED = "its line was edited: delete it in the diff"
_FORGOTTEN = (
    "the memory in this text was damaged, and its line cannot be told to be the bot's own: "
    "delete it in the diff"
)
_MOST_DROPPED = 30  # refused papers in the body's memory


def steer(context: ListContext, known: Mapping[ArxivId, Paper]) -> DecidedList:
    """Return *context* with people's decisions carried out; *known* is the metadata at hand."""
    said = context.decisions.said
    before = context.documents
    context, items = as_found(context, known)
    context, items, out, troubles = _take_out(context, items)
    context, moved, new_troubles = _move(context, items, known)
    troubles |= new_troubles
    undone = {item.arxiv_id for item in context.decisions.undone}
    wanted, homeless, more_troubles = _wanted(context, items, known)
    troubles |= more_troubles
    drop = context.decisions.drop - troubles.keys()
    postponed = context.decisions.postponed
    wished = context.decisions.keep | context.decisions.later | undone | postponed
    lifted = wished & (context.standing.refused | undone | postponed)
    refused = (context.standing.refused - lifted) | drop
    later = (frozenset(said.later) - context.decisions.keep - drop) | (
        context.decisions.later - troubles.keys()
    )
    return DecidedList(
        context=replace(context, standing=replace(context.standing, refused=refused)),
        papers=DecidedPapers(
            pending=tuple(not_done(i, troubles) for i in moved.values() if i.arxiv_id not in out),
            dropped=_dropped(said, refused),
            wanted=wanted,
            homeless=homeless,
        ),
        refused=refused,
        kept=frozenset(said.kept) | lifted | {item.arxiv_id for item in homeless},
        later=later,
        troubles=troubles,
        known=known,
        taken=_shrunk(before, context.documents),
        moved=sum(items[name].section != item.section for name, item in moved.items()),
    )


def _shrunk(before: Mapping[str, Document], after: Mapping[str, Document]) -> int:
    sizes = {name: len(document.to_bytes()) for name, document in after.items()}
    return sum(max(0, len(d.to_bytes()) - sizes[name]) for name, d in before.items())


def _dropped(said: State, refused: frozenset[ArxivId]) -> tuple[Item, ...]:
    """Return the papers of this pull request that people took out or passed over, newest first."""
    refused_items = {item.arxiv_id: item for item in said.shown() if item.arxiv_id in refused}
    return tuple(refused_items.values())[:_MOST_DROPPED]


def _take_out(
    context: ListContext, items: Mapping[ArxivId, Item]
) -> tuple[ListContext, dict[ArxivId, Item], frozenset[ArxivId], dict[ArxivId, str]]:
    """Take the dropped and postponed lines out; return which, and why others were not."""
    troubles: dict[ArxivId, str] = {}
    going: dict[ArxivId, tuple[int, int]] = {}
    for name in sorted((context.decisions.drop | context.decisions.later) & items.keys()):
        entry = entry_of(context.paper_list, name)
        if isinstance(entry, str):
            edited = entry_found(context.paper_list, name, {}, items)
            troubles[name] = entry if edited is None or name in edited.arxiv_ids else _EDITED
        elif not is_sealed(text_of(context.paper_list, entry), items[name].seal):
            troubles[name] = _EDITED if items[name].seal else _FORGOTTEN
        else:
            going[name] = items[name].gap
    if not going:
        return context, dict(items), frozenset(), troubles
    taken: Taken = take_out(context.paper_list, going, _gaps(items), upkeep=going_back(context))
    troubles |= {refusal.arxiv_id: refusal.why for refusal in taken.refused}
    gone = frozenset(insert.arxiv_id for insert in taken.lines)
    context = _with_documents(context, taken.documents)
    return context, {**items, **_with_gaps(items, taken.gaps)}, gone, troubles


def _with_documents(context: ListContext, documents: Mapping[str, Document]) -> ListContext:
    listing = read_list(documents, like=context.paper_list)
    return replace(context, documents=documents, paper_list=listing)


def _gaps(items: Mapping[ArxivId, Item]) -> Mapping[ArxivId, Gap]:
    return {name: item.gap for name, item in items.items()}


def _with_gaps(
    items: Mapping[ArxivId, Item], gaps: Mapping[ArxivId, Gap]
) -> Mapping[ArxivId, Item]:
    return {name: replace(items[name], gap=gap) for name, gap in gaps.items()}


def _move(
    context: ListContext, items: Mapping[ArxivId, Item], known: Mapping[ArxivId, Paper]
) -> tuple[ListContext, dict[ArxivId, Item], dict[ArxivId, str]]:
    """Move pending lines; return the pending papers with their sections, and what did not go."""
    troubles: dict[ArxivId, str] = {}
    placed = dict(items)
    for name in sorted(context.decisions.move.keys() & items.keys()):
        path = context.decisions.move[name]
        section = _section(context, path)
        entry = entry_of(context.paper_list, name)
        if section is None or isinstance(entry, str):
            troubles[name] = entry if isinstance(entry, str) else _gone(path)
            continue
        paper = known.get(name) or Paper(id=name, title=entry.title)
        section = shelf_of(context.paper_list, section, paper)
        path = context.paper_list.section(section).path
        if entry.section != section:
            result = move(
                context.paper_list,
                paper,
                section,
                _gaps(placed),
                upkeep=going_back(context),
                manners=manners_of(context),
            )
            if isinstance(result, str):
                troubles[name] = result
                continue
            documents, gaps = result
            placed |= _with_gaps(placed, gaps)
            context = _with_documents(context, documents)
        placed[name] = replace(placed[name], section=path, guessed=False)
    return context, placed, troubles


def _section(context: ListContext, path: Sequence[str]) -> SectionId | None:
    sections = context.paper_list.by_path(path) if path else ()
    return next((section.id for section in sections if not section.closed), None)


def _gone(path: Sequence[str]) -> str:
    return f"the list has no section {STEP.join(path)} that takes papers; name another with /move"


def _nowhere(name: ArxivId) -> str:
    return f"nothing tells its section: write /move {name} Section name"


def _wanted(
    context: ListContext, items: Mapping[ArxivId, Item], known: Mapping[ArxivId, Paper]
) -> tuple[tuple[AskedFor, ...], tuple[Item, ...], dict[ArxivId, str]]:
    """Return the papers to put in because people asked, those without a section, and troubles."""
    decisions, remembered = context.decisions, context.decisions.items()
    names = [*sorted(decisions.keep - items.keys()), *(i.arxiv_id for i in decisions.undone)]
    wanted: list[AskedFor] = []
    homeless = {item.arxiv_id: item for item in _still_homeless(context, {*items, *names})}
    troubles: dict[ArxivId, str] = {}
    for name in dict.fromkeys(names):
        item = remembered.get(name, Item(arxiv_id=name, title="", probability=0.0))
        paper = known.get(name) or _from_memory(item)
        path = decisions.move.get(name, item.section)
        section = _section(context, path)
        if paper is None:
            troubles[name] = "arXiv says nothing of it; add it by hand"
        elif context.paper_list.find(paper) is not None:
            continue
        elif section is None:
            troubles[name] = _gone(path) if path else _nowhere(name)
            homeless[name] = replace(item, title=paper.title, authors=paper.authors)
        else:
            reasons = tuple(dict.fromkeys((_ASKED, *item.reasons)))
            guessed = name not in decisions.move and item.confidence < SURE
            item = replace(item, title=paper.title, section=path, guessed=guessed, reasons=reasons)
            wanted.append(AskedFor(paper, section, item))
    return tuple(wanted), tuple(homeless.values()), troubles


def _still_homeless(context: ListContext, spoken: Collection[ArxivId]) -> Iterator[Item]:
    """Yield the papers that people asked for earlier and that have no section yet."""
    decisions = context.decisions
    said = decisions.said
    gone = context.standing.refused | decisions.drop | decisions.later | set(spoken)
    for item in said.unplaced:
        there = entry_found(context.paper_list, item.arxiv_id, {}, {item.arxiv_id: item})
        if item.arxiv_id in said.kept and item.arxiv_id not in gone and there is None:
            yield item


def _from_memory(item: Item) -> Paper | None:
    if not item.title:
        return None
    return Paper(id=item.arxiv_id, title=item.title, authors=item.authors)
