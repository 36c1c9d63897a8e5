"""EDGE: what `bot run` and `bot serve` do, from arguments to exit code.

Imported only when a command runs, because what it imports is heavy.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from datetime import datetime

from bot import __version__, output, wiring
from bot.arxiv.marks import Mark, Marks
from bot.clock import SystemClock
from bot.desk import Failure, Job, Order
from bot.errors import BotError
from bot.mode import run_url
from bot.progress import open_progress
from bot.report import Report
from bot.run import run
from bot.serve import serve


def run_command(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Run once over the lists asked for, print what came out, and return the exit code."""
    clock, marks = SystemClock(), Marks()
    now: datetime = args.now or clock.now()
    printer = output.Printer(environ, json=args.json)
    output.start_logging(args.verbose)
    configs = wiring.load_configs(args.config)
    modes = wiring.modes_of(configs, args.publish, environ)
    window, notes = wiring.window_of(args, configs, marks, now=now)
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
        opener = wiring.source_opener(args.source, wiring.polling(configs), world)
        results: list[Report | Failure] = []
        try:
            for result in run(jobs, order, open_source=opener, progress=progress):
                results.append(result)
        except BotError as error:
            results.append(Failure("", error))
    printer.notes(notes)
    for result in results:
        if isinstance(result, Report) and moves_mark(result, args):
            marks.save(result.list_name, Mark(window.until))
        printer.show(result, modes.get(result.list_name, "diff"))
    return output.exit_code(results)


def moves_mark(report: Report, args: argparse.Namespace) -> bool:
    """Whether the window of *report* is done with, so that the next `last` begins at its end.

    What was only shown, held back, replayed, cut short or read from a file was not carried out.
    """
    outcome = report.outcome.what if report.outcome else "nothing to do"
    carried_out = outcome not in ("printed", "held") and not args.dry_run
    whole = report.complete and args.limit is None and args.now is None and args.until is None
    return carried_out and whole and args.source in ("api", "feed", "oai")


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
