"""An inserted entry is whole by itself and tells nothing of another paper, whoever wrote it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editing.edit import Edit, apply, plan
from bot.editing.guard import fault
from bot.markdown.document import Insert
from bot.markdown.line_escape import open_ends
from classifier.papers.paper import ArxivId, Paper, SectionId
from tests.makers import listing, paper, section_of

A = "https://arxiv.org/abs"
NEW = paper(
    "TreeFlow: Growing Trees with Flows",
    "2503.01111",
    authors=["Ada Byron", "Alan Turing"],
    comments="Accepted at ICML 2025. Code: https://github.com/ada/treeflow",
    submitted="2024-12-05",
)
TITLE = "TreeFlow: Growing Trees with Flows"


def why_not(neighbours: str, text: str, new: Paper = NEW, *, kind: str = "item") -> str | None:
    """What the guard says of *text* below *neighbours*, the last thing of their section."""
    found = listing(f"# T\n\n## A\n{neighbours}")
    at = len(found.documents["LIST.md"].lines)
    section = found.sections[-1].id
    one = Insert("LIST.md", at, tuple(text.split("\n")), new.id, section, text, kind)
    after = apply(found.documents, Edit((one,)))
    said = fault(found, [one], after, papers={new.id: new})
    return said.why.removeprefix(f"{new.id} ") if said else None


def items(form: str, count: int = 4) -> str:
    """*form* with numbers, ids and months filled in, once per paper, as lines."""
    forms = (
        form.replace("№", str(n)).replace("ID", f"240{n}.0{n}234").replace("MM", f"0{n}")
        for n in range(1, count + 1)
    )
    return "".join(f"{line}\n" for line in forms)


PLAIN = items(f"- [Forest Model Number № of Many]({A}/ID), arXiv 2024")
LINK = f"[{TITLE}]({A}/2503.01111)"


@pytest.mark.parametrize(
    "text",
    [
        f"- {LINK}",
        f"- {LINK}, arXiv 2025",
        f"- {LINK}, ICML 2025",
        f"- {LINK}, ICML'25, 2025.03",
        f"- `2024-12` <b>{LINK}</b><br><img src='a.svg'> **ICML 2025** *x*",
        f"- {LINK} `<i>` \\` \\[ 5 * 3 &lt;i> <!-- <i> -->",
        f"- {LINK} ``a ` b`` [[code](https://github.com/ada/treeflow)]",
        f"- {LINK} ![](https://img.shields.io/badge/arXiv-25.03-red)",
        f"- {LINK} <a id='treeflow'></a>",
    ],
)
def test_an_entry_of_its_own_facts_passes(text: str) -> None:
    assert why_not(PLAIN, text) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"- {LINK}, 2025</i>", "leaves </i> without its partner"),
        (f"- {LINK}, <i>2025", "leaves <i> without its partner"),
        (f"- {LINK}, <I>2025</b></I>", "leaves </b> without its partner"),
        (f"- <b><i>{LINK}</b></i>", "leaves <i> without its partner"),
        (f"- <span class='x'>{LINK}", "leaves <span> without its partner"),
        (f"- {LINK}</ins>", "leaves </ins> without its partner"),
        (f"- `2025 {LINK}", "leaves ` without its partner"),
        (f"- {LINK} ``2025`", "leaves `` without its partner"),
        (f"- {LINK} 2025`", "leaves ` without its partner"),
        (f"- **{LINK}", "leaves ** without its partner"),
        (f"- {LINK[:-1]}", "leaves ]( without its partner"),
        (f"- {LINK} [code](u (v)", "leaves ]( without its partner"),
        (f"- {LINK} *ICML", "leaves * without its partner"),
        (f"- {LINK} ~~old", "leaves ~~ without its partner"),
        (f"- [{LINK} 2025", "leaves [ without its partner"),
        (f"- {LINK}] 2025", "leaves ] without its partner"),
    ],
)
def test_what_is_left_open_is_refused(text: str, why: str) -> None:
    assert why_not(PLAIN, text) == why


def test_what_most_neighbours_leave_open_may_stay_open() -> None:
    near = items(f'- <span id="a№">[Forest Model Number № of Many]({A}/ID)')
    assert why_not(near, f'- <span id="a9">{LINK}') is None


@pytest.mark.parametrize(
    "anchor",
    ['<a id="m2"></a>', "<a name='m2'></a>", "<span class=x id=m2></span>", "{:#m2}", "{: .x #m2}"],
)
def test_a_neighbours_anchor_is_refused(anchor: str) -> None:
    near = items(f'- <a id="m№"></a>[Forest Model Number № of Many]({A}/ID)')
    said = why_not(near, f"- {LINK}{anchor}")
    assert said == "has the anchor 'm2', which is in the file already"
    assert why_not(near, f"- {LINK}{anchor.replace('m2', 'm9')}") is None


def test_an_anchor_that_most_entries_share_is_the_lists_own() -> None:
    near = items(f'- <a name="paper"></a>[Forest Model Number № of Many]({A}/ID)')
    assert why_not(near, f'- <a name="paper"></a>{LINK}') is None


CODED = items(
    f"- [Forest Model Number № of Many]({A}/ID) [[code](https://github.com/kim/net№)]"
    " [![](https://img.shields.io/github/stars/kim/net№)](https://github.com/kim/net№)"
    " [[top](https://example.org/list)]"
)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"- {LINK} [[pdf](https://arxiv.org/pdf/2402.02234)]", "names 2402.02234, which is"),
        (f"- {LINK} (arXiv:2402.02234)", "names 2402.02234, which is another paper"),
        (f"- {LINK} [[x](https://arxiv.org/abs/2207.07777)]", "names 2207.07777, which is"),
        (f"- {LINK} ![](https://img.shields.io/badge/arXiv-2402.02234-red)", "names 2402.02234"),
        (f"- {LINK} [[code](https://github.com/kim/net2)]", "leads to https://github.com/kim/net2"),
        (
            f"- {LINK} [[code](https://github.com/kim/net2/)]",
            "leads to https://github.com/kim/net2",
        ),
        (f"- {LINK} ![](https://img.shields.io/github/stars/kim/net2)", "leads to https://img."),
        (f"- {LINK} <img src='https://img.shields.io/github/stars/kim/net2'>", "leads to https://"),
    ],
)
def test_another_papers_address_is_refused(text: str, why: str) -> None:
    assert (why_not(CODED, text) or "").startswith(why)


def test_an_address_that_the_list_gives_to_all_stays() -> None:
    assert why_not(CODED, f"- {LINK} [[top](https://example.org/list)]") is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"- {LINK}, 2023", "shows 2023, which is no year of the paper"),
        (f"- {LINK}, arXiv'23", "shows 2023, which is no year of the paper"),
        (f"- {LINK}, arXiv 2026", "shows 2026, which is no year of the paper"),
        (f"- [2025.04] {LINK}", "shows 2025-04, which is no month of the paper"),
        (f"- {LINK}, Jan 2025", "shows 2025-01, which is no month of the paper"),
        (f"- ![](https://img.shields.io/badge/arXiv-25.09-red) {LINK}", "shows 2025-09, which is"),
        (f"- ![](https://img.shields.io/badge/arXiv'2026-red) {LINK}", "shows 2026, which is no"),
        (f"- {LINK}, NeurIPS 2025", "names NeurIPS, where the paper says nothing of it"),
        (f"- {LINK} (CVPR)", "names CVPR, where the paper says nothing of it"),
        (f"- {LINK}, ICML 2024", "shows 2024 beside ICML, which was in 2025"),
        (f"- 2024, {LINK}, ICML", "shows 2024 beside ICML, which was in 2025"),
    ],
)
def test_a_year_month_or_venue_that_is_not_the_papers_is_refused(text: str, why: str) -> None:
    assert (why_not(PLAIN, text) or "").startswith(why)


@pytest.mark.parametrize(
    "text",
    [
        f"- 2025, {LINK}, ICML",
        f"- 2024.12, {LINK}, ICML",
        f"- [2025-03] {LINK} ICML",
        f"- {LINK}, Dec 2024, to appear at ICML 2025",
        f"- {LINK}, 1. 2001.01234 of 1999 things, log, tip".replace("1999", "99"),
    ],
)
def test_a_year_of_submission_or_meeting_passes(text: str) -> None:
    near = items(f"- 2024, [Forest Model Number № of Many]({A}/ID), arXiv")
    assert why_not(near, text.replace("2001.01234", "1.5")) is None


def test_a_year_of_submission_beside_a_venue_passes_where_all_have_it_so() -> None:
    near = items(f"- 2024, [Forest Model Number № of Many]({A}/ID), ICML")
    other = items(f"- 2025, [Forest Model Number № of Many]({A}/ID), ICML")
    text = f"- 2024, {LINK}, ICML"
    assert why_not(near, text) is None
    assert why_not(other, text) == "shows 2024 beside ICML, which was in 2025"


def test_a_paper_known_by_its_title_alone_shows_the_year_of_its_id() -> None:
    bare = Paper(id=ArxivId("2503.01111"), title=TITLE)
    assert why_not(PLAIN, f"- {LINK}, arXiv 2025", bare) is None
    assert why_not(PLAIN, f"- {LINK}, arXiv 2024", bare) == (
        "shows 2024, which is no year of the paper"
    )


PAIRS = "".join(
    f"<tr><td><a href='{A}/240{n}.0{n}234'>Forest Model Number {n} of Many</a></td></tr>\n"
    f"<tr><td>It learns forests, {n} at once.</td></tr>\n"
    for n in range(1, 4)
)
QUOTED = "".join(
    f"[Forest Model Number {n} of Many]({A}/240{n}.0{n}234)\n\n> It learns forests.\n\n"
    for n in range(1, 4)
)


@pytest.mark.parametrize(
    ("text", "new", "kind", "place"),
    [
        (
            f"<table>\n{PAIRS}</table>\n",
            f"<tr><td><a href='{A}/2503.01111'>{TITLE}</a></td></tr>",
            "html-row",
            "<tr><td>It learns forests, 2",
        ),
        (QUOTED, f"{LINK}\n", "paragraph", "\n> It learns forests.\n\n[Forest Model Number 3"),
    ],
)
def test_nothing_goes_between_an_entry_and_what_belongs_to_it(
    text: str, new: str, kind: str, place: str
) -> None:
    text = f"# T\n\n## A\n\n{text}"
    found = listing(text)
    at = text[: text.index(place)].count("\n")
    one = Insert("LIST.md", at, tuple(new.split("\n")), NEW.id, SectionId(2), new.rstrip(), kind)
    said = fault(found, [one], apply(found.documents, Edit((one,))))
    assert said is not None
    assert said.guilty == (NEW.id,)


TAGS = st.sampled_from(["i", "b", "ins", "sub", "code", "span", "kbd"])
WORDS = st.text("abc 12.,:", min_size=1, max_size=9)


@st.composite
def whole_texts(draw: st.DrawFn) -> str:
    """Text that closes all it opens."""
    text = draw(WORDS)
    for _ in range(draw(st.integers(1, 5))):
        tag = draw(TAGS)
        around = draw(
            st.sampled_from(
                [f"<{tag}>@</{tag}>", f'<{tag} class="x">@</{tag}>', "**@**", "[@](u)", "@`c <i>`"]
            )
        )
        text = draw(WORDS) + around.replace("@", f" {text} ") + draw(st.sampled_from(["", "<br>"]))
    return text


@given(whole_texts())
def test_a_whole_text_has_no_open_ends(text: str) -> None:
    assert not open_ends(text)


@given(whole_texts(), TAGS, st.booleans(), st.data())
def test_a_tag_more_is_always_seen(text: str, tag: str, ends: bool, data: st.DataObject) -> None:
    at = data.draw(st.sampled_from([0, len(text)]))
    odd = f"</{tag}>" if ends else f"<{tag}>"
    assert open_ends(text[:at] + odd + text[at:])


@given(whole_texts().filter(lambda text: "`" not in text), st.integers(1, 3))
def test_a_lone_run_of_backticks_is_always_seen(text: str, ticks: int) -> None:
    assert open_ends(f"{text} {'`' * ticks} x")["`" * ticks] == 1


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("| 2024 | T №, Things of Woods | ICML | [Link](A/ID) |", "| | T | | [Link](A/X) |"),
        ("| 2024 | [T №, Things of Woods](A/ID) | ICML |", "| | [T](A/X) | |"),
    ],
)
def test_a_refused_row_becomes_a_plain_one_in_its_columns(row: str, line: str) -> None:
    heads = {4: "|Year|Title|Venue|Paper|\n|---|---|---|---|\n", 3: "|Year|Title|Venue|\n|-|-|-|\n"}
    rows = items(row, 5).replace("(A/24", f"({A}/23")
    found = listing(f"# Papers\n## Trees\n{heads[row.count('|') - 1]}{rows}")
    oak = paper(TITLE, "2412.05555", comments="accepted at ICML 2025", submitted="2024-12-05")
    edit = plan(found, [(oak, section_of(found, "Trees"))])
    assert edit.refused == ()
    text = edit.inserts[0].text
    plain = line.replace("T", TITLE, 1).replace("A/X", f"{A}/2412.05555")
    assert text in (plain, plain.replace("| |", "| 2025 |", 1).replace("| |", "| ICML |"))


def test_a_refused_item_becomes_a_plain_one() -> None:
    near = items(f"- Forest Model Number № of Many, <i>arXiv, 2024</i> [[Paper]({A}/ID)]", 6)
    found = listing(f"# Papers\n## Trees\n{near}")
    edit = plan(found, [(NEW, section_of(found, "Trees"))])
    assert not open_ends(edit.inserts[0].text)
    assert f"{A}/2503.01111" in edit.inserts[0].text


FOLDED = "We study  trees in forests & grow them 50% faster, with f(x) < 3 of *all* leaves."
READ = "We study trees in forests &amp; grow them 50% faster, with f(x) &lt; 3 of \\*all\\* leaves."
CELLS = items(f"| [Model Number № of Many]({A}/ID) | <details><p>Old words of №</p></details> |")
TABLE = f"\n| Title | Abstract |\n|---|---|\n{CELLS}"


@pytest.mark.parametrize(
    ("fold", "why"),
    [
        (f"<details><p>{READ}</p></details>", None),
        (f"<details><p>{READ.partition(',')[0]}</p></details>", None),
        ("<details><p>See below</p></details>", None),
        (
            f"<details><p>{READ.replace('forests ', '')}</p></details>",
            "tells the abstract with gaps",
        ),
        (
            "<details><p>Another paper says all of this of quite other trees</p></details>",
            "tells the abstract with gaps",
        ),
        (f"<details><p>{READ}</p><p>more</p></details>", "changes how other parts are rendered"),
        (f"<details><ul><li>{READ}</li></ul></details>", "changes how other parts are rendered"),
    ],
)
def test_a_fold_holds_the_abstract_as_it_is_or_a_stretch_of_it(fold: str, why: str | None) -> None:
    new = replace(NEW, abstract=FOLDED)
    assert why_not(TABLE, f"| {LINK} | {fold} |", new, kind="row") == why
