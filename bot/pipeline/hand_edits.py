"""What people changed by hand in the list's files, read back: the files tell more than the body.

A paper that the list holds is not refused, whoever put it there and under whatever link; one that
was commented out is. Pure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from bot.editing import entry_of, gap_of, plan, take_out, text_of, unnumbered
from bot.lists import Entry, PaperList, read_list
from bot.pipeline.keeping import going_back, manners_of
from bot.pipeline.stages import ListContext
from bot.proposal import Item
from classifier.papers import ArxivId, Paper

_DIGITS = 10  # hexadecimal: 40 bits, and two of a thousand texts meet once in two million
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


def entry_found(
    listing: PaperList,
    name: ArxivId,
    known: Mapping[ArxivId, Paper],
    remembered: Mapping[ArxivId, Item],
) -> Entry | None:
    """Return the entry that is the paper *name*, by whatever is known of it."""
    item = remembered.get(name)
    paper = known.get(name) or Paper(id=name, title=item.title if item else "")
    return listing.find(paper)


def still_listed(context: ListContext, items: Mapping[ArxivId, Item]) -> tuple[Item, ...]:
    """Return those of *items* that the list holds."""
    listed = (i for n, i in items.items() if entry_found(context.paper_list, n, {}, items))
    return tuple(listed)


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


def seal_of(line: str) -> str:
    """Return 10 hex digits that tell the text of an entry from any other.

    Its number in a list or in the first column does not count: it moves with its neighbours.
    """
    return _digits(unnumbered(line))


def is_sealed(line: str, seal: str) -> bool:
    """Whether *line* is what *seal* was made of, by this version or by one that sealed numbers."""
    return bool(seal) and seal in (seal_of(line), _digits(line))


def _digits(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
