"""The replay knows nothing of the future, and learns as the list grows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from bot.arxiv.records.make_paper import Record
from bot.backtest.figures import OURS, Played
from bot.backtest.history import Version, read_history
from bot.backtest.replaying import Corpus, collect, filled, replay, truth_of
from bot.config.config_text import parse_config
from classifier.judging.judge import Judge, fit
from classifier.papers.paper import ArxivId, Listed, Paper, Topic
from classifier.relevance.training_set import Past
from classifier.rules.rule_set import Rules
from tests.backtest.world import (
    MONDAY,
    WEEKS,
    config,
    entries,
    monday,
    name,
    readme,
    record,
    records,
    versions,
)

FIRST_UNKNOWN = 4
Pairs = Iterable[tuple[ArxivId, Record]]


def played(made: list[Version], papers: Pairs, settings: str = "") -> list[Played]:
    history = read_history(made, "52w")
    corpus = collect(papers, history)
    truth = truth_of(history, corpus)
    asked = config()
    if settings:
        asked = parse_config(f'[arxiv]\ncategories = ["cs"]\n{settings}'.encode(), file="c.toml")
    return list(replay(history, corpus, asked, frozenset(truth)))


@pytest.fixture(scope="module")
def weeks() -> list[Played]:
    return played(versions(), records())


def poisoned() -> tuple[list[Version], list[tuple[ArxivId, Record]]]:
    """Return the same world up to the week before `FIRST_UNKNOWN`, and another one after it.

    The list turns to clouds and drops all else; the papers are about other things.
    """
    made = versions()
    clouds = {"bee": [name(week, "cloud", n) for week in range(WEEKS) for n in range(8)]}
    poison = readme({"kettle": [], **clouds})
    cut = FIRST_UNKNOWN + 1
    late = [Version(v.moment, {"README.md": poison}) for v in made[cut:]]
    papers = list(records(range(-4, FIRST_UNKNOWN + 1)))
    for week in range(FIRST_UNKNOWN + 1, WEEKS):
        for subject in ("kettle", "bee", "cloud"):
            for number in range(8):
                arxiv_id, other = record(week, subject, number)
                papers.append((arxiv_id, {**other, "abstract": "poison " * 40}))
    return made[:cut] + late, papers


def test_a_poisoned_future_changes_nothing_before_it(weeks: list[Played]) -> None:
    other = played(*poisoned())
    for honest, spoilt in zip(weeks[: FIRST_UNKNOWN + 1], other, strict=False):
        assert honest.ids == spoilt.ids
        assert honest.probabilities.tolist() == spoilt.probabilities.tolist()
        assert honest.offered == spoilt.offered
        assert {k: v.tolist() for k, v in honest.scores.items()} == {
            k: v.tolist() for k, v in spoilt.scores.items()
        }
    later = slice(FIRST_UNKNOWN + 1, None)
    assert [w.offered for w in weeks[later]] != [w.offered for w in other[later]]


def test_a_week_is_judged_by_lists_and_papers_from_before_it() -> None:
    history = read_history(versions(), "52w")
    corpus = collect(records(), history)
    for place, week in enumerate(history.weeks):
        for paper in corpus.background(place, week.listing):
            assert paper.submitted is not None
            assert paper.submitted < week.start
            assert week.listing.find(paper) is None
    # What is added later was not known to be: it is background like any other.
    assert name(1, "bee", 0) in {p.id for p in corpus.background(2, history.weeks[0].listing)}


def test_the_replay_is_the_same_every_time(weeks: list[Played]) -> None:
    again = played(versions(), reversed(list(records())))
    assert [w.offered for w in again] == [w.offered for w in weeks]
    assert [w.ids for w in again] == [w.ids for w in weeks]


def test_every_week_has_its_papers_that_were_not_listed(weeks: list[Played]) -> None:
    assert [w.start for w in weeks] == [monday(week) for week in range(WEEKS)]
    assert [w.end for w in weeks] == [monday(week + 1) for week in range(WEEKS)]
    assert [len(w.ids) for w in weeks] == [30] * WEEKS
    assert [w.entries for w in weeks] == [16 + 4 * week for week in range(WEEKS)]
    assert all(w.start <= day < w.end for w in weeks for day in w.days)


def test_what_was_added_is_watched_and_ranked_above_the_rest(weeks: list[Played]) -> None:
    for week in weeks:
        watched = {paper.arxiv_id for paper in week.watched}
        added = {name(week.week, s, n) for s in ("kettle", "bee") for n in (0, 1)}
        assert watched == added
        ours = dict(zip(week.ids, week.scores[OURS], strict=True))
        seldom = [score for i, score in ours.items() if int(i[5:]) % 2000 >= 400]
        assert min(ours[i] for i in watched) > max(seldom)
        assert all(paper.section[-1] in ("Kettles", "Bees") for paper in week.watched)


def test_offers_are_sorted_and_bear_the_figures_of_their_paper(weeks: list[Played]) -> None:
    for week in weeks:
        scores = [paper.score for paper in week.offered]
        assert scores == sorted(scores, reverse=True)
        chances = dict(zip(week.ids, week.probabilities, strict=True))
        assert all(chances[paper.arxiv_id] == paper.probability for paper in week.offered)
        assert all(paper.week == week.week for paper in week.offered)


def test_plain_rules_rank_the_same_papers(weeks: list[Played]) -> None:
    assert list(weeks[0].scores) == [OURS, "keywords only", "centroid", "newest first"]
    assert {len(score) for week in weeks for score in week.scores.values()} == {30}
    newest = weeks[0].scores["newest first"]
    days = np.array([day.toordinal() for day in weeks[0].days])
    assert np.array_equal(np.argsort(newest, kind="stable"), np.argsort(days, kind="stable"))


def test_categories_and_rules_of_the_config_hold() -> None:
    papers = [(i, {**r, "categories": "math.CO"} if i[-1] == "0" else r) for i, r in records()]
    weeks = played(
        versions(),
        papers,
        '[rules]\nnever = ["honey"]\n[sections.Kettles.keywords]\n"kettle" = 3\n',
    )
    assert all(not i.endswith("0") for week in weeks for i in week.ids)
    bees = [paper for week in weeks for paper in week.watched if paper.section[-1] == "Bees"]
    assert {paper.probability < 0.01 for paper in bees} == {True}
    assert {paper.barred for paper in bees} == {"ruled out"}
    assert weeks[0].scores["keywords only"].max() == 3


def test_of_two_records_of_a_paper_the_second_is_watched_as_a_twin() -> None:
    first, second = name(5, "kettle", 0), name(5, "kettle", 1)
    texts = dict(records())
    same = {key: texts[first][key] for key in ("title", "abstract")}
    weeks = played(versions(), [(i, {**r, **same} if i == second else r) for i, r in records()])
    barred = {p.arxiv_id: p.barred for p in weeks[5].watched}
    assert sorted([barred[first], barred[second]]) == ["", "twin"]
    for week in weeks:
        shown = {p.arxiv_id for p in week.offered}
        assert {p.arxiv_id for p in week.watched if not p.barred} == shown & {
            p.arxiv_id for p in week.watched
        }


def test_a_paper_of_a_section_that_the_list_lacked_is_watched_as_such() -> None:
    gone = "[sections.Cutlery.keywords]\nbee = 10\nhoney = 10\nhive = 10\n"
    weeks = played(versions(), records(), f"[sections.Kettles.keywords]\nkettle = 1\n{gone}")
    barred = {p.barred for week in weeks for p in week.watched if p.section == ("Cutlery",)}
    assert barred == {"section gone"}


def test_an_old_list_without_the_sections_of_today_is_replayed_without_their_rules() -> None:
    weeks = played(versions(), records(), '[sections.Cutlery.keywords]\n"fork" = 3\n')
    assert len(weeks) == WEEKS


def test_a_week_before_anything_can_be_learnt_is_left_out() -> None:
    empty = Version(MONDAY - timedelta(hours=30), {"README.md": b"text\n"})
    first = Version(MONDAY + timedelta(days=9), {"README.md": readme(entries(1))})
    weeks = played([empty, first, *versions()[3:]], records())
    assert [week.week for week in weeks] == list(range(2, WEEKS))


def test_weeks_without_papers_at_either_end_are_left_out() -> None:
    history = read_history(versions(), "52w")
    corpus = collect(records(range(2, 5)), history)
    assert list(filled(corpus)) == [2, 3, 4]
    assert list(filled(Corpus({}, (), ((), ())))) == []


def test_papers_without_a_date_are_counted_and_left_out() -> None:
    history = read_history(versions(), "52w")
    undated = [(i, {**r, "date": ""}) for i, r in records(range(1))]
    corpus = collect(undated, history)
    assert (corpus.without_date, sum(map(len, corpus.weeks)), corpus.older) == (30, 0, ())
    assert len(corpus.known) == 4


def test_the_list_is_learnt_again_when_it_grew(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []

    def counted(
        listed: Sequence[Listed],
        topics: Sequence[Topic],
        rules: Rules,
        background: Sequence[Paper],
        past: Past,
    ) -> Judge:
        sizes.append(len(listed))
        return fit(listed, topics, rules, background, past)

    monkeypatch.setattr("bot.backtest.replaying.fit", counted)
    still = versions()[:1] * 6
    frozen = [Version(v.moment + timedelta(weeks=n), v.files) for n, v in enumerate(still)]
    played(frozen, records())
    assert sizes == [16, 16]
    sizes.clear()
    played(versions(4), records(range(-4, 4)))
    assert sizes == [16, 20, 24, 28]


def test_moments_are_aware() -> None:
    assert read_history(versions(), "52w").weeks[0].start == datetime(2024, 4, 1, tzinfo=UTC)
