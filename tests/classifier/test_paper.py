import pytest

from classifier.papers.paper import parse_arxiv_id


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2401.00001", "2401.00001"),
        (" 2401.00001v12 ", "2401.00001"),
        ("arXiv:0704.0001v1", "0704.0001"),
        ("oai:arXiv.org:2401.00001", "2401.00001"),
        ("arXiv:math.GT/0309136v2", "math/0309136"),
        ("hep-th/9901001", "hep-th/9901001"),
    ],
)
def test_an_identifier_is_read_without_its_version(raw: str, expected: str) -> None:
    assert parse_arxiv_id(raw) == expected


@pytest.mark.parametrize("raw", ["", "2413.00001", "2401.001", "240100001", "x2401.00001", "v1"])
def test_anything_else_is_refused(raw: str) -> None:
    with pytest.raises(ValueError, match="not an arXiv id"):
        parse_arxiv_id(raw)
