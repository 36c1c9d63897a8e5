"""Titles from arXiv in a list file: readable as typed, and never alive."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.plain import plain
from bot.core.tex import readable
from bot.editing.edit import apply, check, plan
from bot.markdown import rendering as markdown
from bot.markdown.line_escape import list_text, table_cell
from tests.makers import listing, paper, section_of

ORDINARY = [
    "FlashHoe: Fast and Exact (IO-Aware) Digging, 3.5 Times over",
    "snake_case_names and pass@k, recall@10",
    "What is 2 * 3 * 4? An A/B & C study",
    "Learning from <1% of labels; p < 0.05, x > y",
    "C++ and C# are +10% faster: 5x, 1M",
    "It's “quoted” – and 'so' on…",
    "#1 in the Garden",
    "Ångström Gärten für Élise 中文标题",
    "50% | 50%",
    "www and http are words",
]


@pytest.mark.parametrize("title", ORDINARY)
def test_an_ordinary_title_stays_as_typed(title: str) -> None:
    assert list_text(title) == title


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("[MASK] is all", r"\[MASK\] is all"),
        # A partner may stand in another part of the entry: the short name is in the title too.
        ("~5x faster for $1M", r"\~5x faster for \$1M"),
        ("a `code` span", r"a \`code\` span"),
        ("*stars* and _lines_", r"\*stars\* and \_lines\_"),
        ("<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>"),
        ("&lt;b&gt; &#60;", "&amp;lt;b&amp;gt; &amp;#60;"),
        ("see https://evil.example/x", "see https&#58;//evil.example/x"),
        ("see www.evil.example", "see www&#46;evil.example"),
        ("mail me@evil.example", "mail me@<!-- -->evil.example"),
        ("cc @someone", "cc @<!-- -->someone"),
        ("a ~~b~~ c", r"a \~\~b\~\~ c"),
        ("{{ site.x }} {% raw %}", "{&#123; site.x }} {&#37; raw %}"),
        ("cost $5 and $6", r"cost \$5 and \$6"),
        ("line\nbreak\u202e and \u200bmore", "line break and more"),
        (r"back\*slash", r"back\\\*slash"),
    ],
)
def test_what_markdown_would_act_on_is_escaped(title: str, text: str) -> None:
    assert list_text(title) == text


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("1. First", r"1\. First"),
        ("12) Twelfth", r"12\) Twelfth"),
        ("# Heading", r"\# Heading"),
        ("- dash", r"\- dash"),
        ("> quote", r"\> quote"),
        ("--- rule", r"\--- rule"),
        ("=== setext", r"\=== setext"),
        ("3.5 Times", "3.5 Times"),
        ("#1 in the Garden", "#1 in the Garden"),
        ("-10 Degrees", "-10 Degrees"),
        ("+1 Point", "+1 Point"),
    ],
)
def test_a_title_at_the_start_of_a_line_begins_no_block(title: str, text: str) -> None:
    assert list_text(title, at_start=True) == text


def test_a_pipe_does_not_end_a_table_cell() -> None:
    assert table_cell("P(A|B) [x]") == r"P(A\|B) \[x\]"


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        ("M$^3$CoT", "M³CoT"),
        (r"$\alpha$-Flow", "α-Flow"),
        (r"$\mathcal{O}(n^2)$ Hoes", "O(n²) Hoes"),
        (r"H$_2$O and $k$-means", "H₂O and k-means"),
        (r"\emph{Very} \textbf{bold}", "Very bold"),
        ("from $5 to $6 each", "from $5 to $6 each"),
        (r"$\unknowncommand{x}$", "unknowncommandx"),
        ("no TeX at all_", "no TeX at all_"),
        (r"as shown~\citep[p. 3]{mouse2020}, in \cite{owl}.", "as shown, in."),
        (r"\textbf{\underline{Hole}s}, {\em dug} \textcolor{red}{deep}", "Holes, dug deep"),
        ("$x^{12}_{3}$", "x¹²₃"),
    ],
)
def test_tex_becomes_readable(tex: str, text: str) -> None:
    assert readable(tex) == text


_PIECES = (
    *("](", "](http://x.y)", "![x](", "<b>", "</td>", "<!--", "-->", "{{", "{%", "http://", "www."),
    *("https://a.b", "a@b.c", "&amp;", "&#42;", "$x$", "***", "```", "---", "javascript:", "x_y"),
    *(
        "ftp://a.b",
        "- ",
        "1. ",
        "# ",
        "| ",
        "\n",
        "\t",
        "\u202e",
        "\u2028",
        "\u200b",
        " ",
        "b",
        "1",
    ),
    *"[]()<>*_`~|\\&#!\"'$^{}%@:;,.-+=/",
)
_NASTY = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=25).map("".join)
_ALIVE = re.compile(r"<(?!p>|/p>|!-- -->)")


@settings(max_examples=300, deadline=None)
@given(_NASTY)
def test_a_hostile_text_renders_as_text_alone(title: str) -> None:
    for text in (list_text(title, at_start=True), f"x {list_text(title)}"):
        rendered = markdown.render([text])
        assert not _ALIVE.search(rendered), rendered


@settings(max_examples=100, deadline=None)
@given(_NASTY.filter(lambda text: "$" not in text and "\\" not in text))
def test_a_hostile_text_reads_as_it_was_written(title: str) -> None:
    rendered = markdown.render([f"x {list_text(title)}"]).replace("<!-- -->", "")
    shown = html.unescape(re.sub(r"</?p>", "", rendered)).strip()
    assert shown == f"x {plain(title)}".strip()


_STYLES = {
    "bullet": "## S\n- [Old Things of the Garden](https://arxiv.org/abs/2401.00001)\n",
    "bold": "## S\n* **Old Things of the Garden** [[paper](https://arxiv.org/abs/2401.00001)]\n",
    "bare": "## S\n+ Old Things of the Garden, ICML 2024. [pdf](https://arxiv.org/pdf/2401.00001.pdf)\n",
    "number": "## S\n1. Old Things of the Garden https://arxiv.org/abs/2401.00001\n",
    "quoted": '## S\n- **Old**: "Old Things of the Garden" [[Paper](https://arxiv.org/abs/2401.00001)]\n',
    "table": "## S\n\n|Title|Link|\n|--|--|\n|Old Things of the Garden|[x](https://arxiv.org/abs/2401.00001)|\n",
    "paragraph": "## S\n\n[Old Things of the Garden](https://arxiv.org/abs/2401.00001)\n",
}  # fmt: skip


@pytest.mark.parametrize("style", _STYLES)
@settings(max_examples=60, deadline=None)
@given(title=_NASTY)
def test_a_hostile_title_is_one_entry_in_every_style_or_refused(style: str, title: str) -> None:
    found = listing(_STYLES[style])
    new = paper(f"Hostile {title}", "2405.00009")
    edit = plan(found, [(new, section_of(found, "S"))])
    after = apply(found.documents, edit)
    check(found.documents, edit, after)
    links = markdown.render(after["LIST.md"].text_lines()).count("<a ")
    assert len(edit.inserts) + len(edit.refused) == 1
    assert links == 1 + len(edit.inserts)


def test_marks_that_stand_in_two_parts_of_an_entry_find_no_partner() -> None:
    old = "- [Old](https://arxiv.org/abs/2401.00001): **Old: A thing of gardens**\n"
    new = paper("Q$x~y: The costs b$ or c~ of gardens")
    found = listing(f"## S\n\n{old}")
    edit = plan(found, [(new, section_of(found, "S"))])
    after = apply(found.documents, edit)
    check(found.documents, edit, after)
    [insert] = edit.inserts
    assert re.findall(r"(?<!\\)[$~]", insert.text) == []


def test_what_is_too_long_for_a_title_is_refused() -> None:
    found = listing("## S\n\n- [Old](https://arxiv.org/abs/2401.00001)\n")
    edit = plan(found, [(paper("word " * 200), section_of(found, "S"))])
    assert edit.inserts == ()
    assert edit.refused[0].why == "its title has 1,000 characters; add it by hand"
