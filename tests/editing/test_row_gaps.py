"""A table that came with rows of ours goes with the last of them, and stays when others joined."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import pytest

from bot.editing.edit import apply, gap_of, move, plan, take_out
from bot.editing.row_gaps import Gap
from bot.lists.reading import PaperList, read_list
from bot.markdown.document import Document
from classifier.papers.paper import ArxivId, Paper, SectionId

HEAD = "| Paper | Link |\n|---|---|\n"
ROW = "| Mice in the field | [arXiv](https://arxiv.org/abs/2401.00001) |\n"
LIST = f"# Mice\n\n## Field\n\n{HEAD}{ROW}\n## House\n"
TEXTS = [LIST, LIST.removesuffix("\n"), f"{LIST}\n## Last\n", f"{LIST}\nWords.\n\n## Last\n\nx\n"]
PAPERS = [Paper(id=ArxivId(f"2611.0000{n}"), title=f"Mouse {n} of three") for n in range(3)]
Ours = Mapping[ArxivId, Gap]


def listing(text: str) -> PaperList:
    return read_list([Document.parse(text.encode(), name="a.md")])


def text_of(documents: Mapping[str, Document]) -> str:
    return documents["a.md"].to_bytes().decode()


def section(found: PaperList, name: str) -> SectionId:
    return next(one.id for one in found.sections if one.path[-1] == name)


def filled(text: str, papers: Sequence[Paper], *, at_once: bool) -> tuple[PaperList, Ours]:
    """Put *papers* into the house, together or one run after the other."""
    found, gaps = listing(text), dict[ArxivId, Gap]()
    for group in [papers] if at_once else [[one] for one in papers]:
        edit = plan(found, [(paper, section(found, "House")) for paper in group])
        assert edit.refused == ()
        gaps |= {insert.arxiv_id: gap_of(insert) for insert in edit.inserts}
        found = read_list(apply(found.documents, edit))
    return found, gaps


def without(found: PaperList, gaps: Ours, names: Sequence[ArxivId]) -> tuple[PaperList, Ours]:
    taken = take_out(found, {name: gaps[name] for name in names}, gaps)
    assert taken.refused == ()
    left = {name: gap for name, gap in {**gaps, **taken.gaps}.items() if name not in names}
    return read_list(taken.documents), left


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("text", TEXTS)
def test_rows_taken_out_in_any_order_leave_the_very_bytes(
    text: str, at_once: bool, ending: str
) -> None:
    text = text.replace("\n", ending)
    full, gaps = filled(text, PAPERS, at_once=at_once)
    assert text_of(full.documents).count(HEAD.replace("\n", ending)) == 2
    names = [paper.id for paper in PAPERS]
    for order in itertools.permutations(names):
        found, left = full, gaps
        for name in order:
            found, left = without(found, left, [name])
        assert text_of(found.documents) == text
    assert text_of(without(full, gaps, names)[0].documents) == text


def test_rows_of_one_run_stand_in_one_table() -> None:
    found, _ = filled(TEXTS[2], PAPERS[:2], at_once=True)
    _, _, house = text_of(found.documents).partition("## House\n")
    assert house == (
        f"\n{HEAD}| Mouse 0 of three | [arXiv](https://arxiv.org/abs/2611.00000) |\n"
        "| Mouse 1 of three | [arXiv](https://arxiv.org/abs/2611.00001) |\n\n## Last\n"
    )


JOINED = "| Mine | [arXiv](https://arxiv.org/abs/2401.00009) |\n"


@pytest.mark.parametrize("above", [True, False])
def test_the_head_stays_for_rows_of_others(above: bool) -> None:
    found, gaps = filled(LIST, PAPERS[:1], at_once=True)
    [row] = [line for line in text_of(found.documents).splitlines(True) if "2611" in line]
    both = text_of(found.documents).replace(row, JOINED + row if above else row + JOINED)
    left, _ = without(listing(both), gaps, [PAPERS[0].id])
    assert text_of(left.documents) == both.replace(row, "")


@pytest.mark.parametrize(
    ("old", "new"),
    [("| Paper | Link |\n|---|---|\n| Mouse", "| Title | Link |\n|---|---|\n| Mouse")],
)
def test_a_head_that_a_person_edited_stays(old: str, new: str) -> None:
    found, gaps = filled(LIST, PAPERS[:1], at_once=True)
    text = text_of(found.documents).replace(old, new)
    left, _ = without(listing(text), gaps, [PAPERS[0].id])
    assert text_of(left.documents) == f"{LIST}\n| Title | Link |\n|---|---|\n"


def test_rows_that_were_moved_away_take_the_table_along_and_bring_it_back() -> None:
    found, gaps = filled(TEXTS[2], PAPERS[:2], at_once=True)
    start = text_of(found.documents)
    for name, houses in (("Field", 1), ("House", 2)):
        for paper in PAPERS[:2]:
            outcome = move(found, paper, section(found, name), gaps)
            assert not isinstance(outcome, str)
            documents, changed = outcome
            found, gaps = read_list(documents), {**gaps, **changed}
        assert text_of(found.documents).count(HEAD) == houses
    assert text_of(found.documents) == start
    assert text_of(without(found, gaps, [p.id for p in PAPERS[:2]])[0].documents) == TEXTS[2]
