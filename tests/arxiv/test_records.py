"""Lines of a metadata snapshot, in all the shapes that are about."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from bot.arxiv.records.make_paper import (
    parse_date,
    parse_record,
    record_authors,
    record_categories,
    record_day,
    record_paper,
    split_authors,
)

RECORD = {
    "id": "2603.00001",
    "submitter": "Ada Example",
    "title": "On\n  Parcels",
    "abstract": "  We sort parcels.\n",
    "authors": "Ada Example, Bo Muster and C. Third",
    "categories": "cs.DC cs.LG",
    "comments": "12 pages",
    "journal-ref": None,
    "doi": "10.1000/xyz",
    "versions": [
        {"version": "v1", "created": "Mon, 2 Mar 2026 19:18:42 GMT"},
        {"version": "v2", "created": "Tue, 3 Mar 2026 00:00:00 GMT"},
    ],
    "update_date": "2026-03-04",
    "no_such_field": {"a": [1]},
}


def test_a_record_of_the_public_data_set_is_a_paper() -> None:
    made = record_paper(parse_record(json.dumps(RECORD).encode()))
    assert (made.id, made.title, made.abstract) == ("2603.00001", "On Parcels", "We sort parcels.")
    assert made.authors == ("Ada Example", "Bo Muster", "C. Third")
    assert made.categories == ("cs.DC", "cs.LG")
    assert (made.comments, made.journal_ref, made.doi) == ("12 pages", "", "10.1000/xyz")
    assert made.submitted == datetime(2026, 3, 2, 19, 18, 42, tzinfo=UTC)
    assert made.updated == datetime(2026, 3, 4, tzinfo=UTC)
    assert (made.version, made.withdrawn, made.announced) == (2, False, None)


@pytest.mark.parametrize("line", [b"[]", b"3", b'{"id": "x"', b"", b"\xff{}", b'"id"'])
def test_a_line_that_is_no_object_is_an_error(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_record(line)


@pytest.mark.parametrize("record", [{}, {"id": None}, {"id": 2603.00001}, {"id": "parcel"}])
def test_a_record_needs_an_id(record: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not an arXiv id"):
        record_paper(record)


@pytest.mark.parametrize(
    ("record", "day"),
    [
        ({"versions": [{"created": "Mon, 2 Mar 2026 19:18:42 GMT"}]}, "2026-03-02T19:18:42+00:00"),
        ({"versions": [{"created": "2026-03-02T19:18:42Z"}]}, "2026-03-02T19:18:42+00:00"),
        ({"versions": [{"created": "soon"}], "date": "2026-03-05"}, "2026-03-05T00:00:00+00:00"),
        ({"versions": [{"created": 5}], "date": "2026-03-05"}, "2026-03-05T00:00:00+00:00"),
        ({"versions": ["v1"], "date": "2026-03-05"}, "2026-03-05T00:00:00+00:00"),
        ({"versions": [], "date": "2026-03-05"}, "2026-03-05T00:00:00+00:00"),
        ({"versions": "v1", "date": "2026-03-05"}, "2026-03-05T00:00:00+00:00"),
        ({"versions": None, "update_date": "2026-03-05"}, None),
        ({}, None),
    ],
)
def test_the_day_is_that_of_the_first_version_else_the_date(
    record: dict[str, object], day: str | None
) -> None:
    assert record_day(record) == (datetime.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("Mon, 2 Apr 2007 19:18:42 GMT", datetime(2007, 4, 2, 19, 18, 42, tzinfo=UTC)),
        ("Mon, 02 Apr 2007 19:18:42 UTC", datetime(2007, 4, 2, 19, 18, 42, tzinfo=UTC)),
        ("2007-04-02", datetime(2007, 4, 2, tzinfo=UTC)),
        ("2007-04-02T19:18:42-04:00", datetime(2007, 4, 2, 23, 18, 42, tzinfo=UTC)),
        ("Mon, 2 Avr 2007 19:18:42 GMT", None),
        ("Mon, 31 Feb 2007 19:18:42 GMT", None),
        ("Mon, 2 Apr 2007 25:18:42 GMT", None),
        ("2 Apr 2007 GMT", None),
        ("", None),
    ],
)
def test_a_date_is_read_in_both_spellings(raw: str, moment: datetime | None) -> None:
    assert parse_date(raw) == moment


@pytest.mark.parametrize(
    ("record", "names"),
    [
        ({"authors_parsed": [["Example", "Ada", ""], ["Muster", "Bo", "Jr.", "Aff."]]},
         ["Ada Example", "Bo Muster Jr."]),
        ({"authors_parsed": [["Example"]], "authors": "X Y"}, ["Example"]),
        ({"authors_parsed": [[], "x", [1]], "authors": "X Y"}, ["X Y"]),
        ({"authors_parsed": None, "authors": "X Y; Z"}, ["X Y", "Z"]),
        ({"authors": None}, []),
        ({}, []),
    ],
)  # fmt: skip
def test_authors_come_parsed_or_in_one_string(record: dict[str, object], names: list[str]) -> None:
    assert record_authors(record) == names


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("Ada Example", ["Ada Example"]),
        ("Ada Example and Bo Muster", ["Ada Example", "Bo Muster"]),
        ("Ada Example, Bo Muster, and C. Third", ["Ada Example", "Bo Muster", "C. Third"]),
        ("Ada Example (1), Bo Muster (1 and 2) ((1) Here, (2) There)",
         ["Ada Example", "Bo Muster"]),
        ("Example, Ada; Muster, Bo", ["Example, Ada", "Muster, Bo"]),
        ("Alexandra Andes", ["Alexandra Andes"]),
        ("Ada (Example, Bo Muster", ["Ada (Example", "Bo Muster"]),
        ("Ada) Example", ["Ada) Example"]),
        ("", []),
    ],
)  # fmt: skip
def test_a_string_of_authors_is_split(raw: str, names: list[str]) -> None:
    assert split_authors(raw) == names


@pytest.mark.parametrize(
    ("raw", "categories"),
    [
        ("cs.DC cs.LG", ["cs.DC", "cs.LG"]),
        ("", []),
        (None, []),
        (["cs.DC cs.LG"], ["cs.DC", "cs.LG"]),
        (["cs.DC", "cs.LG"], ["cs.DC", "cs.LG"]),
    ],
)
def test_categories_come_in_a_string_or_a_list(raw: object, categories: list[str]) -> None:
    assert record_categories({"categories": raw}) == categories
