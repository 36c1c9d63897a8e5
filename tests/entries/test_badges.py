"""Badges and second links of a neighbour, made for another paper; what they told of it is gone."""

from __future__ import annotations

from datetime import date

import pytest

from bot.anatomy.fields import Venue
from bot.entries.link_forms import badge_form, write_form
from classifier.papers.paper import Paper
from tests.makers import inserted, paper

A = "https://arxiv.org/abs"
S = "https://img.shields.io/badge"
ONE, TWO = "Old Things of Gardens in Rain", "More Old Things of Rain"
T = "TreeFlow: Growing Trees with Flows"
NEW = paper(T, submitted="2024-05-07")
ACCEPTED = paper(T, submitted="2024-05-07", comments="Accepted at NeurIPS 2024")
# Name: (what stands behind {title} in the one and the other entry, behind the new one, its paper).
MADE: dict[str, tuple[str, str, str, Paper]] = {
    "date": (
        f"[![arXiv]({S}/arXiv-2023.01-red)]({A}/2301.00001)",
        f"[![arXiv]({S}/arXiv-2023.02-red)]({A}/2302.00001)",
        f"[![arXiv]({S}/arXiv-2024.05-red)]({A}/2405.00001)",
        NEW,
    ),
    "date in HTML": (
        f'<a href="{A}/2301.00001"><img src="{S}/arXiv-2023.01-red" alt="arXiv"></a>',
        f'<a href="{A}/2302.00001"><img src="{S}/arXiv-2023.02-red" alt="arXiv"></a>',
        f'<a href="{A}/2405.00001"><img src="{S}/arXiv-2024.05-red" alt="arXiv"></a>',
        NEW,
    ),
    "venue that is known": (
        f"[![Paper]({S}/ICLR-2023-red)]({A}/2301.00001)",
        f"[![Paper]({S}/CVPR-2023-red)]({A}/2302.00001)",
        f"[![Paper]({S}/NeurIPS-2024-red)]({A}/2405.00001)",
        ACCEPTED,
    ),
    "venue that is not known": (
        f"[![Paper]({S}/ICLR-2023-red)]({A}/2301.00001)",
        f"[![Paper]({S}/CVPR-2023-red)]({A}/2302.00001)",
        f"[Paper]({A}/2405.00001)",
        NEW,
    ),
    "id in a picture without a link": (
        f"[pdf]({A}/2301.00001) ![](https://cited.example.org/2301.00001.svg)",
        f"[pdf]({A}/2302.00001) ![](https://cited.example.org/2302.00001.svg)",
        f"[pdf]({A}/2405.00001) ![](https://cited.example.org/2405.00001.svg)",
        NEW,
    ),
    "second link of another kind": (
        f"[pdf]({A}/2301.00001) [hf](https://huggingface.co/papers/2301.00001)",
        f"[pdf]({A}/2302.00001) [hf](https://huggingface.co/papers/2302.00001)",
        f"[pdf]({A}/2405.00001) [hf](https://huggingface.co/papers/2405.00001)",
        NEW,
    ),
    "title of a link": (
        f'[pdf]({A}/2301.00001 "Old Things")',
        f'[pdf]({A}/2302.00001 "More Old Things")',
        f"[pdf]({A}/2405.00001)",
        NEW,
    ),
    "title of a link in HTML": (
        f'<a href="{A}/2301.00001" title="Old Things" target="_blank">pdf</a>',
        f'<a title="More" href="{A}/2302.00001" target="_blank">pdf</a>',
        f'<a href="{A}/2405.00001" target="_blank">pdf</a>',
        NEW,
    ),
}


@pytest.mark.parametrize("name", MADE)
def test_what_an_address_or_badge_tells_is_told_of_the_new_paper(name: str) -> None:
    one, two, new, added = MADE[name]
    before = f"## S\n- {ONE} {one}\n- {TWO} {two}\n"
    assert inserted(before, "S", added) == f"{before}- {T} {new}\n"


SERVED = (
    "https://arxiv.org/bibtex/{}",
    "https://arxiv.org/pdf/{}.pdf",
    "https://alphaxiv.org/abs/{}",
    "https://ar5iv.labs.arxiv.org/html/{}",
    "https://papers.cool/arxiv/{}",
    "https://api.semanticscholar.org/arXiv:{}",
    "https://doi.org/10.48550/arXiv.{}",
)
OWN = (
    "notes/{}.md",
    "https://blog.example.org/arxiv/{}",
    "https://reviews.example.org/{}",
    "https://films.example.org/watch?v=x{}",
    "https://x.org/{}.bib",
    "https://arxiv.org/ftp/arxiv/papers/2301/{}.pdf",
    "hhttps://arxiv.org/abs/{}",
)


def with_second(label: str, address: str, *, first: bool = False) -> str:
    line = f"- {{}} [[pdf]]({A}/{{}}) [[{label}]]({address})"
    if first:
        line = f"- {{}} [[{label}]]({address}) [[pdf]]({A}/{{}})"
    pairs = ((ONE, "2301.00001"), (TWO, "2302.00001"))
    before = "## S\n" + "".join(line.format(title, one, one) + "\n" for title, one in pairs)
    return inserted(before, "S", NEW).removeprefix(before)


@pytest.mark.parametrize("label", ["BibTeX", "bib", "alphaXiv"])
@pytest.mark.parametrize("address", SERVED)
def test_a_site_with_all_papers_is_linked_in_its_own_form(label: str, address: str) -> None:
    link = f"[[{label}]]({address.format(NEW.id)})"
    assert with_second(label, address) == f"- {T} [[pdf]]({A}/{NEW.id}) {link}\n"


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("address", OWN)
def test_a_page_that_was_made_for_one_paper_is_not_linked(address: str, *, first: bool) -> None:
    assert with_second("Notes", address, first=first) == f"- {T} [[pdf]]({A}/{NEW.id})\n"


@pytest.mark.parametrize("picture", ["imgs/{}-1.png", "https://x.org/{}.jpg?size=2"])
def test_a_picture_of_another_paper_is_not_shown(picture: str) -> None:
    entry = f"- {{}} [[pdf]]({A}/{{}}) ![]({picture})\n"
    badge = f"- {{}} [![pdf]({picture})]({A}/{{}})\n"
    before = "## S\n" + entry.format(ONE, "2301.00001", "2301.00001")
    assert inserted(before, "S", NEW) == f"{before}- {T} [[pdf]]({A}/{NEW.id})\n"
    before = "## S\n" + badge.format(ONE, "2301.00001", "2301.00001")
    assert inserted(before, "S", NEW) == f"{before}- {T} [Paper]({A}/{NEW.id})\n"


@pytest.mark.parametrize(
    ("message", "form"),
    [
        ("arXiv-2024", "{venue|arXiv}-{Y}"),
        ("arXiv2024", "{venue|arXiv}{Y}"),
        ("arXiv-2024--01", "arXiv-{Y}--{m}"),
    ],
)
def test_a_badge_of_a_preprint_keeps_its_date_whole(message: str, form: str) -> None:
    shield = "![](https://img.shields.io/badge/{}-b31b1b)"
    assert badge_form(shield.format(message), "2401.00001") == shield.format(form)


@pytest.mark.parametrize("text", ["", "Paper", "[x](y)", f"![a]({S}/{{x}}-red)", "![a](b) c"])
def test_what_is_no_badge_has_no_form(text: str) -> None:
    assert badge_form(text, "2301.00001") == ""


@pytest.mark.parametrize(
    ("form", "venue", "written"),
    [
        ("{venue}-{Y}", Venue("ACM MM", 2024), "ACM_MM-2024"),
        ("{venue}-{Y}", Venue("ICML"), "ICML-2023"),
        ("{venue}", None, ""),
        ("{venue} {Y}/{venue|arXiv}-{Y}", None, "arXiv 2023/arXiv-2023"),
        ("{venue} {Y}/{venue|arXiv}-{Y}", Venue("ICML"), "ICML 2023/ICML-2023"),
        ("{Y}--{m}/{id}", None, "2023--07/2405.00001"),
    ],
)
def test_a_form_is_written_with_what_is_known(form: str, venue: Venue | None, written: str) -> None:
    assert write_form(form, "2405.00001", date(2023, 7, 1), venue) == written


def test_a_date_that_is_not_known_makes_no_badge() -> None:
    assert write_form("{Y}.{m}", "hep-th/9901001", None, None) == ""
    assert write_form("{id}", "hep-th/9901001", None, None) == "hep-th/9901001"
