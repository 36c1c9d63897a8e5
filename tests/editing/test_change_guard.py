"""The guard lets the digits and dates change that the config allows, and nothing beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import ListError
from bot.editing.edit import apply, check, plan
from bot.editing.guard import change_fault
from bot.markdown.document import Change, ChangeKind, Upkeep, apply_changes
from tests.makers import listing, paper, section_of

A = "https://arxiv.org/abs"
TODAY = date(2026, 11, 22)
ALL = Upkeep(counters=True, stamp=TODAY, renumber=True)
NEW = paper("New Hedges One for All", "2405.00001")
ENTRIES = f"- [Old Long Title of One]({A}/2401.00001)\n- [Old Long Title of Two]({A}/2401.00002)\n"
TEXT = f"# T\nTotal: 2 papers. Last updated: 2026-01-05\n\n## S\n{ENTRIES}"
TEXT += "1. x\n\n```\nTotal: 2 papers\n```\n## Z\n<!-- paper-bot: ignore -->\nTotal: 2 papers\n"
TEXT += f"- [On 2 papers]({A}/2403.00001)\n[2]: {A}\n"


@pytest.mark.parametrize(
    ("upkeep", "change"),
    [
        (Upkeep(), Change("LIST.md", 1, 7, 8, "3", "counter")),
        (Upkeep(renumber=True, stamp=TODAY), Change("LIST.md", 1, 7, 8, "3", "counter")),
        (ALL, Change("LIST.md", 1, 7, 8, "5", "counter")),
        (ALL, Change("LIST.md", 1, 7, 8, "1", "counter")),
        (ALL, Change("LIST.md", 1, 7, 8, "x", "counter")),
        (ALL, Change("LIST.md", 1, 7, 8, "٣", "counter")),
        (ALL, Change("LIST.md", 1, 7, 9, "3 ", "counter")),
        (ALL, Change("LIST.md", 1, 31, 34, "2027", "counter")),
        (ALL, Change("LIST.md", 1, 31, 32, "3", "counter")),
        (ALL, Change("LIST.md", 1, 7, 8, "3", "number")),
        (ALL, Change("LIST.md", 1, 7, 8, "3", "stamp")),
        (ALL, Change("LIST.md", 1, 31, 41, "2026-11-21", "stamp")),
        (ALL, Change("LIST.md", 1, 31, 41, "22.11.2026", "stamp")),
        (ALL, Change("LIST.md", 1, 400, 401, "3", "counter")),
        (ALL, Change("LIST.md", 4, 40, 44, "2402", "counter")),
        (ALL, Change("LIST.md", 7, 0, 1, "2", "counter")),
        (ALL, Change("LIST.md", 7, 0, 1, "x", "number")),
        (ALL, Change("LIST.md", 9, 7, 8, "3", "counter")),
        (ALL, Change("LIST.md", 12, 7, 8, "3", "counter")),
        (ALL, Change("LIST.md", 13, 19, 20, "3", "counter")),
        (ALL, Change("LIST.md", 14, 5, 6, "3", "counter")),
    ],
)
def test_a_change_that_is_not_allowed_is_refused(upkeep: Upkeep, change: Change) -> None:
    found = listing(TEXT)
    after = apply_changes(found.documents, [change])
    assert change_fault(found, [change], after, upkeep=upkeep, inserted=2)


@pytest.mark.parametrize(
    ("start", "end", "new", "kind"),
    [(7, 8, "3", "counter"), (31, 41, "2026-11-22", "stamp")],
)
def test_a_change_that_is_allowed_passes(start: int, end: int, new: str, kind: ChangeKind) -> None:
    found = listing(TEXT)
    change = Change("LIST.md", 1, start, end, new, kind)
    after = apply_changes(found.documents, [change])
    assert change_fault(found, [change], after, upkeep=ALL, inserted=2) is None


@given(
    line=st.integers(0, 7),
    start=st.integers(0, 60),
    length=st.integers(0, 11),
    new=st.text("0123456789-.x ", max_size=11),
    kind=st.sampled_from(["counter", "stamp", "number"]),
)
def test_whatever_passes_the_guard_changed_digits_only(
    line: int, start: int, length: int, new: str, kind: ChangeKind
) -> None:
    found = listing(TEXT)
    change = Change("LIST.md", line, start, start + length, new, kind)
    if start + length > len(found.outlines["LIST.md"].lines[line]):
        return
    after = apply_changes(found.documents, [change])
    if change_fault(found, [change], after, upkeep=ALL, inserted=2) is None:
        old = found.outlines["LIST.md"].lines[line][start : start + length]
        assert [c for c in old if not c.isdigit()] == [c for c in new if not c.isdigit()]
        assert found.outlines["LIST.md"].lines[line] != after["LIST.md"].text_lines()[line]


def test_characters_beside_the_allowed_ones_stay() -> None:
    found = listing(TEXT)
    change = Change("LIST.md", 1, 7, 8, "3", "counter")
    after = apply_changes(found.documents, [change])
    more = {"LIST.md": replace(after["LIST.md"], lines=(*after["LIST.md"].lines, "x"))}
    for bad in (more, {}, found.documents):
        why = change_fault(found, [change], bad, upkeep=ALL, inserted=1)
        assert why == "other characters than the allowed ones differ"


def test_a_checked_edit_needs_the_permission_it_was_made_with() -> None:
    found = listing(TEXT)
    edit = plan(found, [(NEW, section_of(found, "S"))], upkeep=ALL)
    after = apply(found.documents, edit)
    check(found.documents, edit, after, upkeep=ALL)
    with pytest.raises(ListError, match="is not allowed there; nothing was changed"):
        check(found.documents, edit, after)


def test_two_changes_at_one_place_are_refused() -> None:
    found = listing(TEXT)
    twice = [Change("LIST.md", 1, 7, 8, new, "counter") for new in ("3", "4")]
    after = apply_changes(found.documents, twice[:1])
    why = change_fault(found, twice, after, upkeep=ALL, inserted=2)
    assert why == "other characters than the allowed ones differ"


@pytest.mark.parametrize(
    ("text", "change", "why"),
    [
        ("x\n\n1. y\n", (2, 0, 1), ""),
        ("# T (1)\n1. a\n- b\n", (1, 0, 1), ""),
        (
            "9. [Old Long Title](https://x.org)\n\n   - [Another Title](https://y.org)\n",
            (0, 0, 1),
            "reads",
        ),
        ("9. a\n\n   # H\n", (0, 0, 1), "rendered"),
        ("9. a\n   ===\n", (0, 0, 1), "headings"),
        ("9. a\n\n   ***\n", (0, 0, 1), "rendered"),
    ],
)
def test_a_number_that_changes_what_is_around_it_is_refused(
    text: str, change: tuple[int, int, int], why: str
) -> None:
    found = listing(text)
    line, start, end = change
    new = str(int(text.split("\n")[line][start:end]) + 1)
    one = Change("LIST.md", line, start, end, new, "number")
    after = apply_changes(found.documents, [one])
    told = change_fault(found, [one], after, upkeep=ALL, inserted=1) or ""
    assert why in told
    assert bool(told) == bool(why)
