"""The world as a command is handed it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.ports import Clock


@dataclass(frozen=True, slots=True)
class World:
    """The variables of the environment and the time; tests bring their own."""

    environ: Mapping[str, str]
    clock: Clock
