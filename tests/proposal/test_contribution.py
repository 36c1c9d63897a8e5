"""The sentence of an abstract that states the contribution; all abstracts are invented."""

from __future__ import annotations

import pytest
from hypothesis import given

from bot.proposal.wording.contribution import LONGEST, contribution_of
from tests.proposal.hostile import titles

MICE = "Mice are hungry. "


@pytest.mark.parametrize(
    "abstract",
    [
        f"{MICE}*We propose CheeseNet, a net for cheese.* It works.",
        f"{MICE}*In this paper, we introduce a trap of two parts.* We show gains.",
        f"{MICE}We show that traps work, e.g. at night. *We then present a second trap.*",
        f"{MICE}*This paper presents a survey of holes (see Fig. 3).* Many.",
        f"{MICE}*We find that J. Doe et al. Smith were right about it.* Done here now.",
        f"{MICE}*A new kind of trap is introduced for barns.* All good.",
        f"{MICE}*Owls help against them in the barn.* The end of it.",
        "Mice proposed marriage in 3.5 % of all cases. *We propose 2.0 of it here.*",
        f"{MICE}We study mice and their kin. *We build a house for 7 mice.*",
        "**",
        "Too short.**",
    ],
)
def test_the_sentence_between_stars_is_the_contribution(abstract: str) -> None:
    wanted = abstract.split("*")[1]
    assert contribution_of(abstract.replace("*", "")) == wanted


def test_a_long_sentence_is_cut_at_a_word() -> None:
    told = contribution_of("We propose " + "cheese, " * 100)
    assert len(told) <= LONGEST
    assert told.endswith("cheese…")


@given(titles())
def test_any_abstract_gives_a_piece_of_itself(abstract: str) -> None:
    told = contribution_of(abstract)
    assert told.removesuffix("…") in " ".join(abstract.split())
    assert len(told) <= LONGEST
