import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from classifier.text.words import (
    STOP_WORDS,
    as_written,
    company,
    compounds,
    fold,
    forms,
    spellings,
    terms,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Agents", "agent"),
        ("caches", "cache"),
        ("batches", "batch"),
        ("queries", "query"),
        ("GPUs", "gpu"),
        ("VMs", "vm"),
        ("classes", "class"),
        ("boxes", "box"),
        ("movies", "movie"),
        ("Straße", "STRASSE"),
    ],
)
def test_words_that_differ_in_case_or_plural_share_a_form(one: str, other: str) -> None:
    assert fold(one) in spellings(fold(other))
    assert fold(other) in spellings(fold(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("news", "new"),
        ("has", "ha"),
        ("serverless", "serverles"),
        ("planes", "plan"),
        ("cached", "cache"),
        ("iOS", "io"),
        ("class", "clas"),
        ("agentic", "agent"),
    ],
)
def test_different_words_share_no_form(one: str, other: str) -> None:
    assert fold(one) not in spellings(fold(other))
    assert fold(other) not in spellings(fold(one))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("on-device use", [("on", "device"), ("use",)]),
        ("edge\u2010cloud, edge\u2011cloud", [("edge", "cloud"), ("edge", "cloud")]),
        ("a - b", [("a",), ("b",)]),
        ("well-", [("well",)]),
        ("GPT-3.5 and C++", [("GPT", "3.5"), ("and",), ("C++",)]),
        ("snake_case", [("snake",), ("case",)]),
        ("", []),
        ("-- !?", []),
    ],
)
def test_hyphens_tie_words_and_other_signs_part_them(
    text: str, parts: list[tuple[str, ...]]
) -> None:
    assert list(compounds(text)) == parts


def test_compatibility_characters_become_plain() -> None:
    assert fold("e\ufb03cient so\xadft") == "efficient soft"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LLMs serve 3 agents", ["llm", "serve", "agent"]),
        (r"of $O(n^2)$ cost \emph{here}", ["of", "cost", "here"]),
        ("five $ bills", ["five", "bill"]),
        ("status of this class analysis", ["status", "of", "this", "class", "analysis"]),
        ("x" * 30_000, ["x" * 20_000]),
    ],
)
def test_terms_drop_numbers_and_latex_and_fold_plurals(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@given(st.text())
def test_any_text_is_cut_into_words_without_blanks(text: str) -> None:
    assert all(part and not part.isspace() for tie in compounds(fold(text)) for part in tie)
    assert all(len(term) > 1 for term in terms(text))


@given(st.text(alphabet="aeiyshcxz", max_size=8), st.text(alphabet="aeiyshcxz", max_size=8))
def test_spelling_is_mutual(one: str, other: str) -> None:
    assert (one in spellings(other)) is (other in spellings(one))
    assert one in spellings(one)
    assert (one in spellings(other)) is bool(set(forms(one)) & set(forms(other)))


TEXT = "KV caches of LLMs: red-teaming, then queries. Red teaming of a $k$ DGs query; edge, cloud"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("kv cache", "KV caches"),
        ("querie", "queries"),
        ("query", "query"),
        ("teaming", "red-teaming"),
        ("red teaming", "red-teaming"),
        ("dgs", "DGs"),
        ("edge cloud", ""),  # a comma stands between
        ("bee", ""),
    ],
)
def test_a_phrase_is_shown_as_the_text_has_it(name: str, written: str) -> None:
    assert as_written(TEXT, name) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Search-open-write for Web search", "search"),
        ("Deep-search is a Search", "Deep-search"),
        ("State-of-the-search", ""),
        ("Search-of-the-deep", "Search-of-the-deep"),
    ],
)
def test_a_term_tied_to_other_words_than_these_is_passed_over(text: str, written: str) -> None:
    assert as_written(text, "search", {"deep"}) == written


@pytest.mark.parametrize(
    ("name", "whole"), [("teaming", "red teaming"), ("red", ""), ("cloud", ""), ("bee", "")]
)
def test_half_of_a_phrase_finds_its_other_half(name: str, whole: str) -> None:
    assert company(TEXT, name) == whole


def test_stop_words_are_those_of_scikit_learn() -> None:
    assert STOP_WORDS == ENGLISH_STOP_WORDS
