"""EDGE: `bot add`, `bot check` and `bot fix`: a person at the list, on the bot's own road."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bot.arxiv import Source
from bot.arxiv.sources import SnapshotSource, default_cache
from bot.checks import findings, repaired, verdict
from bot.cli import wiring
from bot.cli.commands.list_report import (
    Wanted,
    as_json,
    as_text,
    as_toml,
    between,
    hidden_by,
    name_of,
    section_called,
    wanted_of,
    without_papers,
)
from bot.cli.files import (
    LocalFiles,
    read_list_bytes,
    repository_of,
    workflow_texts,
    write_atomically,
)
from bot.cli.output import Printer, open_progress
from bot.cli.world import World
from bot.config import ArxivTable, Config
from bot.core.errors import BotError, ConfigError, ListError, UsageError
from bot.core.plain import is_markdown, to_markdown
from bot.core.terminal import json_line, log_text
from bot.editing import apply, check, learnt_templates, plan, self_test, survey, unified_diff
from bot.lists import PaperList, home_of, likely_homes, read_list
from bot.markdown import Document
from bot.pipeline import (
    Job,
    ListContext,
    as_bytes,
    listed_of,
    look_up,
    manners_of,
    read,
    to_look_at,
    upkeep_of,
    wanted_ids,
)
from bot.proposal import pending
from classifier import NothingToLearnError, fit
from classifier.papers import ArxivId, Paper, SectionId

_SURE = 0.3  # of a section: below, the person who adds a paper is asked
_BEST = 3  # sections that are named for a paper
_TEACHERS = 400  # papers that show how entries are made: the newest, in four requests


def add_papers(args: argparse.Namespace, world: World) -> int:
    """Add the papers named to the list, print the diff, and write it if asked to.

    1 if one of them was not added; the others are.
    """
    wanted = wanted_of(args.wanted)
    config = wiring.only_config(args.config)
    files = LocalFiles(repository_of(Path(config.file)), write=args.write)
    context = read(Job(config=config, forge=files))
    waiting = _waiting(config, world)
    there = _listed(context.paper_list, wanted)
    new = [want for want in wanted if want.arxiv_id not in there]
    listed = sorted(wanted_ids(context.paper_list), reverse=True)[:_TEACHERS]
    papers, known = _look_up(args, world, config, new, listed)
    free = [paper for paper in papers if paper.id not in waiting]
    additions, unsure = _homes(context, free, known, args)
    today = world.clock.now().date()
    upkeep = upkeep_of(config, today)
    manners = manners_of(context)
    edit = plan(
        context.paper_list, additions, upkeep=upkeep, today=today, manners=manners, known=known
    )
    after = apply(context.documents, edit)
    check(context.documents, edit, after, upkeep=upkeep)
    refused = there | {paper.id: waiting[paper.id] for paper in papers if paper.id in waiting}
    refused |= {refusal.arxiv_id: refusal.why for refusal in edit.refused} | unsure
    _show(as_bytes(context.documents), as_bytes(after), args, world, refused)
    for arxiv_id, why in refused.items():
        _note(f"{arxiv_id}: {why}")
    for insert in edit.inserts:
        if insert.arxiv_id in context.paper_list.hidden_ids:
            _note(f"{insert.arxiv_id}: is in a comment or in code of the list; added all the same")
    for arxiv_id, looks in to_look_at(context.paper_list, edit, free).items():
        _note(f"{arxiv_id}: look at {'; '.join(looks)}")
    if args.section and (why := without_papers(context.paper_list, args.section)):
        _note(why)
    if args.write:
        _write(repository_of(Path(config.file)), context.documents, after)
    return 1 if refused else 0


def check_list(args: argparse.Namespace, world: World) -> int:
    """Print what was understood of the list, what is wrong, and whether papers can be put in.

    1 if there are errors, or nothing at all can be done with the list.
    """
    root, listing = _read(args)
    today = world.clock.now().date()
    every_finding = findings(listing, workflow_texts(root), today=today)
    sections = tuple(survey(listing))
    says = verdict(listing, every_finding, sum(not one.closed for one in sections))
    known = _known_to(args, world, listing)
    style = tuple(self_test(listing, known))
    templates = tuple(learnt_templates(listing, known)) if args.templates else None
    if args.json:
        answer = as_json(listing, sections, every_finding, says, style, templates)
        sys.stdout.write(f"{json_line(answer)}\n")
    elif templates is not None:
        Printer(world.environ, json=False).say(as_toml(templates, style))
    else:
        Printer(world.environ, json=False).say(as_text(sections, every_finding, says, style))
    return int(says.hopeless or any(one.level == "error" for one in every_finding))


def fix_list(args: argparse.Namespace, world: World) -> int:
    """Print the repairs that need no judgement as a diff, and write them if asked to."""
    root, listing = _read(args)
    after = repaired(listing)
    if place := hidden_by(listing, read_list(after)):
        raise ListError(f"{place}: repairs would hide what stands here; mend it by hand")
    _show(as_bytes(listing.documents), as_bytes(after), args, world)
    if args.write:
        _write(root, listing.documents, after)
    return 0


def _read(args: argparse.Namespace) -> tuple[Path, PaperList]:
    """Return the list in the files named, else the configured one, and the folder it is in."""
    if args.file:
        if other := next((name for name in args.file if not is_markdown(name)), None):
            raise UsageError(f"{other}: is no Markdown; {to_markdown(other)}")
        root, raw = Path(), {name: read_list_bytes(Path(name)) for name in args.file}
    else:
        config = wiring.only_config(args.config)
        root, names = repository_of(Path(config.file)), config.settings.list.files
        raw = dict(LocalFiles(root, write=False).standing("", names).files)
    return root, read_list({name: Document.parse(raw[name], name=name) for name in raw})


def _listed(listing: PaperList, wanted: Sequence[Wanted]) -> dict[ArxivId, str]:
    """Return the papers wanted by an id that the list has: nobody need be asked about them."""
    first: dict[ArxivId, str] = {}
    for entry in reversed(listing.entries):
        why = f"already listed: {entry.file}, line {entry.line}"
        first |= dict.fromkeys(entry.arxiv_ids, why)
    ids = (want.arxiv_id for want in wanted)
    return {arxiv_id: first[arxiv_id] for arxiv_id in ids if arxiv_id and arxiv_id in first}


def _waiting(config: Config, world: World) -> Mapping[ArxivId, str]:
    """Return the papers that an open pull request proposes, with why they are not added too.

    Where no repository is named there are none; where it cannot be asked, that is said and nothing
    is held back.
    """
    if config.settings.publish.mode in ("diff", "write"):
        return {}
    environ = world.environ
    repository = environ.get("GITHUB_REPOSITORY") or config.settings.publish.repository
    if not repository:
        return {}
    if not environ.get("GITHUB_TOKEN"):
        _note(f"open pull requests of {repository} are not looked at: set GITHUB_TOKEN")
        return {}
    try:
        forge = wiring.forge_of(config, "pull-request", world)
        standing = forge.standing(config.list_name, config.settings.list.files)
    except BotError as error:
        _note(f"open pull requests could not be looked at: {error}")
        return {}
    why = f"waits in pull request #{standing.number}; merge or close that first"
    return {item.arxiv_id: why for item in pending(standing)}


def _look_up(
    args: argparse.Namespace,
    world: World,
    config: Config,
    wanted: Sequence[Wanted],
    listed: Sequence[ArxivId],
) -> tuple[list[Paper], Mapping[ArxivId, Paper]]:
    """Return the papers *wanted*, in that order, and of those *listed* what can be had.

    Raises `UsageError` for those that are wanted and unknown.
    """
    ids = [want.arxiv_id for want in wanted if want.arxiv_id]
    with open_progress(watched=sys.stderr.isatty()) as progress:
        opener = wiring.source_opener(args.source, config.settings.arxiv, world, progress)
        source = opener(frozenset([*ids, *listed]))
        others = [want for want in wanted if not want.arxiv_id]
        looked = look_up(source, frozenset([*ids, *listed] if wanted else []))
        if looked.trouble is not None and not looked.papers.keys() >= set(ids):
            raise looked.trouble
        known = list(looked.papers.values())
        known += _search(source, others)
    papers = {want.text: next(filter(want.is_it, known), None) for want in wanted}
    if unknown := [text for text, paper in papers.items() if paper is None]:
        raise UsageError(f"no paper {', '.join(unknown)} in {args.source}; check how it is written")
    result = {paper.id: paper for paper in papers.values() if paper is not None}
    return list(result.values()), looked.papers


def _known_to(
    args: argparse.Namespace, world: World, listing: PaperList
) -> Mapping[ArxivId, Paper]:
    """Return what is known of listed papers: by the source that is named, else by the cache."""
    listed = sorted(set(wanted_ids(listing)), reverse=True)[:_TEACHERS]
    if args.source is None:
        return default_cache().get(listed)
    with open_progress(watched=sys.stderr.isatty()) as progress:
        opener = wiring.source_opener(
            args.source, ArxivTable(categories=("cs.AI",)), world, progress
        )
        return look_up(opener(frozenset(listed)), frozenset(listed)).papers


def _search(source: Source, wanted: Sequence[Wanted]) -> Iterator[Paper]:
    """Yield what a file says of papers named by DOI or title; arXiv itself knows ids only."""
    if not wanted:
        return
    if not isinstance(source, SnapshotSource):
        names = ", ".join(repr(want.text) for want in wanted)
        raise UsageError(f"{names}: is no arXiv id; name a file that knows it with --source FILE")
    for paper in source.papers():
        if any(want.is_it(paper) for want in wanted):
            yield paper


def _homes(
    context: ListContext,
    papers: Sequence[Paper],
    known: Mapping[ArxivId, Paper],
    args: argparse.Namespace,
) -> tuple[list[tuple[Paper, SectionId]], dict[ArxivId, str]]:
    """Return *papers* with their sections, and what to say of those whose section is not sure.

    That is the section named, else the only one, or one that the classifier is sure of.
    """
    listing = context.paper_list
    if args.section is not None:
        return [(paper, section_called(listing, args.section).id) for paper in papers], {}
    if len(listing.sections) == 1:
        return [(paper, listing.sections[0].id) for paper in papers], {}
    if not papers:
        return [], {}
    try:
        judge = fit(listed_of(listing, {}), context.subject.topics, context.subject.rules, ())
    except NothingToLearnError as error:
        where = context.job.config.where("list", "files")
        raise ConfigError(f"{where}: {error}; name a section with --section") from None
    sure = max(_SURE, context.job.config.settings.select.min_confidence)
    homes: list[tuple[Paper, SectionId]] = []
    unsure: dict[ArxivId, str] = {}
    for paper, placement in ((paper, judge.explain(paper).placement) for paper in papers):
        if placement.confidence >= sure:
            homes.append((paper, home_of(listing, placement.section, paper)))
            continue
        best = likely_homes(listing, paper, known)
        best.sort(key=lambda section: section.id not in (placement.section, placement.runner_up))
        names = [name_of(listing, section) for section in best[:_BEST]]
        unsure[paper.id] = between(names, _again(paper.id, args))
    return homes, unsure


def _again(arxiv_id: ArxivId, args: argparse.Namespace) -> list[str]:
    """Return the command of *args* for one paper, up to the name of its section."""
    options = [word for name in args.config for word in ("--config", name)]
    options += ["--source", args.source] if args.source != "api" else []
    options += ["--write"] if args.write else []
    return ["bot", "add", arxiv_id, *options, "--section"]


def _write(root: Path, before: Mapping[str, Document], after: Mapping[str, Document]) -> None:
    """Write what differs. Raises `ListError` when a file is not any more as it was read."""
    changed = {name: after[name].to_bytes() for name in after if after[name] != before[name]}
    for name in changed:
        if read_list_bytes(root / name) != before[name].to_bytes():
            raise ListError(f"{name}: changed meanwhile; nothing was written, run again")
    write_atomically({root / name: content for name, content in changed.items()})


def _note(text: str) -> None:
    sys.stderr.write(f"bot: {log_text(text)}\n")


def _show(
    before: Mapping[str, bytes],
    after: Mapping[str, bytes],
    args: argparse.Namespace,
    world: World,
    refused: Mapping[ArxivId, str] | None = None,
) -> None:
    diff = unified_diff(before, after)
    if args.json:
        answer = {"diff": diff, "written": args.write, "refused": dict(refused or {})}
        sys.stdout.write(f"{json_line(answer)}\n")
    elif diff:
        Printer(world.environ, json=False).diff(diff)
