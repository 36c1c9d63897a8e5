"""`bot sync` over fakes: what it looks at, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.errors import ListError, SourceError
from bot.core.logged_progress import LoggedProgress
from bot.core.window import Window
from bot.pipeline.report import Report, as_text
from bot.pipeline.run import last_window, read, sync
from bot.pipeline.stages import Failure
from bot.proposal.state import State, encode
from classifier.papers.paper import ArxivId
from tests.fakes import FakeForge, FakeSource
from tests.pipeline.small_list import ORDER, README, job


def test_a_broken_list_does_not_stop_the_others_and_nothing_is_looked_up() -> None:
    source = FakeSource(SourceError("arXiv was polled"), SourceError("arXiv was asked"))
    opened: list[frozenset[ArxivId]] = []

    def opener(wanted: frozenset[ArxivId]) -> FakeSource:
        opened.append(wanted)
        return source

    jobs = [
        job(FakeForge({"README.md": b"\xff"}), name="broken"),
        job(FakeForge({"README.md": README})),
    ]
    failure, report = sync(jobs, ORDER, open_source=opener, progress=LoggedProgress())
    assert isinstance(failure, Failure)
    assert isinstance(failure.error, ListError)
    assert isinstance(report, Report)
    assert (report.proposal, opened) == (None, [])
    assert "0 added as people asked; arXiv was not polled." in as_text(report, width=100)


@pytest.mark.parametrize(
    ("moments", "known"),
    [
        (("2026-11-15T00:00:00+00:00", "2026-11-22T00:00:00+00:00"), True),
        (("2026-11-22T00:00:00+00:00", "2026-11-15T00:00:00+00:00"), False),
        (("soon", "later"), False),
        (("2026-11-15T00:00:00+00:00",), False),
        ((), False),
    ],
)
def test_the_last_window_is_the_one_that_the_pull_request_remembers(
    moments: tuple[str, ...], known: bool
) -> None:
    context = read(job(FakeForge({"README.md": README})))
    body = encode(State(list_name="mine", window=moments))
    wanted = Window(datetime(2026, 11, 15, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC))
    for part in ("body", "undone", "closed"):
        told = replace(context, standing=replace(context.standing, **{part: body}))  # type: ignore[arg-type]  # a str field
        assert last_window(told) == (wanted if known else None)
