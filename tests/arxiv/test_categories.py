"""Categories: their shape, membership, and how each interface writes them."""

from __future__ import annotations

import pytest

from bot.arxiv.sweep.account import check_categories, feed_name, is_in, oai_set, query_clause
from bot.core.errors import ConfigError

REAL = ["cs.DC", "hep-th", "cond-mat.str-el", "q-bio.QM", "cs", "cs.*", "physics.acc-ph"]


def test_real_categories_pass() -> None:
    check_categories(REAL)


@pytest.mark.parametrize("raw", ["", "cs.", ".DC", "cs.DC OR x", "cs/DC", "cs.D*", "*", "cs.DC\n"])
def test_what_is_no_category_is_an_error_that_names_it(raw: str) -> None:
    with pytest.raises(ConfigError, match=r"no arXiv category; write it as in cs\.DC"):
        check_categories(["cs.LG", raw])


@pytest.mark.parametrize(
    ("of_paper", "wanted", "inside"),
    [
        (["cs.LG", "cs.DC"], ["cs.DC"], True),
        (["cs.LG"], ["cs.DC"], False),
        (["cs.LG"], ["cs.*"], True),
        (["cs.LG"], ["cs"], True),
        (["hep-th"], ["hep-th"], True),
        (["hep-th"], ["hep"], False),
        (["cs.LG"], [], True),
        ([], ["cs.LG"], False),
    ],
)
def test_a_paper_is_in_any_of_its_categories(
    of_paper: list[str], wanted: list[str], inside: bool
) -> None:
    assert is_in(of_paper, frozenset(wanted)) == inside


@pytest.mark.parametrize(
    ("categories", "clause"),
    [
        ([], ""),
        (["cs.DC"], "(cat:cs.DC)"),
        (["cs.DC", "hep-th"], "(cat:cs.DC OR cat:hep-th)"),
        (["cs", "math.*"], "(cat:cs.* OR cat:math.*)"),
    ],
)
def test_a_query_is_in_parentheses(categories: list[str], clause: str) -> None:
    assert query_clause(categories) == clause


@pytest.mark.parametrize(
    ("category", "name"),
    [
        ("cs.DC", "cs:cs:DC"),
        ("cs", "cs"),
        ("cs.*", "cs"),
        ("hep-th", "physics:hep-th"),
        ("physics.optics", "physics:physics:optics"),
        ("astro-ph.GA", "physics:astro-ph:GA"),
        ("cond-mat.*", "physics:cond-mat"),
        ("q-bio.QM", "q-bio:q-bio:QM"),
    ],
)
def test_a_category_has_a_set(category: str, name: str) -> None:
    assert oai_set(category) == name


def test_a_feed_takes_an_archive_without_star() -> None:
    assert (feed_name("cs.*"), feed_name("cs.DC")) == ("cs", "cs.DC")
