"""A section without entries, parted by subjects: a paper named to it goes where its words stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.lists.dated_sections import bag_of, likelihoods, shelf_of
from tests.makers import edited, listing, paper, section_of

A = "https://arxiv.org/abs"
POND = paper("Newts and Frogs of Garden Ponds", "2608.00001", submitted="2026-08-01")


def items(start: int, *titles: str) -> str:
    return "".join(f"- [{title}]({A}/240{start}.0000{n})\n" for n, title in enumerate(titles))


HEDGES = items(1, "Hedges of the North", "Tall Hedges and Winds", "Hedges as Walls of Gardens")
PONDS = items(2, "Frogs in Shallow Ponds", "Ponds and Their Water", "What Newts Eat at Night")

ABOVE = items(3, "Gardens of All Kinds") + "\n"


@pytest.mark.parametrize(
    ("first", "second", "home"),
    [
        ("### Hedges\n\n" + HEDGES, "### Ponds\n\n" + PONDS, "Ponds"),
        ("### Ponds\n\n" + PONDS, "### Hedges\n\n" + HEDGES, "Ponds"),
        ("> ### Hedges\n\n" + HEDGES, "> ### Ponds\n\n" + PONDS, "Ponds"),
        ("**Hedges**\n\n" + HEDGES, "**Ponds**\n\n" + PONDS, "Ponds"),
        ("### A\n\n#### Hedges\n\n" + HEDGES, "### B\n\n#### Ponds\n\n" + PONDS, "Ponds"),
        # A single one, one that is nearly empty, and entries above them say nothing of subjects.
        ("### Hedges\n\n" + HEDGES, "", "Gardens"),
        ("### Hedges\n\n" + HEDGES, "### Ponds\n\n" + items(2, "Frogs of Ponds"), "Gardens"),
        (ABOVE + "### Hedges\n\n" + HEDGES, "### Ponds\n\n" + PONDS, "Gardens"),
    ],
)  # fmt: skip
def test_a_paper_goes_where_its_words_stand(first: str, second: str, home: str) -> None:
    text = f"# L\n\n## Gardens\n\n{first}\n{second}\n## Thanks\n\nTo all.\n"
    edit, _ = edited(text, "Gardens", POND)
    assert edit.refused == ()
    assert edit.inserts[0].section == section_of(listing(text), home)


def test_the_abstracts_of_listed_papers_tell_what_a_section_is_about() -> None:
    found = listing(f"# L\n\n## Gardens\n\n### Hedges\n\n{HEDGES}\n### Ponds\n\n{PONDS}")
    new = paper("Amphibians Resting", "2608.00002", submitted="2026-08-01")
    gardens, hedges = section_of(found, "Gardens"), section_of(found, "Hedges")
    assert shelf_of(found, gardens, new) == hedges  # no word of its title stands anywhere
    frogs = found.entries_of(section_of(found, "Ponds"))[0].arxiv_ids[0]
    told = replace(paper("Frogs in Shallow Ponds", frogs), abstract="Amphibians sleep by day.")
    assert shelf_of(found, gardens, new, {frogs: told}) == section_of(found, "Ponds")


def test_a_subject_of_one_paper_does_not_draw_all_whose_words_stand_nowhere() -> None:
    many = items(2, *(f"Frogs of Land and Lakes {n}" for n in range(9)))
    other = items(4, "Rivers and Brooks", "Meadows and Brooks", "Brooks at Night")
    text = f"# L\n\n## Hedges\n\n{items(3, 'Hedges')}\n## Ponds\n\n{many}\n## Brooks\n\n{other}"
    new = paper("Land and Frogs of Rivers, Meadows", "2608.00003", submitted="2026-08-01")
    bags = [bag_of(section.path[-1], listing(text).entries_of(section.id))
            for section in listing(text).sections[1:]]  # fmt: skip
    hedges, ponds, _ = likelihoods(new, bags)
    assert hedges < ponds
