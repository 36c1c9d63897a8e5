"""Rows of Markdown tables: what goes into each cell, and how many cells there are; to the byte."""

from __future__ import annotations

import pytest

from classifier.papers.paper import Paper
from tests.makers import NEW, inserted, paper

A = "https://arxiv.org/abs"
NAMELESS = paper(
    "Growing Hedges without Water",
    "2405.00002",
    authors=["Ada Byron", "Charles Babbage"],
    submitted="2024-05-07",
)
FIVE = "| Paper | Keywords | Where | Venue | Code |\n|--|--|--|--|--|\n"
CODE = "[code](https://example.org/1)"


def row(title: str, number: str, *others: str) -> str:
    return f"| {' | '.join([f'[{title}]({A}/{number})', *others])} |\n"


# Name: (rows there are, the new row, the paper).
WIDTHS: dict[str, tuple[str, str, Paper]] = {
    "left out where most leave it out": (
        FIVE
        + row("Old Things of Gardens", "2301.00001", "dry", "Leeds", "arXiv", CODE)
        + row("More Old Things Here", "2401.00001", "wet", "York", "arXiv")
        + row("Yet More of These Things", "2402.00001", "wet", "York", "arXiv"),
        f"| [TreeFlow: Growing Trees with Flows]({A}/2405.00001) | | | arXiv |\n",
        NEW,
    ),
    "empty where most have it empty": (
        FIVE
        + row("Old Things of Gardens", "2301.00001", "dry", "Leeds", "arXiv")
        + row("More Old Things Here", "2401.00001", "wet", "York", "arXiv", "")
        + row("Yet More of These Things", "2402.00001", "wet", "York", "arXiv", ""),
        f"| [TreeFlow: Growing Trees with Flows]({A}/2405.00001) | | | arXiv | |\n",
        NEW,
    ),
    "as in the head where no row shows it": (
        FIVE
        + row("Old Things of Gardens", "2301.00001", "dry", "Leeds", "arXiv", CODE)
        + row("More Old Things Here", "2401.00001", "wet", "York", "arXiv", CODE),
        f"| [TreeFlow: Growing Trees with Flows]({A}/2405.00001) | | | arXiv | |\n",
        NEW,
    ),
    "never without what is known": (
        "| Paper | Field | Year |\n|--|--|--|\n"
        + row("Old Things of Gardens", "2301.00001", "dry")
        + row("More Old Things Here", "2401.00001", "wet")
        + row("Yet More of These Things", "2402.00001", "wet", "2024")
        + row("Some Other Old Things", "2403.00001", "dry", "2024"),
        f"| [TreeFlow: Growing Trees with Flows]({A}/2405.00001) | | 2024 |\n",
        NEW,
    ),
    "closed where an open end would hide the last cell": (
        "| Paper | Field | Code |\n|--|--|--|\n"
        + row("Old Things of Gardens", "2301.00001", "dry", CODE)
        + row("More Old Things Here", "2401.00001", "wet").replace(" |\n", "\n")
        + row("Yet More of These Things", "2402.00001", "wet").replace(" |\n", "\n")
        + row("Some Other Old Things", "2403.00001", "dry", CODE),
        f"| [TreeFlow: Growing Trees with Flows]({A}/2405.00001) | |\n",
        NEW,
    ),
    "open at the end, as rows of that width are": (
        "| Paper | Year | Code |\n|--|--|--|\n"
        + row("Old Things of Gardens", "2301.00001", "2023", CODE)
        + row("More Old Things Here", "2401.00001", "2024").replace(" |\n", "\n")
        + row("Yet More of These Things", "2402.00001", "2024").replace(" |\n", "\n"),
        f"| [TreeFlow: Growing Trees with Flows]({A}/2405.00001) | 2024\n",
        NEW,
    ),
}
NAMED: dict[str, tuple[str, str, Paper]] = {
    "a name beside its link": (
        "| Tool | Focus of the work |\n|--|--|\n"
        f"| SpadeBench [[paper]({A}/2301.00001)] | Old things of the garden |\n"
        f"| RAKE [[paper]({A}/2401.00001)][[code](https://example.org)] | Leaves in general |\n"
        f"| Hoe-75 [[paper]({A}/2402.00001)] | Weeds and what they want |\n",
        f"| TreeFlow [[paper]({A}/2405.00001)] | |\n",
        NEW,
    ),
    "a linked name": (
        "| Year | Paper |\n|--|--|\n"
        f"| 2023 | [SpadeBench]({A}/2301.00001) |\n"
        f"| 2024 | [Hooke et al.]({A}/2401.00001) |\n"
        f"| 2024 | [RAKE]({A}/2402.00001) |\n",
        f"| 2024 | [TreeFlow]({A}/2405.00001) |\n",
        NEW,
    ),
    "people where there is no name": (
        "| Year | Paper |\n|--|--|\n"
        f"| 2023 | [SpadeBench]({A}/2301.00001) |\n"
        f"| 2024 | [Hooke et al.]({A}/2401.00001) |\n"
        f"| 2024 | [RAKE]({A}/2402.00001) |\n",
        f"| 2024 | [Byron et al.]({A}/2405.00002) |\n",
        NAMELESS,
    ),
    "the title where nobody names people": (
        "| Year | Paper |\n|--|--|\n"
        f"| 2023 | [SpadeBench]({A}/2301.00001) |\n"
        f"| 2024 | [RAKE]({A}/2401.00001) |\n"
        f"| 2024 | [Hoe-75]({A}/2402.00001) |\n",
        f"| 2024 | [Growing Hedges without Water]({A}/2405.00002) |\n",
        NAMELESS,
    ),
    "a name before a title with its link": (
        "| Model | Size | Year |\n|--|--|--|\n"
        f"| SPADE (['SPADE: Old Things of Gardens']({A}/2301.00001)) | 3B | 2023 |\n"
        f"| Rake (['Leaves in General']({A}/2401.00001)) | ? | 2024 |\n"
        f"| HOE (['HOE: Weeds and Their Wants']({A}/2402.00001)) | 5B | 2024 |\n",
        f"| TreeFlow (['TreeFlow: Growing Trees with Flows']({A}/2405.00001)) | ? | 2024 |\n",
        NEW,
    ),
    "short titles are titles": (
        "| Year | Paper |\n|--|--|\n"
        f"| 2023 | [Old Things of Gardens]({A}/2301.00001) |\n"
        f"| 2024 | [Deep Garden Hedges]({A}/2401.00001) |\n"
        f"| 2024 | [Rakes for Everybody]({A}/2402.00001) |\n",
        f"| 2024 | [TreeFlow: Growing Trees with Flows]({A}/2405.00001) |\n",
        NEW,
    ),
    "links of one label are no titles": (
        "| Name | Size | Get | Paper |\n|--|--|--|--|\n"
        f"| SPADE | 3B | [api](https://s.example) | [Paper]({A}/2301.00001) |\n"
        f"| Rake | 4B | [api](https://r.example) | [Paper]({A}/2401.00001) |\n"
        f"| HOE | 5B | [api](https://h.example) | [Paper]({A}/2402.00001) |\n",
        f"| TreeFlow | | | [Paper]({A}/2405.00001) |\n",
        NEW,
    ),
    "nor are links of a few labels": (
        "| Model | Size | Access | Origin |\n|--|--|--|--|\n"
        f"| Spade-LM | 3B | [ckpt](https://s.example) | [Paper]({A}/2301.00001) |\n"
        f"| RakeZ | 4B | [api](https://r.example) | [Paper]({A}/2401.00001) |\n"
        f"| HOE | 5B | [ckpt](https://h.example) | [Paper]({A}/2402.00001) |\n"
        f"| PickAxe | 6B | [ckpt](https://p.example) | [Paper]({A}/2402.00002) |\n",
        f"| TreeFlow | | | [Paper]({A}/2405.00001) |\n",
        NEW,
    ),
}
SILENT: dict[str, tuple[str, str, Paper]] = {
    "the dash of other columns": (
        "| Paper | Field | Code |\n|--|--|--|\n"
        + row("Old Things of Gardens", "2301.00001", "dry", "-")
        + row("More Old Things Here", "2401.00001", "wet", "-"),
        row("TreeFlow: Growing Trees with Flows", "2405.00001", "-", "-"),
        NEW,
    ),
    "what says more than a dash stays in its column": (
        "| Paper | Field | Code |\n|--|--|--|\n"
        + row("Old Things of Gardens", "2301.00001", "dry", "N/A")
        + row("More Old Things Here", "2401.00001", "wet", "N/A"),
        f"| [TreeFlow: Growing Trees with Flows]({A}/2405.00001) | | N/A |\n",
        NEW,
    ),
    "the null of a program, even where no row has anything": (
        "| Paper | Field | Code |\n|--|--|--|\n"
        + row("Old Things of Gardens", "2301.00001", "dry", "null")
        + row("More Old Things Here", "2401.00001", "wet", "null"),
        f"| [TreeFlow: Growing Trees with Flows]({A}/2405.00001) | | null |\n",
        NEW,
    ),
    "and says None where each one says so": (
        "| Paper | Field | Code |\n|--|--|--|\n"
        + row("Old Things of Gardens", "2301.00001", "dry", "None")
        + row("More Old Things Here", "2401.00001", "wet", "None"),
        f"| [TreeFlow: Growing Trees with Flows]({A}/2405.00001) | | None |\n",
        NEW,
    ),
}


@pytest.mark.parametrize("name", WIDTHS)
def test_a_row_is_as_wide_as_those_around_it(name: str) -> None:
    rows, line, new = WIDTHS[name]
    assert inserted(f"## S\n\n{rows}", "S", new) == f"## S\n\n{rows}{line}"


@pytest.mark.parametrize("name", NAMED)
def test_a_paper_is_named_as_those_around_it(name: str) -> None:
    rows, line, new = NAMED[name]
    assert inserted(f"## S\n\n{rows}", "S", new) == f"## S\n\n{rows}{line}"


@pytest.mark.parametrize("name", SILENT)
def test_a_cell_with_nothing_to_tell_is_as_silent_as_the_table(name: str) -> None:
    rows, line, new = SILENT[name]
    assert inserted(f"## S\n\n{rows}", "S", new) == f"## S\n\n{rows}{line}"


HEAD = "| Paper | Venue |\n|--|--|\n"
OTHERS = (
    row("Old Things of Gardens", "2301.00001", "ICML 2023")
    + row("More Old Things Here", "2401.00001", "Preprint")
    + row("Yet More of These Things", "2402.00001", "Preprint")
)


@pytest.mark.parametrize(
    ("other_head", "venue"),
    [(HEAD, "Preprint |"), (HEAD.replace("Venue", "Meeting"), "|")],
)
def test_a_table_of_few_rows_learns_from_those_with_its_head(other_head: str, venue: str) -> None:
    own = HEAD + row("Old Rakes of Gardens", "2303.00001", "ICLR 2023")
    text = f"## A\n\n{other_head}{OTHERS}\n## S\n\n{own}"
    line = f"| [TreeFlow: Growing Trees with Flows]({A}/2405.00001) | {venue}\n"
    assert inserted(text, "S", NEW) == text + line


def test_the_word_for_a_preprint_comes_from_other_tables() -> None:
    own = HEAD + "".join(
        row(f"Old Rakes of Garden {n}", f"230{n}.00001", "ICLR 2023") for n in range(1, 5)
    )
    text = f"## A\n\n{HEAD}{OTHERS}\n## S\n\n{own}"
    line = f"| [TreeFlow: Growing Trees with Flows]({A}/2405.00001) | Preprint |\n"
    assert inserted(text, "S", NEW) == text + line


WIDE = "| Paper | Field | Code |\n|--|--|--|\n"


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (
            row("Old Things of Gardens", "2301.00001", "dry", "-", "")
            + row("More Old Things Here", "2401.00001", "wet", "-", "")
            + row("Yet More of These Things", "2402.00001", "wet", "-", "by hand"),
            f"| [TreeFlow: Growing Trees with Flows]({A}/2405.00001) | - | - | |\n",
        ),
        (
            row("Old Things of Gardens", "2301.00001", "dry", "-", "too much")
            + row("More Old Things Here", "2401.00001", "wet", "-")
            + row("Yet More of These Things", "2402.00001", "wet", "-"),
            f"| [TreeFlow: Growing Trees with Flows]({A}/2405.00001) | - | - |\n",
        ),
    ],
)
def test_a_row_is_wider_than_the_head_where_most_are(rows: str, line: str) -> None:
    assert inserted(f"## S\n\n{WIDE}{rows}", "S", NEW) == f"## S\n\n{WIDE}{rows}{line}"


@pytest.mark.parametrize(
    ("title", "model"),
    [
        ("TreeFlow: Growing Trees with Flows", "TreeFlow"),
        ("Tree Flow v2: Growing Trees", "Tree Flow v2"),
        ("LUT Tree Core: Growing Trees", "LUT Tree Core"),
        ("Beyond Dry Hedges: Growing Trees", "-"),
        ("Growing Trees with Flows", "-"),
    ],
)
def test_half_a_title_is_no_name_of_a_model(title: str, model: str) -> None:
    head = "| Paper | Model |\n|--|--|\n"
    rows = (
        row("Old Things of Gardens", "2301.00001", "-")
        + row("SpadeNet: More Old Things Here", "2401.00001", "SpadeNet")
        + row("Yet More of These Things", "2402.00001", "-")
    )
    line = row(title, "2405.00001", model)
    assert inserted(f"## S\n\n{head}{rows}", "S", paper(title, "2405.00001")) == (
        f"## S\n\n{head}{rows}{line}"
    )


@pytest.mark.parametrize(
    ("first", "written"),
    [
        (("[git](https://x.org/a)", "[git](https://x.org/b)"), "| | {} | |"),
        (("[git](https://x.org/a)", "--"), "-- | {} | --"),
        (("| [git](https://x.org/a)", "| -"), "| - | {} | -"),
        (("2401", "2402"), "| | {} | |"),
    ],
)
def test_a_first_cell_without_a_pipe_before_it_keeps_its_column(
    first: tuple[str, str], written: str
) -> None:
    titles = (
        f"[Old Things of Gardens]({A}/2401.00001)",
        f"[More Old Things Here]({A}/2402.00002)",
    )
    before = "## S\n\nCode | Title | Note\n---|---|---\n" + "".join(
        f"{cell} | {title} | a fine one\n" for cell, title in zip(first, titles, strict=True)
    )
    new = f"[{NEW.title}]({A}/{NEW.id})"
    assert inserted(before, "S", NEW).removeprefix(before) == written.format(new) + "\n"
