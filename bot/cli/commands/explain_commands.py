"""EDGE: `bot rank`, `bot explain` and `bot rules test`: they ask, and change nothing."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path

from bot.arxiv import Record
from bot.arxiv.sources import open_file
from bot.cli import wiring
from bot.cli.commands.list_report import wanted_of
from bot.cli.files import LocalFiles, read_list_bytes, repository_of
from bot.cli.output import Printer, open_progress
from bot.cli.world import World
from bot.config import Config
from bot.core.errors import SourceError, UsageError
from bot.core.ports import Progress
from bot.core.terminal import json_line
from bot.core.window import Window
from bot.explain import (
    Material,
    as_json,
    as_line,
    as_table,
    as_text,
    best,
    days_between,
    explained,
    gather,
    moments_between,
    refused_entries,
    rules_as_json,
    rules_as_text,
    split_paths,
    try_rules,
    window_for,
    window_of,
)
from bot.lists import PaperList, read_list
from bot.markdown import Document
from bot.pipeline import (
    Backgrounds,
    DecidedList,
    Job,
    ListContext,
    judge_of,
    listed_of,
    look_up,
    new_to,
    read,
    steer,
    subject_of,
    wanted_ids,
)
from bot.pipeline import wanted_of as known_for
from bot.proposal import Standing
from classifier.papers import ArxivId

_SHOWN = 50  # papers in the table
_NARROW, _WIDE = 80, 160  # columns of a table
_SAMPLE = timedelta(days=2)
_REMEDY = "name a file that can be read, or demo"


def rank_papers(args: argparse.Namespace, world: World) -> int:
    """Print every paper of the window as judged: one JSON object a line, or the best as a table."""
    now = world.clock.now()
    days = days_between(args.since, args.until, now=now)
    _check_rereadable(args.source)
    config = _config(args)
    decided = DecidedList(context=_local(config, _listing(args, config)))
    context = decided.context
    listing, subject = context.paper_list, context.subject
    table = config.settings.arxiv if config.lines else None
    with open_progress(watched=sys.stderr.isatty()) as progress:
        material = gather(_records(args.source, now, progress), listing, days, table)
        if not material.counts["read"]:
            raise SourceError(f"{', '.join(args.source)}: no papers in it; is it the right file?")
        _tell(_about(material, listing))
        progress.step("learning the list")
        fresh, older = (
            tuple(new_to(context, papers)) for papers in (material.fallback, material.background)
        )
        backgrounds = Backgrounds(material.background)
        judge = judge_of(decided, fresh, older, backgrounds, material.known)
        progress.step("judging")
        candidates = judge.stream(window_of(_records(args.source, now, progress), days))
        paths = {topic.id: topic.path for topic in subject.topics}
        if args.json:
            parts = split_paths(paths, listing)
            for candidate in candidates:
                known = listing.find(candidate.paper) is not None
                sys.stdout.write(f"{json_line(as_line(candidate, *parts, listed=known))}\n")
            return 0
        new = (judged for judged in candidates if listing.find(judged.paper) is None)
        shown, count = best(new, _SHOWN)
    width = max(_NARROW, min(_WIDE, shutil.get_terminal_size((120, 24)).columns))
    printer = Printer(world.environ, json=False)
    printer.say(as_table(shown, paths, width=width))
    printer.say(f"{len(shown)} of {count:,} papers that the list lacks; --json prints all")
    return 0


def _about(material: Material, listing: PaperList) -> Iterator[str]:
    if undated := material.counts["without_date"]:
        which = "1 paper without a date was" if undated == 1 else f"{undated:,} without a date were"
        yield f"{which} left out"
    if not material.counts["in_window"]:
        held = "days from {} to {}".format(*material.span) if material.span else "no dates"
        yield f"no paper lies in the window; the files hold {held}"
    if not listing.entries:
        yield "the list has no entries: headings and rules decide"


def _check_rereadable(files: Sequence[str]) -> None:
    """Raise `UsageError` for a pipe: what is judged is read twice, and a pipe is empty then."""
    for name in files:
        path = Path(name)
        if path.exists() and not path.is_file() and not path.is_dir():
            raise UsageError(
                f"--source {name}: a pipe can be read once, and this reads twice;"
                " write it to a file first"
            )


def _ids_of(text: str) -> list[ArxivId]:
    return [want.arxiv_id for want in wanted_of([text]) if want.arxiv_id]


def explain_paper(args: argparse.Namespace, world: World) -> int:
    """Print why a paper is proposed or not, and what would change that."""
    wanted = _ids_of(args.paper)
    if len(wanted) != 1:
        fault = "names several papers" if wanted else "names no arXiv paper"
        raise UsageError(f"{args.paper!r} {fault}; write one id, such as 2401.00001")
    _check_rereadable([args.source])
    config = _config(args)
    if args.source == "api" and not config.settings.arxiv.categories:
        raise UsageError(
            "to ask arXiv, its categories must be known: pass --config or --source FILE"
        )
    context, notes = _context(args, config, world)
    with open_progress(watched=sys.stderr.isatty()) as progress:
        opener = wiring.source_opener(args.source, config.settings.arxiv, world, progress)
        known = opener(frozenset(wanted)).lookup(wanted)
        if wanted[0] not in known:
            raise UsageError(f"no paper {wanted[0]} in {args.source}; check the id")
        paper = known[wanted[0]]
        now = world.clock.now()
        window = window_for(paper, moments_between(args.since, args.until, now=now), now=now)
        entries = known_for(context)
        source = opener(entries)
        sweep = source.sweep(window, config.settings.arxiv.categories)
        looked = look_up(source, entries)
        progress.step("judging")
        explanation = explained(steer(context, looked.papers), paper, sweep, looked.papers, window)
    shown = replace(explanation, notes=(*notes, *looked.missing, *sweep.troubles))
    if args.json:
        sys.stdout.write(f"{json_line(as_json(shown))}\n")
    else:
        Printer(world.environ, json=False).say(as_text(shown))
    return 0


def test_rules(args: argparse.Namespace, world: World) -> int:
    """Print what each rule matches; 1 if one of them needs a look."""
    findings, unseen = 0, World({}, world.clock)
    for config in wiring.load_configs(args.config):
        context, _ = _context(args, config, unseen)
        with open_progress(watched=sys.stderr.isatty()) as progress:
            wanted = frozenset(wanted_ids(context.paper_list))
            opener = wiring.source_opener(args.source, config.settings.arxiv, world, progress)
            source, sample = opener(wanted), _recent(world.clock.now())
            sweep = source.sweep(sample, config.settings.arxiv.categories)
            looked = look_up(source, wanted)
        _tell((*looked.missing, *sweep.troubles))
        listed = listed_of(context.paper_list, looked.papers)
        others = [p for p in (*sweep.papers, *sweep.background) if not context.paper_list.find(p)]
        tested = tuple(try_rules(config, context.subject, listed, others))
        refused = refused_entries(context.subject, listed)
        findings += sum(bool(trial.finding) for trial in tested)
        if args.json:
            sys.stdout.write(f"{json_line(rules_as_json(config.list_name, tested, refused))}\n")
        else:
            Printer(world.environ, json=False).say(rules_as_text(tested, refused))
    return int(findings > 0)


def _config(args: argparse.Namespace) -> Config:
    """Return the one config asked for; with --list alone one without rules, for any category."""
    if args.list and not args.config:
        return wiring.any_category()
    return wiring.only_config(args.config)


def _listing(args: argparse.Namespace, config: Config) -> PaperList:
    names = args.list or [str(root_of(config) / name) for name in config.settings.list.files]
    return read_list([Document.parse(read_list_bytes(Path(n)), name=n) for n in names])


def root_of(config: Config) -> Path:
    """Return the folder that the files of *config* are relative to, as short as it can be said."""
    folder = Path(config.file).parent
    return folder.parent if folder.name == "config" else folder


def _context(
    args: argparse.Namespace, config: Config, world: World
) -> tuple[ListContext, tuple[str, ...]]:
    """Return the list as a run would find it, and what is not known of it here."""
    if not getattr(args, "list", None):
        github = world.environ.get("GITHUB_TOKEN") and (
            world.environ.get("GITHUB_REPOSITORY") or config.settings.publish.repository
        )
        if github:
            forge = wiring.forge_of(config, "pull-request", world)
            return read(Job(config=config, forge=forge)), ()
        files = LocalFiles(repository_of(Path(config.file)), write=False)
        note = "without GITHUB_TOKEN, what was turned down or is pending on GitHub is not known"
        return read(Job(config=config, forge=files)), (note,)
    return _local(config, _listing(args, config)), ()


def _local(config: Config, listing: PaperList) -> ListContext:
    """Return the list of *config* as its files are here, whatever a pull request says."""
    return ListContext(
        job=Job(config=config, forge=LocalFiles(Path(), write=False)),
        standing=Standing(files={}),
        documents=listing.documents,
        paper_list=listing,
        subject=subject_of(listing, config),
    )


def _records(
    files: Sequence[str], now: datetime, progress: Progress
) -> Iterator[tuple[ArxivId, Record]]:
    sources = (open_file(path, now=now, progress=progress, remedy=_REMEDY) for path in files)
    return chain.from_iterable(source.records() for source in sources)


def _recent(now: datetime) -> Window:
    return Window(now - _SAMPLE, now)


def _tell(notes: Iterable[str]) -> None:
    Printer({}, json=True).notes(tuple(notes))
