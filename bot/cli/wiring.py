"""EDGE: builds what a run needs from arguments, configs and environment; decides little."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.arxiv import (
    Mark,
    MarkStore,
    Remembered,
    Seen,
    Source,
    advance,
    since_last,
    since_last_feed,
)
from bot.arxiv.sources import Marks, ShelfMarks, cache_folder, default_cache, open_source
from bot.cli.daemon.schedule import parse_cron
from bot.cli.files import LocalFiles, find_configs, read_config_bytes, repository_of
from bot.cli.publish_mode import Mode, publish_mode
from bot.cli.world import World
from bot.config import (
    ArxivTable,
    Config,
    ListTable,
    Settings,
    check_names,
    is_address,
    parse_config,
)
from bot.core.errors import ConfigError, UsageError
from bot.core.ports import Progress
from bot.core.window import Window, parse_moment, window_between
from bot.github import credential_of
from bot.pipeline import Report
from bot.proposal import Forge, Outcome, memory
from classifier.papers import ArxivId

if TYPE_CHECKING:
    from bot.github.client import GitHubHome, MissingRight


def load_configs(named: Sequence[str]) -> tuple[Config, ...]:
    """Return the configs *named*, or all in `config/`. Raises `ConfigError`."""
    configs = []
    for path in find_configs(named, folder=Path()):
        config = parse_config(read_config_bytes(path), file=path.as_posix())
        _check_schedule(config)
        if config.list_name == "state":
            raise ConfigError(
                f"{config.where('list', 'name')}: 'state' is the branch of the bot's memory;"
                " give the list another name"
            )
        configs.append(config)
    check_names(configs)
    return tuple(configs)


def only_config(named: Sequence[str], folder: Path | None = None) -> Config:
    """Return the one config *named*, or the only one in *folder* (default: here).

    Raises `UsageError` when there are several, `ConfigError` when there is none.
    """
    paths = find_configs(named, folder=folder or Path())
    if len(paths) != 1:
        names = ", ".join(map(str, paths))
        raise UsageError(f"there are several lists; name one with --config: {names}")
    return load_configs([str(paths[0])])[0]


def any_category(name: str = "") -> Config:
    """Return a config without rules, for papers of any category: there is only a list."""
    anything = ArxivTable.model_construct(categories=())
    table = ListTable.model_construct(name=name)
    return Config("(no config)", Settings.model_construct(arxiv=anything, list=table))


def modes_of(
    configs: Sequence[Config], flag: str, environ: Mapping[str, str]
) -> Mapping[str, Mode]:
    """Return list name -> where its proposals go."""
    return {c.list_name: publish_mode(flag, c.settings.publish.mode, environ) for c in configs}


@dataclass(frozen=True, slots=True)
class Memory:
    """The *remembered* marks of the lists, and the *store* they came from."""

    store: MarkStore
    remembered: Mapping[str, Remembered]

    @property
    def marks(self) -> Mapping[str, Mark | None]:
        """List name -> its mark."""
        return {name: each.mark for name, each in self.remembered.items()}

    def advance(self, report: Report, *, replay: bool) -> None:
        """Move the mark of the list of *report*, whose window was dealt with completely.

        A *replay* (`--now`) moves it forward only, and is no memory of what was seen.
        """
        name = report.list_name
        old = self.marks[name]
        if replay and old is not None and old.until >= report.window.until:
            return
        if mark := advance(old, report.window, None if replay else report.sweep.seen):
            self.store.save(name, mark)


def open_memory(
    args: argparse.Namespace,
    configs: Sequence[Config],
    modes: Mapping[str, Mode],
    world: World,
) -> Memory:
    """Return what is remembered of earlier runs; on a runner of GitHub Actions, on a branch.

    Nothing is read for a run that neither asks for it nor moves a mark.
    """
    store = mark_store(configs[0], modes, world)
    if args.since != "last" and args.dry_run:
        return Memory(store, {name: Remembered(None) for name in modes})
    return Memory(store, {name: store.load(name) for name in modes})


def mark_store(config: Config, modes: Mapping[str, Mode], world: World) -> Marks | ShelfMarks:
    """Return where runs remember: this disk, or on a runner of GitHub Actions a branch."""
    if world.environ.get("GITHUB_ACTIONS") == "true" and set(modes.values()) == {"pull-request"}:
        from bot.github.client import open_shelf  # noqa: PLC0415 - only where it is needed

        return ShelfMarks(open_shelf(_github(config, world)), "branch paper-bot/state")
    return Marks()


def window_of(
    args: argparse.Namespace, memory: Memory, *, now: datetime
) -> tuple[Window, tuple[str, ...]]:
    """Return the window asked for, and what to tell about it. Raises `UsageError`."""
    notes: tuple[str, ...] = ()
    try:
        if args.since == "last":
            since, notes = _last_of(memory.remembered, args.source, now=now)
        else:
            since = parse_moment(args.since, now=now)
        # Nobody has read the future: a later end would count as read.
        until = min(now, parse_moment(args.until, now=now)) if args.until else now
        return window_between(since, until), notes
    except ValueError as error:
        raise UsageError(str(error)) from None


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
        if (
            config.settings.arxiv.announcements.replace
            != first.settings.arxiv.announcements.replace
        ):
            raise ConfigError(
                f"{config.where('arxiv', 'announcements')}: replace differs from {first.file};"
                " lists that run together read the same feeds"
            )
    tables = [config.settings.arxiv for config in configs]
    together = {
        "sweep_back_days": max(table.sweep_back_days for table in tables),
        "background": max(table.background for table in tables),
        "contact": next((table.contact for table in tables if table.contact), ""),
    }
    return first.settings.arxiv.model_copy(update=together)


def source_opener(  # noqa: PLR0913 - what a source is opened by, all by name
    spec: str,
    settings: ArxivTable,
    world: World,
    progress: Progress,
    *,
    now: datetime | None = None,
    seen: Seen | None = None,
    remembered: bool = True,
) -> Callable[[frozenset[ArxivId]], Source]:
    """Return the function that opens the source *spec* once the wanted ids are known.

    Unless what is *remembered* will do, arXiv is asked for every paper, as it is now.
    """

    for name in ("ARXIV_API_URL", "ARXIV_FEED_URL", "ARXIV_OAI_URL"):
        if (value := world.environ.get(name)) and not is_address(value):
            raise ConfigError(f"{name}: {value!r} is no address; write http://… or https://…")

    def opener(wanted: frozenset[ArxivId]) -> Source:
        return open_source(
            spec,
            settings=settings,
            env=world.environ,
            clock=world.clock,
            progress=progress,
            now=now or world.clock.now(),
            wanted=sorted(wanted),
            cache=default_cache() if remembered else None,
            seen=seen,
            folder=cache_folder(),
        )

    return opener


def forge_of(config: Config, mode: Mode, world: World) -> Forge:
    """Return where the proposals of *config* go. Raises `ForgeError` without a token."""
    if mode != "pull-request":
        return LocalFiles(repository_of(Path(config.file)), write=mode == "write")
    from bot.github.client import open_forge  # noqa: PLC0415 - only where it is needed

    return open_forge(_github(config, world), memory=memory, rules=config.settings.publish.rules)


def propose_onboarding(world: World, files: Mapping[str, bytes], title: str, body: str) -> Outcome:
    """Open the pull request that installs the bot. Raises `ForgeError` without a token."""
    from bot.github import client  # noqa: PLC0415 - as above

    return client.propose_onboarding(_github(any_category(), world), files, title, body)


def lacking_rights(config: Config, world: World) -> Sequence[MissingRight]:
    """Return what the token may not do that a run needs. Raises `ForgeError` without a token."""
    from bot.github import client  # noqa: PLC0415 - as above

    return client.lacking_rights(_github(config, world))


def _github(config: Config, world: World) -> GitHubHome:
    from bot.github.client import PUBLIC_API, GitHubHome  # noqa: PLC0415 - as above

    table, environ = config.settings.publish, world.environ
    return GitHubHome(
        repository=environ.get("GITHUB_REPOSITORY") or table.repository,
        credential=credential_of(environ, _read_key),
        clock=world.clock,
        api_url=environ.get("GITHUB_API_URL") or PUBLIC_API,
        fork=table.fork,
    )


def _read_key(path: str) -> str:
    return read_config_bytes(Path(path)).decode("ascii", "replace")


def _check_schedule(config: Config) -> None:
    settings = config.settings
    for table, cron in (("schedule", settings.schedule.cron), ("care", settings.care.cron)):
        try:
            parse_cron(cron, settings.schedule.timezone)
        except ValueError as error:
            raise ConfigError(f"{config.where(table, 'cron')}: {table}.cron: {error}") from None


def _last_of(
    remembered: Mapping[str, Remembered], source: str, *, now: datetime
) -> tuple[datetime, tuple[str, ...]]:
    """Return the earliest moment up to which one of the lists is complete, and why."""
    find = since_last_feed if source == "feed" else since_last
    moments, notes = [], []
    for name, each in remembered.items():
        since = find(each.mark, now=now)
        moments.append(since.moment)
        notes += [f"{name}: {note}" for note in (each.trouble, since.why) if note]
    return min(moments), tuple(notes)
