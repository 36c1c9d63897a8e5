"""A row says which paper it is; a venue is written as the nearest venue is, however far."""

from __future__ import annotations

import pytest

from bot.editing import plan
from bot.lists import read_list
from bot.markdown import Document
from classifier.papers import ArxivId, Paper
from tests.makers import inserted

HEAD = "| Method | Year | Signal | Link |\n|---|---|---|---|\n"
# Of most, the name in the list is no part of the title, as a maintainer finds it inside the paper.
TITLES = {"PPO": "Policy Optimization", "VAPO": "On Value", "KTAE": "Keys", "OakNet": "OakNet: Oak"}


def row(name: str, number: int) -> str:
    return f"| {name} | 2024 | Reward | [Paper](https://arxiv.org/abs/240{number}.00001) |\n"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Latent-GRPO: Optimization for Reasoning", "Latent-GRPO"),
        ("How Trees Stabilise Learning with Flows", "How Trees Stabilise Learning with Flows"),
        ("Pipes | in Titles of Growing Papers", "Pipes \\| in Titles of Growing Papers"),
    ],
)
def test_a_row_says_which_paper_it_is(title: str, name: str) -> None:
    rows = "".join(row(known, n) for n, known in enumerate(TITLES, 1))
    document = Document.parse(f"## S\n\n{HEAD}{rows}".encode(), name="l")
    listing = read_list({"l": document})
    ids = (ArxivId(f"240{n}.00001") for n in range(1, 5))
    known = {i: Paper(id=i, title=t) for i, t in zip(ids, TITLES.values(), strict=True)}
    paper = Paper(id=ArxivId("2411.00001"), title=title)
    (insert,) = plan(listing, [(paper, listing.sections[-1].id)], known=known).inserts
    assert insert.text.startswith(f"| {name} | ")


def test_no_name_goes_where_others_tell_a_fact() -> None:
    rows = "".join(row(fact, n) for n, fact in enumerate(("RL", "SFT", "RL", "SFT"), 1))
    document = Document.parse(f"## S\n\n{HEAD}{rows}".encode(), name="l")
    listing = read_list({"l": document})
    ids = [ArxivId(f"240{n}.00001") for n in range(1, 5)]
    known = {i: Paper(id=i, title=f"On Growing {i}") for i in ids}
    paper = Paper(id=ArxivId("2411.00001"), title="TreeFlow: Trees with Flows")
    (insert,) = plan(listing, [(paper, listing.sections[-1].id)], known=known).inserts
    assert "TreeFlow" not in insert.text


def item(title: str, venue: str, number: int) -> str:
    address = f"https://arxiv.org/abs/24{number:02}.00001"
    return f"- [{title} of Gardens]({address})\n  - Publisher: {venue}\n  - Date: May 2, 2024\n"


def test_a_venue_is_written_as_those_beyond_the_nearest_preprints_are() -> None:
    preprints = "".join(item(f"Thing {n}", "arXiv", 12 - n % 12) for n in range(14))
    published = "".join(item(f"Old Thing {n}", "ICLR 2024", n) for n in range(1, 4))
    paper = Paper(
        id=ArxivId("2505.00001"),
        title="Flows for Growing Trees",
        comments="Accepted at ICML 2025",
    )
    new = inserted(f"## S\n\n{preprints}{published}", "S", paper)
    assert "  - Publisher: ICML 2025\n" in new


def test_the_sign_of_a_count_beyond_the_nearest_stays_out() -> None:
    venues = ["ICML 2020"] * 6 + ["arXiv 2024"] * 14
    entries = "".join(
        f"- #{n} [Thing {n} of Gardens](https://arxiv.org/abs/24{n % 12 + 1:02}.{n:05}), {venue}\n"
        for n, venue in enumerate(venues, 1)
    )
    paper = Paper(
        id=ArxivId("2505.00001"), title="Flows for Growing Trees", comments="Accepted at ICML 2025"
    )
    new = inserted(f"## S\n\n{entries}", "S", paper)
    assert "#[" not in new
    assert "- #21 [Flows for Growing Trees](https://arxiv.org/abs/2505.00001), ICML 2025\n" in new
