"""Facts about other papers are never copied, however many neighbours share them."""

from __future__ import annotations

import pytest

from bot.anatomy.common_words import constants_of
from tests.makers import inserted, paper

A = "https://arxiv.org/abs"
NEW = paper("Growing Trees with Water", "2405.00001")
NAMES = ("Old Things of Gardens", "More Old Things Here", "Yet More of These", "Of Rakes and Men")
BARE = f"- [Growing Trees with Water]({A}/2405.00001)"

# Name: what stands behind each of the entries.
FACTS: dict[str, tuple[str, ...]] = {
    "affiliations that differ": (" (@Gardenia)", " (@Botanica)", " (@Gardenia)"),
    "affiliation of all": (" (@Gardenia)",) * 12,
    "affiliation without brackets": (" - Hill University",) * 12,
    "tag in code and a remark": (" `Soil` oral",) * 2,
    "state in bold": (" **[Abandoned]**", "", " **[Abandoned]**"),
    "tag in code and bold": (" [__`dig.aut.`__]", " [__`dig.aut.`__]", " [__`rain.`__]"),
    "remark of most": (" is well worth it",) * 9 + ("",) * 3,
    "remark of few that all share": (" is well worth it",) * 4,
}

# Name: what stands behind each of the entries and the new one, with its own id.
FORMS: dict[str, tuple[int, str]] = {
    "labels of links": (2, " [[Paper]]({url})"),
    "words of many": (12, "<br>here to have at [pdf]({url})"),
    "word in Chinese": (2, " [论文]({url})"),
}


def listed(tails: tuple[str, ...]) -> str:
    rows = [f"- [{'Again ' * (n // 4)}{NAMES[n % 4]}]({A}/2301.{n:05})" for n in range(len(tails))]
    return "# L\n\n## A\n" + "".join(
        f"{row}{tail}\n" for row, tail in zip(rows, tails, strict=True)
    )


@pytest.mark.parametrize("tails", FACTS.values(), ids=FACTS)
def test_a_fact_about_other_papers_is_left_out(tails: tuple[str, ...]) -> None:
    after = inserted(listed(tails), "A", NEW)
    assert BARE in after.splitlines()


@pytest.mark.parametrize(("count", "tail"), FORMS.values(), ids=FORMS)
def test_a_form_of_all_entries_is_copied(count: int, tail: str) -> None:
    before = "# L\n\n## A\n" + "".join(
        f"- {'Again ' * (n // 4)}{NAMES[n % 4]}{tail}\n".format(url=f"{A}/2301.{n:05}")
        for n in range(count)
    )
    want = f"- Growing Trees with Water{tail}".format(url=f"{A}/2405.00001")
    assert want in inserted(before, "A", NEW).splitlines()


def test_a_label_that_names_the_place_of_others_becomes_plain() -> None:
    before = (
        "# L\n\n## A\n"
        "- **Old Things of Gardens**  \n  [Explore the Garden](https://x.example/a)\n"
        "- **More Old Things Here**  \n  [Explore the Garden](https://x.example/b)\n"
        "- **Yet More of These**  \n  [Read the Book](https://x.example/c)\n"
    )
    after = inserted(before, "A", NEW)
    assert f"- **Growing Trees with Water**  \n  [Paper]({A}/2405.00001)\n" in after


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("x, seen by all", {"x", "seen", "by", "all"}),
        ("Topic: seen by Ada", {"topic", "seen", "by"}),
        ("seen (by all)", {"seen"}),
        ("seen **by all**", {"seen"}),
        ("seen by @Ada Byron", {"seen", "by"}),
        ("x **pdf**", {"x", "pdf"}),
    ],
)
def test_words_that_may_be_repeated(body: str, found: set[str]) -> None:
    assert constants_of([body] * 5) == found


SECTION_B = f"""
## B
- [Old Things of Gardens]({A}/2301.00001)
- [More Old Things Here]({A}/2301.00002)
"""

# Name: what a section holds that no paper is made like.
NO_MODELS: dict[str, str] = {
    "BibTeX": f"@misc{{ada2023,\n  title={{Old Hills}},\n  url={{{A}/2301.00003}}\n}}",
    "pictures with an address for a name": f"![{A}/2301.00003](./images/hill.png)",
}


@pytest.mark.parametrize("block", NO_MODELS.values(), ids=NO_MODELS)
def test_what_is_no_entry_is_no_model(block: str) -> None:
    after = inserted(f"# L\n\n## A\n{block}\n{SECTION_B}", "A", NEW)
    assert BARE in after.splitlines()
    assert f"## A\n{block}\n" in after.replace(f"{BARE}\n\n", "")


def test_a_paper_goes_to_the_list_below_a_picture() -> None:
    before = f"# L\n{SECTION_B}".replace("## B", f"## B\n![{A}/2301.00003](./hill.png)\n")
    assert inserted(before, "B", NEW) == f"{before}{BARE}\n"


def test_an_entry_that_neighbours_show_as_code_comes_as_a_link() -> None:
    rows = "".join(f"- `[{name}]({A}/2301.{n:05})`\n" for n, name in enumerate(NAMES))
    assert inserted(f"# L\n\n## A\n{rows}", "A", NEW).endswith(f"{rows}{BARE}\n")


def test_a_block_quote_takes_an_entry_at_its_top() -> None:
    rows = "".join(f"> - [{NAMES[n]}]({A}/240{4 - n}.00001)\n" for n in range(4))
    after = inserted(f"# L\n\n## A\n{rows}", "A", NEW)
    assert after == f"# L\n\n## A\n> {BARE}\n{rows}"


def test_the_stop_of_an_abbreviation_does_not_end_a_title() -> None:
    rows = "".join(f"- [{name} et al.]({A}/230{n}.00001)\n" for n, name in enumerate("ABC", 1))
    assert BARE in inserted(f"# L\n\n## A\n{rows}", "A", NEW).splitlines()


@pytest.mark.parametrize("quote", ['"', "“", "”"])
def test_a_quote_without_its_partner_is_not_copied(quote: str) -> None:
    rows = "".join(f"- {name}{quote}[Paper]({A}/2301.{n:05})\n" for n, name in enumerate(NAMES))
    after = inserted(f"# L\n\n## A\n{rows}", "A", NEW)
    assert after.count(quote) == len(NAMES)
