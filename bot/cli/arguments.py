"""The arguments of each command, one function a command. Pure, and light: help is instant."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

Parser = argparse.ArgumentParser

_FIRST_YEAR, _LAST_YEAR = 1992, 2100  # arXiv's first full year, and later than anybody replays
_FILE = "arXiv metadata as JSON lines, also .gz or .zst; demo: a few invented papers"


def add_init(parser: Parser) -> None:
    """Add what `bot init` takes."""
    parser.add_argument(
        "file", nargs="*", metavar="FILE", help="the list (default: the files that hold papers)"
    )
    parser.add_argument("--name", metavar="NAME", help="the list's name (default: the folder's)")
    parser.add_argument(
        "--categories", metavar="C,C", help="arXiv categories (default: those of its own papers)"
    )
    parser.add_argument(
        "--source",
        "--papers",
        default="api",
        metavar="api|FILE",
        help=f"where the listed papers' categories are looked up: arXiv, or {_FILE}",
    )
    parser.add_argument("--yes", action="store_true", help="ask nothing and take the defaults")
    parser.add_argument("--force", action="store_true", help="replace files that exist")
    parser.add_argument(
        "--pull-request", action="store_true", help="open a pull request instead of writing files"
    )
    _add_json(parser)


def add_doctor(parser: Parser) -> None:
    """Add what `bot doctor` takes."""
    _add_config(parser)
    parser.add_argument(
        "--source",
        "--papers",
        default="api",
        metavar="api|FILE",
        help=f"papers to try the rules on: {_FILE} (default: arXiv is asked whether it answers)",
    )
    parser.add_argument(
        "--offline", action="store_true", help="ask neither arXiv nor GitHub whether they answer"
    )
    _add_json(parser)


def add_run(parser: Parser) -> None:
    """Add what `bot run` takes."""
    _add_window(parser, since="7d")
    _add_config(parser)
    parser.add_argument(
        "--source",
        "--papers",
        default="auto",
        metavar="auto|api|feed|oai|FILE",
        help=f"where papers come from; FILE is {_FILE}",
    )
    _add_publish(parser)
    parser.add_argument("--dry-run", action="store_true", help="do everything but the last step")
    parser.add_argument(
        "--body", action="store_true", help="print the pull request's text, on a terminal too"
    )
    parser.add_argument("--limit", type=_positive, metavar="N", help="propose at most N papers")
    parser.add_argument(
        "--now", type=_moment, metavar="TIME", help="pretend it is TIME (for replays)"
    )
    _add_json(parser)
    _add_verbose(parser)


def add_sync(parser: Parser) -> None:
    """Add what `bot sync` takes."""
    _add_config(parser)
    parser.add_argument("--dry-run", action="store_true", help="do everything but the last step")
    _add_json(parser)
    _add_verbose(parser)


def add_care(parser: Parser) -> None:
    """Add what `bot care` takes."""
    _add_source(parser)
    _add_write(parser)
    _add_publish(parser)
    parser.add_argument("--dry-run", action="store_true", help="do everything but the last step")
    parser.add_argument(
        "--when-on",
        action="store_true",
        help="only lists where [care] or a box in the pull request switches it on",
    )
    _add_config(parser)
    _add_json(parser)
    _add_verbose(parser)


def add_serve(parser: Parser) -> None:
    """Add what `bot serve` takes."""
    parser.add_argument(
        "--health",
        metavar="HOST:PORT",
        default="",
        help="answer there how the lists stand: /healthz, and /readyz while no last run failed",
    )
    _add_config(parser)
    _add_publish(parser)
    _add_verbose(parser)


def add_host(parser: Parser) -> None:
    """Add what `bot host` takes."""
    parser.add_argument(
        "--listen",
        default="127.0.0.1:8080",
        metavar="HOST:PORT",
        help="where GitHub's deliveries and readers of its pages come in (default: %(default)s)",
    )
    add_worker(parser)


def add_worker(parser: Parser) -> None:
    """Add what `bot worker` takes."""
    parser.add_argument(
        "--database",
        metavar="URL",
        help="where its memory is: sqlite:///FILE, or postgresql://… to share it with workers"
        " (default: PAPER_BOT_DATABASE, else a file in the state folder)",
    )


def add_add(parser: Parser) -> None:
    """Add what `bot add` takes."""
    parser.add_argument(
        "wanted", nargs="+", metavar="ID|URL|DOI", help="papers on arXiv; titles too"
    )
    parser.add_argument("--section", metavar="S", help="heading, path ('Models > Small') or line")
    _add_source(parser)
    _add_write(parser)
    _add_config(parser)
    _add_json(parser)


def add_check(parser: Parser) -> None:
    """Add what `bot check` takes."""
    _add_files(parser)
    parser.add_argument(
        "--source",
        metavar="api|FILE",
        help=f"where metadata of listed papers comes from: arXiv, or {_FILE}"
        " (default: what is remembered from earlier runs)",
    )
    parser.add_argument(
        "--templates",
        action="store_true",
        help="print how entries of each section are made, as [sections] of a config say it",
    )
    _add_config(parser)
    _add_json(parser)


def add_fix(parser: Parser) -> None:
    """Add what `bot fix` takes."""
    _add_files(parser)
    _add_write(parser)
    _add_config(parser)
    _add_json(parser)


def add_rank(parser: Parser) -> None:
    """Add what `bot rank` takes."""
    _add_list(parser)
    parser.add_argument(
        "--source", "--papers", nargs="+", required=True, metavar="FILE", help=_FILE
    )
    _add_window(parser, since=None)
    _add_config(parser)
    _add_json(parser)


def add_explain(parser: Parser) -> None:
    """Add what `bot explain` takes."""
    parser.add_argument("paper", metavar="ID|URL|DOI", help="a paper on arXiv")
    _add_list(parser)
    _add_config(parser)
    _add_source(parser)
    _add_window(parser, since="7d", otherwise="or the week of an older paper")
    _add_json(parser)


def add_rules(parser: Parser) -> None:
    """Add what `bot rules test` takes."""
    parser.add_argument("what", choices=("test",), metavar="test", help="try every rule")
    _add_config(parser)
    _add_source(parser)
    _add_json(parser)


def add_backtest(parser: Parser) -> None:
    """Add what `bot backtest` takes."""
    parser.add_argument("repo", nargs="?", default=".", metavar="REPO", help="default: here")
    parser.add_argument(
        "--since",
        default="6m",
        metavar="WHEN",
        help="start of the replay: 6m, 26w, 90d or a date (default: %(default)s)",
    )
    _add_list(parser)
    parser.add_argument(
        "--source",
        "--papers",
        nargs="+",
        default=[],
        metavar="FILE",
        help=f"{_FILE} (default: harvested from arXiv)",
    )
    _add_config(parser)
    _add_json(parser)
    parser.add_argument("--html", metavar="FILE", help="write a report to look at")


def add_schema(_parser: Parser) -> None:
    """Add what `bot schema` takes: nothing."""


def add_completion(parser: Parser) -> None:
    """Add what `bot completion` takes."""
    parser.add_argument("shell", choices=("bash", "zsh", "fish", "tcsh"), help="your shell")


def _add_window(parser: Parser, *, since: str | None, otherwise: str = "or last") -> None:
    what = "7d, 12h, 2w, a date (00:00 UTC)"
    what += f", {otherwise} (default: %(default)s)" if since else " (default: every paper)"
    parser.add_argument("--since", default=since, metavar="WHEN", help=f"start of window: {what}")
    parser.add_argument(
        "--until", metavar="WHEN", help="end of the window, not included (default: now)"
    )


def _add_source(parser: Parser) -> None:
    parser.add_argument(
        "--source",
        "--papers",
        default="api",
        metavar="api|FILE",
        help=f"where metadata comes from: arXiv (default), or {_FILE}",
    )


def _add_config(parser: Parser) -> None:
    parser.add_argument(
        "--config",
        action="append",
        default=[],
        metavar="FILE",
        help="a list's configuration; repeatable (default: every config/*.toml)",
    )


def _add_list(parser: Parser) -> None:
    parser.add_argument(
        "--list",
        action="append",
        default=[],
        metavar="FILE",
        help="the list; repeatable (default: as configured)",
    )


def _add_files(parser: Parser) -> None:
    parser.add_argument("file", nargs="*", metavar="FILE", help="default: the configured list")


def _add_write(parser: Parser) -> None:
    parser.add_argument("--write", action="store_true", help="write the change to disk")


def _add_publish(parser: Parser) -> None:
    parser.add_argument(
        "--publish",
        choices=("auto", "diff", "write", "pull-request"),
        default="auto",
        help="print, write to disk, or open a pull request "
        "(auto: as configured, else a pull request inside GitHub Actions, else print)",
    )


def _add_json(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")


def _add_verbose(parser: Parser) -> None:
    parser.add_argument(
        "-v", "--verbose", action="count", default=0, help="say more; -vv still more"
    )


def _positive(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number") from None
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no time; write 2026-11-22 or 2026-11-22T06:00+00:00"
        ) from None
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise argparse.ArgumentTypeError(f"{text!r} lies outside of arXiv's time")
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
