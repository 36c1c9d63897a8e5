"""Headings that are entries: recognised when a list is made of them, and written like them."""

from __future__ import annotations

import pytest

from tests.makers import edited, inserted, listing, paper, section_of

A = "https://arxiv.org/abs"
NEW = paper("GrassFlow: Mowing Lawns at Scale", "2405.00001", authors=["Ada Byron", "Bo Chen"])
TITLES = (
    "Digging Holes in Any Garden",
    "Rakes for Very Large Lawns",
    "Hedges that Trim Themselves",
)


def blocks(*bodies: str, mark: str = "###") -> str:
    return "\n".join(
        f"{mark} {body.format(title=title, id=f'240{n}.00001', n=n)}\n"
        for n, (title, body) in enumerate(zip(TITLES, bodies * 3, strict=False), 1)
    )


LINKED = blocks(
    "[{title}](https://arxiv.org/abs/{id})\nAda Lovelace, Alan Turing\n\nA summary of it."
)
TAGGED = blocks(
    "{title}\n\n**Authors:** Ada Lovelace, Alan Turing\n"
    "[arXiv](https://arxiv.org/abs/{id}) · [Code](https://example.org/{n})\n\nLong words of it."
)
NUMBERED = blocks("{n}. {title}\n- [Paper](https://arxiv.org/abs/{id})\n- Words about {title}.")


def test_a_title_of_few_words_is_one_where_it_names_no_date() -> None:
    new = paper("Hedges of the Garden", "2405.00002", authors=["Ada Byron"])
    after = inserted(f"# List\n\n## Robots\n\n{LINKED}\n## Others\n", "Robots", new)
    assert [entry.arxiv_ids for entry in listing(after).entries][-1] == ("2405.00002",)
    weeks = LINKED.replace(TITLES[0], "Week of the 3rd May")
    found = listing(f"# List\n\n## Robots\n\n{weeks}")
    assert "titled" not in {entry.kind for entry in found.entries}


@pytest.mark.parametrize(
    ("title", "written"),
    [
        (
            "Hedges[x](https://evil.example)of the Garden",
            r"Hedges\[x\](https&#58;//evil.example)of the Garden",
        ),
        ("`Code` and *stars* of ~~mice~~", r"\`Code\` and \*stars\* of \~\~mice\~\~"),
        ("[Old] [things] [of] [gardens]", r"\[Old\] \[things\] \[of\] \[gardens\]"),
    ],
)
@pytest.mark.parametrize("body", [LINKED, TAGGED, NUMBERED])
def test_a_title_that_looks_like_markup_is_written_as_text(
    body: str, title: str, written: str
) -> None:
    new = paper(title, "2405.00001", authors=["Ada Byron"])
    after = inserted(f"# List\n\n## Robots\n\n{body}\n## Others\n", "Robots", new)
    assert written in after
    [entry] = [one for one in listing(after).entries if one.arxiv_ids == (new.id,)]
    assert entry.kind == "titled"


@pytest.mark.parametrize("body", [LINKED, TAGGED, NUMBERED])
def test_headings_that_are_titles_are_entries_and_no_sections(body: str) -> None:
    found = listing(f"# List\n\n## Robots\n\n{body}\n## Others\n")
    assert [section.path[-1] for section in found.sections] == ["List", "Robots", "Others"]
    assert [entry.kind for entry in found.entries] == ["titled"] * 3
    assert [entry.title for entry in found.entries] == list(TITLES)
    assert [entry.arxiv_ids for entry in found.entries] == [
        ("2401.00001",),
        ("2402.00001",),
        ("2403.00001",),
    ]
    assert {entry.section for entry in found.entries} == {section_of(found, "Robots")}


@pytest.mark.parametrize(
    "text",
    [
        "## One of My Many Topics\n- [A Long Title of It](https://arxiv.org/abs/2401.00001)\n" * 3,
        "## One of My Many Topics\n[A Long Title of It](https://arxiv.org/abs/2401.00001)\n" * 3,
        "## One of My Many Topics\n\n- [x](https://a.org)\n### Part of it\n" * 3,
        "## 5th of November 2024\n[Paper](https://arxiv.org/abs/2401.00001)\n" * 3,
        "## How to Use This List\nRead it.\n" * 3,
        "## [Back to the Very Top](#top)\nwords\n" * 3,
        "## Two Papers at the Same Time\n[Paper](https://arxiv.org/abs/2401.00001)"
        " [Paper](https://arxiv.org/abs/2401.00002)\n" * 3,
        "## Two Papers Shown One by One\n1. A Thing. [Paper](https://arxiv.org/abs/2401.00001)\n"
        "2. Another. [Paper](https://x.org/a.pdf)\n" * 3,
        '## Systems for All Machines\n\n1. Byron, Ada. "A Thing." 2018.\n[Git](https://x.org/a)\n\n'
        "2. Another of Them.\n[Paper](https://arxiv.org/abs/2401.00001)\n\n" * 3,
        "## A Single Paper All Alone\n[Paper](https://arxiv.org/abs/2401.00001)\n",
    ],
)
def test_other_headings_stay_sections(text: str) -> None:
    found = listing(text)
    assert "titled" not in {entry.kind for entry in found.entries}
    assert len(found.sections) == sum(line.startswith("#") for line in text.split("\n"))


def sparse(mark: str, below: str, *names: str) -> str:
    """Three headings that are titles, and others that are short, all with one link."""
    titles = "".join(
        f"### {mark.format(n)}{title}\n\n[Paper]({A}/240{n}.00001)\n\n"
        for n, title in enumerate(TITLES, 1)
    )
    return (
        "# L\n\n## Robots\n\n"
        + titles
        + "".join(
            f"### {mark.format(n)}{name}\n\n{below.format(id=f'240{n}.00001')}\n\n"
            for n, name in enumerate(names, 4)
        )
    )


@pytest.mark.parametrize(
    ("mark", "below", "names", "count"),
    [
        ("{}. ", "[Paper](https://arxiv.org/abs/{id})", ("Zeppelin Bend",), 4),
        ("{}. ", "[Paper](https://arxiv.org/abs/{id})", ("Punty", "Carrick Knots Again"), 5),
        ("", "[Paper](https://arxiv.org/abs/{id})", ("Zeppelin Bend", "Carrick: Knots"), 5),
        ("", "[Paper](https://arxiv.org/abs/{id})", ("Rakes",), 3),
        ("{}. ", "- [GardenNet](https://arxiv.org/abs/{id})", ("Graph Networks",), 3),
        ("{}. ", "- [The Long Title of It](https://arxiv.org/abs/{id})", ("Punty",), 3),
        ("{}. ", "Words about it.", ("Punty",), 3),
    ],
)
def test_a_short_title_is_an_entry_where_it_is_made_as_the_long_ones(
    mark: str, below: str, names: tuple[str, ...], count: int
) -> None:
    found = listing(sparse(mark, below, *names))
    assert sum(entry.kind == "titled" for entry in found.entries) == count
    assert len(found.sections) == 2 + 3 + len(names) - count


def test_a_heading_without_a_number_is_none_among_numbered_ones() -> None:
    text = sparse("{}. ", "[Paper](https://arxiv.org/abs/{id})", "Zeppelin Bend")
    found = listing(text.replace("4. Zeppelin", "Zeppelin"))
    assert [section.path[-1] for section in found.sections][-1] == "Zeppelin Bend"


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (LINKED, [f"### [GrassFlow: Mowing Lawns at Scale]({A}/2405.00001)", "Ada Byron, Bo Chen"]),
        (
            TAGGED,
            [
                "### GrassFlow: Mowing Lawns at Scale",
                "",
                "**Authors:** Ada Byron, Bo Chen",
                f"[arXiv]({A}/2405.00001)",
            ],
        ),
        (
            NUMBERED,
            ["### 4. GrassFlow: Mowing Lawns at Scale", f"- [Paper]({A}/2405.00001)"],
        ),
    ],
)
def test_a_new_one_is_made_like_its_neighbours(body: str, lines: list[str]) -> None:
    edit, after = edited(f"# List\n\n## Robots\n\n{body}\n## Others\n", "Robots", NEW)
    assert edit.inserts[0].text.split("\n") == lines
    assert after.index(lines[0]) > after.index(TITLES[2])
    assert "\n\n### " in after


def test_an_empty_section_of_such_a_list_gets_one_too() -> None:
    after = inserted(f"# List\n\n## Robots\n\n{TAGGED}\n## Others\n", "Others", NEW)
    assert after.endswith(
        "## Others\n\n### GrassFlow: Mowing Lawns at Scale\n\n**Authors:** Ada Byron, Bo Chen\n"
        f"[arXiv]({A}/2405.00001)\n"
    )


def test_what_an_abstract_cites_is_not_listed() -> None:
    text = blocks(
        "{title}\n[Paper](https://arxiv.org/abs/{id})\n\nBetter than arXiv:2405.00001 is, they say."
    )
    assert listing(f"## Robots\n{text}").find(NEW) is None


def test_links_keep_their_own_kinds_and_a_link_elsewhere_becomes_one_to_arxiv() -> None:
    both = blocks(
        "{title}\n[arXiv](http://arxiv.org/abs/{id}v1) · [PDF](http://arxiv.org/pdf/{id})"
    )
    edit, _ = edited(f"## Robots\n{both}", "Robots", NEW)
    links = "[arXiv](http://arxiv.org/abs/2405.00001v1) · [PDF](http://arxiv.org/pdf/2405.00001)"
    assert edit.inserts[0].text == f"### {NEW.title}\n{links}"
    elsewhere = blocks("{title}\n* <img src='i.png'>[Paper](https://example.org/{n})")
    edit, _ = edited(f"## Robots\n{elsewhere}", "Robots", NEW)
    assert edit.inserts[0].text.endswith(f"\n* <img src='i.png'>[Paper]({A}/2405.00001)")


def test_without_an_example_it_is_the_linked_title() -> None:
    bare = blocks(
        "{title}\n![Code](https://example.org/{n}.png)\n\n[Code](https://example.org/{n})"
    )
    edit, _ = edited(f"## Robots\n{bare}", "Robots", NEW)
    assert edit.inserts[0].text == f"### [{NEW.title}]({A}/2405.00001)"


def test_summaries_are_left_out_and_a_details_end_ends_an_entry() -> None:
    long = blocks("{title}\n[Paper](https://arxiv.org/abs/{id})\n\n" + "Very long words. " * 60)
    found = listing(f"<details>\n<summary>Robots</summary>\n\n{long}\n</details>\n\nwords\n")
    assert found.entries[-1].end == len(found.outlines["LIST.md"].lines) - 4
    edit, _ = edited(f"## Robots\n{long}", "Robots", NEW)
    assert edit.inserts[0].text == f"### {NEW.title}\n[Paper]({A}/2405.00001)"


def test_setext_headings_and_very_long_blocks_stay_sections() -> None:
    setext = "".join(f"{title}\n---\n[Paper]({A}/2401.00001)\n\n" for title in TITLES)
    wordy = blocks("{title}\n[Paper](https://arxiv.org/abs/{id})" + "\n\nMore of it." * 40)
    for text in (setext, wordy):
        assert "titled" not in {entry.kind for entry in listing(text).entries}
