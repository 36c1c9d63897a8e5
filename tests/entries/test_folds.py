"""Folds that are entries: a paper's title as summary, its links and words inside."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.editing import apply, gap_of, plan, take_out
from tests.makers import edited, inserted, listing, paper, section_of

A = "https://arxiv.org/abs"
NEW = paper(
    "Mowing Very Large Lawns by Day",
    "2405.00004",
    authors=("Grace Hopper", "Charles Babbage"),
    submitted="2024-05-06",
)
OLD = (
    ("Growing Old Things in Cold Gardens", "2401.00001"),
    ("Spades for Cold Hands and Feet", "2402.00002"),
    ("Watering Lawns by Night Alone", "2403.00003"),
    ("Weeds that Grow on Old Walls", "2404.00004"),
)


def of(form: str, *, end: str = "## Thanks\n\nTo all.\n") -> str:
    return f"# L\n\n## Lawns\n\n{''.join(form.format(t=t, n=n, a=A) for t, n in OLD)}{end}"


LINES = (
    "<details>\n<summary>{t}</summary>\n\n- [Paper]({a}/{n})\n- Ada Byron, Alan Turing\n\n"
    "</details>\n\n"
)
BOLD = (
    "<details><summary><b>{t}</b></summary>\n\n[[arXiv]({a}/{n})]\n\n"
    "Grass is what this is all about.\n</details>\n\n"
)
OPEN = (
    "<details open>\n  <summary><strong>{t}</strong></summary>\n\n  [pdf]({a}/{n})\n</details>\n\n"
)
IN_SUMMARY = '<details>\n<summary>{t} <a href="{a}/{n}">\n  [Paper]\n</a></summary>\n</details>\n\n'
FORMS = (LINES, BOLD, OPEN)


@pytest.mark.parametrize(
    ("form", "made"),
    [
        (
            LINES,
            "<details>\n<summary>Mowing Very Large Lawns by Day</summary>\n\n"
            f"- [Paper]({A}/2405.00004)\n- Grace Hopper, Charles Babbage\n\n</details>\n\n",
        ),
        (
            BOLD,
            "<details><summary><b>Mowing Very Large Lawns by Day</b></summary>\n\n"
            f"[[arXiv]({A}/2405.00004)]\n</details>\n\n",
        ),
        (
            OPEN,
            "<details open>\n  <summary><strong>Mowing Very Large Lawns by Day</strong></summary>"
            f"\n\n  [pdf]({A}/2405.00004)\n</details>\n\n",
        ),
        (
            IN_SUMMARY,
            f'<details>\n<summary>Mowing Very Large Lawns by Day <a href="{A}/2405.00004">\n'
            "  [Paper]\n</a></summary>\n</details>\n\n",
        ),
    ],
)
def test_a_new_one_is_a_fold_as_the_others_are(form: str, made: str) -> None:
    text = of(form)
    assert inserted(text, "Lawns", NEW) == text.replace("## Thanks", f"{made}## Thanks")


@pytest.mark.parametrize("form", FORMS)
def test_each_is_one_entry_and_no_section(form: str) -> None:
    found = listing(of(form))
    assert [section.path[-1] for section in found.sections] == ["L", "Lawns", "Thanks"]
    assert [(one.kind, one.title, *one.arxiv_ids) for one in found.entries] == [
        ("fold", title, number) for title, number in OLD
    ]


@pytest.mark.parametrize("form", FORMS)
def test_it_is_taken_out_again(form: str) -> None:
    text = of(form)
    found = listing(text)
    edit = plan(found, [(NEW, section_of(found, "Lawns"))])
    after = listing(apply(found.documents, edit)["LIST.md"].to_bytes())
    taken = take_out(after, {NEW.id: gap_of(edit.inserts[0])})
    assert taken.refused == ()
    assert taken.documents["LIST.md"].to_bytes().decode() == text


@pytest.mark.parametrize(
    "form",
    [
        "<details>\n<summary>{t}</summary>\n\n[A]({a}/{n}) [B]({a}/2301.0{n[8]}000)\n</details>\n",
        "<details>\n<summary>Folded</summary>\n\n- [{t}]({a}/{n})\n</details>\n",
        "<details>\n<summary>{t}</summary>\n\n### Part\n\n- [{t}]({a}/{n})\n</details>\n",
    ],
)
def test_other_folds_stay_sections(form: str) -> None:
    found = listing(of(form))
    assert "fold" not in {entry.kind for entry in found.entries}
    assert len(found.sections) > len(("L", "Lawns", "Thanks"))


@pytest.mark.parametrize(
    "title",
    ["Lawns </summary></details> of <b>All</b> & Sundry", "`<details>` of Lawns *and* [Such](x)"],
)
@pytest.mark.parametrize("form", FORMS)
def test_a_title_ends_no_fold(form: str, title: str) -> None:
    edit, after = edited(of(form), "Lawns", replace(NEW, title=title))
    assert edit.refused == ()
    assert after.count("</details>") == len(OLD) + 1
    assert len(listing(after).entries) == len(OLD) + 1


@pytest.mark.parametrize(
    "tail",
    [
        "</ " * 60 + "<b",
        " " * 3_000 + "<b",
        "<summary>x</summary>" + " " * 3_000 + "y",
        "<summary></summary>" * 150,
    ],
)
def test_a_broken_fold_is_read_without_trying_all_ways(tail: str) -> None:
    entry = f"- [Growing Old Things]({A}/2401.00001) <details>{tail}\n"
    text = f"# L\n\n## Lawns\n\n{entry}- [Spades for Cold Hands]({A}/2402.00002)\n"
    assert inserted(text, "Lawns", NEW).endswith(f"({A}/2405.00004)\n")


def test_a_fold_within_a_fold_of_an_item_ends_no_section() -> None:
    inner = "  <details><summary>More</summary>\n  on grass\n  </details>\n"
    text = (
        "# L\n\n<details><summary>2024</summary>\n\n"
        f"- [{OLD[0][0]}]({A}/{OLD[0][1]})\n  <details><summary>Abstract</summary>\n  words\n"
        f"{inner}  </details>\n- [{OLD[1][0]}]({A}/{OLD[1][1]})\n\n</details>\n"
    )
    first, second = listing(text).entries
    assert first.section == second.section
