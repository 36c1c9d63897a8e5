"""A list with the slips of real ones: every section receives a paper, exactly as shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.editing.edit import apply, check, plan
from bot.lists.reading import read_list
from bot.markdown.document import Document
from classifier.papers.paper import Paper
from tests.makers import SLIPS, edited, inserted, listing, paper

GRASS = paper("GrassFlow: Mowing at Scale", comments="Accepted at OSDI 2024")
GRASS_LINE = "- [GrassFlow](https://arxiv.org/abs/2405.00001): GrassFlow: Mowing at Scale | OSDI'24"
HEDGE = paper("Rethinking the Hedge for Cats in the Wild", "2405.00002")
HEDGE_LINE = "- [Rethinking the Hedge for Cats in the Wild](https://arxiv.org/abs/2405.00002)"


@pytest.mark.parametrize(
    ("heading", "above", "lines"),
    [
        ("What is a Robot", "blog.example.org/robots/)\n", "\n{}\n"),
        ("Digging", "## Digging\n", "{}\n"),
        ("Spades", "in the Cloud | ASPLOS'24\n", "\n{}\n"),
        ("Planning", "### Planning\n", "{}\n"),
        ("Watering", "### Watering\n", "{}\n\n"),
        ("Hoses", "for Large Lawns | OSDI'24\n", "\n{}\n"),
        ("Compost", "### Compost\n", "{}\n"),
        ("Weeds", "Multi-Weed\n\n", "{}\n\n"),
        ("Rain", "for Large Boots | NeurIPS'23\n", "\n{}\n"),
        ("Hail", "## Hail\n", "{}\n\n"),
        ("Bench", "Cans: A Real-World Study\n", "\n{}\n"),
        ("Survey Papers", "(https://arxiv.org/abs/2402.03408)\n", "\n{}\n"),
        ("Others", "## Others\n", "{}\n"),
    ],
)
@pytest.mark.parametrize(("new", "line"), [(GRASS, GRASS_LINE), (HEDGE, HEDGE_LINE)])
def test_every_section_receives_a_paper(
    heading: str, above: str, lines: str, new: Paper, line: str
) -> None:
    assert SLIPS.count(above) == 1
    expected = SLIPS.replace(above, above + lines.format(line))
    assert inserted(SLIPS, heading, new) == expected


def test_papers_of_one_run_become_entries_of_one_list() -> None:
    after = inserted(SLIPS, "Compost", HEDGE, GRASS)
    assert f"### Compost\n{GRASS_LINE}\n\n{HEDGE_LINE}\n\n## Weeds\n" in after


def test_the_section_with_the_table_of_contents_takes_nothing() -> None:
    edit, after = edited(SLIPS, "Gardening-Robot-Survey", GRASS)
    assert edit.refused[0].why == (
        "the section at LIST.md, line 1 holds the table of contents; name another one"
    )
    assert after == SLIPS


def test_the_entries_are_read_with_titles_and_sections() -> None:
    found = listing(SLIPS)
    assert [(e.line, e.title) for e in found.entries] == [
        (11, "Robots in my Garden"),
        (16, "HeteroDig: Parallel Spades on Hills"),
        (18, "POTATO: Finding Potatoes in the Cloud"),
        (25, "HoseLLM: Low-Latency Hoses for Large Lawns"),
        (34, "Hybrid Rain: Cheap and Good Showers"),
        (36, "On Optimal Puddles for Large Boots"),
        (39, "BurstCan: Towards Watering Cans: A Real-World Study"),
        (42, "A Survey on Efficient Rakes for Everybody"),
    ]
    weeds = found.by_path(["Gardening-Robot-Survey", "Weeds"])[0]
    assert (weeds.line, weeds.description) == (29, "Multi-Weed")


def test_the_list_of_this_repository_takes_papers_everywhere() -> None:
    raw = (Path(__file__).parents[2] / "PAPERS.md").read_bytes()
    found = read_list([Document.parse(raw, name="PAPERS.md")])
    additions = [
        (paper(f"Name{s.id}: Mowing the Lawn", f"9912.{s.id:05}"), s.id)
        for s in found.sections
        if not s.contents
    ]
    edit = plan(found, additions)
    after = apply(found.documents, edit)
    check(found.documents, edit, after)
    assert edit.refused == ()
    assert len(edit.inserts) == len(additions) >= 15
    again = read_list(after)
    for one, section in additions:
        entry = again.find(one)
        assert entry is not None
        assert (entry.section, entry.arxiv_ids) == (section, (one.id,))
