"""A venue is what the metadata says, in the form the list has; never a hope or a guess."""

from __future__ import annotations

from datetime import date

import pytest

from bot.anatomy.authors import settle_authors, write_authors
from bot.anatomy.fields import (
    Venue,
    find_fields,
    venue_called,
    venue_of,
    write_date,
    write_venue,
)
from classifier.papers.paper import ArxivId, Paper


@pytest.mark.parametrize(
    ("comments", "venue"),
    [
        ("Accepted at ICML 2024", Venue("ICML", 2024)),
        ("ICLR'24 (Oral), 20 pages", Venue("ICLR", 2024)),
        ("To appear in NIPS 2017", Venue("NeurIPS", 2017)),
        ("12 pages. Accepted by the 2024 IEEE INFOCOM", Venue("INFOCOM", 2024)),
        ("USENIX ATC 2024", Venue("USENIX ATC", 2024)),
        ("EuroSys camera ready", Venue("EuroSys")),
        ("NeurIPS 2023 Workshop on Hoes", Venue("NeurIPS Workshop", 2023)),
        ("MICRO 2024", Venue("MICRO", 2024)),
        ("Accepted at the IEEE Conference on Hoes (ICASSP) 2025", Venue("ICASSP", 2025)),
        ("Published in EMNLP Findings 2025; 9 pages", Venue("EMNLP", 2025)),
        ("Poster @ ICML 2024", Venue("ICML", 2024)),
        ("29th ACM Symposium on Gardens (SOSP 2023)", Venue("SOSP", 2023)),
        ("ACL 2024, demo page: https://hoe.example", Venue("ACL", 2024)),
        ("This is a preliminary version accepted for ICML 2025", Venue("ICML", 2025)),
        ("ICML 2025. A prior version was presented at the ICLR Hoe Workshop", Venue("ICML", 2025)),
        ("Oral at ICML 2025, Best Paper Award at CVPR Workshop on Hoes", Venue("ICML", 2025)),
        ("Hoe Workshop at ICLR 2024; full paper at ICML 2025", Venue("ICML", 2025)),
        ("AAAI/ACM AIES 2025", Venue("AIES", 2025)),
        ("Accepted at ECML PKDD 2026", Venue("ECML PKDD", 2026)),
        ("Published at the 34th Symposium on Hoes (MASCOTS2026)", Venue("MASCOTS", 2026)),
        ("Accepted at the 32nd Symposium on Hoes (HPCA-32), 2026", Venue("HPCA", 2026)),
        ("The 40th Conference on Hoes (AAAI-40)", Venue("AAAI")),
        ("Accepted in ACM AI Summit 2026", Venue("ACM AI Summit", 2026)),
        ("Reinforcement Learning Journal, RLJ 2026", Venue("RLJ", 2026)),
        ("NeSy 2025", Venue("NeSy", 2025)),
        ("10 pages. To appear at SAMOS'24", Venue("SAMOS", 2024)),
        ("Accepted by the 2025 IEEE Conference on Hoes (SMC)", Venue("SMC", 2025)),
        ("Accepted by IEEE Robotics and Automation Letters", Venue("RA-L")),
    ],
)
def test_a_venue_is_read_from_the_comments(comments: str, venue: Venue) -> None:
    assert venue_of(Paper(id=ArxivId("2401.00001"), title="x", comments=comments)) == venue


@pytest.mark.parametrize(
    ("comments", "venue"),
    [
        ("Accepted to the Hoe workshop at ACL 2025", Venue("ACL Workshop", 2025)),
        ("Hoe & Spade Workshop, NeurIPS 2024", Venue("NeurIPS Workshop", 2024)),
        ("NeurIPS 2024 Spades for Science Workshop (NeurIPS)", Venue("NeurIPS Workshop", 2024)),
        ("Workshop on Hoes: Old vs. New (WHO) at IROS2025", Venue("IROS Workshop", 2025)),
        ("Pattern Hoeing (CVPR) 2023. Ethics of Hoes Workshop", Venue("CVPR Workshop", 2023)),
        ("Accepted at CVPR Workshop on Hoes 2026", Venue("CVPR Workshop", 2026)),
        ("Accepted at MICCAI HOE Workshop", Venue("MICCAI Workshop")),
        ("Pattern Hoeing (CVPR), CVPR Workshop on Hoes, 2024", Venue("CVPR Workshop", 2024)),
        ("5 pages, ACL SRW 2026", Venue("ACL Workshop", 2026)),
        (
            "International Conference on Machine Learning, Workshop on Hoes, 2024",
            Venue("ICML Workshop", 2024),
        ),
        ("Hoe Workshop at ICLR 2024; Spade Workshop at ICML 2025", Venue("ICLR Workshop", 2024)),
    ],
)
def test_a_workshop_is_not_the_conference(comments: str, venue: Venue) -> None:
    assert venue_of(Paper(id=ArxivId("2401.00001"), title="x", comments=comments)) == venue


@pytest.mark.parametrize(
    "comments",
    [
        "Video appeared in an ICML 2024 tutorial",
        "Hoes4Code @ ICSE 2025",
        "eHOE @ CVPR",
        "AAAI Fall Symposium on Hoes, 2025",
        "AAAI-26 Student Abstract Program",
        "ECAI 2025 Demo Track",
        "FSE Companion '26",
        "Interspeech 2026 Challenge",
        "Earlier versions presented at ICLR 2025 and ICML 2025",
        "A preliminary version of this work appeared at ICML 2023",
        "Accepted at ICLR 2025 and the Hoe Workshop of ICML 2025",
        "Advances in Neural Information Processing Systems, tutorial",
    ],
)
def test_what_takes_place_beside_a_conference_is_not_guessed_at(comments: str) -> None:
    assert venue_of(Paper(id=ArxivId("2401.00001"), title="x", comments=comments)) is None


@pytest.mark.parametrize(
    "comments",
    [
        "",
        "Preprint before NeurIPS main track submission",
        "Project page: www.hoes.example",
        "Submitted to ICML 2024",
        "Under review at ICLR 2025",
        "Under double-blind review at ICLR 2025",
        "Under consideration at ACL 2025",
        "Submitted for possible publication in TNNLS",
        "ICLR 2025 submission",
        "In review at CVPR 2025",
        "Withdrawn from ICLR 2025",
        "Not accepted at ICML 2024",
        "Formatted with the ICML 2024 style file",
        "12 pages, 5 figures",
        "micro benchmarks",
        "NSF 2024 grant accepted",
        "Accepted January 2025",
        "Presented in part at HOES 2024",
        "Submitted to MASCOTS 2026",
        "To appear, see LLM 2024",
        "write to x@icml.cc",
    ],
)
def test_no_venue_is_made_up(comments: str) -> None:
    assert venue_of(Paper(id=ArxivId("2401.00001"), title="x", comments=comments)) is None


@pytest.mark.parametrize(
    ("reference", "venue"),
    [
        ("41st International Conference on Machine Learning, PMLR, 2024", Venue("ICML", 2024)),
        ("Advances in Neural Information Processing Systems 36", Venue("NeurIPS")),
        ("Phys. Rev. D 76, 013009 (2007)", None),
    ],
)
def test_a_venue_is_read_from_the_journal_reference(reference: str, venue: Venue | None) -> None:
    assert venue_of(Paper(id=ArxivId("2401.00001"), title="x", journal_ref=reference)) == venue


@pytest.mark.parametrize(
    ("form", "venue", "text"),
    [
        ("'|2|", Venue("ICML", 2024), "ICML'24"),
        (" |4|", Venue("ICML", 2024), "ICML 2024"),
        ("|0|", Venue("ICML", 2024), "ICML"),
        ("'|2|", Venue("NeurIPS Workshop", 2023), "NeurIPS'23 Workshop"),
        ("'|2|", Venue("ICML"), "ICML"),
        (" |4|arXiv", None, "arXiv 2025"),
        ("|0|Preprint", None, "Preprint"),
        ("'|2|", None, ""),
    ],
)
def test_a_venue_is_written_in_the_form_of_the_list(
    form: str, venue: Venue | None, text: str
) -> None:
    assert write_venue(form, venue, 2025) == text


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("2023-01-31", "2024-05-07"),
        ("2023.1", "2024.5"),
        ("2023/01", "2024/05"),
        ("January 3, 2023", "May 7, 2024"),
        ("31 Jan 2023", "7 May 2024"),
        ("03 Jan 2023", "07 May 2024"),
        ("Jan. 2023", "May. 2024"),
        ("2023 March", "2024 May"),
        ("01/2023", "05/2024"),
        ("[23.01]", "[24.05]"),
        ("2023", "2024"),
    ],
)
def test_a_date_is_written_as_it_was_found(text: str, again: str) -> None:
    (found,) = find_fields(text)
    new = text[: found.start] + write_date(found.form, date(2024, 5, 7)) + text[found.end :]
    assert (found.kind, new) == ("date", again)


AUTHORS = ("Ada Byron", "Charles B. Babbage", "Alan Turing")


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("Jane Roe, John Doe, and Max Power", "Ada Byron, Charles B. Babbage, and Alan Turing"),
        ("Jane Roe, John Doe", "Ada Byron, Charles B. Babbage, Alan Turing"),
        ("J. Roe, J. Doe and M. Power", "A. Byron, C. B. Babbage and A. Turing"),
        ("Jane Roe et al.", "Ada Byron et al."),
        ("Jane Roe (MIT) et al.", "Ada Byron et al."),
        ("Roe et al", "Byron et al"),
        ("Jane Roe, John Doe, et al.", "Ada Byron, Charles B. Babbage, et al."),
        ("Roe, Jane and Doe, John", "Byron, Ada and Babbage, Charles B. and Turing, Alan"),
        (
            "van Roe, Jane M. and Doe, John and Pow, Max",
            "Byron, Ada and Babbage, Charles B. and Turing, Alan",
        ),
    ],
)
def test_authors_are_written_as_they_were_found(text: str, again: str) -> None:
    (found,) = find_fields(text)
    assert (found.kind, write_authors(found.form, AUTHORS)) == ("authors", again)


def test_two_authors_have_no_comma_between_them() -> None:
    (found,) = find_fields("Jane Roe, John Doe, and Max Power")
    assert write_authors(found.form, AUTHORS[:2]) == "Ada Byron and Charles B. Babbage"
    (found,) = find_fields("Jane Roe, John Doe, Max Power")
    assert write_authors(found.form, AUTHORS[:2]) == "Ada Byron, Charles B. Babbage"


def test_surnames_in_front_keep_what_belongs_to_them() -> None:
    (found,) = find_fields("Roe, Jane and Doe, John")
    names = ("Ada M. van der Byron", "Plato")
    assert write_authors(found.form, names) == "van der Byron, Ada M. and Plato"


def test_few_authors_need_no_et_al() -> None:
    (found,) = find_fields("Jane Roe, John Doe, et al.")
    assert write_authors(found.form, AUTHORS[:2]) == "Ada Byron, Charles B. Babbage"
    assert write_authors(found.form, AUTHORS[:1]) == "Ada Byron"
    assert write_authors(found.form, ()) == ""


@pytest.mark.parametrize(
    "text",
    [
        "no names here",
        "one Word, two words",
        "Large Models",
        "12 pages",
        "Roe, Jane",
        "Rain and Snow, Hail and Fog",
        "Rain, Snow, Hail and Fog",
        "Google, Jane and Microsoft, John",
    ],
)
def test_what_is_no_list_of_names_is_left_alone(text: str) -> None:
    assert find_fields(text) == ()


def _authors_form(text: str) -> str:
    (found,) = find_fields(text)
    return found.form


THREE_ET_AL = "Jane Roe, John Doe, Max Power et al."


@pytest.mark.parametrize(
    ("text", "others", "again"),
    [
        ("Jane Roe, John Doe", [THREE_ET_AL], "Ada Byron, Charles B. Babbage, Alan Turing et al."),
        ("Jane Roe and John Doe", [THREE_ET_AL], f"{', '.join(AUTHORS)} et al."),
        (THREE_ET_AL, ["Jane Roe and John Doe"], f"{', '.join(AUTHORS)} et al."),
        ("Jane Roe, John Doe", ["Jane Roe et al."], f"{', '.join(AUTHORS)}, Emmy Noether"),
        ("Jane Roe, John Doe", ["J. Roe et al."], f"{', '.join(AUTHORS)}, Emmy Noether"),
        (
            "Jane Roe, John Doe",
            [THREE_ET_AL, "A Bee, C Dee, E Eff, G Aitch"],
            f"{', '.join(AUTHORS)}, Emmy Noether",
        ),
    ],
)
def test_short_lists_of_authors_say_nothing_against_et_al(
    text: str, others: list[str], again: str
) -> None:
    form = _authors_form(text)
    settled = settle_authors(form, [form, *map(_authors_form, others)])
    assert write_authors(settled, (*AUTHORS, "Emmy Noether")) == again


def test_few_authors_are_joined_as_short_lists_are_where_long_ones_are_cut() -> None:
    forms = [_authors_form(THREE_ET_AL), _authors_form("Jane Roe and John Doe")]
    settled = {settle_authors(form, forms) for form in forms}
    assert len(settled) == 1
    assert write_authors(settled.pop(), AUTHORS[:2]) == "Ada Byron and Charles B. Babbage"


@pytest.mark.parametrize(
    ("heading", "venue"),
    [
        ("NeurIPS 2025", Venue("NeurIPS", 2025)),
        ("ACL'24 (Findings)", Venue("ACL", 2024)),
        ("2023 CVPR Papers", Venue("CVPR", 2023)),
        ("NIPS", Venue("NeurIPS")),
        ("Conference Papers", Venue("")),
        ("Journals", Venue("")),
        ("arXiv 2025", None),
        ("Papers", None),
        ("Hoes at ICML 2025", None),
        ("[TMLR 2025] Stop Digging: A Survey", None),
        ("Conference Talks", None),
        ("2025", None),
        ("", None),
    ],
)
def test_a_heading_is_called_by_a_venue_only_when_it_says_nothing_else(
    heading: str, venue: Venue | None
) -> None:
    assert venue_called(heading) == venue
