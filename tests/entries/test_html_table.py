"""Rows of HTML tables: written as their neighbours are, and only where a row has its own lines."""

from __future__ import annotations

import pytest

from classifier.papers.paper import Paper
from tests.makers import edited, inserted, paper

A = "https://arxiv.org/abs"
HEAD = "# A\n<table>\n  <tr>\n    <th>Title</th>\n    <th>Field</th>\n    <th>Link</th>\n  </tr>\n"


def row(title: str, field: str, link: str) -> str:
    cells = "".join(f"    <td align='left'>{cell}</td>\n" for cell in (title, field, link))
    return f"  <tr>\n{cells}  </tr>\n"


OLD = row("Hedges of the North", "Gardens and their Keepers", f'<a href="{A}/2401.00001">Paper</a>')
OLDER = row("Rakes for Everybody", "-", f'<a href="{A}/2312.00001">Paper</a>')
NEW = paper('A <b> & *B* [c]: Hedges for "All"', "2405.00001", submitted="2024-05-07")


def test_a_row_is_added_with_the_tags_of_its_neighbours() -> None:
    text = f"{HEAD}{OLDER}{OLD}</table>\n\nThe end.\n"
    title = "A &lt;b&gt; &amp; *B* [c]: Hedges for &quot;All&quot;"
    new = row(title, "-", f'<a href="{A}/2405.00001">Paper</a>')
    assert inserted(text, "A", NEW) == text.replace("</table>", f"{new}</table>")


def test_a_linked_title_keeps_its_link() -> None:
    old = f'<tr><td><a href="{A}/2401.00001">Hedges of the North</a></td></tr>\n'
    text = f"# A\n<table>\n{old}{old.replace('2401', '2402')}</table>\n"
    edit, _ = edited(text, "A", paper("Growing Hedges without Water", "2405.00002"))
    link = f'<a href="{A}/2405.00002">Growing Hedges without Water</a>'
    assert edit.inserts[0].text == f"<tr><td>{link}</td></tr>"


def test_a_row_whose_neighbours_link_elsewhere_gets_its_link_at_the_title() -> None:
    def old(title: str, url: str) -> str:
        return f'<tr><td>{title}</td><td><a href="{url}">here</a></td></tr>\n'

    rows = "".join(old(f"Hedges of Town {n}", f"https://example.org/{n}") for n in range(4))
    text = f"# A\n<table>\n{old('Very Tall Hedges', f'{A}/2401.00001')}{rows}</table>\n"
    edit, _ = edited(text, "A", paper("Fair Hedges", "2405.00002"))
    assert edit.inserts[0].text.count(f'<a href="{A}/2405.00002">') == 1
    assert "example.org" not in edit.inserts[0].text


NAMES = "".join(
    row(name, field, f'<a href="{A}/230{n}.00001">Paper</a>')
    for n, (name, field) in enumerate(
        [("Spade-2", "-"), ("RAKE", "-"), ("Hooke et al.", "Leaves;<br>Weeds"), ("HoeNet", "-")], 1
    )
)


@pytest.mark.parametrize(
    ("new", "name"),
    [
        (paper("TreeFlow: Growing Trees", "2405.00001"), "TreeFlow"),
        (paper("R&D: Growing Trees", "2405.00001"), "R&amp;D"),
        (paper("Growing Trees", "2405.00001", authors=["Ada Byron", "Al Ba"]), "Byron et al."),
        (paper("Growing Trees", "2405.00001", authors=["Ada Byron"]), "Byron"),
    ],
)
def test_a_table_of_names_gets_a_name(new: Paper, name: str) -> None:
    text = f"{HEAD.replace('Title', 'Model')}{NAMES}</table>\n"
    line = row(name, "-", f'<a href="{A}/2405.00001">Paper</a>')
    assert inserted(text, "A", new) == text.replace("</table>", f"{line}</table>")


def test_a_table_of_names_gets_a_title_where_there_is_no_name() -> None:
    names = NAMES.replace("Hooke et al.", "Fork")
    new = paper("Growing Trees", "2405.00001", authors=["Ada Byron", "Al Ba"])
    line = row("Growing Trees", "-", f'<a href="{A}/2405.00001">Paper</a>')
    after = inserted(f"{HEAD}{names}</table>\n", "A", new)
    assert after == f"{HEAD}{names}{line}</table>\n"


def test_tags_and_blanks_are_those_of_most_rows() -> None:
    odd = row("Hoes of the West", "-", f'<a href="{A}/2402.00001">Paper</a>').replace(
        "  <tr>", "<tr>"
    )
    odd = odd.replace("</td>\n", "</td> \n").replace("-</td>", "- </td>")
    other = odd.replace("West", "East").replace("2402", "2403")
    rows = [odd, OLDER, OLD, other, OLDER.replace("2312", "2311").replace("Rakes", "Spades")]
    new = row("Growing Trees", "-", f'<a href="{A}/2405.00001">Paper</a>')
    text = f"{HEAD}{''.join(rows)}</table>\n"
    after = inserted(text, "A", paper("Growing Trees", "2405.00001"))
    assert after == text.replace("</table>", f"{new}</table>")


def test_a_line_break_before_a_closing_tag_is_layout() -> None:
    old = f'<tr><td>\n<a href="{A}/2401.00001">Hedges of the North</a>\n</td></tr>\n'
    text = f"# A\n<table>\n{old}{old.replace('2401', '2402')}</table>\n"
    edit, _ = edited(text, "A", paper("Growing Hedges without Water", "2405.00002"))
    link = f'<a href="{A}/2405.00002">Growing Hedges without Water</a>'
    assert edit.inserts[0].text == f"<tr><td>\n{link}\n</td></tr>"


@pytest.mark.parametrize(
    "rows",
    [
        f"<tr><td>{A}/2401.00001\n</tr>\n",
        f"<tr><td>{A}/2401.00001</td></tr><tr><td>x</td></tr>\n",
        f"<tr><td><table><td>{A}/2401.00001</td></table></td></tr>\n",
        f"<b>x</b><tr><td>{A}/2401.00001</td></tr>\n",
    ],
)
def test_what_is_no_plain_row_is_left_to_a_person(rows: str) -> None:
    edit, after = edited(f"# A\n<table>\n{rows}</table>\n", "A", paper())
    assert (edit.inserts, len(edit.refused)) == ((), 1)
    assert after == f"# A\n<table>\n{rows}</table>\n"


def test_a_table_without_a_column_of_titles_takes_no_paper() -> None:
    rows = [
        row(name, state, f'<a href="{A}/230{n}.00001">Paper</a>')
        for n, (name, state) in enumerate(
            [("Spade", "w/o dry-run tuning"), ("Rake", "w/ dry-run tuning"), ("Hoe", "-")] * 2, 1
        )
    ]
    text = HEAD + "".join(rows) + "</table>\n\n* [A note on the table](https://x.example)\n"
    edit, after = edited(text, "A", NEW)
    assert [one.why for one in edit.refused] == [
        "the entries of LIST.md, line 1 are HTML; add it by hand"
    ]
    assert after == text


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Mail ada@hedge.example on Rain", "Mail ada@<!-- -->hedge.example on Rain"),
        ("Rain mailto:ada@hedge.example Falls", "Rain mailto:ada@<!-- -->hedge.example Falls"),
        ("Rain by @ada Falls", "Rain by @<!-- -->ada Falls"),
    ],
)
def test_a_title_with_an_address_goes_into_a_row(title: str, shown: str) -> None:
    after = inserted(f"{HEAD}{OLDER}{OLD}</table>\n", "A", paper(title, "2405.00001"))
    assert row(shown, "-", f'<a href="{A}/2405.00001">Paper</a>') in after


def test_a_bold_name_is_no_title() -> None:
    def named(name: str, title: str, number: str) -> str:
        link = f'<a href="{A}/{number}"><img src="https://img.shields.io/badge/arXiv-{number}-red"></a>'
        return f"<tr>\n<td><b>{name}</b></td>\n<td>{title}</td>\n<td>{link}</td>\n</tr>\n"

    olds = [("RakeNet", "4"), ("HedgeNet", "5"), ("SpadeNet", "6"), ("HoeNet", "7")]
    rows = "".join(named(n, f"{n}: Digging Deep in Gardens", f"240{m}.00001") for n, m in olds)
    edit, _ = edited(
        f"# A\n<table>\n{rows}</table>\n", "A", paper("TreeFlow: Growing Trees", "2410.00001")
    )
    new = named("TreeFlow", "TreeFlow: Growing Trees", "2410.00001")
    assert edit.inserts[0].text == new.rstrip()
