"""What `bot check` finds in a list, and what it leaves alone."""

from __future__ import annotations

import pytest

from bot.lists import Document, read_list
from bot.lists.findings import findings, mend
from bot.lists.survey import survey
from tests.lists.makers import listing

A = "https://arxiv.org/abs"


@pytest.mark.parametrize(
    ("line", "kind", "mended"),
    [
        (
            f"- [Tall Hedges of the North] ({A}/2401.00001)",
            "broken-link",
            f"- [Tall Hedges of the North]({A}/2401.00001)",
        ),
        (
            "- [Tall Hedges of the North](arxiv.org/abs/2401.00001), 2024",
            "broken-link",
            f"- [Tall Hedges of the North]({A}/2401.00001), 2024",
        ),
        (
            f"- [Tall Hedges of the North]({A}/2401.00001.pdf)",
            "broken-link",
            "- [Tall Hedges of the North](https://arxiv.org/pdf/2401.00001.pdf)",
        ),
        (f"- []({A}/2401.00001): Tall Hedges of the North", "broken-link", None),
        (
            f"- Tall Hedges [![x](https://img.shields.io/badge/arXiv-2401.00002-red)]({A}/2401.00001)",
            "id-mismatch",
            None,
        ),
        (f"- Tall Hedges [arXiv:2401.00002]({A}/2401.00001)", "id-mismatch", None),
        (f"- Tall Hedges [2401.00002]({A}/2401.00001)", "id-mismatch", None),
        (f"- Tall Hedges [[2401.00002v2]]({A}/2401.00001)", "id-mismatch", None),
        (f"- [Tall Hedges]({A}/2401.99999999)", "broken-link", None),
        (f"- [Tall Hedges]({A}/2401.0001)", "broken-link", None),
        ("- [Tall Hedges](https://arxiv.org/pdf/2413.00001v2.pdf)", "broken-link", None),
        *(
            (f"- [Tall Hedges]({slip}x.org/a)", "broken-link", "- [Tall Hedges](https://x.org/a)")
            for slip in ("htps://", "https:/", "https//", "hhttps://", "htttps://", "https:///")
        ),
        ("- [Tall Hedges](http:/x.org)", "broken-link", "- [Tall Hedges](http://x.org)"),
        ("- [Tall Hedges](http://http://x.org)", "broken-link", "- [Tall Hedges](http://x.org)"),
        (
            "- <a href='ttps://x.org/a'>Tall Hedges</a>",
            "broken-link",
            "- <a href='https://x.org/a'>Tall Hedges</a>",
        ),
        ("[r]: htps://x.org/a", "broken-link", "[r]: https://x.org/a"),
        (
            "- Tall Hedges: https://arxiv.org/pdf/2401.00001v2.pdf.pdf",
            "broken-link",
            "- Tall Hedges: https://arxiv.org/pdf/2401.00001v2.pdf",
        ),
        (
            f"- [Tall Hedges of the North]({A}/2401.00001.pdf.pdf)",
            "broken-link",
            "- [Tall Hedges of the North](https://arxiv.org/pdf/2401.00001.pdf)",
        ),
        ("- [Hedges](#no-such-place) and more", "contents", None),
        (f"- [Tall Hedges]({A}/2401.00001", "broken-link", None),
        ("- [Tall Hedges of the North]()", "broken-link", None),
    ],
)
def test_a_slip_is_found_with_its_line(line: str, kind: str, mended: str | None) -> None:
    (found,) = findings(listing(f"# Hedges\n\n{line}\n"))
    assert (found.file, found.line, found.kind, found.mended) == ("LIST.md", 3, kind, mended)


@pytest.mark.parametrize(
    "text",
    [
        f"# H\n- [Tall Hedges]({A}/2401.00001) ([code](https://example.org/(x)))\n",
        f"# H\n- [Tall Hedges]( {A}/2401.00001 )\n",
        f"# H\n- **Tall Hedges** [[paper]]({A}/2401.00001v2) [v3](https://arxiv.org/pdf/2401.00001)\n",
        "# H\n- [see] (the note)\n- [Local file](docs/more.md)\n",
        "# Growing: Tall & Fair\n- [Growing](#growing-tall--fair)\n- [it](#growing-tall--fair-1)\n",
        '# H\n<a name="there"></a>\n- [There](#there)\n- [H](#h)\n',
        f"# H\n```\n[x] ({A}/2401.00001)\n[y](#nowhere)\n```\n<!-- [y](#nowhere) -->\n",
        "# H\n- Some words of prose here\n- More words of prose there\n",
        f"See [one]({A}/2401.00001).\n\nSee [it]({A}/2401.00002) again.\n",
        "# H\n- [`list.yaml`](list.yaml) has all of it\n",
        f'# H\n- [Tall Hedges]({A}/2401.00001\n  "of the North")\n',
        f"# H\n- [Tall]({A}/2401.00001)\n## News\n- Out: [Tall]({A}/2401.00001)\n",
        f"# H\n| Model | Paper |\n|-|-|\n| A | [Tall]({A}/2401.00001) |\n"
        f"| B | [Tall]({A}/2401.00001) |\n",
        "# H\n- [On Hedges](https://x.org/a)\n- [On Hedges](https://x.org/b)\n",
        "# H\n- [Tall Hedges of the North](https://x.org/a)\n  - Ada Byron, Alan Turing, Bo Chen\n",
        f"# H\n- [Tall]({A}/2401.00001)\n- [Low Hedges of the South](low.md)\n",
        "# H\n- [Tall](http/tall.md) [low](https.md) [page](http:) [it](mailto:a@x.org)\n",
        "# H\n- [Tall Hedges](HTTPS://x.org/a) and [low](https://web.example.org/http://x.org)\n",
        f"# H\n- [Tall]({A}/1412.0001) {A}/1501.00001. And {A}/2401.00001v2, {A}/2401.00002)\n",
        f"# H\n- [Tall Hedges]({A}/math/0309136) <https://arxiv.org/pdf/2401.00001.pdf>\n",
        f"# H\n- `{A}/2401.999999` is no address\n",
        f"# H\n- [2401.00001]({A}/2401.00001v3), see [2024.1](https://x.org/2401.00003)\n",
        "# H\n- [Robots](#the-robots)\n<h1>\n\nThe Robots\n\n</h1>\n",
    ],
)
def test_what_is_meant_that_way_is_left_alone(text: str) -> None:
    assert findings(listing(text)) == ()


def test_a_paper_listed_twice_is_an_error_in_one_list_and_a_warning_elsewhere() -> None:
    entry = f"- [Tall Hedges of the North]({A}/2401.00001)\n"
    found = findings(listing(f"# A\n{entry}{entry}# B\n{entry}"))
    assert [(one.line, one.is_error, one.text) for one in found] == [
        (3, True, "2401.00001 stands in line 2 of this section already; delete one"),
        (5, False, "2401.00001 stands in line 2 already, in another place"),
    ]


def test_one_link_under_two_titles_is_a_suspicion() -> None:
    entries = (
        f"- [Tall Hedges of the North]({A}/2401.00001)\n- [Digging Holes by Day]({A}/2401.00001)\n"
    )
    names = (
        f"- [TallH: Hedges of North]({A}/2401.00002)\n- [LowH: Hedges of North]({A}/2401.00002)\n"
    )
    found = findings(listing(f"# A\n{entries}{names}"))
    assert [(one.line, one.kind, one.is_error, one.text) for one in found] == [
        (
            line,
            "id-mismatch",
            False,
            f"links to {arxiv_id} as line {line - 1} does, under another title;"
            " is one of them wrong?",
        )
        for line, arxiv_id in ((3, "2401.00001"), (5, "2401.00002"))
    ]


def test_a_link_listed_twice_without_an_arxiv_id_is_a_duplicate_too() -> None:
    entry = "- [Tall Hedges of the North](https://example.org/tall)\n"
    (found,) = findings(listing(f"# A\n{entry}{entry}"))
    assert (found.line, found.text) == (
        3,
        "it stands in line 2 of this section already; delete one",
    )


def test_a_paper_of_two_files_names_the_other_file() -> None:
    raw = f"- [Tall Hedges of the North]({A}/2401.00001)\n".encode()
    both = read_list([Document.parse(raw, name="A.md"), Document.parse(raw, name="B.md")])
    (found,) = findings(both)
    assert (found.file, found.text) == (
        "B.md",
        "2401.00001 stands in line 1 of A.md already, in another place",
    )


def test_an_entry_without_a_link_is_noticed_among_linked_ones() -> None:
    linked = "".join(f"- [Hedge {n} of the North]({A}/2401.0000{n})\n" for n in range(1, 4))
    (found,) = findings(listing(f"# A\n{linked}- Hedges of the Far and Wide South\n"))
    assert (found.line, found.kind, found.is_error) == (5, "no-link", False)


def test_mending_changes_only_the_broken_lines() -> None:
    text = f"\ufeff[Tall Hedges] ({A}/2401.00001)\r\n\n- [b](www.example.org)\tx  \r- ok"
    found = listing(text)
    after = mend(found.documents, findings(found))["LIST.md"].to_bytes().decode()
    assert after == (
        f"\ufeff[Tall Hedges]({A}/2401.00001)\r\n\n- [b](https://www.example.org)\tx  \r- ok"
    )
    assert findings(listing(after)) == ()


def test_a_line_with_code_is_told_and_not_mended() -> None:
    (found,) = findings(listing(f"`[a] (b)` and [Tall Hedges] ({A}/2401.00001)\n"))
    assert (found.kind, found.mended) == ("broken-link", None)


def test_the_survey_tells_sections_with_kinds_order_and_a_sample() -> None:
    text = (
        f"# A\n- [Tall Hedges]({A}/2401.00001)\n- [Low Hedges]({A}/2403.00001)\n"
        f"- [Thin Hedges]({A}/2404.00001)\n\n## Empty\n"
    )
    first, second = survey(listing(text))
    assert (first.entries, first.kinds, first.order) == (3, ("item",), "oldest-first")
    assert first.sample == f"- [Tall Hedges]({A}/2401.00001)"
    assert (second.entries, second.kinds, second.order, second.sample) == (0, (), "", "")


def test_what_is_to_be_left_alone_is_neither_reported_nor_mended() -> None:
    mark = "<!-- paper-bot: ignore -->"
    slip = "- [Old Long Title of One] (https://arxiv.org/abs/2401.00001)"
    found = listing(f"# A\n{slip} {mark}\n{slip}\n## B {mark}\n{slip}\n")
    assert [one.line for one in findings(found)] == [3, 3]
    assert mend(found.documents, findings(found))["LIST.md"].text_lines()[1] == f"{slip} {mark}"
