"""EDGE: what `bot host` and `bot worker` do: the service, an extra of its own."""

from __future__ import annotations

import argparse
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from bot.cli.daemon.schedule import parse_cron
from bot.cli.world import World
from bot.core.errors import ConfigError

if TYPE_CHECKING:
    from bot.host.service import HostSettings


def host_lists(args: argparse.Namespace, world: World) -> int:
    """Serve lists to whom the App is installed, until stopped."""
    settings = _settings(args, world)
    from bot.host.service import run_host  # noqa: PLC0415 - an extra

    run_host(settings)
    return 0


def work_for_host(args: argparse.Namespace, world: World) -> int:
    """Do the tasks of hosts that share a PostgreSQL, until stopped."""
    settings = _settings(args, world)
    from bot.host.service import run_worker  # noqa: PLC0415 - an extra

    run_worker(settings)
    return 0


def _settings(args: argparse.Namespace, world: World) -> HostSettings:
    lacking = [name for name in ("sqlalchemy", "starlette", "procrastinate") if not find_spec(name)]
    if lacking:
        raise ConfigError(
            f"{lacking[0]} is not installed: the service is an extra, pip install 'paper-bot[host]'"
        )
    from bot.host.service import HostSettings  # noqa: PLC0415 - an extra

    return HostSettings(
        database=args.database or world.environ.get("PAPER_BOT_DATABASE") or _own_database(),
        environ=world.environ,
        clock=world.clock,
        next_due=_next_due,
        listen=getattr(args, "listen", "") or "127.0.0.1:8080",
    )


def _own_database() -> str:
    folder = Path(platformdirs.user_state_dir("paper-bot", appauthor=False))
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder / 'host.db'}"


def _next_due(cron: str, timezone: str, now: datetime) -> datetime | None:
    return parse_cron(cron, timezone).get_next_fire_time(None, now)
