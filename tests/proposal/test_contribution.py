"""The sentence of an abstract that states the contribution; all abstracts are invented."""

from __future__ import annotations

import pytest
from hypothesis import given

from bot.proposal.paper_rows import LONGEST, contribution_of
from tests.proposal.hostile import titles

MICE = "Mice are hungry. "


@pytest.mark.parametrize(
    "abstract",
    [
        f"{MICE}*We propose CheeseNet, a net for cheese.* It works.",
        f"{MICE}*We introduce a trap of two parts.* We show gains.",
        f"{MICE}We show that traps work, e.g. at night. *We then present a second trap.*",
        f"{MICE}*This paper presents a survey of holes (see Fig. 3).* Many.",
        f"{MICE}*We find that J. Doe et al. Smith were right about it.* Done here now.",
        f"{MICE}*A new kind of trap is introduced for barns.* All good.",
        f"{MICE}*Owls help against them in the barn.* The end of it.",
        "Mice proposed marriage in 3.5 % of all cases. *We propose 2.0 of it here.*",
        f"{MICE}We study mice and their kin. *We build a house for 7 mice.*",
        f"{MICE}They like holes in the barn. *Owls of the barn hunt them.* The end.",
        f"{MICE}We propose a trap. *We present OwlNet, a net.* We present a second trap.",
        f"{MICE}We show that this creates gaps in nets for owls. *We present a second trap.*",
        "**",
        "Too short.**",
    ],
)
def test_the_sentence_between_stars_is_the_contribution(abstract: str) -> None:
    wanted = abstract.split("*")[1]
    assert contribution_of(abstract.replace("*", ""), "OwlNet: Owls Hunt") == wanted


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("To address this, we propose a trap for owls.", "We propose a trap for owls."),
        ("However, in this paper we propose a trap.", "We propose a trap."),
        ("To close these knowledge gaps, we build a house.", "We build a house."),
        ("In this paper, a new kind of trap is introduced.", "A new kind of trap is introduced."),
        ("To this end, mTrap, a net, is introduced.", "mTrap, a net, is introduced."),
        *((same, same) for same in (
            "To keep mice from cheese, we propose a trap.",
            "By joining these two with a net, we build a trap.",
            "We show that we can build traps of them all.",
            "This work presents a trap, and we test it.",
        )),
    ],
)  # fmt: skip
def test_an_opening_that_says_nothing_is_left_out(sentence: str, told: str) -> None:
    assert contribution_of(f"{MICE}{sentence}") == told


@pytest.mark.parametrize(
    ("abstract", "told"),
    [
        # The title says as much: the next sentence tells more.
        ("*Here we propose OwlNet for owls.* It counts mice in barns by their squeaks.",
         "It counts mice in barns by their squeaks."),
        # It tells something, but not what for or how.
        ("*We propose OwlNet, a net for barns.* It counts mice by their squeaks at night.",
         "We propose OwlNet, a net for barns. It counts mice by their squeaks at night."),
        ("*We study how the owls hunt.* Results show that barns need two of them each night.",
         "We study how the owls hunt. Results show that barns need two of them each night."),
        ("*We propose OwlNet (Nets for Owls of Fast LLMs).* It counts mice by squeaks alone.",
         "It counts mice by squeaks alone."),
        # Nothing better is behind it.
        ("*We propose the novel OwlNet.* Our code is released at example.org.", None),
        ("*We propose OwlNet, a net for barns.*", None),
        # It tells enough.
        ("*We propose OwlNet, which counts mice in barns by squeaks.* It sleeps by day.", None),
        # What most papers do is no contribution.
        ("We release our code and data at example.org. *Owls hunt where it is dark and cold.*",
         "Owls hunt where it is dark and cold."),
        ("*We show two things of barns: 1. Mice find cheese; 2. Owls find mice.* The end is here.",
         None),
    ],
)  # fmt: skip
def test_a_sentence_that_tells_little_takes_the_next_along(abstract: str, told: str | None) -> None:
    wanted = told or abstract.split("*")[1]
    assert contribution_of(f"{MICE}{abstract.replace('*', '')}", "OwlNet: Owls Hunt") == wanted


def test_a_long_sentence_is_cut_at_a_word() -> None:
    told = contribution_of("We propose " + "cheese, " * 100)
    assert len(told) <= LONGEST
    assert told.endswith("cheese…")


@given(titles())
def test_any_abstract_gives_a_piece_of_itself(abstract: str) -> None:
    told = contribution_of(abstract)
    # The first letter may have become a capital.
    assert told.removesuffix("…")[1:] in " ".join(abstract.split())
    assert len(told) <= LONGEST
