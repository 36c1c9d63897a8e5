"""What a paper calls its own in its abstract, where the title tells no name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.entries.alignment import name_of
from tests.makers import paper

HEDGES = paper("Harnessing Hedges at Night")
NAMES = {
    "We propose HedgeBench+, a benchmark. HedgeBench+ is green.": "HedgeBench+",
    "We propose HedgeFlow, a hedge. HedgeFlow helps.": "HedgeFlow",
    "We propose HEDGE, a hedge. HEDGE helps.": "HEDGE",
    "A model called Hedge-2 grows. Hedge-2 is green.": "Hedge-2",
    # Leave alone: a kind of things, what is said once, what takes long to read.
    "We propose LLM agents. An LLM helps.": "",
    "We propose LLMs, for hedges. LLMs help.": "",
    "We propose HedgeFlow, a hedge.": "",
    f"We propose {'A' * 80}-": "",
}


@pytest.mark.parametrize("abstract", NAMES)
def test_a_name_is_one_that_the_authors_give_and_use(abstract: str) -> None:
    assert name_of(replace(HEDGES, abstract=abstract)) == NAMES[abstract]
