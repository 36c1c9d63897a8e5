"""What a pull request remembers: a hidden, versioned, checksummed block in its body.

Reading never fails: a damaged block is no block, and one of a newer version says so, which means
hands off. The checksum finds accidents, not forgers: only bodies of our own pull requests are read.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from bot.proposal.proposal import Item
from classifier.paper import ArxivId, parse_arxiv_id

VERSION = 1
LIMIT = 8_000
"""Characters of the whole block, at most."""

_BLOCK = re.compile(r"<!-- paper-bot:state v(\d{1,6}) ([0-9a-f]{64}) ([^<>\n]*) -->", re.ASCII)
# Inside JSON these occur only in strings, so they can be written as escapes: no marker can end
# early, and nothing that GitHub would link is left.
_DEAD = {ord(c): f"\\u{ord(c):04x}" for c in "<>&@#/-"}
_TITLE, _NAME, _REASON, _REASONS = 300, 80, 120, 4

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What one pull request is about.

    `items` are the papers it proposes, `refused` those that people turned down before or in it,
    `content` the files as its last update left them (path: first 16 digits of git's blob name).
    """

    list_name: str
    items: tuple[Item, ...] = ()
    refused: tuple[ArxivId, ...] = ()
    content: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Newer:
    """A block that a newer version wrote; whoever meets it changes nothing."""

    version: int


def encode(state: State) -> str:
    """Return *state* as one line of hidden Markdown of at most `LIMIT` characters.

    When it gets long, what only serves to show an item again (title, authors, reasons) goes
    first, from the last item on; then the oldest refusals, then the last items.
    """
    # Each step is tried by halves, so that a long state does not take quadratic time.
    items, refused = state.items, state.refused
    detailed = _most(len(items), lambda n: _block(state, items, refused, n))
    if detailed is None:
        recent = _most(len(refused), lambda n: _block(state, items, refused[:n], 0))
        if recent is None:
            kept = _most(len(items), lambda n: _block(state, items[:n], (), 0)) or 0
            return _block(state, items[:kept], (), 0)
        return _block(state, items, refused[:recent], 0)
    return _block(state, items, refused, detailed)


def without_block(body: str) -> str:
    """Return *body* for a terminal, where nobody needs to see the block in full."""
    return _BLOCK.sub(r"<!-- paper-bot:state v\1 … -->", body)


def _most(count: int, block: Callable[[int], str]) -> int | None:
    """Return the greatest n up to *count* whose block fits, or None."""
    if len(block(0)) > LIMIT:
        return None
    low, high = 0, count
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if len(block(middle)) <= LIMIT else (low, middle - 1)
    return low


def _block(
    state: State, items: tuple[Item, ...], refused: tuple[ArxivId, ...], detailed: int
) -> str:
    paths = list(dict.fromkeys(item.section for item in items))
    facts = {
        "list": state.list_name,
        "content": dict(sorted(state.content.items())),
        "sections": [list(path) for path in paths],
        "items": [
            _brief(item, paths.index(item.section)) | (_detail(item) if n < detailed else {})
            for n, item in enumerate(items)
        ],
        "refused": list(refused),
    }
    text = json.dumps(facts, ensure_ascii=True, separators=(",", ":")).translate(_DEAD)
    return f"<!-- paper-bot:state v{VERSION} {_sum(text)} {text} -->"


def _brief(item: Item, section: int) -> dict[str, object]:
    return {"id": item.arxiv_id, "s": section, "p": round(item.probability, 3)}


def _detail(item: Item) -> dict[str, object]:
    detail = {
        "c": round(item.confidence, 3),
        "t": item.title[:_TITLE],
        "a": [name[:_NAME] for name in item.authors[:2]],
        "y": item.year,
        "v": item.venue[:_NAME],
        "n": list(item.runner_up),
        "r": [reason[:_REASON] for reason in item.reasons[:_REASONS]],
    }
    return {key: value for key, value in detail.items() if value}


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def decode(body: str) -> State | Newer | None:
    """Return the state in *body*, `Newer` when this version cannot read it, None without one."""
    match = _BLOCK.search(body)
    if match is None:
        return None
    if int(match[1]) > VERSION:
        return Newer(int(match[1]))
    if _sum(match[3]) != match[2]:
        return None
    try:
        return _state(json.loads(match[3]))
    except (ValueError, RecursionError):
        return None


def _state(raw: Json) -> State:
    facts = _mapping(raw)
    paths = [_texts(path) for path in _listing(facts.get("sections"))]
    return State(
        list_name=_text(facts.get("list")),
        items=tuple(_item(_mapping(item), paths) for item in _listing(facts.get("items"))),
        refused=tuple(parse_arxiv_id(_text(raw)) for raw in _listing(facts.get("refused"))),
        content={path: _text(sha) for path, sha in _mapping(facts.get("content")).items()},
    )


def _item(raw: Mapping[str, Json], paths: list[tuple[str, ...]]) -> Item:
    section, year = raw.get("s"), raw.get("y")
    if not isinstance(section, int) or not 0 <= section < len(paths):
        raise ValueError("a section that is not there")
    item = Item(
        arxiv_id=parse_arxiv_id(_text(raw.get("id"))),
        title=_text(raw.get("t", "")),
        section=paths[section],
        probability=_number(raw.get("p", 0)),
    )
    return replace(
        item,
        confidence=_number(raw.get("c", 0)),
        authors=_texts(raw.get("a", [])),
        year=year if isinstance(year, int) else None,
        venue=_text(raw.get("v", "")),
        runner_up=_texts(raw.get("n", [])),
        reasons=_texts(raw.get("r", [])),
    )


def _mapping(raw: Json) -> Mapping[str, Json]:
    if not isinstance(raw, dict):
        raise ValueError("no object")  # noqa: TRY004 - one kind of error for one damaged block
    return raw


def _listing(raw: Json) -> list[Json]:
    if not isinstance(raw, list):
        raise ValueError("no array")  # noqa: TRY004
    return raw


def _text(raw: Json) -> str:
    if not isinstance(raw, str):
        raise ValueError("no text")  # noqa: TRY004
    return raw


def _texts(raw: Json) -> tuple[str, ...]:
    return tuple(_text(part) for part in _listing(raw))


def _number(raw: Json) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise ValueError("no number")  # noqa: TRY004
    return float(raw)
