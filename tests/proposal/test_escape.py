"""Paper text in a body: dead whatever it holds, and readable where it is ordinary."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings

from bot.core.plain import plain
from bot.proposal.body_escape import body_text
from tests.proposal.hostile import HOSTILE, titles
from tests.proposal.rendered import Rendered


def visible(text: str) -> str:
    return text.replace("\u200b", "")


def check_dead(title: str) -> None:
    rendered = Rendered(body_text(title))
    assert set(rendered.tags) <= {"p"}
    assert rendered.comments == []
    assert rendered.alive == []
    assert visible(rendered.text).strip() == plain(title)


def test_the_judge_sees_what_is_alive() -> None:
    seen = [Rendered(title) for title in HOSTILE]
    alive = [r for r in seen if set(r.tags) - {"p"} or r.comments or r.alive]
    assert len(alive) > len(HOSTILE) * 0.6


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_dead_at_the_start_of_a_line(title: str) -> None:
    check_dead(title)


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_in_a_list_item_is_one_item_and_one_link(title: str) -> None:
    body = f"- [{body_text(title)}](https://arxiv.org/abs/2611.00001) · {body_text(title)}\n- next"
    rendered = Rendered(body)
    assert rendered.tags == ["ul", "li", "a", "li"]
    assert rendered.links == ["https://arxiv.org/abs/2611.00001"]
    assert rendered.comments == []
    assert rendered.alive == []


@settings(max_examples=300, deadline=None)
@given(title=titles())
@example(title="1" * 12 + ". x")
@example(title="@@octocat ##1")
def test_any_title_is_dead_and_says_the_same_words(title: str) -> None:
    check_dead(title)


@pytest.mark.parametrize(
    "title",
    [
        "Mice: a survey (2nd edition), 10 years on",
        "Is attention all a mouse needs?",
        "Étude des souris à l'école",
        "老鼠的大型语言模型",
        "10-fold faster; 3.5 times smaller / better",
        "Effaced facade",
        "C# 12 and F#",
        "a:b, x: y",
    ],
)
def test_an_ordinary_title_is_left_as_it_is(title: str) -> None:
    assert body_text(title) == title


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("A & B < C", "A &amp; B &lt; C"),
        ("the $n$-mouse problem", "the \\$n\\$-mouse problem"),
        ("see #12", "see #&#8203;12"),
        ("by @mouse", "by @&#8203;mouse"),
        ("- dash", "\\- dash"),
        ("2. two", "2\\. two"),
        ("", ""),
    ],
)
def test_only_what_could_be_live_is_changed(title: str, written: str) -> None:
    assert body_text(title) == written
