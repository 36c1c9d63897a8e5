"""The locks, read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from packaging.markers import Marker

from tests.conftest import ROOT

# What a run needs, what builds our package, all of both with what development needs, and what the
# service needs.
LOCKS = (
    "requirements.lock",
    "requirements-build.lock",
    "requirements-dev.lock",
    "requirements-host.lock",
)
PIN = re.compile(
    r"(?m)^(?P<name>[a-z0-9.-]+)(?:\[(?P<extras>[a-z0-9, -]+)\])?==(?P<version>[^ ;]+)"
    r"(?: ; (?P<marker>.+?))? \\$"
)


@dataclass(frozen=True)
class Pin:
    """A locked release, and where it is the one to take."""

    name: str
    extras: frozenset[str]
    version: str
    marker: Marker | None

    def applies(self, environment: dict[str, str] | None = None) -> bool:
        """Whether it is taken in an environment; none: the one that is here."""
        return self.marker is None or self.marker.evaluate(environment)


def pins(lock: str) -> list[Pin]:
    """The pins of a lock, in its order."""
    found = PIN.finditer((ROOT / lock).read_text(encoding="utf-8"))
    return [
        Pin(
            name=each["name"],
            extras=frozenset((each["extras"] or "").replace(" ", "").split(",")) - {""},
            version=each["version"],
            marker=Marker(each["marker"]) if each["marker"] else None,
        )
        for each in found
    ]
