"""Taking lines out and moving them: exactly those bytes, or nothing and a reason."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.lists.changes import Upkeep
from bot.lists.document import Document
from bot.lists.edit import apply, plan
from bot.lists.reading import PaperList, read_list
from bot.lists.taking import entry_of, gap_of, move, take_out, text_of
from classifier.paper import ArxivId, Paper, SectionId

ONE, TWO, NEW = ArxivId("2401.00001"), ArxivId("2401.00002"), ArxivId("2611.00001")
A = "- [Mice in the field](https://arxiv.org/abs/2401.00001)"
B = "- [Mice in the house](https://arxiv.org/abs/2401.00002)"
LIST = f"# Mice\n\n## Field\n\n{A}\n{B}\n\n## House\n\nWords.\n\n## Table\n\n| a | b |\n|---|---|\n| [x](https://arxiv.org/abs/2401.00009) | 1 |\n"  # noqa: E501


def listing(text: str) -> PaperList:
    return read_list([Document.parse(text.encode(), name="a.md")])


def text_after(found: PaperList, wanted: dict[ArxivId, tuple[int, int]]) -> tuple[str, list[str]]:
    taken = take_out(found, wanted)
    return taken.documents["a.md"].to_bytes().decode(), [one.why for one in taken.refused]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("ids", "gone"),
    [([ONE], [A]), ([TWO], [B]), ([ONE, TWO], [A, B]), ([TWO, ONE], [A, B]), ([], [])],
)
def test_lines_go_and_all_others_stay(ids: list[ArxivId], gone: list[str], ending: str) -> None:
    text = LIST.replace("\n", ending)
    expected = text
    for line in gone:
        expected = expected.replace(line + ending, "")
    assert text_after(listing(text), dict.fromkeys(ids, (0, 0))) == (expected, [])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("# M\n\nnothing\n", "it is not in the list"),
        (f"# M\n\n{A}\n{A}\n", "it stands there several times"),
        (f"# M\n\n{A} and https://arxiv.org/abs/2401.00005\n", "its line names other papers too"),
        (f"# M\n\n{A} <!-- paper-bot: ignore -->\n", "it carries paper-bot: ignore"),
        (f"# M\n\n<!-- paper-bot: ignore -->\n\n{A}\n", "it carries paper-bot: ignore"),
        ("# M\n\n### Mice https://arxiv.org/abs/2401.00001\n", "it is no line of its own"),
    ],
)
def test_what_is_not_one_line_of_its_own_is_left_alone(text: str, why: str) -> None:
    assert text_after(listing(text), {ONE: (0, 0)}) == (text, [why])


def test_nested_lines_go_with_their_entry() -> None:
    text = f"# M\n\n{A}\n  - Code: none\n  - Year: 2024\n{B}\n"
    found = listing(text)
    entry = entry_of(found, ONE)
    assert not isinstance(entry, str)
    assert text_of(found, entry) == f"{A}\n  - Code: none\n  - Year: 2024"
    assert text_after(found, {ONE: (0, 0)}) == (f"# M\n\n{B}\n", [])


@pytest.mark.parametrize("newline", ["\n", ""])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "text", ["# M\n\n## Empty\n", f"# M\n\n{A}\n", f"# M\n\n## Empty\n\n## Last\n\n{A}\n", LIST]
)
def test_an_insertion_taken_out_leaves_the_very_bytes(text: str, ending: str, newline: str) -> None:
    text = (text.removesuffix("\n") + newline).replace("\n", ending)
    before = listing(text)
    for section in before.sections:
        paper = Paper(id=NEW, title="Serving mice with large language models")
        edit = plan(before, [(paper, section.id)])
        if edit.refused:
            continue
        after = read_list(apply(before.documents, edit))
        [insert] = edit.inserts
        entry = entry_of(after, NEW)
        assert not isinstance(entry, str)
        assert text_of(after, entry) == insert.text
        assert text_after(after, {NEW: gap_of(insert)}) == (text, [])


@settings(max_examples=60, deadline=None)
@given(st.sets(st.integers(0, 7)), st.sampled_from(["\n", "\r\n"]))
def test_any_of_several_insertions_can_go_in_any_order(out: set[int], ending: str) -> None:
    text = f"# M\n\n## X\n\n{A}\n\n## Y\n\n{B}\n".replace("\n", ending)
    before = listing(text)
    papers = [
        Paper(id=ArxivId(f"2611.{n:05}"), title=f"Long mice number {n} of eight") for n in range(8)
    ]
    edit = plan(before, [(p, before.sections[-1 - n % 2].id) for n, p in enumerate(papers)])
    after = read_list(apply(before.documents, edit))
    rest = {papers[n].id for n in out}
    expected = apply(
        before.documents, type(edit)(tuple(i for i in edit.inserts if i.arxiv_id not in rest))
    )
    assert take_out(after, dict.fromkeys(sorted(rest), (0, 0))).documents == expected


def test_a_line_that_others_lean_on_stays_and_the_rest_goes() -> None:
    """A numbered list that begins with 2 cannot follow a paragraph: GitHub would show no list."""
    other = A.replace("00001", "00003")
    text = f"# M\n\ntext\n1. {A[2:]}\n2. {B[2:]}\n\n## X\n\n{other}\n"
    after, [why] = text_after(listing(text), {ONE: (0, 0), ArxivId("2401.00003"): (0, 0)})
    assert after == text.replace(f"{other}\n", "")
    assert why.startswith("another entry reads differently")


def test_blank_lines_of_a_gap_go_only_where_nothing_leans_on_them() -> None:
    text = f"# M\n\n{A}\n{B}\n"
    assert text_after(listing(text), {ONE: (1, 0)})[0] == f"# M\n\n{B}\n"
    assert text_after(listing(text), {TWO: (1, 1)})[0] == f"# M\n\n{A}\n"
    spaced = f"# M\n\n{A}\n\nWords.\n"
    assert text_after(listing(spaced), {ONE: (0, 1)})[0] == "# M\n\nWords.\n"


def section(found: PaperList, name: str) -> SectionId:
    return next(one.id for one in found.sections if one.path[-1:] == (name,))


def moved(text: str, name: str) -> str | tuple[str, tuple[int, int]]:
    found = listing(text)
    outcome = move(found, Paper(id=ONE, title="Mice"), section(found, name), {})
    if isinstance(outcome, str):
        return outcome
    documents, gaps = outcome
    return documents["a.md"].to_bytes().decode(), gaps[ONE]


def test_a_line_is_moved_as_it_is_even_edited() -> None:
    mine = A.replace("Mice", "*My* mice") + " :mouse:"
    text = LIST.replace(A, mine).replace("\nWords.\n", f"\n{B.replace('0002', '0003')}\n")
    after = moved(text, "House")
    assert isinstance(after, tuple)
    assert after[0].count(mine) == 1
    assert after[0].index(mine) > after[0].index("## House")
    assert sorted(after[0].splitlines()) == sorted(text.splitlines())


def test_a_line_does_not_go_where_another_form_is_used_or_nothing_is_taken() -> None:
    assert moved(LIST, "Table") == (
        "the entries of that section have another form (a table, a list)"
    )
    closed = LIST.replace("## House\n", "## House\n<!-- paper-bot: ignore -->\n")
    why = "the section at a.md, line 7 carries paper-bot: ignore; name another one"
    assert moved(closed, "House") == why
    assert moved(LIST.replace(A, f"{A}\n{A}"), "House") == "it stands there several times"


@pytest.mark.parametrize(
    ("head", "counted"),
    [
        ("# Mice (2)\n\nTotal: 2 papers\n", "# Mice (1)\n\nTotal: 1 papers\n"),
        ("- [Mice (2)](#mice-2)\n\n# Mice (2)\n", "- [Mice (1)](#mice-1)\n\n# Mice (1)\n"),
        ("# Mice\n\n![n](https://x.org/badge/papers-2-blue) of 2,000 mice\n",) * 2,
        ("# Mice\n\nTotal: 9 papers\n",) * 2,
        ("# Mice <!-- paper-bot: ignore -->\n\nTotal: 2 papers\n# M\n",) * 2,
    ],
)
@pytest.mark.parametrize("counters", [True, False])
def test_counters_go_back_with_what_is_taken(head: str, counted: str, counters: bool) -> None:
    counted = counted.replace("papers-2-", "papers-1-") if counters else head
    taken = take_out(listing(f"{head}\n{A}\n{B}\n"), {ONE: (0, 0)}, counters=counters)
    assert taken.documents["a.md"].to_bytes().decode() == f"{counted}\n{B}\n"


@pytest.mark.parametrize("out", [{0}, {1}, {0, 1}])
def test_what_upkeep_counted_up_is_counted_down_to_the_very_bytes(out: set[int]) -> None:
    found = listing(f"# Mice (2)\n\nThis list holds **2** papers.\n\n{A}\n{B}\n")
    upkeep = Upkeep(counters=True)
    papers = [Paper(id=ArxivId(f"2611.0000{n}"), title=f"Mice in Space {n}") for n in range(2)]

    def after(papers: list[Paper]) -> dict[str, Document]:
        edit = plan(found, [(paper, found.sections[0].id) for paper in papers], upkeep=upkeep)
        return apply(found.documents, edit)

    gone = {paper.id: (0, 0) for n, paper in enumerate(papers) if n in out}
    taken = take_out(read_list(after(papers)), gone, counters=True)
    assert taken.documents == after([p for p in papers if p.id not in gone])
