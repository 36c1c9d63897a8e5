"""What was learnt, said as a template: `list -> template`, which writes the same lines."""

from __future__ import annotations

import pytest

from bot.editing import learnt_templates, plan
from bot.entries import parse_template
from bot.lists import Manner, Manners, PaperList, read_list
from bot.markdown import Document
from classifier.papers import Paper
from tests.entries.test_by_example import LISTED, NEW

ABS = "https://arxiv.org/abs"
SHAPES = [
    ("- [{title}]({ABS}/{id}), arXiv {day:%Y}", "",
     "[{title}]({abs}), {venue|arXiv {date:%Y}}"),
    ("- {title}, <i>arXiv, {day:%Y}</i> [[Paper]({ABS}/{id})]", "",
     "{title}, <i>{venue:%v, %Y|arXiv, {date:%Y}}</i> [[Paper]({abs})]"),
    ("* `{day:%Y.%m}` {title} [[paper]]({ABS}/{id})", "",
     "`{date:%Y.%m}` {title} [[paper]]({abs})"),
    ("- [{title}]({ABS}/{id}v1)", "", "[{title}](https://arxiv.org/abs/{id:version})"),
    ("- M. Shelley and P. Shelley: [{title}]({ABS}/{id})", "",
     "{authors:initials/, / and /all/}: [{title}]({abs})"),
    ("- [**{short}**]({ABS}/{id}): {rest}", "", None),
    ("* **{title}** \\\n  *Mary Shelley, Percy Shelley* \\\n  [[Paper]({ABS}/{id})]", "",
     "**{title}** \\\n  *{authors}* \\\n  [[Paper]({abs})]"),
    ("| {day:%Y-%m-%d} | [{short}]({ABS}/{id}) | {title} | None |",
     "| Date | Method | Title | Code |\n|---|---|---|---|\n",
     "| {date:%Y-%m-%d} | [{name|{title}}]({abs}) | {title} | None |"),
    ("| {n} | {title} | [pdf]({ABS}/{id}) |", "| No | Title | Link |\n|---|---|---|\n", ""),
]  # fmt: skip


def listing_of(shape: str, head: str) -> PaperList:
    entries = [
        shape.replace("{ABS}", ABS).format(
            short=one.title.partition(":")[0],
            title=one.title,
            rest=one.title.partition(": ")[2],
            id=one.id,
            day=one.submitted,
            n=number,
        )
        for number, one in enumerate(LISTED, 1)
    ]
    text = "\n".join(["# Papers", "", "## Water", "", head + "\n".join(entries), ""])
    return read_list([Document.parse(text.encode(), name="README.md")])


@pytest.mark.parametrize(("shape", "head", "template"), SHAPES)
def test_a_template_is_read_and_writes_the_same_lines(
    shape: str, head: str, template: str | None
) -> None:
    listing = listing_of(shape, head)
    known = {one.id: one for one in LISTED}
    (learnt,) = learnt_templates(listing, known)
    assert template is None or learnt.template == template
    if learnt.template:
        parse_template(learnt.template)
        said = Manners(Manner(template=learnt.template))
        for paper in NEW.values():
            assert lines(listing, paper, said) == lines(listing, paper, Manners())


def lines(listing: PaperList, paper: Paper, manners: Manners) -> tuple[str, ...]:
    known = {one.id: one for one in LISTED}
    section = listing.sections[-1].id
    edit = plan(listing, [(paper, section)], known=known, manners=manners)
    return edit.inserts[0].lines


@pytest.mark.parametrize(
    ("shape", "head", "why"),
    [
        ("<tr><td><a href='{ABS}/{id}'>{title}</a></td></tr>", "<table>\n", "rows of HTML"),
        ("<li><a href='{ABS}/{id}'>{title}</a></li>", "<ul>\n", "items of an HTML list"),
        ("### {title}\n[Paper]({ABS}/{id})\n", "", "headings"),
    ],
)
def test_entries_that_no_template_can_write_are_named(shape: str, head: str, why: str) -> None:
    (learnt,) = learnt_templates(listing_of(shape, head), {one.id: one for one in LISTED})
    assert not learnt.template
    assert learnt.as_json()["why"] == f"its entries are {why}, which no template can write"
