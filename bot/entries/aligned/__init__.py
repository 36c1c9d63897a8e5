"""Entries of known papers as worked examples: which words of a text are which of its facts."""
