"""Which paper an entry is: every form is recognised, near misses never are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.anatomy.identity import arxiv_ids, dois, split_title, title_key, urls
from tests.makers import listing, paper

NEW = paper("GrassFlow: Mowing Very Large Lawns at Scale", "2405.00001", doi="10.1145/99.77")

FORMS = [
    "https://arxiv.org/abs/{}",
    "http://arxiv.org/abs/{}v3",
    "https://www.arxiv.org/pdf/{}.pdf",
    "https://ArXiv.org/pdf/{}v2",
    "https://export.arxiv.org/abs/{}",
    "https://arxiv.org/html/{}v1",
    "https://arxiv.org/abs/{}?context=cs.CL",
    "https://arxiv.org/pdf/{}#page=3",
    "https://arxiv.org/abs/arXiv:{}",
    "https://www.alphaxiv.org/abs/{}",
    "https://huggingface.co/papers/{}",
    "https://ar5iv.labs.arxiv.org/html/{}",
    "https://doi.org/10.48550/arXiv.{}",
    "http://dx.doi.org/10.48550/ARXIV.{}",
    "https://www.semanticscholar.org/arxiv/{}",
    "https://doi.org/10.1145/99.77",
    "https://doi.org/10.1145%2F99.77",
    "https://doi.org/10.48550%2FarXiv.{}",
    "https://papers.cool/arxiv/{}",
    "https://www.themoonlight.io/en/review/{}",
    "https://papers.example.org/papers/{}v2.pdf",
    "papers/{}.pdf",
    "https://www.arxiv-vanity.com/papers/{}/",
    "https://arxiv.org//abs/{}",
    "https://arxiv.org/abs/ {}",
    "http://xxx.lanl.gov/abs/{}",
    "https://api.semanticscholar.org/arXiv:{}",
    "https://www.connectedpapers.com/main/arxiv:{}",
    "https://x.org/translate?u=https%3A%2F%2Farxiv.org%2Fabs%2F{}",
    "https://openreview.net/forum?id=x&arxiv={}",
    "https://dl.acm.org/doi/pdf/10.1145/99.77?download=true",
    "https://x.org/articles/10.1145/99.77/full",
    "https://x.org/doi/10.1145/99.77.pdf#page=2",
    "https://mirror.example.org/abs/{}v2",
    "https://mirror.example.org/~ada/pdf/{}.pdf",
    "https://mirror.example.org/arxiv/papers/2405/{}v1.pdf",
]
ENTRIES = [
    "- Note. arXiv preprint arXiv:2405.00001v2, 2024.",
    "- Note <https://arxiv.org/abs/2405.00001>",
    "- [x](arxiv.org/abs/2405.00001)",
    "- [x]( https://arxiv.org/abs/2405.00001 )",
    '- <a href="https://arxiv.org/abs/2405.00001">x</a>',
    "- x ![a](https://img.shields.io/badge/arXiv-2405.00001-b31b1b.svg)",
    "- x ![](https://img.shields.io/badge/Paper-arXiv%3A2405.00001-red)",
    "- x ![](https://img.shields.io/badge/arXiv%202405.00001-red)",
    "- x ![](https://img.shields.io/badge/-arXiv--2405.00001-red)",
    "- x ![](https://img.shields.io/badge/Paper-2405.00001v2-red)",
    "- x ![](https://img.shields.io/static/v1?label=arXiv&message=2405.00001&color=red)",
    "- Note (arXiv-2405.00001), arXiv (2405.00001) or arXiv id 2405.00001",
    "- Note, arXiv:\u00a02405.00001",
    "- Note, arXiv:\u200b2405.00001v2",
    "- Note\uff0carXiv\uff1a2405.00001\uff082024\uff09",
    "- Note arXiv:\uff12405.0000\uff11",
    "- [x](https://ui.adsabs.harvard.edu/abs/2024arXiv240500001G/abstract)",
    "- Note 2024arXiv240500001G of the archive",
    "- [2405.00001](https://example.org/x)",
    "- Note [[2405.00001v2]]",
    "- Note, eprint={{2405.00001}}",
    "- GrassFlow: Mowing Very Large Lawns at Scale",
    "- **GRASSFLOW - mowing very large lawns at scale**, *ICML* [[code](https://github.com/a/b)]",
    "- [Mowing Very Large Lawns at Scale](https://openreview.net/forum?id=x)",
    '* **GrassFlow**: "Mowing Very Large Lawns at Scale", ICLR 2024',
    "- Mowing Very Large Lawns at Scale. A. Gardener, B. Gärtner. ACL 2024.",
    "- [Grass\u2010Flow: Mowing Very Large Lawns at Scale.](https://aclanthology.org/x)",
    "- Ada Byron, *GrassFlow: Mowing Very Large Lawns at Scale*, 2024",
    "- [Again][r]\n\n[r]: https://arxiv.org/abs/2405.00001",
    "- [Again][]\n\n[again]: <https://arxiv.org/abs/2405.00001> 'Lawns'",
    "- [That  Lawn]\n\n[that lawn]: https://doi.org/10.1145/99.77",
    "- Again [[pdf][R 1]]\n\n  [r  1]: https://arxiv.org/pdf/2405.00001v2.pdf\n[r 1]: /x",
    "### GrassFlow: Mowing Very Large Lawns at Scale\n\nBy A. Gardener.",
    "### 7. GrassFlow - Mowing Very Large Lawns at Scale\n",
    "<details><summary>GrassFlow: Mowing Very Large Lawns at Scale</summary>\n\nx\n\n</details>",
]


@pytest.mark.parametrize("entry", [*(f"- [x]({form})" for form in FORMS), *ENTRIES])
def test_a_listed_paper_is_found(entry: str) -> None:
    text = f"## S\n- [Other](https://arxiv.org/abs/2301.00001)\n{entry.format('2405.00001')}\n"
    hit = listing(text).find(NEW)
    assert hit is not None
    assert hit.line == 3


def test_a_paper_in_a_table_is_found() -> None:
    text = "| T | V |\n|---|---|\n| GrassFlow: Mowing Very Large Lawns at Scale | ACL |\n"
    hit = listing(text).find(NEW)
    assert hit is not None
    assert (hit.line, hit.kind) == (3, "row")


@pytest.mark.parametrize(
    "entry",
    [
        "- [x](https://arxiv.org/abs/2405.000012)",
        "- [x](https://arxiv.org/abs/2405.0000)",
        "- [x](https://example.org/240500001)",
        "- [GrassFlow: Painting Fences](https://arxiv.org/abs/2301.00002)",
        "- [GrassFlow](https://github.com/a/grassflow)",
        "- [GrassFlow: Mowing Very Large Lawns at Scale II](https://arxiv.org/abs/2301.00002)",
        "- [GrassFlow: Mowing Very Large Lawns at Scale. II: More](https://arxiv.org/abs/2301.00002)",
        "- [A Survey of Mowers Including GrassFlow](https://arxiv.org/abs/2301.00002)",
        "- [Trees: Mowing Very Large Lawns at Scale](https://arxiv.org/abs/2301.00002)",
        "- [x](https://example.org/pdf/2405.00001.2)",
        "- [x](https://example.org/pdf/2405.00001-slides.pdf)",
        "- [x](https://example.org/items/2405.00001)",
        "- [x](https://example.org/wallpapers/2405.00001.pdf)",
        "- [x](papers/2405.00001.md)",
        "- [x](https://example.org/abs/2024arXiv2405000012G)",
        "- Note of 2024arXiv240500001 and arXiv2405.00001v2",
        "- Note, arXiv\uff1a2405.0000\uff11\uff12",
        "- [x](https://example.org/abs/x2405.00001)",
        "- [x](https://doi.org/10.1145/99.771)",
        "- [x](https://img.shields.io/badge/papers-240500001-red)",
        "- [Note 2405.00001](https://example.org/x)",
        "- [12405.00001](https://example.org/x)",
        "- [GrassFlow++: Mowing Very Large Lawns at Scale](https://example.org/x)",
        "- [Comment on “GrassFlow: Mowing Very Large Lawns at Scale”](https://example.org/x)",
        "- A Reply to: GrassFlow: Mowing Very Large Lawns at Scale. https://example.org/x",
        "- Erratum: GrassFlow: Mowing Very Large Lawns at Scale",
        "- [Mowing: Mowing Very Large Lawns at Scale](https://example.org/x)",
        '- **Leaf**: "Mowing Very Large Lawns at Scale", ICLR 2024',
        "- [Again][r]\n\n```\n[r]: https://arxiv.org/abs/2405.00001\n```",
        "- [Again](r)\n\n[r]: https://arxiv.org/abs/2405.00001",
        "- [Again][r]\n\n[r]: /x\n[r]: https://arxiv.org/abs/2405.00001",
        "- Again[^r]\n\n[^r]: https://arxiv.org/abs/2405.00001",
        "### GrassFlow: Mowing Very Large Lawns\n",
        "### GrassFlow: Mowing Very Large Lawns at Scale\n- [x](https://arxiv.org/abs/2301.00002)",
        "### GrassFlow: Mowing Very Large Lawns at Scale\n- [A Long Title of One](https://x.org/a)"
        "\n- [A Long Title of Two](https://x.org/b)",
        "### GrassFlow: Mowing Very Large Lawns at Scale\n#### Grass\n",
        "- [toc](#grassflow-mowing-very-large-lawns-at-scale)",
        "```\nhttps://arxiv.org/abs/2405.00001\n```",
    ],
)
def test_another_paper_is_never_taken_for_it(entry: str) -> None:
    assert listing(f"## S\n{entry}\n").find(NEW) is None


def test_a_name_before_the_title_that_is_a_venue_is_no_other_name() -> None:
    text = "- ICML 2024: Mowing Very Large Lawns at Scale\n"
    assert listing(text).find(NEW) is not None


def test_a_heading_of_few_words_is_no_title() -> None:
    assert listing("## Mowing Large Lawns\n").find(paper("Mowing Large Lawns")) is None


def test_a_short_title_counts_only_by_its_id() -> None:
    assert listing("- [Grass](https://example.org/x)\n").find(paper("Grass")) is None


def test_papers_in_comments_and_code_are_known_as_hidden() -> None:
    text = "<!-- - [x](https://arxiv.org/abs/2405.00001) -->\n\n```\narXiv:2405.00002\n```\n"
    assert listing(text).hidden_ids == {"2405.00001", "2405.00002"}
    assert listing(text).entries == ()


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (
            "arXiv:math.GT/0309136v1 and arxiv.org/abs/hep-th/9901001",
            ("math/0309136", "hep-th/9901001"),
        ),
        ("arxiv.org/abs/2401.00001 and again 2401.00001", ("2401.00001",)),
        ("arxiv.org/abs/2413.00001", ()),
        ("plain words", ()),
        ("10.48550&#47;arXiv.2401.00001", ("2401.00001",)),
        ("arxiv.org/abs/cs%2F0112017 and hep-th/9901001", ("cs/0112017", "hep-th/9901001")),
        ("xhep-th/9901001 hep-th/99010011 [issues/1234567] see/1234567", ()),
        ("arXiv 2024.0512, arXiv-2413.00001", ()),
    ],
)
def test_the_ids_of_a_text(text: str, ids: tuple[str, ...]) -> None:
    assert arxiv_ids(text) == ids


def test_the_dois_and_urls_of_a_text() -> None:
    text = "(https://doi.org/10.1145/A_(b).c), <https://x.org/a.> 10.1145/a_(b).c"
    assert dois(text) == ("10.1145/a_(b).c",)
    assert urls(text) == ("https://doi.org/10.1145/A_(b).c", "https://x.org/a")
    page = "https://x.org/10.1145/a.b/full/pdf https://x.org/doi/10.1145/c.pdf?x=10.1145/d#e"
    assert dois(page) == ("10.1145/a.b", "10.1145/c", "10.1145/d")
    assert dois("nothing") == urls("nothing") == ()


IDS = st.builds(
    lambda year, month, number: f"{year:02}{month:02}.{number:05}",
    st.integers(15, 29),
    st.integers(1, 12),
    st.integers(1, 99999),
)


@given(IDS, st.sampled_from([form for form in FORMS if "{}" in form]), st.integers(0, 9))
def test_an_id_is_read_from_every_form_and_a_longer_number_is_another(
    arxiv_id: str, form: str, digit: int
) -> None:
    text = f"- [x]({form})\n"
    (entry,) = listing(text.format(arxiv_id)).entries
    assert arxiv_id in entry.arxiv_ids
    assert arxiv_id not in arxiv_ids(text.format(f"{arxiv_id}{digit}"))


WORDS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=9).filter(
    lambda word: word not in ("ii", "iii", "iv", "part")
)
DRESSES = ["- {}", "- **{}**, ICML", '* "{}." A. Byron', "1. [{}](https://x.org/a)", "| {} | x |"]


@given(st.lists(WORDS, min_size=4, max_size=9), WORDS, st.sampled_from(DRESSES), st.booleans())
def test_a_title_is_known_in_every_dress_and_never_with_a_word_more(
    title: list[str], word: str, dress: str, shout: bool
) -> None:
    wanted = paper(" ".join(title))
    shown = " ".join(title).upper() if shout else " ".join(title).title()
    table = "| T | V |\n|-|-|\n" if dress.startswith("|") else ""
    assert listing(f"# S\n\n{table}{dress.format(shown)}\n").find(wanted) is not None
    for longer in (f"{shown} {word}", f"{word} {shown}"):
        assert listing(f"# S\n\n{table}{dress.format(longer)}\n").find(wanted) is None


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("GrassFlow: Mowing", ("GrassFlow", "Mowing")),
        ("No colon", ("", "No colon")),
        ("A very long first half of it: Rest", ("", "A very long first half of it: Rest")),
        ("Name:", ("", "Name:")),
        (": rest", ("", ": rest")),
    ],
)
def test_a_title_splits_at_the_name(title: str, parts: tuple[str, str]) -> None:
    assert split_title(title) == parts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("M$^3$CoT: It", "M3CoT - it"),
        ("Straße & Gärten", "STRASSE &amp; Garten"),
        (r"\textbf{Bold} Moves", "bold moves"),
        ("A*-search", "A* Search"),
        (r"$\alpha$-Trees", "α-Trees"),
        (r"$\Sigma$Net of $\varepsilon$", "σnet of ϵ"),
        ("Alpha-Trees", "α-trees"),
        ("Trees & Forests", "Trees and Forests"),
        (r"Trees \& Forests", "Trees &amp; Forests"),
    ],
)
def test_two_spellings_have_one_key(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"$\alpha$-Trees", "β-Trees"),
        (r"$\alpha$-Trees", "Trees"),
        ("R & D", "R D"),
        ("C++ Trees", "C Trees"),
    ],
)
def test_two_titles_have_two_keys(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)
