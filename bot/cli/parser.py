"""EDGE: the command line: arguments in, exit code out. Heavy imports wait until they are needed.

Exit codes: 0 done (also when nothing is new), 1 a failure that a person must mend, 2 wrong
arguments, 75 try again later, 130 Ctrl-C, 141 the reader of a pipe went away, 143 SIGTERM.
"""

from __future__ import annotations

import argparse
import errno
import io
import os
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from types import FrameType

from bot.cli.arguments import add_asking
from bot.core.errors import BotError
from bot.core.version import __version__

_EPILOG = """\
exit codes: 0 done, also when nothing is new; 1 something must be mended, the message says what;
2 wrong arguments; 75 try again later (network, arXiv or GitHub); 130 Ctrl-C; 143 SIGTERM.

environment: ARXIV_API_URL, ARXIV_FEED_URL and ARXIV_OAI_URL replace arXiv's addresses;
GITHUB_TOKEN, GITHUB_REPOSITORY and GITHUB_API_URL say where and as whom to open pull requests."""


_FIRST_YEAR, _LAST_YEAR = 1992, 2100


class Terminated(BaseException):
    """SIGTERM arrived."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command in *argv* (default: the process's own) and return its exit code."""
    args = build_parser().parse_args(argv)
    signal.signal(signal.SIGTERM, _terminate)
    _never_fail_to_encode()
    try:
        code = _dispatch(args)
        sys.stdout.flush()
    except BotError as error:
        _complain(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        _complain("stopped by Ctrl-C; nothing is half done, run again when you like")
        return 128 + signal.SIGINT
    except Terminated:
        _complain("ended by SIGTERM; the next run does what this one left")
        return 128 + signal.SIGTERM
    except OSError as error:
        return _output_failed(error)
    return code


def _never_fail_to_encode() -> None:
    """Show characters that this terminal or pipe cannot encode by their code points."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _output_failed(error: OSError) -> int:
    """Return the exit code for an output that nobody takes any more; other errors are bugs."""
    if error.errno == errno.ENOSPC:
        _complain("the output could not be written: no space left on the device")
    elif not isinstance(error, BrokenPipeError):
        raise error
    # https://docs.python.org/3/library/signal.html#note-on-sigpipe
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return BotError.exit_code if error.errno == errno.ENOSPC else 128 + signal.SIGPIPE


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="bot",
        description="Keeps a curated list of papers current through pull requests.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"paper-bot {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_run(commands)
    _add_sync(commands)
    _add_serve(commands)
    _add_list_commands(commands)
    add_asking(commands)
    commands.add_parser("schema", help="print the JSON Schema of a config file")
    completion = commands.add_parser("completion", help="print a shell's completion script")
    completion.add_argument("shell", choices=("bash", "zsh", "tcsh"))
    return parser


def _add_run(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    run = commands.add_parser(
        "run",
        help="look for new papers and propose them",
        description="Looks for papers announced in a window and proposes those that belong.",
        allow_abbrev=False,
    )
    run.add_argument(
        "--since",
        default="7d",
        metavar="WHEN",
        help="start of the window: 7d, 12h, 2w, a date (00:00 UTC), or last (default: %(default)s)",
    )
    run.add_argument(
        "--until", metavar="WHEN", help="end of the window, not included (default: now)"
    )
    _add_config(run)
    run.add_argument(
        "--source",
        default="auto",
        metavar="auto|api|feed|oai|FILE",
        help="where papers come from (default: auto, the door of arXiv that serves); "
        "FILE is arXiv metadata as JSON lines, also .gz or .zst",
    )
    _add_publish(run)
    run.add_argument("--dry-run", action="store_true", help="do everything but the last step")
    run.add_argument("--limit", type=_positive, metavar="N", help="propose at most N papers")
    run.add_argument("--now", type=_moment, metavar="TIME", help="pretend it is TIME (for replays)")
    run.add_argument("--json", action="store_true", help="print one JSON object a list")
    run.add_argument("-v", "--verbose", action="count", default=0, help="say more; -vv still more")


def _add_sync(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sync = commands.add_parser(
        "sync",
        help="carry out what people decided in the pull requests",
        description="Carries out boxes, comments and closings of the pull requests at once,"
        " without polling arXiv.",
        allow_abbrev=False,
    )
    _add_config(sync)
    sync.add_argument("--dry-run", action="store_true", help="do everything but the last step")
    sync.add_argument("--json", action="store_true", help="print one JSON object a list")
    sync.add_argument("-v", "--verbose", action="count", default=0, help="say more; -vv still more")


def _add_serve(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    serve = commands.add_parser(
        "serve",
        help="run on the schedule of each config until stopped",
        description="Runs every list on the schedule in its config until stopped.",
        allow_abbrev=False,
    )
    _add_config(serve)
    _add_publish(serve)


def _add_list_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    add = commands.add_parser("add", help="add given papers to the list", allow_abbrev=False)
    add.add_argument("papers", nargs="+", metavar="ID|URL|DOI", help="papers on arXiv; titles too")
    add.add_argument("--section", metavar="S", help="heading, path ('Models > Small') or line")
    add.add_argument(
        "--source", default="api", metavar="api|FILE", help="where metadata comes from"
    )
    check = commands.add_parser("check", help="say what is understood of a list, and what is wrong")
    check.add_argument("--json", action="store_true", help="print one JSON object")
    fix = commands.add_parser("fix", help="show the repairs that need no judgement")
    for parser in (check, fix):
        parser.add_argument("file", nargs="*", metavar="FILE", help="default: the configured list")
    for parser in (add, fix):
        parser.add_argument("--write", action="store_true", help="write the change to disk")
    for parser in (add, check, fix):
        _add_config(parser)


def _add_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config",
        action="append",
        default=[],
        metavar="FILE",
        help="a list's configuration; repeatable (default: every config/*.toml)",
    )


def _add_publish(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--publish",
        choices=("auto", "diff", "write", "pull-request"),
        default="auto",
        help="print, write to disk, or open a pull request "
        "(auto: as configured, else a pull request inside GitHub Actions, else print)",
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


def _dispatch(args: argparse.Namespace) -> int:
    match args.command:
        case "run" | "sync" | "serve":
            from bot.cli import run_commands as main_commands  # noqa: PLC0415 - `bot --help` stays instant

            jobs = {
                "run": main_commands.run_command,
                "sync": main_commands.sync_command,
                "serve": main_commands.serve_command,
            }
            return jobs[args.command](args, os.environ)
        case "add" | "check" | "fix":
            from bot.cli import list_commands  # noqa: PLC0415

            commands = {
                "add": list_commands.add_command,
                "check": list_commands.check_command,
                "fix": list_commands.fix_command,
            }
            return commands[args.command](args, os.environ)
        case "rank" | "explain" | "rules":
            from bot.cli import explain_commands  # noqa: PLC0415

            questions = {
                "rank": explain_commands.rank_command,
                "explain": explain_commands.explain_command,
                "rules": explain_commands.rules_command,
            }
            return questions[args.command](args, os.environ)
        case "backtest":
            from bot.cli.backtest_command import backtest_command  # noqa: PLC0415

            return backtest_command(args, os.environ)
        case "schema":
            from bot.config import config_schema  # noqa: PLC0415

            sys.stdout.write(config_schema())
        case "completion":
            import shtab  # noqa: PLC0415

            sys.stdout.write(shtab.complete(build_parser(), shell=args.shell))
    return 0


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise Terminated


def _complain(text: str) -> None:
    from bot.core.terminal import log_text  # noqa: PLC0415

    sys.stderr.write(f"bot: {log_text(' '.join(text.split()))}\n")
