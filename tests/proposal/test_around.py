"""What people wrote while the bot was writing is put back; otherwise nothing is touched."""

from __future__ import annotations

import pytest

from bot.proposal.boxes import BEGIN, END, box, recovered
from bot.proposal.proposed import Revision

ON, OFF = box("2611.00001", ticked=True), box("2611.00001")
READ = f"{BEGIN}\n{OFF} old\n{END}"
TICKED = f"{BEGIN}\n{ON} old\n{END}"
WRITTEN = f"{BEGIN}\n{OFF} new\n{END}"
RESCUED = f"{BEGIN}\n{ON} new\n{END}"


def recover(now: str, *texts: str) -> str:
    """Return what is recovered when *texts*, oldest first, are the history."""
    history = [Revision(at="", text=text) for text in reversed(texts)]
    return recovered(now, read=READ, written=WRITTEN, revisions=history)


@pytest.mark.parametrize(
    ("now", "texts", "expected"),
    [
        (WRITTEN, [READ, TICKED, WRITTEN], RESCUED),
        (WRITTEN, [READ, TICKED.replace("\n", "\r\n"), WRITTEN], RESCUED),
        (WRITTEN, [READ, TICKED, READ, WRITTEN], WRITTEN),
        (WRITTEN, [READ, f"{TICKED}\nMy words.", WRITTEN], f"{RESCUED}\nMy words."),
        (f"{WRITTEN} later", [READ, TICKED, WRITTEN, f"{WRITTEN} later"], f"{RESCUED} later"),
        (WRITTEN, [READ, WRITTEN], WRITTEN),
        (WRITTEN, [TICKED, WRITTEN], WRITTEN),  # what was read is out of sight: no guess
        (WRITTEN, [READ, TICKED], WRITTEN),
        (WRITTEN, [], WRITTEN),
    ],
)
def test_what_a_write_swallowed_is_put_back(now: str, texts: list[str], expected: str) -> None:
    assert recover(now, *texts) == expected
