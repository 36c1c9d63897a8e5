"""A category is one of arXiv's, or the nearest one is named."""

from __future__ import annotations

import pytest

from bot.config.settings import CATEGORIES, check_category, known_of, nearest_category


@pytest.mark.parametrize("name", ["cs.CL", "hep-th", "cond-mat.mes-hall", "cs", "q-bio"])
def test_what_arxiv_has_is_taken(name: str) -> None:
    assert check_category(name) == name


@pytest.mark.parametrize(
    ("wrong", "nearest"),
    [
        ("cl", "cs.CL"),
        ("CS.CL", "cs.CL"),
        ("cs.CLL", "cs.CL"),
        ("cs CL", "cs.CL"),
        ("cs.cl ", "cs.CL"),
        ("csCL", "cs.CL"),
        ("stat.ml", "stat.ML"),
        ("Hep-Th", "hep-th"),
        ("mtrl-sci", "cond-mat.mtrl-sci"),
        ("cs.XX", "cs.SY"),
        ("physics.optic", "physics.optics"),
    ],
)
def test_what_it_has_not_is_told_with_the_nearest(wrong: str, nearest: str) -> None:
    assert nearest_category(wrong) == nearest
    with pytest.raises(ValueError, match=f"is no arXiv category; did you mean {nearest}"):
        check_category(wrong)


def test_what_is_like_none_is_told_with_an_example() -> None:
    with pytest.raises(ValueError, match=r"such as cs.DC or hep-th; https://arxiv.org/category"):
        check_category("natural language 123")


def test_old_categories_of_papers_are_left_out() -> None:
    assert known_of(["cmp-lg", "cs.CL", "cs"]) == ("cs.CL",)
    assert len(CATEGORIES) == 155
