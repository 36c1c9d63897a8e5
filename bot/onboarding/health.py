"""What ails a run: config, list, workflows; each with what helps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches
from hashlib import sha256
from typing import Literal

from bot.config import Config
from bot.lists import PaperList, names_paper
from bot.pipeline import STEP, Subject, teaches_little
from classifier.papers import Paper

# --- The workflows that a list's repository needs, filled in. Pure.
#
# When a run starts is drawn from the repository's name, so that not all lists ask arXiv at once.

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


# --- Whether a run would work, told from facts: config, list, rules, workflows, state. Pure.

Level = Literal["error", "warning", "note"]

_IDLE = timedelta(days=50)
"""GitHub switches schedules of public repositories off after 60 days without a commit:
https://docs.github.com/actions/how-tos/manage-workflow-runs/disable-and-enable-workflows"""

_WRONG_CLOCK = timedelta(days=1)  # a commit from further in the future tells of a wrong clock
_PAPERS_TO_TELL = 5_000  # papers among which a category, if it is alive, has one
_PINNED = re.compile(r"[0-9a-f]{40}")
# "uses: actions/checkout@3d3c… # v7.0.1": the action, its ref, the release in the comment.
_USES = re.compile(r"uses:\s*[\"']?([\w./-]+)@([\w./-]+)[^#\n]*(?:#\s*(v\d[\d.]*))?")
_CRON = re.compile(r"cron:\s*[\"']?([^\"'\n}]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ailment:
    """What is amiss, where, and what mends it; an "error" keeps a run from working."""

    level: Level
    where: str
    text: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.level}: {self.text}; {self.remedy}"


def list_ailments(config: Config, listing: PaperList, subject: Subject) -> Iterator[Ailment]:
    """Yield what in the list does not fit its *config*, beside what a run refuses anyway."""
    known = [STEP.join(section.path) for section in listing.sections if section.path]
    for key in subject.gone:
        near = _nearest(key, known)
        yield Ailment(
            level="warning",
            where=config.where("sections", key),
            text=f"the list has no section {key!r} any more",
            remedy=f"write {near!r}, or remove its rules" if near else "remove its rules",
        )
    if not any(topic.present for topic in subject.topics):
        yield _error(config.where("list", "files"), "no section can take a paper", "add a heading")
    ruled = subject.rules or any(map(names_paper, listing.entries))
    little = teaches_little(len(listing.entries))
    if little and listing.entries and not config.settings.rules.keywords:
        what, _, remedy = little.partition(": ")
        yield Ailment(level="note", where=config.where("list", "files"), text=what, remedy=remedy)
    if not ruled and not listing.entries:
        yield Ailment(
            level="warning",
            where=config.where("list", "files"),
            text="the list has no entry, so only headings say what belongs",
            remedy="add a few papers by hand (`bot add`), or keyword rules to the config",
        )


def category_ailments(config: Config, papers: Sequence[Paper]) -> Iterator[Ailment]:
    """Yield the categories that none of *papers* has, where there are papers enough to tell."""
    if len(papers) < _PAPERS_TO_TELL:
        return
    seen = {part for paper in papers for name in paper.categories for part in _parts(name)}
    for place, name in enumerate(config.settings.arxiv.categories):
        if name not in seen:
            yield Ailment(
                level="warning",
                where=config.where("arxiv", "categories", place),
                text=f"none of {len(papers):,} papers is in {name}",
                remedy="is it the right category?",
            )


def workflow_ailments(workflows: Mapping[str, str], ours: str = "") -> Iterator[Ailment]:
    """Yield what keeps the *workflows* that run the bot (name -> text) from working.

    *ours* is the text of those that this release would write: the newest actions that it knows.
    """
    known = {action: _release(ref, version) for action, ref, version in _USES.findall(ours)}
    running_bot = {name: text for name, text in workflows.items() if _runs_bot(text)}
    running = {name: text for name, text in running_bot.items() if _CRON.search(text)}
    if not running:
        yield Ailment(
            level="note",
            where=".github/workflows",
            text="no workflow runs the bot on a schedule",
            remedy="`bot init` writes one, or run `bot serve` somewhere",
        )
    for name, text in running_bot.items():
        yield from _of_workflow(name, text)
        yield from _outdated(name, text, known)


def time_ailments(now: datetime, newest: datetime | None) -> Iterator[Ailment]:
    """Yield what the moment of the *newest* commit tells of the clock and of the schedule."""
    if newest is None:
        return
    if newest - now > _WRONG_CLOCK:
        sentence = f"it is {now:%Y-%m-%d} here, and the last commit is of {newest:%Y-%m-%d}"
        yield _error("clock", sentence, "set the clock")
    if now - newest > _IDLE:
        yield Ailment(
            level="note",
            where="schedule",
            text=f"no commit since {newest:%Y-%m-%d}; after 60 days GitHub stops schedules",
            remedy="merge something, or switch the workflow on again under Actions",
        )


def _of_workflow(name: str, text: str) -> Iterator[Ailment]:
    for right in ("contents", "pull-requests"):
        if not re.search(rf"{right}:\s*write|permissions:\s*write-all", text):
            yield _error(name, f"the job has no right to {right}", f"write {right}: write")
    for cron in _CRON.findall(text):
        if cron.split()[:1] == ["0"]:
            yield Ailment(
                level="warning",
                where=name,
                text="runs on the hour are delayed and dropped by GitHub",
                remedy="choose another minute",
            )
    for action, ref, _ in dict.fromkeys(_USES.findall(text)):
        if action == PLACEHOLDER:
            yield Ailment(
                level="note",
                where=name,
                text=f"{PLACEHOLDER} is no repository",
                remedy="put paper-bot's own in its place",
            )
        elif not action.endswith("/paper-bot") and not _PINNED.fullmatch(ref):
            yield Ailment(
                level="note",
                where=name,
                text=f"{action}@{ref} can change its code",
                remedy="pin it to a commit",
            )


def _outdated(name: str, text: str, known: Mapping[str, tuple[int, ...]]) -> Iterator[Ailment]:
    """Yield the actions of an older release than those *known*; a bare commit tells of none."""
    for action, ref, version in dict.fromkeys(_USES.findall(text)):
        release, newest = _release(ref, version), known.get(action, ())
        if release and release < newest[: len(release)]:
            newer = ".".join(map(str, newest))
            yield Ailment(
                level="note",
                where=name,
                text=f"{action} is {version or ref}, and v{newer} is out",
                remedy="take the newer one, as `bot init --force` writes it",
            )


def _release(ref: str, version: str) -> tuple[int, ...]:
    """Return the release that a comment (*version*) or a *ref* like "v7.0.1" names; () for none."""
    number = re.fullmatch(r"v(\d+(?:\.\d+)*)\.?", version or ref)
    return tuple(map(int, number[1].split("."))) if number else ()


def _runs_bot(text: str) -> bool:
    return "paper-bot" in text or PLACEHOLDER in text or "bot run" in text


def _error(where: str, text: str, remedy: str) -> Ailment:
    return Ailment(level="error", where=where, text=text, remedy=remedy)


def _parts(name: str) -> tuple[str, str]:
    return name, name.partition(".")[0]


def _nearest(key: str, known: Sequence[str]) -> str:
    close = get_close_matches(key, known, n=1) or [word for word in known if word.endswith(key)]
    return close[0] if close else ""


def worst(ailments: Iterable[Ailment]) -> int:
    """Return the exit code: 1 where a run would fail."""
    return int(any(ailment.level == "error" for ailment in ailments))
