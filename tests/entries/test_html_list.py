"""Items of HTML lists, and rows of badges: made as their neighbours are."""

from __future__ import annotations

import pytest

from tests.makers import edited, inserted, listing, paper

A = "https://arxiv.org/abs"
NEW = paper("TreeFlow: Growing Trees with Flows", "2503.01111", submitted="2025-03-05")


def made(form: str, count: int = 4) -> str:
    """*form* with names, ids and days filled in, once per paper; the newest last."""
    return "".join(
        form.replace("NAME", f"Net{n}")
        .replace("ID", f"240{n}.0{n}234")
        .replace("DAY", f"2024-0{n}")
        for n in range(1, count + 1)
    )


TITLE = "NAME: Learning Forests by Day"
FORMS = {
    "one line": f'<li><a href="{A}/ID">{TITLE}</a></li>\n',
    "with a year": f'<li><a href="{A}/ID">{TITLE}</a>, DAY</li>\n',
    "indented": f"  <li class='p'><b>{TITLE}</b> <a href='{A}/ID'>[pdf]</a></li>\n",
    "several lines": f'<li>\n  <b>{TITLE}</b><br>\n  <a href="{A}/ID">Paper</a>\n</li>\n',
    "a list inside": f'<li>{TITLE}\n<ul>\n<li><a href="{A}/ID">paper</a></li>\n</ul>\n</li>\n',
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("tag", ["ul", "ol"])
def test_an_item_is_made_as_its_neighbours_are(form: str, tag: str) -> None:
    text = f"# A\n\n<{tag}>\n{made(form)}</{tag}>\n"
    own = form.replace("NAME: Learning Forests by Day", NEW.title).replace("ID", NEW.id)
    own = own.replace("DAY", "2025-03")
    assert inserted(text, "A", NEW) == text.replace(f"</{tag}>\n", f"{own}</{tag}>\n", 1) or (
        "a list inside" and inserted(text, "A", NEW) == f"{text[: -len(tag) - 4]}{own}</{tag}>\n"
    )


BADGE = f'<a href="{A}/ID"><img src="https://img.shields.io/badge/arXiv-ID-red"></a>'


@pytest.mark.parametrize(
    ("form", "name"),
    [
        (f"<tr><td>NAME</td><td>{BADGE}</td></tr>\n", "TreeFlow"),
        (f"<tr>\n  <td>NAME</td>\n  <td>{BADGE}</td>\n</tr>\n", "TreeFlow"),
        (f"<tr><td>{BADGE}</td></tr>\n", ""),
        (f"<tr><td>{BADGE}</td><td>{BADGE.replace('red', 'blue')}</td></tr>\n", ""),
    ],
)
def test_a_row_of_badges_or_names_is_made_as_its_neighbours_are(form: str, name: str) -> None:
    text = f"# A\n\n<table>\n{made(form)}</table>\n"
    own = form.replace("NAME", name).replace("ID", NEW.id)
    assert inserted(text, "A", NEW) == text.replace("</table>", f"{own}</table>")


@pytest.mark.parametrize(
    ("items", "entries"),
    [
        (f"<li><a href='{A}/2401.00001'>x</a></li>\n", [(4, 4)]),
        (f"<li>\n<a href='{A}/2401.00001'>x</a>\n</li>\n", [(4, 6)]),
        (
            f"<li><a href='{A}/2401.00001'>x</a>\n<li><a href='{A}/2401.00002'>y</a>\n",
            [(4, 4), (5, 5)],
        ),
        (
            f"<li>Old\n<ul>\n<li>{A}/2401.00001</li>\n<li>{A}/2401.00002</li>\n</ul>\n</li>\n",
            [(6, 6), (7, 7)],
        ),
    ],
)
def test_an_item_is_the_outermost_that_names_one_paper(
    items: str, entries: list[tuple[int, int]]
) -> None:
    found = listing(f"# A\n\n<ul>\n{items}</ul>\n").entries
    assert [(one.line, one.end) for one in found if one.kind == "html-item"][:2] == entries


@pytest.mark.parametrize(
    "items",
    [
        f"<li>\n\n[Old Things of Rain]({A}/2401.00001)\n\n</li>\n",
        f"<li><b>Old Things of Rain</i> {A}/2401.00001</li>\n",
        f"<li><a href='{A}/2401.00001'>Old</a></li><li><a href='{A}/2401.00002'>O</a></li>\n",
    ],
)
def test_what_is_no_plain_item_is_left_to_a_person(items: str) -> None:
    text = f"# A\n\n<ul>\n{items}</ul>\n"
    _, after = edited(text, "A", NEW)
    assert after.replace(f"- [{NEW.title}]({A}/{NEW.id})\n\n", "") == text


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Trees <script>alert(1)</script> of the Far North", "&lt;script&gt;"),
        (
            'Trees "of" <b>Far</b> & Away in the North',
            "&quot;of&quot; &lt;b&gt;Far&lt;/b&gt; &amp;",
        ),
        ("Trees </li></ul> of the Far North", "Trees &lt;/li&gt;&lt;/ul&gt; of"),
        ("Trees by @ada in the Far North", "Trees by @<!-- -->ada in"),
    ],
)
def test_a_title_goes_into_an_item_as_text_alone(title: str, shown: str) -> None:
    text = f"# A\n\n<ul>\n{made(FORMS['one line'])}</ul>\n"
    assert shown in inserted(text, "A", paper(title, "2503.01111"))


def test_a_refused_item_is_its_linked_title() -> None:
    code = f'<li><a href="{A}/ID">{TITLE}</a> <a id="NAME"></a></li>\n'
    edit, _ = edited(f"# A\n\n<ul>\n{made(code)}</ul>\n", "A", NEW)
    assert edit.refused == ()
    assert f'<a href="{A}/{NEW.id}">{NEW.title}</a>' in edit.inserts[0].text
    assert not any(f'id="Net{n}"' in edit.inserts[0].text for n in range(1, 5))
