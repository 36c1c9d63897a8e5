"""The world as a command is handed it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from bot.core.ports import Clock


class World(NamedTuple):
    """The variables of the environment and the time; tests bring their own."""

    environ: Mapping[str, str]
    clock: Clock
