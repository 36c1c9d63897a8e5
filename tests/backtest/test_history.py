"""A list's past: weeks, additions, and moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.backtest.history import Version, first_moment, read_history
from bot.core.errors import ListError, UsageError
from classifier.papers.paper import ArxivId
from tests.backtest.world import MONDAY, WEEKS, as_paper, name, versions

LAST = datetime(2024, 6, 9, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "moment"),
    [
        ("6m", LAST - timedelta(days=183)),
        ("1m", LAST - timedelta(days=30)),
        ("10d", LAST - timedelta(days=10)),
        ("3w", LAST - timedelta(days=21)),
        ("2024-05-01", datetime(2024, 5, 1, tzinfo=UTC)),
        ("999m", datetime(1991, 8, 14, tzinfo=UTC)),
    ],
)
def test_since_is_a_date_or_a_span_before_the_newest_version(since: str, moment: datetime) -> None:
    assert max(first_moment(since, LAST), datetime(1991, 8, 14, tzinfo=UTC)) == moment


@pytest.mark.parametrize("since", ["6 months", "m", "-6m", "٣m", ""])
def test_since_that_cannot_be_read_is_refused(since: str) -> None:
    with pytest.raises(UsageError, match="--since: "):
        first_moment(since, LAST)


def test_a_week_begins_on_monday_with_the_list_of_that_moment() -> None:
    history = read_history(versions(), "52w")
    assert [week.start for week in history.weeks] == [
        MONDAY + timedelta(weeks=week) for week in range(WEEKS)
    ]
    assert [len(week.listing.entries) for week in history.weeks] == [
        16 + 4 * week for week in range(WEEKS)
    ]
    assert history.weeks[0].end == history.weeks[1].start
    assert len(history.newest.entries) == 16 + 4 * WEEKS


def test_a_version_made_on_the_monday_itself_is_not_known_at_its_beginning() -> None:
    early = [Version(v.moment + timedelta(hours=12), v.files) for v in versions()]
    assert [len(w.listing.entries) for w in read_history(early, "52w").weeks][:2] == [16, 20]
    assert read_history(early, "52w").weeks[0].start == MONDAY + timedelta(weeks=1)


def test_since_in_the_middle_of_a_week_begins_with_the_next_one() -> None:
    history = read_history(versions(), "2024-04-16")
    assert history.weeks[0].start == datetime(2024, 4, 22, tzinfo=UTC)


def test_additions_have_the_moment_of_the_commit_that_first_named_them() -> None:
    history = read_history(versions(), "52w")
    assert name(-1, "kettle", 0) not in history.added
    addition = history.added[name(3, "bee", 1)]
    assert addition.moment == MONDAY + timedelta(weeks=4, hours=-12)
    assert addition.paths == {("Kitchen", "Bees")}
    assert len(history.added) == 4 * WEEKS


def test_a_moved_paper_has_both_sections_and_its_first_moment() -> None:
    moved = name(2, "bee", 0)
    older = versions()
    raw = older[-1].files["README.md"].decode()
    line = next(text for text in raw.splitlines() if moved in text)
    newest = raw.replace(f"{line}\n", "").replace("## Bees", f"{line}\n\n## Bees").encode()
    late = Version(older[-1].moment + timedelta(hours=1), {"README.md": newest})
    addition = read_history([*older, late], "52w").added[moved]
    assert addition.paths == {("Kitchen", "Bees"), ("Kitchen", "Kettles")}
    assert addition.moment == MONDAY + timedelta(weeks=3, hours=-12)


def test_a_paper_without_id_in_the_list_is_found_by_its_title() -> None:
    older = versions()
    raw = older[-1].files["README.md"] + b"- [A hive without any number](https://example.org/1)\n"
    late = Version(older[-1].moment + timedelta(hours=1), {"README.md": raw})
    history = read_history([*older, late], "52w")
    paper = as_paper(ArxivId("2404.19999"), "A hive without any number")
    addition = history.addition(paper, history.weeks[0].start)
    assert addition is not None
    assert addition.paths == {("Kitchen", "Bees")}
    assert addition.moment == history.weeks[-1].end
    assert history.addition(as_paper(ArxivId("2404.19998"), "Another"), MONDAY) is None
    assert history.addition(paper, history.weeks[-1].end) is None


def test_a_version_that_cannot_be_read_is_passed_over() -> None:
    broken = [*versions()]
    broken[3] = Version(broken[3].moment, {"README.md": b"\xff\xfe"})
    whole, spoilt = read_history(versions(), "52w"), read_history(broken, "52w")
    assert len(spoilt.weeks[3].listing.entries) == len(whole.weeks[2].listing.entries)
    assert len(spoilt.weeks[4].listing.entries) == len(whole.weeks[4].listing.entries)


@pytest.mark.parametrize(
    ("count", "why"), [(0, "has no history"), (1, "less than two whole weeks")]
)
def test_a_history_too_short_to_replay_is_refused(count: int, why: str) -> None:
    with pytest.raises(ListError, match=why):
        read_history(versions()[:count], "52w")
