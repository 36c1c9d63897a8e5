"""Polling arXiv: which papers appeared in a window, and whether that is all.

For: sources (search API, feeds, OAI-PMH, a file), what was seen, up to when, and what it cost.
Promises: one request in three seconds over all doors; complete only when a second question agrees.
Never: judges a paper. This entrance holds nouns and pure rules; `bot.arxiv.sources` opens what
touches the world.
"""

from bot.arxiv.records.make_paper import (
    Record,
    from_json,
    lot,
    record_categories,
    record_day,
    record_paper,
    sample,
    to_json,
)
from bot.arxiv.snapshot.lines import read_lines
from bot.arxiv.sweep.account import Account, Tally, Visit, is_in
from bot.arxiv.sweep.seen import Seen
from bot.arxiv.sweep.source import (
    HalfKnownError,
    Mark,
    MarkStore,
    Remembered,
    Shelf,
    Source,
    Sweep,
    advance,
    common,
    since_last,
    since_last_feed,
)
