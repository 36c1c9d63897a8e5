"""Templates of the config: what each writes, byte for byte, and what is wrong with the others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.entries import TemplateError, parse_template, write_template
from bot.markdown import list_text
from tests.makers import paper

RICH = replace(
    paper(
        "GrassFlow: Mowing at Scale",
        authors=("Ada Byron", "Grace Hopper", "Emmy Noether", "Mary Anning"),
        comments="Accepted at ICLR 2025",
        submitted="2024-05-03",
    ),
    abstract="We mow. Our code is available at https://github.com/grass/flow.",
    categories=("cs.RO", "cs.CL"),
    version=2,
)
POOR = paper("Mowing *at* Night | [x](y)", "2405.00002")
LINK = "({abs})"
AT = "(https://arxiv.org/abs/2405.00001)"


@pytest.mark.parametrize(
    ("template", "written"),
    [
        ("[{title}]", "[GrassFlow: Mowing at Scale]"),
        ("{title} {short} / {rest} ", "GrassFlow: Mowing at Scale GrassFlow / Mowing at Scale "),
        ("{title} {{x}} ", "GrassFlow: Mowing at Scale {x} "),
        ("{short} {authors} ", "GrassFlow Ada Byron, Grace Hopper, Emmy Noether, Mary Anning "),
        ("{short} {authors:first} ", "GrassFlow Ada Byron "),
        ("{short} {authors:first-et-al} ", "GrassFlow Ada Byron et al. "),
        (
            "{short} {authors:three-et-al} ",
            "GrassFlow Ada Byron, Grace Hopper, Emmy Noether, et al. ",
        ),
        ("{short} {authors:last-names} ", "GrassFlow Byron, Hopper, Noether, Anning "),
        ("{short} {authors:initials} ", "GrassFlow A. Byron, G. Hopper, E. Noether, M. Anning "),
        ("{short} {authors:first-last-name-et-al} ", "GrassFlow Byron et al. "),
        ("{short} {date} {date:%b %-d, %y} ", "GrassFlow 2024-05-03 May 3, 24 "),
        ("{short} {year} {month} {month:%B} ", "GrassFlow 2024 05 May "),
        ("{short} {id} {id:version} ", "GrassFlow 2405.00001 2405.00001v2 "),
        ("{short} [p]({pdf}) ", "GrassFlow [p](https://arxiv.org/pdf/2405.00001) "),
        ("{short} {venue|arXiv {year}} ", "GrassFlow ICLR 2025 "),
        ("{short} {venue:name} '{venue:year} ", "GrassFlow ICLR '2025 "),
        ("{short} [c]({code|x}) ", "GrassFlow [c](https://github.com/grass/flow) "),
        ("{short} {code:[c](%)|-} ", "GrassFlow [c](https://github.com/grass/flow) "),
        ("{short} {project:[p](%)|-} {project|} ", "GrassFlow -  "),
        ("{short} {category} {abstract:first} ", "GrassFlow cs.RO We mow. "),
        ("| {short} | ", "| GrassFlow | "),
    ],
)
def test_a_field_tells_of_the_paper(template: str, written: str) -> None:
    assert write_template(parse_template(template + LINK), RICH) == written + AT


@pytest.mark.parametrize(
    ("template", "written"),
    [
        ("[{title}]({abs})", r"[Mowing \*at\* Night | \[x\](y)](https://arxiv.org/abs/2405.00002)"),
        ("| {title} | {id} |", r"| Mowing \*at\* Night \| \[x\](y) | 2405.00002 |"),
        ("{rest} {id} {short|none}", r"Mowing \*at\* Night | \[x\](y) 2405.00002 none"),
        ("{rest} {id} {date|{year}-{month}}", r"Mowing \*at\* Night | \[x\](y) 2405.00002 2024-05"),
        (
            "{rest} {id} {venue|arXiv {year}}",
            r"Mowing \*at\* Night | \[x\](y) 2405.00002 arXiv 2024",
        ),
        ("{rest} {id} {code|{project|None}}", r"Mowing \*at\* Night | \[x\](y) 2405.00002 None"),
        ("{rest} {id}{authors}", r"Mowing \*at\* Night | \[x\](y) 2405.00002"),
    ],
)
def test_what_a_paper_lacks_has_something_instead_and_its_words_stay_words(
    template: str, written: str
) -> None:
    assert write_template(parse_template(template), POOR) == written


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("[{titel}]({abs})", "column 2: unknown field 'titel'; did you mean 'title'?"),
        ("{title} {venue|in {yaer}} {id}", "column 19: unknown field 'yaer'; did you mean 'year'?"),
        (
            "{title} {__class__} {id}",
            "column 9: unknown field '__class__'; known are title, short,",
        ),
        ("{title.__init__} {id}", "column 1: '{title' is not closed; add '}'"),
        (
            "{title} {authors:frist} {id}",
            "column 18: unknown form of {authors} 'frist'; did you me",
        ),
        ("{title} {abs:x}", "column 14: unknown form of {abs} 'x'; leave it out"),
        ("{title} {date:%H} {id}", "column 15: '%H' is no part of a date; known are %Y %y %m %-m"),
        (
            "{title} {code:Code} {id}",
            "column 15: write % where the address goes, as in code:[Link]",
        ),
        (
            "{title} [c]({code}) {id}",
            "column 13: without code the link would be empty; write {code",
        ),
        ("{title} {id", "column 9: '{id' is not closed; add '}'"),
        ("{title}} {id}", "column 8: '}' ends nothing; write '}}' for a brace"),
        ("- {title} {id}", "column 1: leave out '-'; the list has its own markers"),
        ("1. {title} {id}", "column 1: leave out '1.'; the list has its own markers"),
        ("{title} {id} ", "column 1: must begin and end with something other than blanks"),
        ("", "column 1: must begin and end with something other than blanks"),
        ("| {title} |\n{id}", "column 12: a row must be one line"),
        ("{title}\x07{id}", "column 8: must be without control characters"),
        ("{title} {id} {venue:%q}", "column 21: '%q' is no part of a venue; known are %v %Y %y"),
        ("{title} {id} {authors:a/b}", "column 23: write five parts, as in authors:initials/, / "),
        ("{name:x} {id}", "column 7: write % where the name goes, as in name:[Link](%)"),
        ("{title}", "column 1: nothing in it links to the paper; add ({abs})"),
        ("{abs}", "column 1: nothing in it names the paper; add {title}"),
        ('<a title="{title}">{id}', "column 11: {title} cannot stand inside a tag, an address or"),
        ("<{title} {id}", "column 2: {title} cannot stand inside a tag, an address or code"),
        ("[x](y/{title}) {id}", "column 7: {title} cannot stand inside a tag, an address or code"),
        ("`{title}` {id}", "column 2: {title} cannot stand inside a tag, an address or code"),
        (
            "\\{title} {id}",
            "column 2: {title} cannot stand right after '\\\\'; put a blank between",
        ),
        ("@{title} {id}", "column 2: {title} cannot stand right after '@'; put a blank between"),
    ],
)
def test_a_wrong_template_is_told_with_its_column_and_remedy(template: str, why: str) -> None:
    with pytest.raises(TemplateError) as caught:
        parse_template(template)
    assert str(caught.value).startswith(why)


@given(st.text(alphabet="{}|:% abcdefghilrstuy", max_size=40))
def test_any_text_is_read_or_told_what_is_wrong(text: str) -> None:
    try:
        template = parse_template(text)
    except TemplateError as wrong:
        column, written = wrong.column, ""
    else:
        column, written = 1, write_template(template, RICH)
    assert 1 <= column <= len(text) + 1
    assert "\n" not in written


@given(st.text(min_size=1, max_size=60))
def test_a_title_comes_as_every_title_does(title: str) -> None:
    written = write_template(parse_template("({id}) {title}"), paper(title))
    assert written == f"(2405.00001) {list_text(title) if title.strip() else ''}"
