"""The whole pass over fakes: what is proposed, what is left out, and what is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.arxiv.sweep.source import HalfKnownError
from bot.core.errors import ListError, SourceError, TryAgainLater
from bot.core.logged_progress import LoggedProgress
from bot.pipeline.report import Report, as_text
from bot.pipeline.run import look_up, run
from bot.pipeline.stages import Failure
from classifier.papers.paper import ArxivId, Paper
from tests.fakes import FakeForge, FakeSource
from tests.pipeline.small_list import (
    BACKGROUND,
    ORDER,
    OTHER,
    PLANNING,
    README,
    RULES,
    SERVING,
    ids,
    job,
    report_of,
    sweep_of,
)


def test_papers_that_belong_are_inserted_into_their_sections() -> None:
    forge = FakeForge({"README.md": README})
    report = report_of(FakeSource(sweep_of(SERVING, PLANNING, OTHER)), job(forge))
    assert sorted(ids(report)) == [SERVING.id, PLANNING.id]
    [proposal] = forge.published
    assert proposal.files["README.md"] == README.replace(
        b"serving\n",
        b"serving\n- [Fair serving of language models under load](https://arxiv.org/abs/2611.00001)\n",
    ) + (b"\n- [Planning ahead with language model agents](https://arxiv.org/abs/2611.00002)\n")
    assert report.outcome is not None
    assert report.outcome.what == "created"
    assert report.sweep.tally.requests == 2


@pytest.mark.parametrize(
    ("why", "hidden"),
    [
        ("listed by id", replace(SERVING, id=ArxivId("2401.00001"), version=3)),
        (
            "listed by title",
            replace(SERVING, title="Recall: Long-Term Memory of Language Model Agents"),
        ),
        ("withdrawn", replace(SERVING, withdrawn=True)),
        ("refused", replace(SERVING, id=ArxivId("2611.09999"))),
        ("in no category of this list", replace(SERVING, categories=("hep-th", "math.CO"))),
    ],
)
def test_a_paper_that_must_not_be_proposed_is_not(why: str, hidden: Paper) -> None:
    forge = FakeForge({"README.md": README}, refused=frozenset({ArxivId("2611.09999")}))
    report = report_of(FakeSource(sweep_of(hidden, PLANNING)), job(forge))
    assert ids(report) == [PLANNING.id], why
    assert hidden.id not in {item.arxiv_id for item in report.papers.near_misses}


@pytest.mark.parametrize(
    ("policy", "categories", "proposed"),
    [
        ('cross = "ignore"', ("cs.AI", "cs.DC"), False),
        ('cross = "ignore"', ("cs.DC", "cs.AI"), True),
        ('cross = "ignore"', (), True),
        ('new = "ignore"', ("cs.AI", "cs.DC"), True),
        ('new = "ignore"', ("cs.DC",), False),
        ('replace = "propose"', ("cs.DC",), True),
    ],
)
def test_each_kind_of_announcement_has_its_policy(
    policy: str, categories: tuple[str, ...], proposed: bool
) -> None:
    config = f"[arxiv.announcements]\n{policy}\n{RULES}"
    source = FakeSource(sweep_of(replace(SERVING, categories=categories)))
    report = report_of(source, job(FakeForge({"README.md": README}), config))
    assert bool(ids(report)) is proposed


@pytest.mark.parametrize("categories", [(), ("cs.AI", "cs.DC")])
def test_an_unknown_category_and_a_cross_list_pass(categories: tuple[str, ...]) -> None:
    forge = FakeForge({"README.md": README})
    found = replace(SERVING, categories=categories)
    assert ids(report_of(FakeSource(sweep_of(found)), job(forge))) == [SERVING.id]


def test_the_best_within_the_limit_are_proposed_and_the_rest_are_near_misses() -> None:
    forge = FakeForge({"README.md": README})
    source = FakeSource(sweep_of(SERVING, PLANNING))
    report = report_of(source, job(forge), order=replace(ORDER, limit=1))
    assert len(report.papers.proposed) == 1
    [missed] = report.papers.near_misses
    assert missed.reasons[0] == "left out: likely enough, but over the budget"


def test_what_did_not_fit_into_the_budget_is_counted_and_told() -> None:
    forge = FakeForge({"README.md": README})
    source = FakeSource(sweep_of(SERVING, PLANNING))
    report = report_of(source, job(forge), order=replace(ORDER, limit=1))
    assert report.counts["over_budget"] == 1
    assert "waiting until there is room here: 1 paper\n" in forge.published[0].body
    assert "1 more were likely enough" in as_text(report, width=100)


@pytest.mark.parametrize("ending", [b"\n", b""])
def test_the_checks_count_inserted_lines_and_nothing_else(ending: bytes) -> None:
    forge = FakeForge({"README.md": README.removesuffix(b"\n") + ending})
    report_of(FakeSource(sweep_of(PLANNING)), job(forge))
    assert "only insertions (+2 / -0 lines)" in forge.published[0].body


def test_counters_and_stamps_follow_where_the_config_says_so() -> None:
    readme = README.replace(b"# A list\n", b"# A list\n\nTotal: 2 papers, updated 2026-01-01\n")
    forge = FakeForge({"README.md": readme})
    config = f"[list]\nupdate_counters = true\nupdate_stamp = true\n{RULES}"
    report = report_of(FakeSource(sweep_of(PLANNING)), job(forge, config))
    assert "+Total: 3 papers, updated 2026-11-22" in report.diff
    how = "only insertions (+2 lines); lines with a number or date renewed: 1"
    assert how in forge.published[0].body


def test_a_paper_that_only_a_comment_names_was_taken_out_on_purpose() -> None:
    hidden = b"\n<!-- - [Fair](https://arxiv.org/abs/2611.00001) -->\n"
    forge = FakeForge({"README.md": README + hidden})
    assert ids(report_of(FakeSource(sweep_of(SERVING)), job(forge))) == []


@pytest.mark.parametrize("size", [0, 1, 5])
def test_too_small_a_background_leaves_the_rules_in_charge(size: int) -> None:
    forge = FakeForge({"README.md": README})
    few = sweep_of(SERVING, OTHER, background=BACKGROUND[:size])
    assert ids(report_of(FakeSource(few), job(forge))) == [SERVING.id]


def test_nothing_new_publishes_nothing() -> None:
    forge = FakeForge({"README.md": README})
    report = report_of(FakeSource(sweep_of(OTHER)), job(forge))
    assert report.proposal is None
    assert report.diff == ""
    assert forge.published == []


def test_an_open_pull_request_is_brought_up_to_date_even_without_news() -> None:
    forge = FakeForge({"README.md": README}, number=7)
    report = report_of(FakeSource(sweep_of(OTHER)), job(forge))
    [proposal] = forge.published
    assert proposal.files == {}
    assert report.papers.proposed == ()


def test_a_dry_run_stops_before_the_last_step() -> None:
    forge = FakeForge({"README.md": README})
    real = report_of(FakeSource(sweep_of(SERVING)), job(FakeForge({"README.md": README})))
    dry = report_of(FakeSource(sweep_of(SERVING)), job(forge), order=replace(ORDER, dry_run=True))
    assert forge.published == []
    assert dry.proposal == real.proposal
    assert dry.diff == real.diff


def test_a_second_run_over_the_edited_list_finds_nothing() -> None:
    forge = FakeForge({"README.md": README})
    source = FakeSource(sweep_of(SERVING, PLANNING))
    report_of(source, job(forge))
    again = FakeForge(dict(forge.published[0].files))
    assert ids(report_of(source, job(again))) == []


def test_an_incomplete_sweep_is_told_and_what_is_certain_is_still_proposed() -> None:
    forge = FakeForge({"README.md": README})
    cut = sweep_of(SERVING, complete=False, troubles=("3 of 4 papers are missing",))
    report = report_of(FakeSource(cut), job(forge))
    assert not report.sweep.complete
    assert report.sweep.troubles == ("3 of 4 papers are missing",)
    assert ids(report) == [SERVING.id]
    assert "INCOMPLETE" in forge.published[0].body


def test_entries_whose_metadata_cannot_be_had_are_known_by_title() -> None:
    source = FakeSource(sweep_of(SERVING), TryAgainLater("arXiv is away"))
    report = report_of(source, job(FakeForge({"README.md": README})))
    assert ids(report) == [SERVING.id]
    assert report.sweep.troubles == (
        "2 of 2 listed papers are known by their titles only: arXiv is away",
    )
    assert not report.sweep.complete


@pytest.mark.parametrize(("known", "enough"), [(19, True), (18, False)])
def test_look_ups_that_fail_hold_the_mark_only_where_the_model_suffers(
    known: int, enough: bool
) -> None:
    wanted = [replace(OTHER, id=ArxivId(f"2501.{n:05d}")) for n in range(20)]
    found = {p.id: p for p in wanted[:known]}
    source = FakeSource(sweep_of(), HalfKnownError("arXiv is away", found))
    told = look_up(source, frozenset(p.id for p in wanted))
    assert (told.papers, told.missing, told.enough) == (
        found,
        (f"{20 - known} of 20 listed papers are known by their titles only: arXiv is away",),
        enough,
    )


def test_a_heading_that_is_gone_keeps_its_papers_visible() -> None:
    forge = FakeForge({"README.md": README.replace(b"## Planning\n", b"")})
    report = report_of(FakeSource(sweep_of(SERVING, PLANNING)), job(forge))
    assert ids(report) == [SERVING.id]
    assert [item.arxiv_id for item in report.papers.could_not_place] == [PLANNING.id]
    assert report.papers.could_not_place[0].section == ("Planning",)
    assert report.papers.could_not_place[0].reasons[0] == "left out: its section is not in the list"
    assert "the list has no section 'Planning' any more" in report.warnings[0]


def test_a_paper_comes_to_its_best_section_and_a_guess_is_called_one() -> None:
    alike = b"# A list\n\n## Serving one\n\n## Serving two\n\n## Serving three\n"
    rules = '[rules.keywords]\n"serving" = 9\n'
    report = report_of(FakeSource(sweep_of(SERVING)), job(FakeForge({"README.md": alike}), rules))
    told = {item.arxiv_id: (item.confidence < 0.5, item.looks) for item in report.papers.proposed}
    assert told == {SERVING.id: (True, ("its section is a guess",))}


def test_among_sections_called_by_venues_a_preprint_waits_for_one_of_its_own() -> None:
    at_venues = README.replace(b"## Serving", b"## ICML 2024").replace(b"## Memory", b"## ACL 2024")
    files = {"README.md": at_venues.replace(b"## Planning\n", b"")}
    report = report_of(
        FakeSource(sweep_of(SERVING)), job(FakeForge(files), '[rules.keywords]\n"serving" = 9\n')
    )
    [item] = report.papers.could_not_place
    assert (item.section, item.reasons[0]) == (
        (),
        "left out: it tells none of the venues that sections are called by; “arXiv 2026” would take"
        " it",
    )


def test_a_list_that_a_program_writes_says_so_in_the_pull_request() -> None:
    made = b"<!-- generated by build.py from papers.yaml -->\n\n"
    report = report_of(FakeSource(sweep_of(SERVING)), job(FakeForge({"README.md": made + README})))
    assert report.warnings == (
        "README.md, line 1: says that a program writes it; what is added here is lost with the next"
        " build: add papers to papers.yaml",
    )


def test_a_list_in_another_markup_is_refused_with_what_to_do() -> None:
    rst = b"Mice\n====\n\n* `Of mice <https://arxiv.org/abs/2401.00001>`_\n"
    [failure] = run(
        [job(FakeForge({"README.md": rst}))],
        ORDER,
        open_source=lambda _wanted: FakeSource(sweep_of(SERVING)),
        progress=LoggedProgress(),
    )
    assert isinstance(failure, Failure)
    assert str(failure.error) == (
        "README.md: is written in reStructuredText; convert it to Markdown: "
        "pandoc -f rst -t gfm README.md -o README.md"
    )


def test_all_lists_share_one_sweep_and_a_broken_one_does_not_stop_the_others() -> None:
    good, broken = FakeForge({"README.md": README}), FakeForge({"README.md": b"\xff"})
    other = replace(PLANNING, categories=("cs.AI",))
    source = FakeSource(sweep_of(SERVING, other))
    jobs = [
        job(good),
        job(broken, name="broken"),
        job(FakeForge({"README.md": README}), categories='["cs.AI"]', name="second"),
    ]
    failure, first, second = run(
        jobs, ORDER, open_source=lambda _wanted: source, progress=LoggedProgress()
    )
    assert isinstance(failure, Failure)
    assert failure.list_name == "broken"
    assert isinstance(failure.error, ListError)
    assert "README.md, line 1: " in str(failure.error)
    assert isinstance(first, Report)
    assert isinstance(second, Report)
    assert ids(first) == [SERVING.id]
    assert ids(second) == [PLANNING.id]
    assert [asked for _, asked in source.asked] == [("cs.AI", "cs.DC")]


def test_an_empty_list_is_called_empty() -> None:
    jobs = [job(FakeForge({"README.md": b" \n"}), config="")]
    source = FakeSource(sweep_of(SERVING))
    [failure] = run(jobs, ORDER, open_source=lambda _wanted: source, progress=LoggedProgress())
    assert isinstance(failure, Failure)
    assert str(failure.error) == "README.md: is empty; write a heading and some papers into it"


def test_a_sweep_that_fails_ends_the_run_before_anything_is_published() -> None:
    forge = FakeForge({"README.md": README})
    with pytest.raises(SourceError, match="refused"):
        list(
            run(
                [job(forge)],
                ORDER,
                open_source=lambda _wanted: FakeSource(SourceError("refused")),
                progress=LoggedProgress(),
            )
        )
    assert forge.published == []


def test_the_source_is_told_up_front_what_will_be_looked_up() -> None:
    told: list[frozenset[ArxivId]] = []
    source = FakeSource(sweep_of(SERVING))

    def opener(wanted: frozenset[ArxivId]) -> FakeSource:
        told.append(wanted)
        return source

    list(
        run(
            [job(FakeForge({"README.md": README}))],
            ORDER,
            open_source=opener,
            progress=LoggedProgress(),
        )
    )
    assert told == [frozenset({ArxivId("2401.00001"), ArxivId("2401.00002")})]
    assert source.looked_up == ["2401.00001", "2401.00002"]
