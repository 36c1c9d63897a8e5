"""The workflows that a list's repository needs, filled in. Pure.

When a run starts is drawn from the repository's name, so that not all lists ask arXiv at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

PLACEHOLDER = "OWNER/NAME"
"""Stands for the repository of paper-bot where the installed one does not tell its own."""

_DAYS = ("mon", "tue", "wed", "thu", "fri")
_HOURS = (5, 6, 7, 8)  # UTC; arXiv announces at 00:00 or 01:00 UTC, and has rested by then
_MINUTES = 60  # in an hour
_CARE_DAY = 3  # of the month, on which entries are looked after


@dataclass(frozen=True, slots=True)
class Action:
    """The action that a workflow uses: *repository* is "OWNER/NAME", *ref* a tag or commit."""

    repository: str
    ref: str

    def __str__(self) -> str:
        return f"{self.repository}@{self.ref}"

    @property
    def is_known(self) -> bool:
        """Whether it is known where the action is."""
        return self.repository != PLACEHOLDER


def cron_for(name: str, day: str = "") -> str:
    """Return five fields: a minute, hour and weekday drawn from *name*, or that *day* ("mon").

    Minute 0 is never drawn: GitHub delays and drops what everybody starts on the hour.
    """
    drawn = int.from_bytes(sha256(name.casefold().encode()).digest()[:8])
    minute = 1 + drawn % (_MINUTES - 1)
    hour = _HOURS[drawn // 97 % len(_HOURS)]
    weekday = day.casefold()[:3] or _DAYS[drawn // 1009 % len(_DAYS)]
    return f"{minute} {hour} * * {weekday}"


def fill_in(template: str, *, cron: str, action: Action) -> str:
    """Return the text of a workflow."""
    care = " ".join([*cron.split()[:2], str(_CARE_DAY), "*", "*"])
    text = template.replace("@CRON@", cron).replace("@CARE@", care)
    return text.replace("@ACTION@", str(action))


def is_weekday(text: str) -> bool:
    """Whether *text* names a day of the week, as "mon" or "Monday"."""
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    return len(text) > 2 and any(day.startswith(text.casefold()) for day in days)  # noqa: PLR2004
