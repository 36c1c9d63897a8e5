"""EDGE: what `bot run` and `bot serve` do, from arguments to exit code.

Imported only when a command runs, because what it imports is heavy.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from datetime import datetime

from bot import __version__, output, wiring
from bot.arxiv.marks import Marks
from bot.arxiv.state import common
from bot.clock import SystemClock
from bot.desk import Job, Order
from bot.mode import Mode, run_url
from bot.progress import open_progress
from bot.report import Report
from bot.run import run
from bot.serve import serve


def run_command(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Run once over the lists asked for, print what came out, and return the exit code."""
    clock = SystemClock()
    now: datetime = args.now or clock.now()
    printer = output.Printer(environ, json=args.json)
    output.start_logging(args.verbose)
    configs = wiring.load_configs(args.config)
    modes = wiring.modes_of(configs, args.publish, environ)
    memory = wiring.open_memory(args, configs, modes, environ, clock)
    window, notes = wiring.window_of(args, memory, now=now)
    with open_progress(watched=sys.stderr.isatty() and not args.verbose) as progress:
        jobs = [
            Job(config=config, forge=wiring.forge_of(config, mode, environ, clock))
            for config, mode in zip(configs, modes.values(), strict=True)
        ]
        order = Order(
            window=window,
            limit=args.limit,
            dry_run=args.dry_run,
            run_url=run_url(environ),
            version=__version__,
        )
        world = wiring.World(environ=environ, clock=clock, progress=progress, now=now)
        # A replay is shown more than there was at the time: only identifiers tell new from old.
        seen = common(memory.marks) if args.since == "last" and args.now is None else None
        opener = wiring.source_opener(args.source, wiring.polling(configs), world, seen)
        results = list(run(jobs, order, open_source=opener, progress=progress))
    printer.notes(notes)
    for result in results:
        printer.show(result, modes[result.list_name])
    for result in results:
        if isinstance(result, Report) and moves_mark(result, modes[result.list_name], args):
            memory.advance(result, replay=args.now is not None)
    return output.exit_code(results)


def moves_mark(report: Report, mode: Mode, args: argparse.Namespace) -> bool:
    """Whether the window of *report* is done with, so that the next `last` begins at its end.

    What was only shown, cut short or read from a file was not carried out.
    """
    carried_out = report.complete and mode != "diff" and not args.dry_run
    return carried_out and args.until is None and args.source in ("api", "feed", "oai")


def serve_command(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Run the lists on their schedules until stopped."""
    output.start_logging(0)
    configs, marks = wiring.load_configs(args.config), Marks()

    def last_run(list_name: str) -> datetime | None:
        mark = marks.load(list_name).mark
        return mark.until if mark else None

    serve(
        configs,
        last_runs=last_run,
        now=SystemClock().now(),
        say=output.Printer(environ, json=False).say,
        options=("--publish", args.publish),
    )
    return 0
