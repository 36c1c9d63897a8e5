"""`--since last`: the mark moves when a window was carried out, and only then."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest

from bot.arxiv.store.marks import Marks
from bot.arxiv.sweep.source import Mark
from bot.cli import wiring
from bot.cli.commands.run_commands import moves_mark
from bot.config.config_text import Config, parse_config
from bot.core.window import Window
from bot.pipeline.report import Polled, Report
from bot.proposal.proposed import Outcome

NOW = datetime(2026, 11, 22, tzinfo=UTC)
REPORT = Report(list_name="mine", window=Window(NOW - timedelta(days=7), NOW))
ARGS = Namespace(dry_run=False, limit=None, now=None, until=None, source="api")


@pytest.mark.parametrize("what", ["created", "updated", "unchanged", "written"])
def test_a_window_that_was_carried_out_moves_the_mark(
    what: Literal["created", "updated", "unchanged", "written"],
) -> None:
    assert moves_mark(replace(REPORT, outcome=Outcome(what=what)), ARGS)


def test_a_window_without_news_moves_the_mark() -> None:
    assert moves_mark(REPORT, ARGS)


@pytest.mark.parametrize(
    ("report", "changed"),
    [
        (replace(REPORT, outcome=Outcome(what="printed")), {}),
        (replace(REPORT, outcome=Outcome(what="held", note="why")), {}),
        (replace(REPORT, polled=Polled(until=NOW.date(), complete=False)), {}),
        (REPORT, {"dry_run": True}),
        (REPORT, {"limit": 1}),
        (REPORT, {"until": "2026-11-01"}),
        (REPORT, {"source": "papers.jsonl"}),
    ],
)
def test_what_was_not_carried_out_leaves_the_mark(
    report: Report, changed: dict[str, object]
) -> None:
    assert not moves_mark(report, Namespace(**{**vars(ARGS), **changed}))


def config(name: str, text: str = "") -> Config:
    raw = f'[arxiv]\ncategories = ["cs.DC"]\n{text}'.encode()
    return parse_config(raw, file=f"config/{name}.toml")


def test_lists_that_run_together_begin_where_the_slowest_stopped() -> None:
    marks = Marks()
    marks.save("fast", Mark(NOW - timedelta(days=2)))
    marks.save("slow", Mark(NOW - timedelta(days=9)))
    args = Namespace(**{**vars(ARGS), "since": "last"})
    memory = wiring.Memory(marks, {name: marks.load(name) for name in ("fast", "slow")})
    window, notes = wiring.window_of(args, memory, now=NOW)
    assert window.since < NOW - timedelta(days=9)
    assert notes == ()


def test_nobody_has_read_the_future() -> None:
    memory = wiring.Memory(Marks(), {})
    ahead = Namespace(**{**vars(ARGS), "since": "7d", "until": "2027-01-01"})
    window, _ = wiring.window_of(ahead, memory, now=NOW)
    assert window.until == NOW


def test_lists_that_run_together_are_polled_for_the_most_demanding() -> None:
    table = wiring.polling(
        [
            config("a", "sweep_back_days = 40\n"),
            config("b", 'background = 20000\ncontact = "me@example.org"\n'),
        ]
    )
    assert (table.sweep_back_days, table.background) == (40, 20_000)
    assert table.contact == "me@example.org"
