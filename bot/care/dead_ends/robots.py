"""What a host lets bots ask for, by its robots.txt: RFC 9309, the longest pattern wins. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_US, _EVERYBODY = "paper-bot", "*"


@dataclass(frozen=True, slots=True)
class Robots:
    """The patterns of paths for us; each with whether it allows."""

    patterns: tuple[tuple[str, bool], ...] = ()

    def allow(self, path: str) -> bool:
        """Whether *path* (with its query) may be asked for; at a tie the friendlier pattern."""
        met = [(len(text), allows) for text, allows in self.patterns if _is_met(text, path)]
        return max(met, default=(0, True))[1]


def read_robots(text: str) -> Robots:
    """Return the patterns of *text* for paper-bot, else those for everybody."""
    groups: dict[str, list[tuple[str, bool]]] = {}
    agents: list[str] = []
    is_open = False  # whether further agents join those named so far
    for key, value in _lines(text):
        if key == "user-agent":
            agents = [*agents, value.lower()] if is_open else [value.lower()]
            is_open = True
            groups.setdefault(value.lower(), [])
        elif key in ("allow", "disallow"):
            is_open = False
            for agent in agents if value else ():
                groups[agent].append((value, key == "allow"))
    return Robots(tuple(groups.get(_US, groups.get(_EVERYBODY, ()))))


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.removeprefix("\ufeff").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()


def _is_met(pattern: str, path: str) -> bool:
    """Whether *pattern* ("/*.pdf$": any text for "*", "$" at the end) begins *path*, or is it."""
    first, *parts = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for part in parts[:-1]:
        at = path.find(part, at) + len(part)
        if at < len(part):
            return False
    last = parts[-1] if parts else ""
    if not pattern.endswith("$"):
        return path.find(last, at) >= 0
    return path.endswith(last) and at + len(last) <= len(path) and (bool(parts) or at == len(path))
