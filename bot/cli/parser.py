"""EDGE: the command line: arguments in, exit code out. Heavy imports wait until they are needed.

Exit codes: 0 done (also when nothing is new), 1 a failure that a person must mend, 2 wrong
arguments, 75 try again later, 130 Ctrl-C, 141 the reader of a pipe went away, 143 SIGTERM.
"""

from __future__ import annotations

import argparse
import errno
import io
import os
import re
import signal
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from types import FrameType
from typing import NamedTuple, NoReturn

from bot.cli import arguments
from bot.cli.world import World
from bot.core.clock import SystemClock
from bot.core.errors import BotError
from bot.core.version import __version__

_EPILOG = """\
exit codes: 0 done, also when nothing is new; 1 something must be mended, the message says what;
2 wrong arguments; 75 try again later (network, arXiv or GitHub); 130 Ctrl-C; 143 SIGTERM.

environment: ARXIV_API_URL, ARXIV_FEED_URL and ARXIV_OAI_URL replace arXiv's addresses;
GITHUB_TOKEN, GITHUB_REPOSITORY and GITHUB_API_URL say where and as whom to open pull requests."""

_WELCOME = """\
paper-bot keeps a curated list of papers current. In the list's repository:

  bot init                read the list, write its config and the weekly workflow
  bot run --since 30d     see what the bot would propose; nothing is changed
  bot check               see what it understands of the list, and what is wrong there

bot --help names all commands, bot COMMAND --help what each takes.
"""


class CliCommand(NamedTuple):
    """A command of the line.

    *job* is "module:function" below `bot.cli.commands`, taking (args, world) and returning the
    exit code; it is imported when it runs.
    """

    name: str
    help: str
    description: str
    example: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    job: str


COMMANDS = (
    CliCommand(
        name="init",
        help="read a list, and write its config and workflows",
        description="Reads the list and its history, and writes a commented config/NAME.toml and"
        " the workflows of GitHub Actions. Nothing that exists is replaced without --force.",
        example="bot init README.md --yes",
        add_arguments=arguments.add_init,
        job="init_command:init",
    ),
    CliCommand(
        name="doctor",
        help="say whether a run would work, and what to mend",
        description="Looks at config, list, rules, workflows, token, arXiv and state. Exit code 1"
        " if a run would fail.",
        example="bot doctor --json",
        add_arguments=arguments.add_doctor,
        job="doctor_command:doctor",
    ),
    CliCommand(
        name="run",
        help="look for new papers and propose them",
        description="Looks for papers announced in a window and proposes those that belong.",
        example="bot run --since 30d",
        add_arguments=arguments.add_run,
        job="run_commands:run_lists",
    ),
    CliCommand(
        name="sync",
        help="carry out what people decided in the pull requests",
        description="Carries out boxes, comments and closings of the pull requests at once,"
        " without polling arXiv.",
        example="bot sync --dry-run",
        add_arguments=arguments.add_sync,
        job="run_commands:sync_lists",
    ),
    CliCommand(
        name="care",
        help="propose what is out of date in the entries of the list",
        description="Looks for papers that were accepted, retitled or withdrawn since, for doubled"
        " entries and broken links, and proposes each change by itself, before and after.",
        example="bot care",
        add_arguments=arguments.add_care,
        job="care_command:care_for_lists",
    ),
    CliCommand(
        name="serve",
        help="run on the schedule of each config until stopped",
        description="Runs every list on the schedule in its config until stopped.",
        example="bot serve --publish pull-request",
        add_arguments=arguments.add_serve,
        job="run_commands:serve_lists",
    ),
    CliCommand(
        name="host",
        help="serve many lists as a GitHub App (an extra)",
        description="Serves all lists of the repositories that a GitHub App is installed on: takes"
        " GitHub's deliveries, polls arXiv once for all, and shows pages to watch it. Installed as"
        " paper-bot[host]. PAPER_BOT_APP_ID and PAPER_BOT_APP_KEY_FILE name the App, and"
        " docs/hosting.md has the rest.",
        example="bot host --listen 127.0.0.1:8080",
        add_arguments=arguments.add_host,
        job="host_commands:host_lists",
    ),
    CliCommand(
        name="worker",
        help="work for hosts that share a PostgreSQL (an extra)",
        description="Does what `bot host` has to do, beside other workers, on a shared PostgreSQL.",
        example="bot worker --database postgresql://bot@db/paperbot",
        add_arguments=arguments.add_worker,
        job="host_commands:work_for_host",
    ),
    CliCommand(
        name="add",
        help="add given papers to the list",
        description="Adds papers that you name, in the list's own style, and shows the diff.",
        example="bot add 2401.00001 --section Serving --write",
        add_arguments=arguments.add_add,
        job="list_commands:add_papers",
    ),
    CliCommand(
        name="check",
        help="say what is understood of a list, and what is wrong",
        description="Shows the sections and entries as understood, and what is wrong with them."
        " Exit code 1 if there are errors.",
        example="bot check README.md",
        add_arguments=arguments.add_check,
        job="list_commands:check_list",
    ),
    CliCommand(
        name="fix",
        help="show the repairs that need no judgement",
        description="Shows the repairs that need no judgement as a diff, and writes them if asked.",
        example="bot fix --write",
        add_arguments=arguments.add_fix,
        job="list_commands:fix_list",
    ),
    CliCommand(
        name="rank",
        help="rank the papers of a file by how well they fit a list",
        description="Ranks every paper of a window by how well it fits the list, and names its"
        " section. Papers before the window show what the list passes over.",
        example="bot rank --list README.md --source new.jsonl --since 2026-01-01",
        add_arguments=arguments.add_rank,
        job="explain_commands:rank_papers",
    ),
    CliCommand(
        name="explain",
        help="say why a paper is proposed or not, and what would change that",
        description="Judges a paper among those of its week, and says why it is proposed or not.",
        example="bot explain 2401.00001",
        add_arguments=arguments.add_explain,
        job="explain_commands:explain_paper",
    ),
    CliCommand(
        name="rules",
        help="test the keyword rules",
        description="Shows what each rule matches in the list and in other papers. Exit code 1"
        " if a rule never or always fires, or fires where it should not.",
        example="bot rules test --source papers.jsonl",
        add_arguments=arguments.add_rules,
        job="explain_commands:test_rules",
    ),
    CliCommand(
        name="backtest",
        help="replay a list's git history: what would the bot have proposed?",
        description="Replays the git history of a list week by week, trained on what was known"
        " then, and compares with what its maintainers added.",
        example="bot backtest . --since 6m --html report.html",
        add_arguments=arguments.add_backtest,
        job="backtest_command:backtest",
    ),
    CliCommand(
        name="schema",
        help="print the JSON Schema of a config file",
        description="Prints the JSON Schema of a config file, for editors that check TOML.",
        example="bot schema > config/schema.json",
        add_arguments=arguments.add_schema,
        job="shell_commands:print_schema",
    ),
    CliCommand(
        name="completion",
        help="print a shell's completion script",
        description="Prints the script that lets a shell complete commands and options.",
        example='eval "$(bot completion bash)"',
        add_arguments=arguments.add_completion,
        job="shell_commands:print_completion",
    ),
)
"""Every command there is; help, completion and the reference are made from this."""


_NOBODY_READS = 141  # 128 and SIGPIPE, which Windows does not have


class Terminated(BaseException):
    """SIGTERM arrived."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command in *argv* (default: the process's own) and return its exit code."""
    args, unknown = build_parser().parse_known_args(argv)
    if unknown:
        args.parser.refuse(unknown)
    if args.command is None:
        sys.stderr.write(_WELCOME)
        return 2
    signal.signal(signal.SIGTERM, _terminate)
    _never_fail_to_encode()
    try:
        code = _dispatch(args)
        sys.stdout.flush()
    except BotError as error:
        for text in (str(error), *error.others):
            _complain(text)
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
    full = error.errno == errno.ENOSPC
    if full:
        _complain("the output could not be written: no space left on the device")
    elif not (isinstance(error, BrokenPipeError) or _is_broken_on_windows(error, os.name)):
        raise error
    # https://docs.python.org/3/library/signal.html#note-on-sigpipe
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return BotError.exit_code if full else _NOBODY_READS


def _is_broken_on_windows(error: OSError, system: str) -> bool:
    """Whether *error* is what Windows says for a pipe that nobody reads: an invalid argument.

    https://bugs.python.org/issue35754
    """
    return system == "nt" and error.errno == errno.EINVAL and not error.filename


class _Parser(argparse.ArgumentParser):
    """Names the nearest right word for a wrong one, and the usage of the command that was typed."""

    def error(self, message: str) -> NoReturn:
        """End with the usage and *message*."""
        wrong = re.search(r"invalid choice: '(.*?)' \(choose from (.*)\)", message)
        if wrong:
            message += _nearest(wrong[1], re.findall(r"[\w-]+", wrong[2]))
        super().error(message)

    def refuse(self, unknown: Sequence[str]) -> NoReturn:
        """End with the options that are *unknown*."""
        known = [name for action in self._actions for name in action.option_strings]
        guess = _nearest(unknown[0].partition("=")[0], known)
        self.error(f"unrecognized arguments: {' '.join(unknown)}{guess}")


def _nearest(word: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - `bot --help` stays instant

    close = get_close_matches(word, known, n=1)
    return f"; did you mean {close[0]}?" if close else ""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = _Parser(
        prog="bot",
        description="Keeps a curated list of papers current through pull requests.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"paper-bot {__version__}")
    parser.set_defaults(parser=parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for command in COMMANDS:
        inner = commands.add_parser(
            command.name,
            help=command.help,
            description=command.description,
            epilog=f"example: {command.example}",
            allow_abbrev=False,
        )
        command.add_arguments(inner)
        inner.set_defaults(job=command.job, parser=inner)
    return parser


def _dispatch(args: argparse.Namespace) -> int:
    module, _, function = args.job.partition(":")
    job = getattr(import_module(f"bot.cli.commands.{module}"), function)
    code: int = job(args, World(os.environ, SystemClock()))
    return code


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise Terminated


def _complain(text: str) -> None:
    from bot.cli.project_page import with_addresses  # noqa: PLC0415 - as above
    from bot.core.terminal import log_text  # noqa: PLC0415 - as above

    sys.stderr.write(f"bot: {log_text(with_addresses(' '.join(text.split())))}\n")
