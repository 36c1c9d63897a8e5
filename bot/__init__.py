"""A bot that keeps a curated list of papers current through pull requests."""

from bot.core.version import __version__ as __version__
