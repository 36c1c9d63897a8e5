"""EDGE: what `bot run`, `bot sync` and `bot serve` do, from arguments to exit code.

Imported only when a command runs, because what it imports is heavy.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.arxiv import common
from bot.arxiv.sources import SOURCES, Marks
from bot.care import SUFFIX, care
from bot.cli import output, wiring
from bot.cli.daemon.serve import Health, address_of, serve
from bot.cli.one_at_a_time import one_at_a_time
from bot.cli.output import open_progress
from bot.cli.publish_mode import Mode, files_url, run_url
from bot.cli.world import World
from bot.config import Config
from bot.core.errors import BotError
from bot.core.logged_progress import LoggedProgress
from bot.core.version import __version__
from bot.core.window import Window
from bot.pipeline import Failure, Job, Order, Report, run, sync


def run_lists(args: argparse.Namespace, world: World) -> int:
    """Run once over the lists asked for, print what came out, and return the exit code."""
    output.start_logging(args.verbose)
    configs = wiring.load_configs(args.config)
    modes = wiring.modes_of(configs, args.publish, world.environ)
    written = [name for name, mode in modes.items() if mode != "diff" and not args.dry_run]
    with contextlib.ExitStack() as turn:
        with open_progress(watched=_is_watched(args)) as progress:
            turn.enter_context(one_at_a_time(written, world.clock, progress))
        return _run_in_turn(args, world, configs, modes)


def _is_watched(args: argparse.Namespace) -> bool:
    return sys.stderr.isatty() and not args.verbose


def _run_in_turn(
    args: argparse.Namespace,
    world: World,
    configs: Sequence[Config],
    modes: Mapping[str, Mode],
) -> int:
    environ = world.environ
    now: datetime = args.now or world.clock.now()
    printer = output.Printer(environ, json=args.json, body=args.body)
    memory = wiring.open_memory(args, configs, modes, world)
    window, notes = wiring.window_of(args, memory, now=now)
    with open_progress(watched=_is_watched(args)) as progress:
        jobs = [
            Job(config=config, forge=wiring.forge_of(config, mode, world))
            for config, mode in zip(configs, modes.values(), strict=True)
        ]
        order = Order(
            window=window,
            limit=args.limit,
            dry_run=args.dry_run,
            run_url=run_url(environ),
            files_url=files_url(environ, configs[0].settings.publish.repository),
            version=__version__,
        )
        # A replay is shown more than there was at the time: only identifiers tell new from old.
        seen = common(memory.marks) if args.since == "last" and args.now is None else None
        polling = wiring.polling(configs)
        opener = wiring.source_opener(args.source, polling, world, progress, now=now, seen=seen)
        results: list[Report | Failure] = []
        lost: BotError | None = None
        try:
            for result in run(jobs, order, open_source=opener, progress=progress):
                results.append(result)
        except BotError as error:
            lost = error
    printer.notes(notes)
    if lost is not None:
        served = {result.list_name for result in results}
        printer.unserved([c.list_name for c in configs if c.list_name not in served], lost)
        results.append(Failure("", lost))
    done = [r for r in results if isinstance(r, Report) and moves_mark(r, args)]
    for report in done:
        try:
            memory.advance(report, replay=args.now is not None)
        except BotError as error:
            results.append(Failure("", type(error)(f"{report.list_name}: {error}")))
    for result in results:
        printer.show(result, modes.get(result.list_name, "diff"))
    printer.hand_on(output.step_outputs(results))
    return output.exit_code(results)


def moves_mark(report: Report, args: argparse.Namespace) -> bool:
    """Whether the window of *report* is done with, so that the next `last` begins at its end.

    What was only shown, held back, cut short or read from a file was not carried out.
    """
    outcome = report.outcome.what if report.outcome else "nothing to do"
    carried_out = outcome not in ("printed", "held") and not args.dry_run
    whole = report.sweep.complete and args.limit is None and args.until is None
    return carried_out and whole and args.source in SOURCES


def sync_lists(args: argparse.Namespace, world: World) -> int:
    """Carry out what people decided in the pull requests, without polling arXiv."""
    now = world.clock.now()
    printer = output.Printer(world.environ, json=args.json)
    output.start_logging(args.verbose)
    configs = wiring.load_configs(args.config)
    with contextlib.ExitStack() as turn, open_progress(watched=_is_watched(args)) as progress:
        names = [config.list_name for config in configs if not args.dry_run]
        names += [name + SUFFIX for name in names]
        turn.enter_context(one_at_a_time(names, world.clock, progress))
        jobs = [
            Job(config=config, forge=wiring.forge_of(config, "pull-request", world))
            for config in configs
        ]
        order = Order(
            window=Window(now - timedelta(days=7), now),
            dry_run=args.dry_run,
            run_url=run_url(world.environ),
            files_url=files_url(world.environ, configs[0].settings.publish.repository),
            version=__version__,
        )
        opener = wiring.source_opener("auto", wiring.polling(configs), world, progress, now=now)
        results = list(sync(jobs, order, open_source=opener, progress=progress))
        cared = list(care(_looked_after(jobs, results), order, None, progress=progress))
    for result in results:
        printer.show(result, "pull-request")
    for result in cared:
        if isinstance(result, Failure) or result.outcome or result.proposal:
            printer.show_care(result)
    printer.hand_on(output.step_outputs([*results, *cared]))
    return output.exit_code([*results, *cared])


def _looked_after(jobs: Sequence[Job], results: Sequence[Report | Failure]) -> list[Job]:
    """Return those of *jobs* whose entries are looked after, by config or by a box."""
    names = {result.list_name for result in results if isinstance(result, Report) and result.cared}
    return [job for job in jobs if job.config.list_name in names]


def serve_lists(args: argparse.Namespace, world: World) -> int:
    """Run the lists on their schedules until stopped."""
    output.start_logging(args.verbose)
    configs, marks = wiring.load_configs(args.config), Marks()

    def last_run(list_name: str) -> datetime | None:
        mark = marks.load(list_name).mark
        return mark.until if mark else None

    health, names = Health(), [config.list_name for config in configs]
    with contextlib.ExitStack() as held:
        held.enter_context(one_at_a_time(names, world.clock, LoggedProgress(), daemon=True))
        if args.health:
            held.callback(health.listen(address_of(args.health, "--health")).server_close)
        serve(
            configs,
            last_runs=last_run,
            now=world.clock.now(),
            say=output.Printer(world.environ, json=False).say,
            options=("--publish", args.publish, *["-v"] * args.verbose),
            health=health,
        )
    return 0
