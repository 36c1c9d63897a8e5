"""A list that is read with another one in mind is read as if nobody had seen that one."""

from __future__ import annotations

import random

import pytest

from bot.core.errors import ListError
from bot.lists import reading as facts
from bot.lists.reading import FactBook, Facts, read_list
from bot.markdown.document import Document
from tests.editing.fuzz import list_of

A = "https://arxiv.org/abs"
TEXT = f"- [x]({A}/2401.00001) https://a.example/pdf/2402.00002 10.1145/3.4"
FACTS = Facts(
    ("2401.00001",),  # type: ignore[arg-type]  # an identifier as it is written
    ("2401.00001", "2402.00002"),  # type: ignore[arg-type]  # as above
    ("10.1145/3.4",),
    (f"{A}/2401.00001", "https://a.example/pdf/2402.00002"),
)


def test_the_facts_of_a_text_are_its_ids_copies_dois_and_addresses() -> None:
    book = FactBook({})
    assert book.of(TEXT) == FACTS
    assert book.of("no facts") == Facts((), (), (), ())
    assert book.found == {TEXT: FACTS, "no facts": Facts((), (), (), ())}


def test_what_an_older_reading_found_is_not_looked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def look(text: str) -> tuple[str, ...]:
        asked.append(text)
        return ()

    monkeypatch.setattr(facts, "urls", look)
    book = FactBook({TEXT: FACTS})
    assert [book.of(TEXT), book.of(TEXT), book.of("more")] == [FACTS, FACTS, Facts((), (), (), ())]
    assert asked == ["more"]
    assert set(book.found) == {TEXT, "more"}


@pytest.mark.parametrize("seed", range(40))
def test_no_reading_depends_on_the_one_before(seed: int) -> None:
    raw, choice = list_of(seed)
    draw = random.Random(choice)  # noqa: S311 - repeatable, not secret
    lines = raw.split(b"\n")
    at = draw.randrange(len(lines))
    other = b"\n".join([*lines[:at], TEXT.encode(), *lines[at + draw.randrange(3) :]])
    try:
        before, after = (Document.parse(part, name="LIST.md") for part in (raw, other))
    except ListError:
        return
    fresh, again = read_list([after]), read_list([after], like=read_list([before]))
    assert again.entries == fresh.entries
    assert again.sections == fresh.sections
    assert again.hidden_ids == fresh.hidden_ids
    assert again.facts == fresh.facts
