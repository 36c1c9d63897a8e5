"""A list that is read with another one in mind is read as if nobody had seen that one."""

from __future__ import annotations

import random

import pytest

from bot.core.errors import ListError
from bot.lists import reading
from bot.lists.reading import FactBook, read_list
from bot.markdown.document import Document
from tests.editing.fuzz import list_of

A = "https://arxiv.org/abs"
TEXT = f"- [x]({A}/2401.00001) https://a.example/pdf/2402.00002 10.1145/3.4"
IDS = ("2401.00001", "2402.00002")


def test_the_facts_of_a_text_are_its_ids_copies_dois_and_addresses() -> None:
    book = FactBook({})
    facts, none = book.of(TEXT), book.of("no facts")
    assert (facts.mentions, facts.arxiv_ids) == (IDS[:1], IDS)
    assert facts.dois == ("10.1145/3.4",)
    assert facts.urls == (f"{A}/2401.00001", "https://a.example/pdf/2402.00002")
    assert none.mentions == none.arxiv_ids == none.dois == none.urls == ()
    assert book.found == {TEXT: facts, "no facts": none}


def test_what_an_older_reading_found_is_not_looked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def look(text: str) -> tuple[str, ...]:
        asked.append(text)
        return ()

    older = FactBook({})
    facts = older.of(TEXT)
    monkeypatch.setattr(reading, "copied_ids", look)
    book = FactBook(older.found)
    assert book.of(TEXT) is book.of(TEXT) is facts
    assert book.of("more").arxiv_ids == ()
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
