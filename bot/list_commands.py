"""EDGE: `bot add`, `bot check` and `bot fix`: a person at the list, on the bot's own road."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot import wiring
from bot.clock import SystemClock
from bot.config_text import Config
from bot.desk import Desk, Job
from bot.errors import ConfigError, ListError, UsageError
from bot.files import LocalFiles, repository_of, write_atomically
from bot.list_report import as_json, as_text, ids_of, section_called
from bot.lists.document import Document
from bot.lists.edit import apply, check, plan
from bot.lists.findings import findings, mend
from bot.lists.reading import PaperList, read_list
from bot.lists.survey import survey
from bot.output import Printer
from bot.progress import open_progress
from bot.proposal.diff import unified_diff
from bot.run import read
from bot.steps import upkeep_of
from bot.telling import as_bytes
from bot.terminal import json_line, log_text
from bot.topics import listed_of
from classifier.judge import NothingToLearnError, fit
from classifier.paper import ArxivId, Paper, SectionId


def add_command(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Add the papers named to the list, print the diff, and write it if asked to."""
    wanted = ids_of(args.papers)
    config = _only(wiring.load_configs(args.config))
    files = LocalFiles(repository_of(Path(config.file)), write=args.write)
    desk = read(Job(config=config, forge=files))
    papers = _look_up(args, environ, config, wanted)
    additions = [(paper, _section(desk, paper, args.section)) for paper in papers]
    upkeep = upkeep_of(config, SystemClock().now().date())
    edit = plan(desk.paper_list, additions, upkeep=upkeep)
    after = apply(desk.documents, edit)
    check(desk.documents, edit, after, upkeep=upkeep)
    _say(unified_diff(as_bytes(desk.documents), as_bytes(after)), environ)
    for refusal in edit.refused:
        sys.stderr.write(f"bot: {log_text(f'{refusal.arxiv_id}: {refusal.why}')}\n")
    if args.write:
        _write(repository_of(Path(config.file)), desk.documents, after)
    return 1 if edit.refused else 0


def check_command(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Print what was understood of the list and what is wrong; 1 if there are errors."""
    _, listing = _read(args)
    found = findings(listing)
    if args.json:
        sys.stdout.write(f"{json_line(as_json(listing, tuple(survey(listing)), found))}\n")
    else:
        _say(as_text(tuple(survey(listing)), found), environ)
    return int(any(one.is_error for one in found))


def fix_command(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Print the repairs that need no judgement as a diff, and write them if asked to."""
    root, listing = _read(args)
    after = mend(listing.documents, findings(listing))
    again = read_list(after)
    if len(again.entries) < len(listing.entries) or len(again.sections) != len(listing.sections):
        raise ListError(f"{', '.join(after)}: the repairs would hide entries; mend it by hand")
    _say(unified_diff(as_bytes(listing.documents), as_bytes(after)), environ)
    if args.write:
        _write(root, listing.documents, after)
    return 0


def _only(configs: Sequence[Config]) -> Config:
    if len(configs) != 1:
        names = ", ".join(config.file for config in configs)
        raise UsageError(f"there are several lists; name one with --config: {names}")
    return configs[0]


def _read(args: argparse.Namespace) -> tuple[Path, PaperList]:
    """Return the list in the files named, else the configured one, and the folder it is in."""
    if args.file:
        root, names = Path(), tuple(args.file)
    else:
        config = _only(wiring.load_configs(args.config))
        root, names = repository_of(Path(config.file)), config.settings.list.files
    raw = LocalFiles(root, write=False).standing("", names).files
    return root, read_list({name: Document.parse(raw[name], name=name) for name in names})


def _look_up(
    args: argparse.Namespace,
    environ: Mapping[str, str],
    config: Config,
    wanted: Sequence[ArxivId],
) -> list[Paper]:
    """Return the papers *wanted*, in that order. Raises `UsageError` for one that is unknown."""
    clock = SystemClock()
    with open_progress(watched=sys.stderr.isatty()) as progress:
        world = wiring.World(environ=environ, clock=clock, progress=progress, now=clock.now())
        source = wiring.source_opener(args.source, config.settings.arxiv, world)(frozenset(wanted))
        known = source.lookup(wanted)
    if missing := [one for one in wanted if one not in known]:
        raise UsageError(f"no paper {', '.join(missing)} in {args.source}; check the id")
    return [known[one] for one in wanted]


def _section(desk: Desk, paper: Paper, name: str | None) -> SectionId:
    """Return the section called *name*, else the one the classifier is sure of."""
    if name is not None:
        return section_called(desk.paper_list, name).id
    listed = listed_of(desk.paper_list, {})
    try:
        judge = fit(listed, desk.subject.topics, desk.subject.rules, ())
    except NothingToLearnError as error:
        where = desk.job.config.where("list", "files")
        raise ConfigError(f"{where}: {error}; name a section with --section") from None
    placement = judge.explain(paper).placement
    if placement.confidence < desk.job.config.settings.select.min_confidence:
        raise UsageError(f"{paper.id}: not sure which section; name it with --section")
    return placement.section


def _write(root: Path, before: Mapping[str, Document], after: Mapping[str, Document]) -> None:
    write_atomically(
        {
            root / name: document.to_bytes()
            for name, document in after.items()
            if document != before[name]
        }
    )


def _say(text: str, environ: Mapping[str, str]) -> None:
    if text:
        Printer(environ, json=False).say(text.rstrip("\n"))
