"""A venue is read off a DOI only where the publisher's scheme spells it out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.anatomy.fields import Venue, venue_of, venue_of_doi
from tests.makers import paper


@pytest.mark.parametrize(
    ("doi", "venue"),
    [
        ("10.18653/v1/2024.acl-long.123", ("ACL", 2024)),
        ("10.18653/v1/2023.findings-emnlp.12", ("EMNLP", 2023)),
        ("10.18653/v1/2021.eacl-main.7", ("EACL", 2021)),
        ("10.18653/v1/P19-1001", ("ACL", 2019)),
        ("10.18653/v1/D18-1002", ("EMNLP", 2018)),
        ("10.1109/CVPR52733.2024.00123", ("CVPR", 2024)),
        ("10.1109/3DV62453.2024.00123", ("3DV", 2024)),
        ("10.1109/tpami.2023.3298765", ("TPAMI", 2023)),
        ("10.1109/LRA.2024.3360001", ("RA-L", 2024)),
        ("10.1609/aaai.v38i1.27749", ("AAAI", 2024)),
        ("10.24963/ijcai.2023/12", ("IJCAI", 2023)),
        ("10.14722/ndss.2024.23123", ("NDSS", 2024)),
        ("10.21437/Interspeech.2023-12", ("Interspeech", 2023)),
        ("10.15607/RSS.2023.XIX.001", ("RSS", 2023)),
        ("10.1038/s41586-024-07566-y", ("Nature", 2024)),
        ("10.1162/tacl_a_00123", ("TACL", None)),
        ("10.14778/3476249.3476301", ("VLDB", None)),
        ("https://doi.org/10.1109/ICCV51070.2023.00001", ("ICCV", 2023)),
    ],
)
def test_a_doi_that_spells_its_venue_out_tells_it(doi: str, venue: tuple[str, int | None]) -> None:
    assert venue_of_doi(doi) == venue


@pytest.mark.parametrize(
    "doi",
    [
        "",
        "no doi",
        "10.1145/3485447.3512345",
        "10.48550/arXiv.2401.00001",
        "10.1007/978-3-031-12345-6_7",
        "10.1109/ACCESS.2024.3360001",
        "10.1109/SP46215.2023.10179300",
        "10.18653/v1/2024.nlp4call-1.2",
        "10.18653/v1/W18-1234",
        "10.18653/v1/2023.workshop-1.2",
        "10.1038/s41467-024-07566-y",
        "10.1109/XCVPR52733.2024.1",
    ],
)
def test_any_other_doi_tells_nothing(doi: str) -> None:
    assert venue_of_doi(doi) is None


def test_comments_and_journal_come_before_the_doi() -> None:
    plain = paper(doi="10.1109/CVPR52733.2024.00123")
    assert venue_of(plain) == Venue("CVPR", 2024)
    assert venue_of(replace(plain, comments="Accepted at ICML 2024")) == Venue("ICML", 2024)
    assert venue_of(replace(plain, comments="12 pages")) == Venue("CVPR", 2024)
