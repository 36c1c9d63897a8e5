"""Which words withdraw a paper, and which only speak of something withdrawn."""

from __future__ import annotations

import pytest

from bot.arxiv.records.make_paper import is_withdrawn


@pytest.mark.parametrize(
    "comment",
    [
        "This paper has been withdrawn",
        "This paper has been withdrawn by the author due to a crucial sign error in equation 1",
        "The manuscript is withdrawn pending new measurements.",
        "12 pages; this submission is being withdrawn",
        "Withdrawn by the authors",
        "WITHDRAWN",
        "(withdrawn)",
        "Paper withdrawn",
        "Withdrawn to add a missing proof",
        "Withdrawn from arXiv for want of a licence",
        "arXiv admin note: This article has been withdrawn by arXiv administrators",
        "arXiv admin note: submission has been withdrawn by arXiv administrators",
        "The full text of this preprint has been withdrawn, as it was sent too early",
        "We have withdrawn this manuscript because of an error",
        "The authors have withdrawn this version for correction",
        "There are mistakes in Table 3, and it needs to be withdrawn",
        "Due to a slip in the proof, the paper is being withdrawn and rewritten",
        "The arXiv version needs to be withdrawn",
        "The submission is withdrawn at the request of a co-author",
        "This work is temporarily withdrawn",
        "This\n  paper has\n been withdrawn",
    ],
)
def test_a_comment_withdraws_its_paper(comment: str) -> None:
    assert is_withdrawn(comment, "We sort parcels.")


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "12 pages, 3 figures",
        "Supersedes arXiv:2501.00001, which has been withdrawn",
        "The previous version of this paper was withdrawn",
        "The original version of this article was withdrawn because of a missing figure",
        "The wrong submission has now been withdrawn, and we replace it here",
        "This paper was withdrawn from the proceedings for want of travel money",
        "This paper was withdrawn from ParcelConf 2025",
        "Accepted at ParcelConf 2025 (withdrawn before presentation)",
        "Sent to the Parcel Journal; was withdrawn in March",
        "Withdrawn from the proceedings because nobody could travel",
        "The data set used in this paper has been withdrawn",
        "We have withdrawn the claim of Theorem 2",
        "A study of withdrawn parcels",
        "Rejected by one journal and withdrawn",
        "This paper is not withdrawn",
    ],
)
def test_a_comment_that_speaks_of_something_else_is_left_alone(comment: str) -> None:
    assert not is_withdrawn(comment, "We sort parcels.")


@pytest.mark.parametrize(
    "abstract",
    [
        "This paper has been withdrawn.",
        "This paper has been withdrawn by the author due to an error in Lemma 4.",
        "The paper is withdrawn. It was about sorting.",
        "  Withdrawn by the authors.",
        "This paper is being withdrawn, and a better one will follow.",
    ],
)
def test_an_abstract_withdraws_its_paper_at_its_beginning(abstract: str) -> None:
    assert is_withdrawn("", abstract)


@pytest.mark.parametrize(
    "abstract",
    [
        "Parcels that have been withdrawn are hard to sort.",
        "We sort parcels. This paper has been withdrawn from no shelf.",
        "We ask why parcels are withdrawn.",
        "This paper studies how money is withdrawn from machines.",
        "Withdrawn parcels are a challenge. " * 20,
        "We sort parcels quickly. " * 20 + "This paper has been withdrawn.",
    ],
)
def test_an_abstract_that_speaks_of_something_else_is_left_alone(abstract: str) -> None:
    assert not is_withdrawn("", abstract)


def test_a_monstrous_comment_costs_no_more_than_its_length() -> None:
    assert not is_withdrawn("this paper is " * 100_000 + "not withdrawn", "")
