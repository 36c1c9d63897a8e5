import pytest

from classifier.papers.paper import SectionId, Topic
from classifier.sectioning.headings import Kind, is_of_kind, kind_of, subjects


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Table of Contents", Kind.FURNITURE),
        ("📋 Contents", Kind.FURNITURE),
        ("Citation", Kind.FURNITURE),
        ("Latest News", Kind.FURNITURE),
        ("What is a Kettle", Kind.FURNITURE),
        ("How to Contribute", Kind.FURNITURE),
        ("Star History", Kind.FURNITURE),
        ("🌟", Kind.FURNITURE),
        ("Others", Kind.CATCH_ALL),
        ("Miscellaneous", Kind.CATCH_ALL),
        ("Other Papers", Kind.CATCH_ALL),
        ("Survey Papers", Kind.SURVEYS),
        ("Reviews & Overviews", Kind.SURVEYS),
        ("Benchmarks and Datasets", Kind.MEASURES),
        ("Papers", Kind.SUBJECT),
        ("2024", Kind.SUBJECT),
        ("Citation Networks", Kind.SUBJECT),
        ("Other Kettles", Kind.SUBJECT),
        ("Kettles", Kind.SUBJECT),
    ],
)
def test_a_heading_shows_what_its_section_collects(heading: str, kind: Kind) -> None:
    assert kind_of(heading) is kind


@pytest.mark.parametrize(
    ("title", "kind", "expected"),
    [
        ("Kettles: A Survey", Kind.SURVEYS, True),
        ("A Review of Kettles", Kind.SURVEYS, True),
        ("Surveying land", Kind.SURVEYS, False),
        ("KettleBench", Kind.MEASURES, True),
        ("A Dataset of Kettles", Kind.MEASURES, True),
        ("A Kettle", Kind.MEASURES, False),
        ("A Survey", Kind.SUBJECT, False),
    ],
)
def test_a_title_shows_its_type(title: str, kind: Kind, expected: bool) -> None:
    assert is_of_kind(title, kind) is expected


def test_only_headings_that_name_a_subject_tell_the_subject() -> None:
    paths: list[tuple[str, ...]] = [(), ("Papers",), ("Papers", "Others"), ("Tea", "Kettles")]
    topics = [Topic(id=SectionId(i), path=path) for i, path in enumerate(paths)]
    assert subjects(topics) == ("Tea Kettles ",)
