"""The arguments of the commands that ask: rank, explain, rules, backtest. Pure."""

from __future__ import annotations

import argparse


def add_asking(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to *commands*."""
    _add_rank(commands)
    _add_explain(commands)
    _add_rules(commands)
    _add_backtest(commands)


def _add_rank(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    rank = commands.add_parser(
        "rank",
        help="rank the papers of a file by how well they fit a list",
        description="Ranks every paper of a window by how well it fits the list, and names its"
        " section. Needs nothing but the list and a file of arXiv metadata.",
        allow_abbrev=False,
    )
    _add_list(rank)
    rank.add_argument(
        "--papers",
        nargs="+",
        required=True,
        metavar="FILE",
        help="arXiv metadata as JSON lines, also .gz or .zst",
    )
    rank.add_argument(
        "--since",
        metavar="DAY",
        help="papers after this day are ranked; up to it they show what the list passes over",
    )
    rank.add_argument("--until", metavar="DAY", help="the last day that is ranked")
    _add_config(rank)
    rank.add_argument("--json", action="store_true", help="print one JSON object a paper")


def _add_explain(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    explain = commands.add_parser(
        "explain",
        help="say why a paper is proposed or not, and what would change that",
        description="Judges a paper among those of its week, and says why it is proposed or not.",
        allow_abbrev=False,
    )
    explain.add_argument("paper", metavar="ID|URL|DOI", help="a paper on arXiv")
    _add_list(explain)
    _add_config(explain)
    _add_papers(explain)
    explain.add_argument(
        "--since",
        metavar="WHEN",
        help="start of the window, as for bot run (default: 7d, or the week of an older paper)",
    )
    explain.add_argument("--until", metavar="WHEN", help="end of the window, not included")
    explain.add_argument("--json", action="store_true", help="print one JSON object")


def _add_rules(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    rules = commands.add_parser("rules", help="test the keyword rules", allow_abbrev=False)
    kinds = rules.add_subparsers(dest="rules_command", required=True, metavar="test")
    test = kinds.add_parser(
        "test",
        help="show what each rule matches, and which never or always do",
        description="Shows what each rule matches in the list and in other papers. Exit code 1"
        " if a rule never or always fires, or fires where it should not.",
        allow_abbrev=False,
    )
    _add_config(test)
    _add_papers(test)
    test.add_argument("--json", action="store_true", help="print one JSON object")


def _add_backtest(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    backtest = commands.add_parser(
        "backtest",
        help="replay a list's git history: what would the bot have proposed?",
        description="Replays the git history of a list week by week, trained on what was known"
        " then, and compares with what its maintainers added.",
        allow_abbrev=False,
    )
    backtest.add_argument("repo", nargs="?", default=".", metavar="REPO", help="default: here")
    backtest.add_argument(
        "--since",
        default="6m",
        metavar="WHEN",
        help="6m, 26w, 90d or a date (default: %(default)s)",
    )
    backtest.add_argument(
        "--list",
        action="append",
        default=[],
        metavar="FILE",
        help="the list's file in REPO (default: as configured, else README.md)",
    )
    backtest.add_argument(
        "--papers",
        nargs="+",
        default=[],
        metavar="FILE",
        help="arXiv metadata as JSON lines, also .gz or .zst (default: harvested from arXiv)",
    )
    _add_config(backtest)
    backtest.add_argument("--json", action="store_true", help="print one JSON object")
    backtest.add_argument("--html", metavar="FILE", help="write a report to look at")


def _add_list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--list",
        action="append",
        default=[],
        metavar="FILE",
        help="the list; repeatable (default: as configured)",
    )


def _add_papers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--papers",
        default="api",
        metavar="FILE",
        help="arXiv metadata as JSON lines, also .gz or .zst (default: arXiv is asked)",
    )


def _add_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config", action="append", default=[], metavar="FILE", help="rules and settings"
    )
