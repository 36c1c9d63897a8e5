"""EDGE: `bot care`: looks after the entries of lists, in a pull request of its own."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from bot.care import SUFFIX, LinkWatch, care
from bot.cli import output, wiring
from bot.cli.one_at_a_time import one_at_a_time
from bot.cli.output import open_progress
from bot.cli.publish_mode import Mode, files_url, run_url
from bot.cli.web_hosts import WebHosts
from bot.cli.world import World
from bot.config import Config
from bot.core.ports import Progress
from bot.core.version import __version__
from bot.core.window import Window
from bot.pipeline import Job, Order

_BACK = timedelta(minutes=1)  # arXiv is asked as of now, and a title names the day


def care_for_lists(args: argparse.Namespace, world: World) -> int:
    """Look after the lists asked for, print what came out, and return the exit code."""
    output.start_logging(args.verbose)
    flag = "write" if args.write else args.publish
    configs = wiring.load_configs(args.config)
    modes = wiring.modes_of(configs, flag, world.environ)
    if args.when_on:
        configs = tuple(_switched_on(configs, modes, world))
    printer = output.Printer(world.environ, json=args.json)
    if not configs:
        printer.notes(["no list is looked after: [care] on = true, or a box, switches it on"])
        return 0
    names = [c.list_name + SUFFIX for c in configs if modes[c.list_name] != "diff"]
    now = world.clock.now()
    with contextlib.ExitStack() as turn, open_progress(watched=not args.verbose) as progress:
        turn.enter_context(one_at_a_time(names, world.clock, progress))
        opener = wiring.source_opener(
            args.source, wiring.polling(configs), world, progress, now=now, remembered=False
        )
        jobs = [
            Job(config=config, forge=wiring.forge_of(config, modes[config.list_name], world))
            for config in configs
        ]
        order = Order(
            window=Window(now - _BACK, now),
            dry_run=args.dry_run,
            run_url=run_url(world.environ),
            files_url=files_url(world.environ, configs[0].settings.publish.repository),
            version=__version__,
        )
        links = _link_watch(args, configs, modes, world, progress)
        results = list(care(jobs, order, opener, progress=progress, links=links))
    for result in results:
        printer.show_care(result)
    printer.hand_on(output.step_outputs(results))
    return output.exit_code(results)


def _link_watch(
    args: argparse.Namespace,
    configs: Sequence[Config],
    modes: Mapping[str, Mode],
    world: World,
    progress: Progress,
) -> LinkWatch | None:
    """Return what looks after links, None where no list asks for that."""
    if not any(config.settings.care.links for config in configs):
        return None
    store = wiring.mark_store(configs[0], modes, world)
    hosts = WebHosts(wiring.polling(configs).contact)
    return LinkWatch(hosts, store, world.clock, progress, dry=args.dry_run)


def _switched_on(
    configs: Sequence[Config], modes: Mapping[str, Mode], world: World
) -> Iterator[Config]:
    """Yield the lists that are looked after by their config, or by a box that people ticked."""
    for config in configs:
        table = config.settings
        if table.care.on:
            yield config
        elif modes[config.list_name] == "pull-request":
            forge = wiring.forge_of(config, "pull-request", world)
            if forge.standing(config.list_name, table.list.files).cared:
                yield config
