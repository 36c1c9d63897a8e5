"""Taking lines out and moving them: exactly those bytes, or nothing and a reason."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.editing.edit import apply, entry_of, gap_of, move, plan, take_out, text_of
from bot.lists.reading import PaperList, read_list
from bot.markdown.document import Document, Upkeep
from classifier.papers.paper import ArxivId, Paper, SectionId

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
    taken = take_out(
        listing(f"{head}\n{A}\n{B}\n"), {ONE: (0, 0)}, upkeep=Upkeep(counters=counters)
    )
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
    taken = take_out(read_list(after(papers)), gone, upkeep=Upkeep(counters=True))
    assert taken.documents == after([p for p in papers if p.id not in gone])


NUMBERED = "\n".join(f"{n}. [Mice {n}](https://arxiv.org/abs/2401.0000{n})" for n in range(1, 5))
THIRD = NUMBERED.split("\n")[2]
BOTH = Upkeep(counters=True, renumber=True)


@pytest.mark.parametrize(
    ("text", "gone", "left"),
    [
        (NUMBERED, [2], ["1. [Mice 1", "2. [Mice 3", "3. [Mice 4"]),
        (NUMBERED, [1], ["1. [Mice 2", "2. [Mice 3", "3. [Mice 4"]),
        (NUMBERED, [1, 3], ["1. [Mice 2", "2. [Mice 4"]),
        (NUMBERED, [4], ["1. [Mice 1", "2. [Mice 2", "3. [Mice 3"]),
        (NUMBERED.replace("3.", "7."), [2], ["1. [Mice 1", "7. [Mice 3", "4. [Mice 4"]),
    ],
)
def test_numbers_go_back_where_the_list_counts(text: str, gone: list[int], left: list[str]) -> None:
    wanted = {ArxivId(f"2401.0000{n}"): (0, 0) for n in gone}
    taken = take_out(listing(f"# M\n\n{text}\n"), wanted, upkeep=Upkeep(renumber=True))
    assert taken.refused == ()
    assert [line.partition("]")[0] for line in taken.documents["a.md"].text_lines()[2:]] == left


def test_without_the_setting_no_number_goes_back() -> None:
    taken = take_out(listing(f"# M\n\n{NUMBERED}\n"), {ArxivId("2401.00002"): (0, 0)})
    assert THIRD in taken.documents["a.md"].text_lines()


@pytest.mark.parametrize(
    ("upkeep", "total", "third"),
    [
        (Upkeep(), "Total: 4 papers", "3."),
        (Upkeep(renumber=True), "Total: 4 papers", "2."),
        (Upkeep(counters=True), "Total: 3 papers", "3."),
        (Upkeep(counters=True, renumber=True), "Total: 3 papers", "2."),
    ],
)
def test_counters_and_numbers_go_back_each_as_allowed(
    upkeep: Upkeep, total: str, third: str
) -> None:
    found = listing(f"Total: 4 papers\n\n# M\n\n{NUMBERED}\n")
    taken = take_out(found, {ArxivId("2401.00002"): (0, 0)}, upkeep=upkeep)
    lines = taken.documents["a.md"].text_lines()
    assert (lines[0], lines[5]) == (total, third + THIRD[2:])


def test_numbers_stay_where_a_line_is_to_be_left_alone_and_counters_go_back() -> None:
    alone = NUMBERED.replace(THIRD, f"{THIRD} <!-- paper-bot: ignore -->")
    found = listing(f"Total: 4 papers\n\n# M\n\n{alone}\n")
    taken = take_out(found, {ArxivId("2401.00002"): (0, 0)}, upkeep=BOTH)
    lines = taken.documents["a.md"].text_lines()
    assert (lines[0], [line[:2] for line in lines[4:]]) == ("Total: 3 papers", ["1.", "3.", "4."])


ROWS = "\n".join(f"| {n} | [Mice {n}](https://arxiv.org/abs/2401.0000{n}) |" for n in range(1, 5))
YEARS = ROWS.replace("| 1 |", "| 2021 |").replace("| 3 |", "| 2023 |")


@pytest.mark.parametrize(
    ("here", "there", "moved"),
    [
        (ROWS, ROWS.replace("2401", "2302"), "| 5 |"),
        (YEARS, ROWS.replace("2401", "2302"), "| 2023 |"),
    ],
)
def test_a_row_that_counts_gets_the_number_of_its_new_place(
    here: str, there: str, moved: str
) -> None:
    head = "| No. | Paper |\n|---|---|\n"
    found = listing(f"# M\n\n## A\n\n{head}{here}\n\n## B\n\n{head}{there}\n")
    third = Paper(id=ArxivId("2401.00003"), title="Mice")
    outcome = move(found, third, section(found, "B"), {}, upkeep=Upkeep(renumber=True))
    assert not isinstance(outcome, str)
    last = outcome[0]["a.md"].text_lines()[-1]
    assert last == f"{moved} [Mice 3](https://arxiv.org/abs/2401.00003) |"
