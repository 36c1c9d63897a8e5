"""EDGE: what a command shows on the screen while it works and when it is done."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.status import Status
from rich.text import Text

from bot.care import care_json, care_summary, care_text
from bot.cli.publish_mode import Mode, how_to_open
from bot.core.errors import BotError, TryAgainLater
from bot.core.logged_progress import LoggedProgress, count_text
from bot.core.ports import Progress
from bot.core.terminal import json_line, log_text, terminal_text
from bot.pipeline import (
    Failure,
    Report,
    as_json,
    as_text,
    for_step_summary,
    for_terminal,
    polling_lines,
)

_LOG = logging.getLogger("bot")


class Live(LoggedProgress):
    """Progress as one line that changes in place."""

    def __init__(self, status: Status) -> None:
        self._status = status
        self._step = ""

    def step(self, text: str) -> None:
        """Show the step."""
        super().step(text)
        self._step = text
        self._show("")

    def count(self, done: int, total: int | None, unit: str) -> None:
        """Show the count behind the step."""
        super().count(done, total, unit)
        self._show(count_text(done, total, unit))

    def pause(self, seconds: float, why: str) -> None:
        """Show the pause behind the step."""
        super().pause(seconds, why)
        self._show(f"waiting {seconds:.0f} s: {why}")

    def _show(self, detail: str) -> None:
        text = f"{self._step} ({detail})" if detail else self._step
        self._status.update(Text(terminal_text(text)))


@contextlib.contextmanager
def open_progress(*, watched: bool) -> Iterator[Progress]:
    """Yield the progress for this run; *watched* says that standard error is a terminal."""
    if not watched:
        yield LoggedProgress()
        return
    with Console(stderr=True).status("starting") as status:
        yield Live(status)


# --- prints what came out: to people, to programs, to the log and to a step summary.

_NARROW, _WIDE = 80, 160  # columns of a table
_LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)


class Printer:
    """Prints results; *json* sends one object a list to standard output and nothing else.

    A terminal shows the papers by section and the diff, in colours; a pipe, a workflow's log, or
    whoever asks for it with *body*, gets the text of the pull request.
    """

    def __init__(self, environ: Mapping[str, str], *, json: bool, body: bool = False) -> None:
        self._json, self._body = json, body
        self._summary = environ.get("GITHUB_STEP_SUMMARY", "")
        self._outputs = environ.get("GITHUB_OUTPUT", "")
        self._in_log = environ.get("GITHUB_ACTIONS") == "true"
        self._escape = log_text if self._in_log else terminal_text
        self._columns = shutil.get_terminal_size((80, 24)).columns
        self._colour = _shows_colours(environ, os.name)
        self._width = max(_NARROW, min(_WIDE, shutil.get_terminal_size((120, 24)).columns))

    def say(self, text: str) -> None:
        """Print *text*, escaped, to standard output at once."""
        sys.stdout.write(f"{self._escape(text)}\n")
        sys.stdout.flush()

    def diff(self, text: str) -> None:
        """Print a unified diff: its exact bytes into a file or pipe, where `git apply` takes them.

        To a terminal or a workflow's log it is escaped as all else is.
        """
        if self._in_log or sys.stdout.isatty():
            self.say(text.rstrip("\r\n"))
            return
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
        sys.stdout.buffer.flush()

    def notes(self, notes: Sequence[str]) -> None:
        """Print *notes*, one line each, to standard error."""
        for note in notes:
            sys.stderr.write(f"bot: {log_text(' '.join(note.split()))}\n")

    def show(self, result: Report | Failure, mode: Mode) -> None:
        """Print one list's *result*."""
        if isinstance(result, Failure):
            self.notes([": ".join(filter(None, (result.list_name, str(result.error))))])
            if result.list_name:
                self.unserved([result.list_name], result.error)
            return
        self.notes([f"{result.list_name}: {warning}" for warning in result.warnings])
        for line in polling_lines(result.polled) if result.polled else ():
            _LOG.info("%s: %s", result.list_name, line)
        if result.proposal is not None and self._summary:
            self._summarise(for_step_summary(result))
        if self._json:
            sys.stdout.write(f"{json_line(as_json(result))}\n")
            return
        if self._in_log or self._body or not sys.stdout.isatty():
            self.say(as_text(result, width=self._width))
        else:
            shown = for_terminal(result, width=self._columns, colour=self._colour)
            sys.stdout.write(f"{shown}\n")
        if result.papers.proposed and mode == "diff":
            self.say(how_to_open(result.config_file))

    def show_care(self, result: Report | Failure) -> None:
        """Print what came of care for one list."""
        if isinstance(result, Failure):
            self.show(result, "diff")
            return
        self.notes([f"{result.list_name}: {warning}" for warning in result.warnings])
        if self._summary and (result.proposal or result.remarks or result.papers.near_misses):
            self._summarise(care_summary(result))
        if self._json:
            sys.stdout.write(f"{json_line(care_json(result))}\n")
        else:
            self.say(care_text(result))

    def unserved(self, list_names: Iterable[str], error: BotError) -> None:
        """Tell programs, one object a list, that *error* kept these lists from being served."""
        for name in list_names if self._json else ():
            record = {"list": name, "error": str(error), "complete": False}
            sys.stdout.write(f"{json_line(record)}\n")

    def hand_on(self, outputs: Mapping[str, str]) -> None:
        """Set the *outputs* of this step, where a workflow runs it.

        https://docs.github.com/actions/reference/workflow-commands#setting-an-output-parameter
        """
        if self._outputs:
            lines = (f"{name}={' '.join(value.split())}\n" for name, value in outputs.items())
            self._append(self._outputs, "".join(lines), "step output")

    def _summarise(self, text: str) -> None:
        # https://docs.github.com/actions/reference/workflow-commands#adding-a-job-summary
        self._append(self._summary, text, "step summary")

    def _append(self, file: str, text: str, what: str) -> None:
        try:
            with Path(file).open("a", encoding="utf-8") as stream:
                stream.write(text)
        except OSError as error:
            self.notes([f"{file}: no {what} could be written ({error.strerror})"])


def _shows_colours(environ: Mapping[str, str], system: str) -> bool:
    """Whether a terminal shows colours; the old console of Windows would print their codes.

    https://no-color.org
    """
    if environ.get("NO_COLOR") or environ.get("TERM") == "dumb":
        return False
    return system != "nt" or any(environ.get(name) for name in ("WT_SESSION", "TERM", "ANSICON"))


def start_logging(verbose: int) -> None:
    """Send our log to standard error: warnings, with *verbose* 1 also steps, with 2 details.

    Other libraries only warn: PyGithub would log whole requests. What arXiv's parser finds odd
    in a paper is a detail.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Escaped("bot: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    oddities = logging.WARNING if verbose >= len(_LEVELS) - 1 else logging.CRITICAL
    logging.getLogger("arxiv").setLevel(oddities)
    logging.getLogger("bot").setLevel(_LEVELS[min(verbose, len(_LEVELS) - 1)])


def exit_code(results: Sequence[Report | Failure]) -> int:
    """Return 1 if anything must be mended, else 75 if anything must be tried again, else 0."""
    codes = {result.error.exit_code for result in results if isinstance(result, Failure)}
    if any(isinstance(result, Report) and not result.sweep.complete for result in results):
        codes.add(TryAgainLater.exit_code)
    return min(codes, default=0)


def step_outputs(results: Sequence[Report | Failure]) -> Mapping[str, str]:
    """Return the outputs of a step that came to *results*; nothing from outside is in them.

    Of several lists the numbers and addresses stand in the order of the configs, with a comma
    between them. `complete` is "true" when every list was served and arXiv was read wholly.
    https://docs.github.com/actions/reference/workflow-commands#setting-an-output-parameter
    """
    reports = [result for result in results if isinstance(result, Report)]
    pulls = [o for r in reports if (o := r.outcome) is not None and o.number is not None]
    whole = len(reports) == len(results) and all(report.sweep.complete for report in reports)
    return {
        "pull-request-number": ",".join(str(outcome.number) for outcome in pulls),
        "pull-request-url": ",".join(outcome.url for outcome in pulls),
        "proposed": str(sum(len(report.papers.proposed) for report in reports)),
        "complete": _flag(whole),
        "refresh": _flag(any(report.refresh for report in reports)),
    }


def _flag(value: bool) -> str:
    return "true" if value else "false"


class _Escaped(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return log_text(super().format(record))
