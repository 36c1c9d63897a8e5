"""Mutated lists: nothing crashes, the text stays, and what was inserted is found again.

`make fuzz-lists N=1000000` runs more of the same; FUZZ_EXAMPLES says how many.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import ListError
from bot.lists import Document, apply, plan, read_list
from bot.lists.findings import findings, mend
from tests.lists.makers import SLIPS, paper
from tests.lists.test_hostile import STYLES

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "120"))

_SEEDS = (SLIPS, *(f"# A\n\n{style}\n## B\n\n" for style in STYLES.values()))
_SCRAPS = (
    *("\n", "\r\n", "\r", "\t", "    ", "\ufeff", "\u2028", "\x0b", "\x85", "\u00a0", "\0"),
    *("<!--", "-->", "```", "~~~\n", "<details><summary>x</summary>", "</details>"),
    *("<table><tr><td>", "</td></tr>", "<h2>H</h2>", "# ", "\n## X\n", "\n---\n", "===\n"),
    *("|", "\n|-|-|\n", "[", "](", ")", "**", "- ", "1. ", "> ", "- [ ] ", "[x](#y)", "&lt;"),
    *("https://arxiv.org/abs/2401.00001", "\\", "\n**Bold**\n", "2024", "et al.", "🔥"),
    "<!-- paper-bot: ignore -->",
)
_EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from(_SCRAPS), st.integers(0, 40)), max_size=8
)


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """A known list with scraps written over it, here and there."""
    text = "".join(draw(st.lists(st.sampled_from(_SEEDS), min_size=1, max_size=2)))
    for where, scrap, lost in draw(_EDITS):
        at = int(where * len(text))
        text = text[:at] + scrap + text[at + lost :]
    raw = text.encode()
    return raw if draw(st.integers(0, 9)) else raw[: len(raw) // 2] + b"\xff" + raw[len(raw) // 2 :]


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(raw=documents(), where=st.integers(0, 30))
def test_any_document_survives_and_keeps_what_is_inserted(raw: bytes, where: int) -> None:
    if b"\0" in raw or b"\xff" in raw:
        with pytest.raises(ListError, match=r"LIST.md, line \d+: "):
            Document.parse(raw, name="LIST.md")
        return
    document = Document.parse(raw, name="LIST.md")
    assert document.to_bytes() == raw
    listing = read_list([document])
    mend(listing.documents, findings(listing))
    if not listing.sections:
        return
    section = listing.sections[where % len(listing.sections)].id
    new = paper("Hedges that Nobody has Listed Before", "2405.00042", authors=["Ada Byron"])
    edit = plan(listing, [(new, section)])
    assert len(edit.inserts) + len(edit.refused) == 1
    if edit.inserts:
        again = read_list(apply(listing.documents, edit))
        entry = again.find(new)
        assert entry is not None
        assert entry.section == section
