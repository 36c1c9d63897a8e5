"""The guard refuses whatever is more or less than one more entry per paper."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.errors import ListError
from bot.editing.edit import Edit, apply, check, plan
from bot.editing.guard import Fault, fault
from bot.markdown.document import Document, Insert
from classifier.papers.paper import ArxivId, SectionId
from tests.makers import edited, inserted, listing, paper, section_of

LIST = """\
# T

Words before.

## A
- [Old Long Title of One](https://arxiv.org/abs/2401.00001)
- [Old Long Title of Two](https://arxiv.org/abs/2401.00002)

## B
text

---
"""
NEW = "- [New Long Title](https://arxiv.org/abs/2405.00001)"


def insert(at: int, *lines: str, section: int = 2, kind: str = "item") -> Insert:
    return Insert(
        "LIST.md", at, lines, ArxivId("2405.00001"), SectionId(section), "\n".join(lines), kind
    )


@pytest.mark.parametrize(("at", "lines"), [(5, [NEW]), (6, [NEW]), (7, [NEW])])
def test_a_good_edit_passes(at: int, lines: list[str]) -> None:
    found = listing(LIST)
    edit = Edit((insert(at, *lines),))
    check(found.documents, edit, apply(found.documents, edit))


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (insert(6, NEW, section=3), "reads as an entry that was not asked for"),
        (insert(9, NEW), "reads as an entry that was not asked for"),
        (insert(6, "plain text"), "another entry reads differently"),
        (insert(8, "only prose"), "2405.00001 does not read as an entry of its section"),
        (insert(6, NEW, NEW), "reads as an entry that was not asked for"),
        (insert(6, NEW.replace("- ", "  ")), "another entry reads differently"),
        (insert(6, "# X", NEW), "the headings read differently: 'X' would become a section"),
        (insert(7, "", NEW, "", "---"), "changes how other parts are rendered"),
        (insert(7, NEW, "```"), "'B' (LIST.md, line 9) would be no section any more"),
        (insert(7, NEW, "- x"), "2405.00001 renders as 2 more items, not one"),
        (insert(7, NEW, kind="row"), "2405.00001 changes how other parts are rendered"),
        (insert(7, f"- `{NEW[2:]}`"), "2405.00001 renders without its link"),
        (insert(7, f"- <!-- {NEW[2:]} --> x"), "2405.00001 renders without its link"),
        (insert(11, NEW[2:], section=3, kind="paragraph"), "the headings read differently"),
    ],
)
def test_a_bad_edit_is_refused(bad: Insert, why: str) -> None:
    found = listing(LIST)
    edit = Edit((bad,))
    with pytest.raises(ListError, match="is not safe") as caught:
        check(found.documents, edit, apply(found.documents, edit))
    assert why in str(caught.value)


OPEN = """\
## A

Code | Title | Venue
---|---|---
[git](https://x.org/a) | [Old Long Title](https://arxiv.org/abs/2401.00001) | ICML
"""
TITLE = "[New Long Title](https://arxiv.org/abs/2405.00001)"


@pytest.mark.parametrize("row", [f"| | {TITLE} | ICML", f"{TITLE} | x", f"x | {TITLE} |"])
def test_a_row_with_its_cells_in_place_passes(row: str) -> None:
    found = listing(OPEN)
    edit = Edit((insert(5, row, section=found.sections[-1].id, kind="row"),))
    check(found.documents, edit, apply(found.documents, edit))


@pytest.mark.parametrize(
    "row", [f" | {TITLE} | ICML", f"| {TITLE} | ICML", f"x | {TITLE} | y | ICML | z"]
)
def test_a_row_with_cells_in_other_columns_is_refused(row: str) -> None:
    found = listing(OPEN)
    edit = Edit((insert(5, row, section=found.sections[-1].id, kind="row"),))
    with pytest.raises(ListError, match="renders with its cells in other columns"):
        check(found.documents, edit, apply(found.documents, edit))


@pytest.mark.parametrize(
    ("after", "why"),
    [
        ({}, "LIST.md is gone"),
        ({"LIST.md": LIST.replace("before", "after")}, "other lines than the inserted ones differ"),
        ({"LIST.md": LIST.replace("before.\n", "before.\r\n")}, "line 3 lost its ending"),
        ({"LIST.md": LIST + NEW}, "other lines than the inserted ones differ"),
    ],
)
def test_a_file_changed_elsewhere_is_refused(after: dict[str, str], why: str) -> None:
    found = listing(LIST)
    documents = {name: Document.parse(text.encode(), name=name) for name, text in after.items()}
    assert fault(found, (), documents) == Fault(why)


def test_an_edit_of_nothing_passes() -> None:
    found = listing(LIST)
    assert plan(found, ()) == Edit()
    check(found.documents, Edit(), found.documents)


def test_more_links_than_the_entry_has_are_refused() -> None:
    found = listing(LIST)
    bad = replace(insert(6, f"{NEW} <https://x.org>"), text=NEW)
    assert "renders with a link or image" in str(
        fault(found, [bad], apply(found.documents, Edit((bad,))))
    )


def test_a_changed_rendering_around_is_refused() -> None:
    found = listing("# T\n## A\n- [Old Long Title](https://arxiv.org/abs/2401.00001)\n\n[r] x\n")
    bad = insert(3, NEW, "", "[r]: https://x.org")
    why = fault(found, [bad], apply(found.documents, Edit((bad,))))
    assert why is not None
    assert why.why == "2405.00001 changes how the lines around it are rendered"


def test_what_is_listed_already_is_refused_and_said_where() -> None:
    edit, after = edited(LIST, "B", paper("Old Long Title of Two", "2405.00009"))
    assert (edit.refused[0].arxiv_id, edit.refused[0].why) == (
        "2405.00009",
        "already listed: LIST.md, line 7",
    )
    assert after == LIST


def test_a_listed_paper_can_be_added_by_hand() -> None:
    found = listing(LIST)
    again = paper("Old Long Title of Two", "2401.00002")
    edit = plan(found, [(again, section_of(found, "B"))], anyway=True)
    assert len(edit.inserts) == 1


def test_a_closed_section_takes_nothing() -> None:
    text = LIST.replace("## B", "## B <!-- paper-bot: ignore -->")
    edit, after = edited(
        text, next(s.path[-1] for s in listing(text).sections if s.closed), paper()
    )
    assert edit.refused[0].why == (
        "the section at LIST.md, line 9 carries paper-bot: ignore; name another one"
    )
    assert after == text


def test_an_entry_that_would_take_in_another_paper_is_refused() -> None:
    row = "<tr><td><a href='https://arxiv.org/abs/2401.00009'>Old Things of Rain</a></td></tr>"
    found = listing(f"# T\n## A\n  {row}\n")
    edit = Edit((insert(2, NEW, ""),))
    with pytest.raises(ListError, match=r"2405\.00001 would take in the lines of another paper"):
        check(found.documents, edit, apply(found.documents, edit))


def test_a_section_of_html_rows_on_one_line_takes_nothing() -> None:
    row = "<tr><td><a href='https://arxiv.org/abs/2401.00001'>x</a></td></tr>"
    edit, _ = edited(f"# A\n<table>{row}</table>\n", "A", paper())
    assert edit.refused[0].why == "the entries of LIST.md, line 1 are HTML; add it by hand"


def test_a_paper_goes_above_lines_of_html_as_a_plain_item() -> None:
    lines = "".join(
        f'<p>Old Things of Gardens, {name} <a href="https://arxiv.org/abs/2401.0000{n}">\n'
        "    [Paper]\n</a></p>\n\n"
        for n, name in enumerate(["One", "Two", "Three"], 1)
    )
    _, after = edited(f"# A\n\n{lines}", "A", paper())
    assert after == f"# A\n\n- [{paper().title}](https://arxiv.org/abs/{paper().id})\n\n{lines}"


def test_a_paper_that_cannot_be_inserted_is_refused_and_the_others_are_not() -> None:
    text = f"# A\n{LIST[LIST.index('- ') : LIST.index('## B')]}# B\n<div>\n"
    found = listing(text)
    edit = plan(
        found,
        [
            (paper("Fits Here Very Well", "2405.00001"), section_of(found, "A")),
            (paper("Fits Nowhere at All", "2405.00002"), section_of(found, "B")),
        ],
    )
    done = {one.arxiv_id for one in edit.inserts} | {one.arxiv_id for one in edit.refused}
    assert done == {"2405.00001", "2405.00002"}
    check(found.documents, edit, apply(found.documents, edit))


def test_the_same_paper_twice_is_added_once() -> None:
    after = inserted(LIST, "B", paper(), paper())
    assert after.count("2405.00001") == 1
