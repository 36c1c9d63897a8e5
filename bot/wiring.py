"""EDGE: builds what a run needs from arguments, configs and environment; decides little."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.arxiv.cache import default_cache
from bot.arxiv.marks import Marks, since_last
from bot.arxiv.sources import open_source
from bot.arxiv.window import Window, parse_moment
from bot.config_text import Config, parse_config
from bot.errors import ConfigError, UsageError
from bot.files import LocalFiles, find_configs, read_config_bytes, repository_of
from bot.mode import Mode, publish_mode
from bot.ports import Clock, Forge, Progress, Source
from bot.proposal import memory
from bot.schedule import parse_cron
from bot.settings import ArxivTable, is_address
from classifier.paper import ArxivId


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The parts of the world that a source needs."""

    environ: Mapping[str, str]
    clock: Clock
    progress: Progress
    now: datetime


def load_configs(named: Sequence[str]) -> tuple[Config, ...]:
    """Return the configs *named*, or all in `config/`. Raises `ConfigError`."""
    files: dict[str, str] = {}
    configs = []
    for path in find_configs(named, folder=Path()):
        config = parse_config(read_config_bytes(path), file=str(path))
        _check_schedule(config)
        if (other := files.setdefault(config.list_name, config.file)) != config.file:
            raise ConfigError(
                f"{config.where('list', 'name')}: {other} is called {config.list_name!r} too;"
                " give each list a name of its own"
            )
        configs.append(config)
    return tuple(configs)


def modes_of(
    configs: Sequence[Config], flag: str, environ: Mapping[str, str]
) -> Mapping[str, Mode]:
    """Return list name -> where its proposals go."""
    return {c.list_name: publish_mode(flag, c.settings.publish.mode, environ) for c in configs}


def window_of(
    args: argparse.Namespace, configs: Sequence[Config], marks: Marks, *, now: datetime
) -> tuple[Window, tuple[str, ...]]:
    """Return the window asked for, and what to tell about it. Raises `UsageError`."""
    notes: tuple[str, ...] = ()
    try:
        if args.since == "last":
            since, notes = _last_of(configs, marks, now=now)
        else:
            since = parse_moment(args.since, now=now)
        # Nobody has read the future: a later end would count as read.
        until = min(now, parse_moment(args.until, now=now)) if args.until else now
    except ValueError as error:
        raise UsageError(str(error)) from None
    if since >= until:
        raise UsageError(
            f"the window is empty: --since {since:%Y-%m-%d %H:%M} is not before"
            f" --until {until:%Y-%m-%d %H:%M} (UTC)"
        )
    return Window(since, until), notes


def polling(configs: Sequence[Config]) -> ArxivTable:
    """Return how to poll for all *configs* at once. Raises `ConfigError` when they disagree."""
    first, *others = configs
    for config in others:
        for name in ("api_url", "feed_url", "oai_url"):
            if getattr(config.settings.arxiv, name) != getattr(first.settings.arxiv, name):
                raise ConfigError(
                    f"{config.where('arxiv', name)}: differs from {first.file};"
                    " lists that run together ask one address"
                )
    tables = [config.settings.arxiv for config in configs]
    together = {
        "sweep_back_days": max(table.sweep_back_days for table in tables),
        "background": max(table.background for table in tables),
        "contact": next((table.contact for table in tables if table.contact), ""),
    }
    return first.settings.arxiv.model_copy(update=together)


def source_opener(
    spec: str, settings: ArxivTable, world: World
) -> Callable[[frozenset[ArxivId]], Source]:
    """Return the function that opens the source *spec* once the wanted ids are known."""

    for name in ("ARXIV_API_URL", "ARXIV_FEED_URL", "ARXIV_OAI_URL"):
        if (value := world.environ.get(name)) and not is_address(value):
            raise ConfigError(f"{name}: {value!r} is no address; write http://… or https://…")

    def opener(wanted: frozenset[ArxivId]) -> Source:
        return open_source(
            spec,
            settings=settings,
            env=world.environ,
            clock=world.clock,
            progress=world.progress,
            now=world.now,
            wanted=sorted(wanted),
            cache=default_cache(),
        )

    return opener


def forge_of(config: Config, mode: Mode, environ: Mapping[str, str], clock: Clock) -> Forge:
    """Return where the proposals of *config* go. Raises `ForgeError` without a token."""
    if mode != "pull-request":
        return LocalFiles(repository_of(Path(config.file)), write=mode == "write")
    from bot.forge.github import PUBLIC_API, open_forge  # noqa: PLC0415 - only where it is needed

    table = config.settings.publish
    return open_forge(
        repository=environ.get("GITHUB_REPOSITORY") or table.repository,
        token=environ.get("GITHUB_TOKEN", ""),
        memory=memory,
        clock=clock,
        api_url=environ.get("GITHUB_API_URL") or PUBLIC_API,
        labels=table.labels,
    )


def _check_schedule(config: Config) -> None:
    table = config.settings.schedule
    try:
        parse_cron(table.cron, table.timezone)
    except ValueError as error:
        raise ConfigError(f"{config.where('schedule', 'cron')}: schedule.cron: {error}") from None


def _last_of(
    configs: Sequence[Config], marks: Marks, *, now: datetime
) -> tuple[datetime, tuple[str, ...]]:
    """Return the earliest moment up to which one of the lists is complete, and why."""
    moments, notes = [], []
    for config in configs:
        remembered = marks.load(config.list_name)
        since = since_last(remembered.mark, now=now)
        moments.append(since.moment)
        notes += [f"{config.list_name}: {n}" for n in (remembered.trouble, since.why) if n]
    return min(moments), tuple(notes)
