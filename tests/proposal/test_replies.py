"""The comment of answers, edited in place, and the farewell."""

from __future__ import annotations

import pytest

from bot.proposal import memory
from bot.proposal.proposed import Answer
from bot.proposal.replies import answers_text, farewell, learnt
from tests.proposal.samples import item


def answer(comment: int, text: str) -> Answer:
    return Answer(comment=comment, done=not text, text=text)


def test_answers_are_lines_of_one_comment() -> None:
    assert answers_text("", [answer(7, "no"), answer(8, "")]) == (
        "<!-- paper-bot:answers -->\n"
        "Answers to commands in this pull request; this comment is edited in place.\n\n"
        "- <!-- paper-bot:answer 7 --> [to this comment](#issuecomment-7): no"
    )
    assert memory.is_answers(answers_text("", [answer(7, "no")]))


def test_nothing_to_say_is_no_comment() -> None:
    assert answers_text("", [answer(8, "")]) == ""


def test_a_second_time_nothing_changes_and_what_was_mended_goes() -> None:
    one = answers_text("", [answer(7, "no"), answer(8, "neither")])
    assert answers_text(one, [answer(8, "neither")]) == one
    assert "issuecomment-7" not in answers_text(one, [answer(7, "")])
    none = answers_text(one, [answer(7, ""), answer(8, "")])
    assert none.endswith("Nothing is open.")
    assert answers_text(none, [answer(7, "")]) == none


def test_old_answers_go_and_long_ones_are_cut() -> None:
    text = answers_text("", [answer(n, "word " * 5_000) for n in range(1, 60)])
    assert len(text) < 40_000
    assert "issuecomment-59)" in text
    assert "issuecomment-39)" not in text
    assert text.endswith("word …")


@pytest.mark.parametrize(
    ("taken", "refused", "later", "fading", "text"),
    [
        ((1, 2), (), 0, (), "2 papers taken."),
        ((1, 2, 3), (4, 5), 0, ("survey",),
         "3 papers taken, 2 refused: these are not proposed again, unless you `/keep` one. "
         "What is like those refused in “survey” counts less now."),
        ((1,), (2,), 1, ("a*", "b"),
         "1 paper taken, 1 refused: it is not proposed again, unless you `/keep` it. "
         "1 put off comes with the next ones. "
         "What is like those refused in “a\\*”, “b” counts less now."),
    ],
)  # fmt: skip
def test_a_merge_is_answered_with_what_was_learnt(
    taken: tuple[int, ...], refused: tuple[int, ...], later: int, fading: tuple[str, ...], text: str
) -> None:
    said = learnt([*map(item, taken)], [*map(item, refused)], later=later, fading=fading)
    assert said == f"<!-- paper-bot:closed -->\nMerged, thank you: {text}"
    assert memory.is_farewell(said)
    assert not memory.is_undone(said)


def test_the_farewell_has_one_box() -> None:
    text = farewell([item(1), item(2)])
    assert "its 2 papers are not proposed again" in text
    assert text.endswith("- [ ] <!-- paper-bot:box undo --> Propose them again")
    assert "its paper is not proposed again. To take that back" in farewell([item(1)])
    told = farewell([item(1)], before=1, later=2, fading=("a*b",))
    assert (
        "again. 1 refused before stays out too. 2 put off come with the next ones. What is like "
        "those refused in “a\\*b” counts less now. To" in told
    )
    assert memory.is_farewell(text)
    assert not memory.is_undone(text)
    assert memory.is_undone(text.replace("[ ]", "[x]"))
    assert not memory.is_farewell(f"> {text}")
    assert not memory.is_undone(text.replace("<!-- paper-bot:closed -->", "").replace(" ]", "x]"))
