"""The hidden block of a pull request: all that is remembered there, read as from a stranger."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from typing import Literal

from bot.core.plain import shortened
from bot.core.ports import Json
from bot.proposal.proposed import Alike, Item, Mend
from classifier.papers import ArxivId, parse_arxiv_id


def mapping(raw: Json) -> Mapping[str, Json]:
    """Return *raw* as an object."""
    if not isinstance(raw, dict):
        raise ValueError("no object")  # noqa: TRY004 - one kind of error for one damaged block
    return raw


def listing(raw: Json) -> list[Json]:
    """Return *raw* as an array."""
    if not isinstance(raw, list):
        raise ValueError("no array")  # noqa: TRY004
    return raw


def text(raw: Json) -> str:
    """Return *raw* as a text."""
    if not isinstance(raw, str):
        raise ValueError("no text")  # noqa: TRY004
    return raw


def texts(raw: Json) -> tuple[str, ...]:
    """Return *raw* as texts."""
    return tuple(text(part) for part in listing(raw))


def number(raw: Json) -> float:
    """Return *raw* as a number."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise ValueError("no number")  # noqa: TRY004
    return float(raw)


def whole(raw: Json) -> int:
    """Return *raw* as a whole number that is not negative."""
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < 0:
        raise ValueError("no whole number")
    return raw


# --- What a pull request remembers: a hidden, versioned, checksummed block in its body.
#
# Reading never fails: a damaged block is no block, and one of a newer version says so, which means
# hands off. The checksum finds accidents, not forgers: only bodies of our own pull requests are
# read.

VERSION = 1  # of the form of the block; a greater one is a newer bot's
LIMIT = 8_000
"""Characters of the whole block, at most."""

# <!-- paper-bot:state v1 SHA-256-of-the-JSON JSON -->
_BLOCK = re.compile(r"<!-- paper-bot:state v(\d{1,6}) ([0-9a-f]{64}) ([^<>\n]*) -->", re.ASCII)
# Inside JSON these occur only in strings, so they can be written as escapes: no marker can end
# early, and nothing that GitHub would link is left.
_DEAD = {ord(c): f"\\u{ord(c):04x}" for c in "<>&@#/-"}
_TITLE, _NAME, _REASON, _LIMIT, _GIST, _LINK, _LIKE = 300, 80, 120, 200, 320, 120, 120  # characters
_REASONS = 4  # of one paper
_SPARE = 1_500  # characters for the list's name, its files, and refusals

Group = Literal["items", "dropped", "unplaced", "near"]
GROUPS: tuple[Group, ...] = ("items", "dropped", "unplaced", "near")
Ids = Literal["refused", "kept", "waiting", "later"]
IDS: tuple[Ids, ...] = ("refused", "kept", "waiting", "later")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What one pull request is about, and what people said of it.

    `items` are the papers it proposes, `dropped` were and can be ticked again, `unplaced` and
    `near` are offered. `refused` people turned down before or in it, `kept` they asked back after
    a refusal, `waiting` had no room, `later` are for the next pull request. `content` are the files
    as its last update left them (path: first 16 digits of git's blob name). `heard` are the
    comments that were obeyed ("ID@moment"), all those until the moment `floor` too. `window` is
    what was polled last: two moments. `title` is the pull request's, if not of the usual words.
    """

    list_name: str
    items: tuple[Item, ...] = ()
    dropped: tuple[Item, ...] = ()
    unplaced: tuple[Item, ...] = ()
    near: tuple[Item, ...] = ()
    refused: tuple[ArxivId, ...] = ()
    kept: tuple[ArxivId, ...] = ()
    waiting: tuple[ArxivId, ...] = ()
    later: tuple[ArxivId, ...] = ()
    content: Mapping[str, str] = field(default_factory=dict)
    heard: tuple[str, ...] = ()
    floor: str = ""
    window: tuple[str, ...] = ()
    title: str = ""

    def shown(self) -> Iterator[Item]:
        """Yield every paper with a box, in the order of the body."""
        return (item for group in GROUPS for item in getattr(self, group))


@dataclass(frozen=True, slots=True)
class Newer:
    """A block that a newer version wrote; whoever meets it changes nothing."""

    version: int


def encode(state: State) -> str:
    """Return *state* as one line of hidden Markdown of at most `LIMIT` characters.

    When it gets long, what only serves to show an item again (title, authors, reasons) goes
    first, from the last item on; then what is merely offered, the oldest refusals, what waits, and
    the last items.
    """
    bare = replace(state, unplaced=(), near=())
    for variant in (state, replace(state, near=()), bare, replace(bare, dropped=())):
        count = sum(1 for _ in variant.shown())
        detailed = _most(count, lambda n, s=variant: _block(s, n))  # type: ignore[misc]
        if detailed is not None:
            return _block(variant, detailed)
    bare = replace(bare, dropped=())

    def without(n: int) -> State:
        return replace(bare, refused=state.refused[:n])

    recent = _most(len(state.refused), lambda n: _block(without(n), 0))
    if recent is not None:
        return _block(without(recent), 0)
    least = replace(bare, refused=(), kept=(), waiting=(), later=(), heard=())
    most = _most(len(state.items), lambda n: _block(replace(least, items=state.items[:n]), 0)) or 0
    return _block(replace(least, items=state.items[:most]), 0)


def fits(items: Sequence[Item]) -> bool:
    """Whether a block has room for what has to be remembered of *items*, and some to spare."""
    return len(_block(State(list_name="", items=tuple(items)), 0)) <= LIMIT - _SPARE


def without_block(body: str) -> str:
    """Return *body* for a terminal, where nobody needs to see the block in full."""
    return _BLOCK.sub(r"<!-- paper-bot:state v\1 … -->", body)


def replace_block(body: str, state: State) -> str:
    """Return *body* with *state* in place of its block."""
    block = encode(state)
    return _BLOCK.sub(lambda _: block, body, count=1)


# Tried by halves, so that a long state does not take quadratic time.
def _most(count: int, block: Callable[[int], str]) -> int | None:
    """Return the greatest n up to *count* whose block fits, or None."""
    if len(block(0)) > LIMIT:
        return None
    low, high = 0, count
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if len(block(middle)) <= LIMIT else (low, middle - 1)
    return low


def _block(state: State, detailed: int) -> str:
    paths = {path: n for n, path in enumerate(dict.fromkeys(i.section for i in state.shown()))}
    facts: dict[str, object] = {
        "list": state.list_name,
        "content": dict(sorted(state.content.items())),
        "sections": [list(path) for path in paths],
    }
    for group in GROUPS:
        items: Sequence[Item] = getattr(state, group)
        facts[group] = [
            _brief(item, paths[item.section]) | (_detail(item) if n < detailed else {})
            for n, item in enumerate(items)
        ]
        detailed -= len(items)
    lists = {name: list(getattr(state, name)) for name in (*IDS, "heard", "window")}
    facts |= {name: ids for name, ids in lists.items() if ids or name == "refused"}
    facts |= {name: value for name in ("floor", "title") if (value := getattr(state, name))}
    text = json.dumps(facts, ensure_ascii=True, separators=(",", ":")).translate(_DEAD)
    return f"<!-- paper-bot:state v{VERSION} {_sum(text)} {text} -->"


def _brief(item: Item, section: int) -> dict[str, object]:
    brief: dict[str, object] = {"id": item.arxiv_id, "s": section, "p": round(item.probability, 3)}
    more = {
        "h": item.seal,
        "g": list(item.gap) if any(item.gap) else [],
        "u": int(item.guessed),
        "m": list(astuple(item.mend)) if item.mend else [],
    }
    return brief | {key: value for key, value in more.items() if value}


def _detail(item: Item) -> dict[str, object]:
    detail = {
        "c": round(item.confidence, 3),
        "t": shortened(item.title, _TITLE),
        "a": [name[:_NAME] for name in (*item.authors[:1], *item.authors[1:][-1:])],
        "y": item.year,
        "v": item.venue[:_NAME],
        "n": list(item.runner_up),
        "w": round(item.second, 3),
        "r": [shortened(reason, _REASON) for reason in item.reasons[:_REASONS]],
        "l": [shortened(limit, _LIMIT) for limit in item.limits[:_REASONS]],
        "b": shortened(item.gist, _GIST),
        "o": item.code[:_LINK],
        "j": item.project[:_LINK],
        "k": [[shortened(entry.title, _LIKE), entry.file, entry.line] for entry in item.alike],
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
    facts = mapping(raw)
    paths = [texts(path) for path in listing(facts.get("sections"))]

    def items(group: Group) -> tuple[Item, ...]:
        return tuple(_item(mapping(item), paths) for item in listing(facts.get(group, [])))

    def ids(name: Ids) -> tuple[ArxivId, ...]:
        return tuple(parse_arxiv_id(text(raw)) for raw in listing(facts.get(name, [])))

    return State(
        list_name=text(facts.get("list")),
        items=items("items"),
        dropped=items("dropped"),
        unplaced=items("unplaced"),
        near=items("near"),
        refused=ids("refused"),
        kept=ids("kept"),
        waiting=ids("waiting"),
        later=ids("later"),
        content={path: text(sha) for path, sha in mapping(facts.get("content")).items()},
        heard=texts(facts.get("heard", [])),
        floor=text(facts.get("floor", "")),
        window=texts(facts.get("window", [])),
        title=text(facts.get("title", "")),
    )


def _item(raw: Mapping[str, Json], paths: list[tuple[str, ...]]) -> Item:
    section, year = raw.get("s"), raw.get("y")
    if not isinstance(section, int) or not 0 <= section < len(paths):
        raise ValueError("a section that is not there")
    above, below = map(whole, listing(raw.get("g", [0, 0])))
    return Item(
        arxiv_id=parse_arxiv_id(text(raw.get("id"))),
        title=text(raw.get("t", "")),
        section=paths[section],
        probability=number(raw.get("p", 0)),
        confidence=number(raw.get("c", 0)),
        authors=texts(raw.get("a", [])),
        year=year if isinstance(year, int) else None,
        venue=text(raw.get("v", "")),
        runner_up=texts(raw.get("n", [])),
        second=number(raw.get("w", 0)),
        reasons=texts(raw.get("r", [])),
        gist=text(raw.get("b", "")),
        code=text(raw.get("o", "")),
        project=text(raw.get("j", "")),
        alike=tuple(_alike(listing(entry)) for entry in listing(raw.get("k", []))),
        seal=text(raw.get("h", "")),
        gap=(above, below),
        guessed=bool(whole(raw.get("u", 0))),
        mend=_mend(listing(raw["m"])) if "m" in raw else None,
        limits=texts(raw.get("l", [])),
    )


def _mend(raw: list[Json]) -> Mend:
    file, old, new, before, after, is_whole = raw
    return Mend(text(file), text(old), text(new), text(before), text(after), whole=is_whole is True)


def _alike(raw: list[Json]) -> Alike:
    title, file, line = raw
    return Alike(text(title), text(file), whole(line))
