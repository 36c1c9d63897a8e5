"""A row says which paper it is; a venue is written as the nearest venue is, however far."""

from __future__ import annotations

import pytest

from classifier.papers import ArxivId, Paper
from tests.makers import inserted

HEAD = "| Method | Kind | Link |\n|---|---|---|\n"


def row(name: str, kind: str, arxiv_id: str) -> str:
    return f"| {name} | {kind} | [Paper](https://arxiv.org/abs/{arxiv_id}) |\n"


OTHERS = "".join(
    row(name, "A", f"240{n}.00001") for n, name in enumerate(("OakNet", "ElmNet", "AshNet"), 1)
)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Latent-GRPO: Optimization for Reasoning", "Latent-GRPO"),
        ("How Trees Stabilise Learning with Flows", "How Trees Stabilise Learning with Flows"),
        ("Pipes | in Titles of Growing Papers", "Pipes \\| in Titles of Growing Papers"),
    ],
)
def test_a_row_says_which_paper_it_is(title: str, name: str) -> None:
    paper = Paper(id=ArxivId("2411.00001"), title=title)
    new = inserted(f"## S\n\n{HEAD}{OTHERS}", "S", paper).rpartition("2403.00001) |\n")[2]
    assert new.split(" | ")[0] == f"| {name}"


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
