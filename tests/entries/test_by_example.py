"""Entries of known papers teach how the next one is made: `list, paper -> line`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.editing import plan
from bot.lists import read_list
from bot.markdown import Document
from classifier.papers import ArxivId, Paper

NAMES = ("MossNet", "FernNet", "IvyNet", "OakNet", "ElmNet", "AshNet")
FLOW = "RiverFlow: Moving Water with Flows"
PLAIN = "Moving Heavy Water with Light Boats"


def paper(arxiv_id: str, title: str, day: str, *people: str, comments: str = "") -> Paper:
    return Paper(
        id=ArxivId(arxiv_id),
        title=title,
        authors=people or ("Mary Shelley", "Percy Shelley", "Lord Byron", "John Polidori"),
        abstract="We move water. It is heavy, as a|b and <c> show.",
        submitted=datetime.fromisoformat(day).replace(tzinfo=UTC),
        comments=comments,
    )


NEW: Mapping[str, Paper] = {
    "preprint": paper("2503.01111", FLOW, "2025-03-05"),
    "published": paper("2503.01111", FLOW, "2025-03-05", comments="Accepted at ICML 2025"),
    "late": paper("2412.01111", FLOW, "2024-12-09", comments="Accepted at ICML 2025"),
    "nameless": paper("2503.02222", PLAIN, "2025-03-06"),
    "unheard of": paper("2503.01111", FLOW, "2025-03-05", comments="Published at MASCOTS2025"),
}
LISTED = tuple(
    paper(
        f"24{n:02}.0{n}234",
        f"{name}: Learning Green Model Number {n}",
        f"2024-{n:02}-1{n}",
        "Mary Shelley",
        "Percy Shelley",
    )
    for n, name in enumerate(NAMES, 4)
)


def written(
    shape: str,
    new: str,
    *,
    head: str = "",
    between: str = "",
    comments: str = "",
    told: bool = True,
) -> str:
    """Return the text for the *new* paper in a list of six papers in that *shape*.

    Of the six the metadata is known where it is *told*.
    """
    entries = [
        shape.format(
            short=one.title.partition(":")[0],
            title=one.title,
            rest=one.title.partition(": ")[2],
            id=one.id,
            day=one.submitted,
            n=number,
            abstract="We move water. It is heavy, as a\\|b and &lt;c> show.",
        )
        for number, one in enumerate(LISTED, 1)
    ]
    lines = [
        "# Papers",
        "",
        "## Water",
        "",
        *head.splitlines(),
        *f"\n{between}".join(entries).split("\n"),
    ]
    text = "\n".join([*lines, "", "## Sound", ""])
    listing = read_list([Document.parse(text.encode(), name="README.md")])
    water = next(one for one in listing.sections if one.path[-1] == "Water")
    known = {one.id: replace(one, comments=comments) for one in LISTED if told}
    edit = plan(listing, [(NEW[new], water.id)], known=known)
    assert not edit.refused
    return edit.inserts[0].text


ABS = "https://arxiv.org/abs"
ABSTRACT = "We move water. It is heavy, as a|b and &lt;c> show."
HTML = ABSTRACT.replace("c>", "c&gt;")
IN_CELL = ABSTRACT.replace("|", "\\|")
FOLD = "<details><summary>Show</summary><p>{}</p></details>"
ITEMS = [
    ("- {title}, <i>arXiv, {day:%Y}</i> [[Paper]({ABS}/{id})]", "preprint",
     f"- {FLOW}, <i>arXiv, 2025</i> [[Paper]({ABS}/2503.01111)]"),
    ("- {title}, <i>arXiv, {day:%Y}</i> [[Paper]({ABS}/{id})]", "published",
     f"- {FLOW}, <i>ICML, 2025</i> [[Paper]({ABS}/2503.01111)]"),
    ("* `{day:%Y.%m}` {title} [[paper]]({ABS}/{id})", "preprint",
     f"* `2025.03` {FLOW} [[paper]]({ABS}/2503.01111)"),
    ('{n}. <span id="a24{n:03}">[{short}] [{title}]({ABS}/{id}), `arXiv {day:%Y}`.', "preprint",
     f"7. [RiverFlow] [{FLOW}]({ABS}/2503.01111), `arXiv 2025`."),
    ("- [{day:%Y-%m}] [{title}]({ABS}/{id}), arXiv {day:%Y}", "preprint",
     f"- [2025-03] [{FLOW}]({ABS}/2503.01111), arXiv 2025"),
    ("- [{title}] [[Paper]]({ABS}/{id})", "preprint", f"- [{FLOW}] [[Paper]]({ABS}/2503.01111)"),
    ("* {day:%Y}-Arxiv - {title}. [[Paper]]({ABS}/{id})", "preprint",
     f"* 2025-Arxiv - {FLOW}. [[Paper]]({ABS}/2503.01111)"),
    ("* {day:%Y}-Arxiv - {title}. [[Paper]]({ABS}/{id})", "published",
     f"* 2025-ICML - {FLOW}. [[Paper]]({ABS}/2503.01111)"),
    ("- [{title}]({ABS}/{id}v1)", "preprint", f"- [{FLOW}]({ABS}/2503.01111v1)"),
    ("- {title} ({day:%d/%m/%Y}) [pdf]({ABS}/{id})", "preprint",
     f"- {FLOW} (05/03/2025) [pdf]({ABS}/2503.01111)"),
    ("- {day:%y-%m-%d} [{title}]({ABS}/{id})", "preprint",
     f"- 25-03-05 [{FLOW}]({ABS}/2503.01111)"),
    ("- M. Shelley and P. Shelley: [{title}]({ABS}/{id})", "nameless",
     f"- M. Shelley, P. Shelley, L. Byron and J. Polidori: [{PLAIN}]({ABS}/2503.02222)"),
    ("- Shelley, M., Shelley, P. [{title}]({ABS}/{id})", "preprint",
     f"- Shelley, M., Shelley, P., Byron, L., Polidori, J. [{FLOW}]({ABS}/2503.01111)"),
    ("- **{title}** [![arXiv](https://img.shields.io/badge/arXiv-{day:%y.%m}-red)]({ABS}/{id})",
     "preprint",
     f"- **{FLOW}** [![arXiv](https://img.shields.io/badge/arXiv-25.03-red)]({ABS}/2503.01111)"),
    ("- [{title}]({ABS}/{id}) <img src=\"https://img.shields.io/badge/arXiv'{day:%Y}-purple\">",
     "preprint",
     f"- [{FLOW}]({ABS}/2503.01111) <img src=\"https://img.shields.io/badge/arXiv'2025-purple\">"),
    ("- **{title}** [[pdf]({ABS}/{id})] ![](https://img.shields.io/badge/Arxiv-orange)", "preprint",
     f"- **{FLOW}** [[pdf]({ABS}/2503.01111)] ![](https://img.shields.io/badge/Arxiv-orange)"),
    ("- [**{short}**]({ABS}/{id}): {rest}", "preprint",
     f"- [**RiverFlow**]({ABS}/2503.01111): Moving Water with Flows"),
    ("- [{title}]({ABS}/{id}) {day:%B %Y}", "preprint", f"- [{FLOW}]({ABS}/2503.01111) March 2025"),
    ("- [{title}]({ABS}/{id}) ({day:%b}. '{day:%y})", "preprint",
     f"- [{FLOW}]({ABS}/2503.01111) (Mar. '25)"),
    ("- {title}, arXiv:{id} {day:%Y} [[Paper]({ABS}/{id})]", "preprint",
     f"- {FLOW}, arXiv:2503.01111 2025 [[Paper]({ABS}/2503.01111)]"),
    ("- [**{short}**]({ABS}/{id}) - {title}", "nameless", f"- [**{PLAIN}**]({ABS}/2503.02222)"),
    ("- [{title}]({ABS}/{id}) `arVix {day:%Y}`", "preprint",
     f"- [{FLOW}]({ABS}/2503.01111) `arVix 2025`"),
    ("- {title} [![arXiv](https://img.shields.io/badge/arXiv-red.svg)]({ABS}/{id})", "published",
     f"- {FLOW} [![arXiv](https://img.shields.io/badge/arXiv-red.svg)]({ABS}/2503.01111)"),
    ("- **{title}** [[pdf]({ABS}/{id})] ![](https://img.shields.io/badge/Arxiv-orange)",
     "published", f"- **{FLOW}** [[pdf]({ABS}/2503.01111)]"),
    ('- <a name="{id}"></a> [{title}]({ABS}/{id})', "preprint",
     f'- <a name="2503.01111"></a> [{FLOW}]({ABS}/2503.01111)'),
    ("- [{title}]({ABS}/{id}) <details><summary>Abstract</summary>{abstract}</details>", "preprint",
     f"- [{FLOW}]({ABS}/2503.01111) <details><summary>Abstract</summary>{ABSTRACT}</details>"),
    ("- [{title}]({ABS}/{id})\n  <details><summary>Abstract</summary>\n  {abstract}\n  </details>",
     "preprint", f"- [{FLOW}]({ABS}/2503.01111)\n"
     f"  <details><summary>Abstract</summary>\n  {HTML}\n  </details>"),
    ("- [{title}]({ABS}/{id})\n  <details><summary>Notes</summary>\n  Very wet.\n  </details>",
     "preprint", f"- [{FLOW}]({ABS}/2503.01111)"),
    ("- *{title}* *{day:%Y}* [[pdf]({ABS}/{id})]", "preprint",
     f"- *{FLOW}* *2025* [[pdf]({ABS}/2503.01111)]"),
    ("- _Mary Shelley et al_ [{title}]({ABS}/{id})", "preprint",
     f"- _Mary Shelley et al_ [{FLOW}]({ABS}/2503.01111)"),
    ("- Mary Shelley *et al.* [{title}]({ABS}/{id})", "preprint",
     f"- Mary Shelley *et al.* [{FLOW}]({ABS}/2503.01111)"),
    ("- [{title}]({ABS}/{id}) _{day:%B %Y}_", "preprint",
     f"- [{FLOW}]({ABS}/2503.01111) _March 2025_"),
    ("- [{title}]({ABS}/{id}) ![](https://img.shields.io/badge/arXiv_{day:%Y}-blue)", "published",
     f"- [{FLOW}]({ABS}/2503.01111) ![](https://img.shields.io/badge/ICML_2025-blue)"),
    ('- <img src="a/{short}.png"> [{title}]({ABS}/{id})', "preprint",
     f"- [{FLOW}]({ABS}/2503.01111)"),
    ("- {title}\n  - [arXiv:{id}]({ABS}/{id})", "preprint",
     f"- {FLOW}\n  - [arXiv:2503.01111]({ABS}/2503.01111)"),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "new", "line"), ITEMS)
def test_an_item_is_made_of_its_papers_facts_as_the_others_are(
    shape: str, new: str, line: str
) -> None:
    assert written(shape.replace("{ABS}", ABS), new) == line


BESIDE_OTHERS = [
    ("- **{short}** ({rest}) [[paper]]({ABS}/{id})", "preprint",
     f"- **RiverFlow** (Moving Water with Flows) [[paper]]({ABS}/2503.01111)"),
    ("- **{short}**（{title}） [[paper]]({ABS}/{id})", "preprint",
     f"- **RiverFlow**（{FLOW}） [[paper]]({ABS}/2503.01111)"),
    ("- [**{short}**]({ABS}/{id}) ({title})", "preprint",
     f"- [**RiverFlow**]({ABS}/2503.01111) ({FLOW})"),
    ("- <b>{short}</b> ({rest}) [paper]({ABS}/{id})", "preprint",
     f"- <b>RiverFlow</b> (Moving Water with Flows) [paper]({ABS}/2503.01111)"),
    ("- {short} ({rest}). [Paper]({ABS}/{id})", "preprint",
     f"- RiverFlow (Moving Water with Flows). [Paper]({ABS}/2503.01111)"),
    ("- **{short}** ({title}) [[paper]]({ABS}/{id})", "nameless",
     f"- **{PLAIN}** [[paper]]({ABS}/2503.02222)"),
    ("- {short} ({rest}). [Paper]({ABS}/{id})", "nameless",
     f"- {PLAIN}. [Paper]({ABS}/2503.02222)"),
    ("- {title}, Mary Shelley et al., <ins>arXiv {day:%Y}</ins> [[pdf]({ABS}/{id})]", "preprint",
     f"- {FLOW}, Mary Shelley et al., <ins>arXiv 2025</ins> [[pdf]({ABS}/2503.01111)]"),
    ("- **{title}** (Shelley Lab at Hill University) [[paper]]({ABS}/{id})", "preprint",
     f"- **{FLOW}** [[paper]]({ABS}/2503.01111)"),
    ("- **{title}** (reads well in {n} hours) [[paper]]({ABS}/{id})", "preprint",
     f"- **{FLOW}** [[paper]]({ABS}/2503.01111)"),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "new", "line"), BESIDE_OTHERS)
@pytest.mark.parametrize("told", [True, False])
def test_with_or_without_metadata_a_title_is_found_beside_its_name_and_people(
    shape: str, new: str, line: str, told: bool
) -> None:
    assert written(shape.replace("{ABS}", ABS), new, told=told) == line


@pytest.mark.parametrize(
    ("shape", "line"),
    [
        (":heavy_check_mark: [{title}] [[Paper]]({ABS}/{id})",
         f":heavy_check_mark: [{FLOW}] [[Paper]]({ABS}/2503.01111)"),
        ("* **{title}** \\\n*Mary Shelley, Percy Shelley* \\\n"
         "arXiv {day:%Y}. [[Paper]({ABS}/{id})] \\\n{day:%d %b %Y}",
         f"* **{FLOW}** \\\n*Mary Shelley, Percy Shelley, Lord Byron, John Polidori* \\\n"
         f"arXiv 2025. [[Paper]({ABS}/2503.01111)] \\\n5 Mar 2025"),
    ],
)  # fmt: skip
def test_paragraphs_and_entries_of_several_lines_keep_their_lines(shape: str, line: str) -> None:
    assert written(shape.replace("{ABS}", ABS), "preprint", between="\n") == line


WAYS = "Water goes where no other of the many ways that there are ever let it go. "
ROWS = [
    ("| Date | Method | Title | Code |",
     "| {day:%Y-%m-%d} | [{short}]({ABS}/{id}) | {title} | None |",
     "preprint", f"| 2025-03-05 | [RiverFlow]({ABS}/2503.01111) | {FLOW} | None |"),
    ("| Date | Method | Title | Code |",
     "| {day:%Y-%m-%d} | [{short}]({ABS}/{id}) | {title} | None |",
     "nameless", f"| 2025-03-06 | [{PLAIN}]({ABS}/2503.02222) | {PLAIN} | None |"),
    ("| Date | Title |", "| {day:%y-%m-%d} | [{title}]({ABS}/{id}) |",
     "preprint", f"| 25-03-05 | [{FLOW}]({ABS}/2503.01111) |"),
    ("|Year|Title|Venue|Paper|", "| 2024 | {title} | ICML | [Link]({ABS}/{id}) |",
     "late", f"| 2025 | {FLOW} | ICML | [Link]({ABS}/2412.01111) |"),
    ("| Type | Venue | Title |", "| M | Arxiv {day:%Y} | [{title}]({ABS}/{id}) |",
     "preprint", f"| | Arxiv 2025 | [{FLOW}]({ABS}/2503.01111) |"),
    ("| Title | Code |", "| [{title}]({ABS}/{id}) | No |",
     "preprint", f"| [{FLOW}]({ABS}/2503.01111) | |"),
    ("| Title | Look |", '| [{title}]({ABS}/{id}) | <img src="a/{short}.png"> |',
     "preprint", f"| [{FLOW}]({ABS}/2503.01111) | |"),
    ("| Name | Task |", "| [{short}]({ABS}/{id}) | Boats {n} |",
     "nameless", f"| [{PLAIN}]({ABS}/2503.02222) | |"),
    ("| Name | Task |", "| {short} [[paper]({ABS}/{id})] | Boats {n} |",
     "nameless", f"| {PLAIN} [[paper]({ABS}/2503.02222)] | |"),
    ("| Title | Author |", "| [{title}]({ABS}/{id}) | Mary Shelley |",
     "preprint", f"| [{FLOW}]({ABS}/2503.01111) | Mary Shelley |"),
    ("| Title | Authors |", "| [{title}]({ABS}/{id}) | Mary Shelley, Percy Shelley |", "preprint",
     f"| [{FLOW}]({ABS}/2503.01111) | Mary Shelley, Percy Shelley, Lord Byron, John Polidori |"),
    ("| Title | By |", "| [{title}]({ABS}/{id}) | Mary Shelley & co |",
     "preprint", f"| [{FLOW}]({ABS}/2503.01111) | Mary Shelley & co |"),
    ("| Title | Rivals |", "| [{title}]({ABS}/{id}) | Llama Two, Qwen Max |",
     "preprint", f"| [{FLOW}]({ABS}/2503.01111) | |"),
    ("| Title | Summary |", "| [{title}]({ABS}/{id}) | {short}. " + WAYS + "{n} |",
     "preprint", f"| [{FLOW}]({ABS}/2503.01111) | |"),
    ("| Title | Abstract |", "| [{title}]({ABS}/{id}) | " + FOLD.format("{abstract}") + " |",
     "preprint", f"| [{FLOW}]({ABS}/2503.01111) | {FOLD.format(IN_CELL)} |"),
]  # fmt: skip
AT_NESY = [
    ("- [{title}]({ABS}/{id}), NeSy'24", "", "unheard of",
     f"- [{FLOW}]({ABS}/2503.01111), MASCOTS'25"),
    ("- [{title}]({ABS}/{id}), NeSy'24", "", "preprint", f"- [{FLOW}]({ABS}/2503.01111), arXiv'25"),
    ("| [{title}]({ABS}/{id}) | NeSy 2024 |", "| Title | Venue |", "preprint",
     f"| [{FLOW}]({ABS}/2503.01111) | arXiv 2025 |"),
    ("| [{title}]({ABS}/{id}) | `NeSy` |", "| Title | Venue |", "preprint",
     f"| [{FLOW}]({ABS}/2503.01111) | `arXiv` |"),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "head", "new", "line"), AT_NESY)
def test_where_each_entry_names_a_venue_the_new_one_does(
    shape: str, head: str, new: str, line: str
) -> None:
    head = f"{head}\n|---|---|" if head else ""
    shape = shape.replace("{ABS}", ABS)
    assert written(shape, new, head=head, comments="Accepted at NeSy 2024") == line


@pytest.mark.parametrize(("head", "shape", "new", "line"), ROWS)
def test_a_row_tells_in_each_cell_what_the_others_tell_there(
    head: str, shape: str, new: str, line: str
) -> None:
    dashes = "|---" * (head.count("|") - 1) + "|"
    assert written(shape.replace("{ABS}", ABS), new, head=f"{head}\n{dashes}") == line


def test_what_no_entry_has_of_its_paper_is_not_told_of_the_new_one() -> None:
    assert written("- [{title}](" + ABS + "/{id})", "published") == f"- [{FLOW}]({ABS}/2503.01111)"
