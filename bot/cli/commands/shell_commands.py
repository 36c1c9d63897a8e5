"""EDGE: `bot schema` and `bot completion`: what editors and shells ask for."""

from __future__ import annotations

import argparse
import sys

import shtab

from bot.cli.parser import build_parser
from bot.cli.world import World
from bot.config import config_schema


def print_schema(_args: argparse.Namespace, _world: World) -> int:
    """Print the JSON Schema of a config file."""
    sys.stdout.write(config_schema())
    return 0


def print_completion(args: argparse.Namespace, _world: World) -> int:
    """Print the completion script of a shell."""
    sys.stdout.write(shtab.complete(build_parser(), shell=args.shell))
    return 0
