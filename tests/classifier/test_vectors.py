from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from classifier.text.vectors import Characters, learn_vocabulary
from classifier.text.words import terms

TEXTS = ["ant bee ant", "bee cat", "ant bee cat dog", "", "dog dog dog elk"]
PARTS = st.lists(st.sampled_from(["ant", "bee", "cat", "dog", "elk"]), max_size=12).map(" ".join)


@settings(max_examples=30)
@given(st.lists(PARTS, min_size=1, max_size=6).map(lambda texts: ["ant bee", "ant bee", *texts]))
def test_vectors_are_those_of_scikit_learn(texts: list[str]) -> None:
    reference = TfidfVectorizer(
        analyzer=_unigrams_and_pairs, sublinear_tf=True, min_df=2, norm="l2"
    )
    expected = reference.fit_transform(texts).toarray()
    vocabulary, _ = learn_vocabulary(texts)
    ours = vocabulary.transform(texts).toarray()
    names = vocabulary.names(range(ours.shape[1]))
    order = [names.index(name) for name in reference.get_feature_names_out()]
    assert len(order) == ours.shape[1]
    np.testing.assert_allclose(ours[:, order], expected)


def _unigrams_and_pairs(text: str) -> list[str]:
    words = terms(text)
    return words + [f"{a} {b}" for a, b in pairwise(words)]


def test_unknown_words_part_their_neighbours() -> None:
    vocabulary, _ = learn_vocabulary(["ant bee"], min_df=1)
    row = vocabulary.transform(["ant yak bee"])
    assert sorted(vocabulary.names(row.indices)) == ["ant", "bee"]


@pytest.mark.parametrize("texts", [[], [""], ["12 34", "$x$"]])
def test_texts_without_words_give_empty_rows(texts: list[str]) -> None:
    vocabulary, _ = learn_vocabulary(texts)
    assert vocabulary.transform(texts).nnz == 0
    assert vocabulary.transform(["ant", ""]).nnz == 0


def test_like_titles_have_like_characters() -> None:
    titles = ["KVQuant", "KVQuantum", "Hives of bees"]
    characters = Characters.of(titles)
    rows = characters.transform(titles).toarray()
    assert rows[0] @ rows[1] > 0.5
    assert rows[0] @ rows[2] < 0.1
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1)
    np.testing.assert_array_equal(characters.transform(["KVQuant"]).toarray()[0], rows[0])


def test_characters_do_not_run_from_one_title_into_the_next() -> None:
    joint = Characters.of(["ab", "cd"]).transform(["ab", "cd"])
    alone = [Characters.of([title]).transform([title]).indices.tolist() for title in ("ab", "cd")]
    assert sorted(joint.indices.tolist()) == sorted(alone[0] + alone[1])


@pytest.mark.parametrize("titles", [[], [""], ["", "x"]])
def test_titles_of_nothing_are_rows_of_little(titles: list[str]) -> None:
    assert Characters.of(titles).transform(titles).shape == (len(titles), 1 << 18)
