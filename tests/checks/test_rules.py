"""What `bot check` finds in a list, and what it leaves alone."""

from __future__ import annotations

import pytest

from bot.checks.checking import findings, mend, repaired
from bot.editing.survey import survey
from bot.lists.reading import read_list
from bot.markdown.document import Document
from tests.makers import listing

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
            f"- [Tall Hedges of the North]({A}/2401.00001)",
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
            f"- [Tall Hedges of the North]({A}/2401.00001)",
        ),
        ("- [Hedges](#no-such-place) and more", "contents", "- [Hedges](#hedges) and more"),
        ("- [Low Hedges](#no-such-place)", "contents", None),
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
        "# H\n[up](#top) <a href='#top'>up</a> `[x](#nowhere)`\n",
        "# H\n- a\n  <!-- [y](#nowhere)\n  [z](#nowhere) -->\n- b\n",
        "# H\n- [ ] (https://x.org/a) is to be read\n",
        "# H\n| Model | Size | Paper |\n|-|-|-|\n| A | 1 | [Tall](https://x.org) |\n"
        "| A | 2 | [Tall](https://x.org) |\n",
        f"# H\n- [Tall Hedges of the North]({A}/2401.00001)\n  - Env: [Soil](https://x.org/a)\n"
        f"- [Low Hedges of the South]({A}/2401.00002)\n  - Env: [Soil](https://x.org/a)\n",
        f"# H\n- [Tall Hedges of the North]({A}/2401.00001)\n  - [Low Hedges]({A}/2401.00002)\n"
        f"  - [Thin Hedges]({A}/2401.00003)\n  - Written by Ada Byron and Bo Chen\n",
        "# H\n- [Robots](#the-robots)\n<h1>\n\nThe Robots\n\n</h1>\n",
    ],
)
def test_what_is_meant_that_way_is_left_alone(text: str) -> None:
    assert findings(listing(text)) == ()


def test_a_paper_listed_twice_is_an_error_in_one_list_and_less_elsewhere() -> None:
    entry = f"- [Tall Hedges of the North]({A}/2401.00001)\n"
    found = findings(listing(f"# A\n{entry}{entry}\nMore:\n\n{entry}# B\n{entry}"))
    assert [(one.line, one.level, one.text) for one in found] == [
        (3, "error", "2401.00001 stands in line 2 of this section already; delete one"),
        (7, "warning", "2401.00001 stands in line 2, further up in this section"),
        (9, "note", "2401.00001 stands in line 2 too, under 'A'"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[Tall Hedges of the North](LINK)", "[Digging Holes by Day](LINK)"),
        ("[TallH: Hedges of the North](LINK)", "[LowH: Holes of the North](LINK)"),
        ("Tall Hedges of the North [[pdf]](LINK)", "[[Paper]](LINK) Digging Holes by Day"),
    ],
)
def test_one_link_under_two_titles_is_a_suspicion(one: str, other: str) -> None:
    text = f"# A\n- {one}\n- {other}\n".replace("LINK", f"{A}/2401.00001")
    (found,) = findings(listing(text))
    why = "links to 2401.00001 as line 2 does, under another title; is one of them wrong?"
    assert (found.line, found.kind, found.level, found.text) == (3, "id-mismatch", "warning", why)


@pytest.mark.parametrize(
    "other",
    [
        "[LowH: Hedges of the North](LINK)",
        '**LowH**: "TallH: Hedges of the North" [[paper]](LINK)',
    ],
)
def test_one_title_under_two_names_is_noted(other: str) -> None:
    text = f"# A\n- [TallH: Hedges of the North](LINK)\n- {other}\n"
    (found,) = findings(listing(text.replace("LINK", f"{A}/2401.00001")))
    assert (found.line, found.kind, found.level, found.text) == (
        3,
        "duplicate",
        "note",
        "2401.00001 stands in line 2 too, under another name",
    )


@pytest.mark.parametrize(
    "remark",
    [
        f"[Byron et al.]({A}/2401.00001) showed that hedges may grow as tall as walls",
        f"[A Corpus of All Kinds of Walls](https://x.org/walls) [[paper]]({A}/2401.00001)",
    ],
)
def test_what_only_cites_a_paper_is_no_second_title_of_it(remark: str) -> None:
    entry = f"- [Tall Hedges of the North]({A}/2401.00001)"
    (found,) = findings(listing(f"# A\n{entry}\n# B\n- {remark}\n"))
    assert (found.line, found.kind, found.level) == (4, "duplicate", "note")


def test_a_link_listed_twice_without_an_arxiv_id_is_a_duplicate_too() -> None:
    entry = "- [Tall Hedges of the North](https://example.org/tall)\n"
    (found,) = findings(listing(f"# A\n{entry}{entry}"))
    assert (found.line, found.text) == (
        3,
        "the same link stands in line 2 of this section already; delete one",
    )


def test_a_paper_of_two_files_names_the_other_file() -> None:
    raw = f"- [Tall Hedges of the North]({A}/2401.00001)\n".encode()
    both = read_list([Document.parse(raw, name="A.md"), Document.parse(raw, name="B.md")])
    (found,) = findings(both)
    assert (found.file, found.text) == (
        "B.md",
        "2401.00001 stands in line 1 of A.md too",
    )


def hedges(count: int, link: str = "https://arxiv.org/abs/2401.0000{}") -> str:
    return "".join(f"- [Hedge {n} of the North]({link.format(n)})\n" for n in range(count))


@pytest.mark.parametrize(("bare", "level"), [(1, "warning"), (2, "note")])
def test_an_entry_without_a_link_is_noticed_among_linked_ones(bare: int, level: str) -> None:
    more = "".join(f"- Hedges of the Far and Wide South {n}\n" for n in range(bare))
    found = findings(listing(f"# A\n{hedges(4)}{more}"))
    assert [(one.line, one.kind, one.level) for one in found] == [
        (6 + n, "no-link", level) for n in range(bare)
    ]


@pytest.mark.parametrize(
    "text",
    [
        hedges(2) + "- Hedges of the Far South\n" * 2,
        hedges(4, "https://x.org/{}") + "- Please run it in a machine of its own\n",
        hedges(4) + "- Hedges of the Far South " + "that are as long as prose " * 20 + "\n",
        hedges(4) + "| a |\n|-|\n| Hedges of the Far and Wide South |\n",
    ],
)
def test_a_text_without_a_link_is_left_alone_where_that_is_usual(text: str) -> None:
    assert findings(listing(f"# A\n{text}")) == ()


def test_a_place_that_many_links_miss_is_told_once() -> None:
    found = findings(listing("# A\n[up](#contents)\n# B\n[B](#contents)\n"))
    assert [(one.line, one.text, one.mended) for one in found] == [
        (
            2,
            "#contents: no heading of that name (2 lines link there); correct the link or the"
            " heading",
            None,
        )
    ]


@pytest.mark.parametrize(
    ("heading", "link", "mended"),
    [
        ("## 3. Tall & Fair (12)", "[tall fair](#gone)", "[tall fair](#3-tall--fair-12)"),
        ("## Fair\n## Fair", "[Fair](#gone)", None),
        ("## Fair :rocket:", "[Fair](#gone)", None),
        ("**Fair**\n\n- x", "[Fair](#gone)", None),
        ("## Fair", "[Fair](#gone) and [Foul](#gone)", None),
        ("## [Fair](#gone)", "", None),
    ],
)
def test_a_link_to_a_lost_place_is_led_to_the_one_heading_of_its_words(
    heading: str, link: str, mended: str | None
) -> None:
    (found,) = findings(listing(f"{heading}\n\n{link}\n"))
    assert (found.kind, found.mended) == ("contents", mended)


def test_repairs_that_come_to_light_by_others_are_made_too() -> None:
    text = f"# Fair\n[Fair](#gone) [Hedges] ({A}/2401.00001), [Tall](#y)\n## Tall\n"
    (after,) = repaired(listing(text)).values()
    assert after.text_lines()[1] == f"[Fair](#fair) [Hedges]({A}/2401.00001), [Tall](#tall)"
    assert repaired(read_list([after])) == {"LIST.md": after}


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
