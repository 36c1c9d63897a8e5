"""EDGE: `bot backtest`: reads a list's history and papers, and tells what the replay came to."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from bot.arxiv.sources import open_file
from bot.backtest import (
    About,
    Bar,
    Corpus,
    History,
    Played,
    Result,
    as_json,
    as_text,
    by_week,
    collect,
    page,
    read_history,
    read_versions,
    replay,
    result_of,
    truth_of,
)
from bot.cli import wiring
from bot.cli.files import write_atomically
from bot.cli.output import Printer, open_progress
from bot.cli.world import World
from bot.config import Config
from bot.core.errors import ListError, SourceError, UsageError
from bot.core.ports import Progress
from bot.core.terminal import json_line
from bot.core.window import Window

_REMEDY = "name a file that can be read, or demo"


def backtest(args: argparse.Namespace, world: World) -> int:
    """Replay the list's history, print the figures, and write the report if asked to."""
    repository = Path(args.repo)
    config = _config(args, repository)
    report = _writable(args.html)
    files = tuple(args.list) or config.settings.list.files
    with open_progress(watched=sys.stderr.isatty()) as progress:
        order = Replay(repository=repository, files=files, since=args.since, papers=args.source)
        corpus, result = replayed(order, config, world, progress)
    about = About(name=config.list_name, files=files, notes=_notes(corpus))
    if report is not None:
        report.touch()  # with the mode of a new file; what replaces it keeps that
        write_atomically({report: page(about, result).encode()})
    if args.json:
        sys.stdout.write(f"{json_line(as_json(about, result))}\n")
    else:
        Printer(world.environ, json=False).say(as_text(about, result))
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What to replay: *files* in *repository* since when, on *papers* (files; none: arXiv's)."""

    repository: Path
    files: Sequence[str]
    since: str
    papers: Sequence[str] = ()


def replayed(
    order: Replay, config: Config, world: World, progress: Progress
) -> tuple[Corpus, Result]:
    """Return the papers and the result of a replay. Raises `BotError` where there can be none."""
    progress.step("reading the list's history")
    versions = read_versions(order.repository, order.files, order.since)
    history = read_history(versions, order.since)
    progress.step("reading papers")
    corpus = _papers(order, world, config, history, progress)
    return corpus, _result(history, corpus, config, progress)


def _writable(name: str | None) -> Path | None:
    """Return where the report goes. Raises `UsageError` early: the replay takes minutes."""
    if name is None:
        return None
    path = Path(name)
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise UsageError(f"--html: {name} cannot be written; name a file in a folder that exists")
    return path


def _config(args: argparse.Namespace, repository: Path) -> Config:
    """Return the config named, else the only one in the repository, else one without rules."""
    if args.config or any(repository.glob("config/*.toml")):
        return wiring.only_config(args.config, repository)
    name = "".join(c if c.isalnum() else "-" for c in repository.resolve().name.lower())
    return wiring.any_category(name)


def _papers(
    order: Replay,
    world: World,
    config: Config,
    history: History,
    progress: Progress,
) -> Corpus:
    if order.papers:
        sources = (
            open_file(path, now=world.clock.now(), progress=progress, remedy=_REMEDY)
            for path in order.papers
        )
        return collect(chain.from_iterable(source.records() for source in sources), history)
    if not config.settings.arxiv.categories:
        raise UsageError(
            "which papers? pass --source FILE, or --config with [arxiv] categories to harvest"
        )
    source = wiring.source_opener("oai", config.settings.arxiv, world, progress)(history.ids)
    window = Window(history.weeks[0].start, min(history.weeks[-1].end, world.clock.now()))
    sweep = source.sweep(window, config.settings.arxiv.categories)
    known = source.lookup(sorted(history.ids))
    return Corpus(known, sweep.background, by_week(sweep.papers, history))


def _result(history: History, corpus: Corpus, config: Config, progress: Progress) -> Result:
    if not any(corpus.weeks):
        first, last = history.weeks[0].start, history.weeks[-1].end
        raise SourceError(
            f"no papers between {first:%Y-%m-%d} and {last:%Y-%m-%d}; choose another --since"
            " or another --source"
        )
    truth = truth_of(history, corpus)
    played: list[Played] = []
    progress.step("replaying")
    for week in replay(history, corpus, config, frozenset(truth)):
        played.append(week)
        progress.count(week.week + 1, len(history.weeks), "weeks")
    if not played:
        raise ListError("nothing says what belongs: the list had no entry in all that time")
    table = config.settings.select
    bar = Bar(table.budget, table.min_probability, table.min_confidence)
    return result_of(played, truth, bar)


def _notes(corpus: Corpus) -> tuple[str, ...]:
    if corpus.without_date == 1:
        return ("1 paper without a date was left out.",)
    return (f"{corpus.without_date:,} papers without a date were left out.",) * bool(
        corpus.without_date
    )
