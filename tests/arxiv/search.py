"""arXiv's query language as far as the bot speaks it: equal operators that group to the right."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from classifier.papers.paper import Paper

_TOKEN = re.compile(r"\(|\)|AND|OR|submittedDate:\[(\d{12}) TO (\d{12})\]|cat:([A-Za-z.*-]+)")


def matches(query: str, paper: Paper) -> bool:
    """Whether *paper* is found by *query*. Raises `ValueError` for what cannot be read."""
    tokens = [match for word in _words(query) if (match := _TOKEN.fullmatch(word))]
    if len(tokens) != len(_words(query)):
        raise ValueError(query)
    value, rest = _expression(tokens, paper)
    if rest:
        raise ValueError(query)
    return value


def _words(query: str) -> list[str]:
    return re.findall(r"[()]|submittedDate:\[[^\]]*\]|[^\s()]+", query)


def _expression(tokens: list[re.Match[str]], paper: Paper) -> tuple[bool, list[re.Match[str]]]:
    left, rest = _term(tokens, paper)
    if not rest or rest[0][0] == ")":
        return left, rest
    right, after = _expression(rest[1:], paper)
    return (left and right) if rest[0][0] == "AND" else (left or right), after


def _term(tokens: list[re.Match[str]], paper: Paper) -> tuple[bool, list[re.Match[str]]]:
    token, rest = tokens[0], tokens[1:]
    if token[0] == "(":
        value, rest = _expression(rest, paper)
        return value, rest[1:]
    if token[3]:
        pattern = re.escape(token[3]).replace(r"\*", ".*")
        return any(re.fullmatch(pattern, c) for c in paper.categories), rest
    if paper.submitted is None:
        return False, rest
    # The end means the full minute: seconds after it are out.
    return _moment(token[1]) <= paper.submitted <= _moment(token[2]), rest


def _moment(raw: str) -> datetime:
    return datetime.strptime(raw, "%Y%m%d%H%M").replace(tzinfo=UTC)
