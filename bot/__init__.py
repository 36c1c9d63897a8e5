"""A bot that keeps a curated list of papers current through pull requests."""

__version__ = "0.1.0"
