"""`--since last` over many runs: outages, long sleeps, clocks that jump, two runs at once."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.arxiv.sweep.calendar import EASTERN
from classifier.papers.paper import Paper
from tests.arxiv.fakes import NOW, crowd
from tests.arxiv.pages import midnight
from tests.arxiv.server import ArxivDouble
from tests.cli.conftest import CONFIG, Desk, told

DAY = 86_400
ARGS = ("--publish", "write", "--since", "last", "--json")
UNTIL = NOW + timedelta(days=60)
EVERY = CONFIG + (
    "[select]\nbudget = 200\nmin_probability = 0\nmin_confidence = 0\n"
    '[rules.keywords]\n"parcels" = 9\n'
)


def words(paper: Paper) -> str:
    """Return a text of its own for *paper*: near duplicates would be shown once."""
    draw = random.Random(paper.id)  # noqa: S311  # repeatable, not secret
    own = ("".join(draw.choices("bdfgklmnprstv", k=7)) for _ in range(9))
    return f"Serving parcels {' '.join(own)}"


class World:
    """An archive that goes on, and all papers that were proposed."""

    def __init__(self, desk: Desk, arxiv: ArxivDouble, capsys: pytest.CaptureFixture[str]) -> None:
        (desk.folder / "config" / "mine.toml").write_text(EVERY, encoding="utf-8")
        made = crowd(150, seed=5, until=UNTIL, days=120, held=0.15)
        self.papers = tuple(replace(p, title=words(p), abstract=words(p)) for p in made)
        self.desk, self.arxiv, self.capsys = desk, arxiv, capsys
        self.proposed: list[str] = []

    @property
    def now(self) -> datetime:
        return self.desk.clock.now()

    def known(self, moment: datetime) -> list[Paper]:
        return [p for p in self.papers if p.announced and p.announced < moment]

    def run(self, *, really: datetime | None = None) -> tuple[int, dict[str, object]]:
        """Run at the clock's time; arXiv has what was announced by then, or *really*."""
        self.arxiv.papers = self.known(really or self.now)
        code = self.desk.run(*ARGS)
        out = told(self.capsys)[0]
        report = json.loads(out) if out else {}
        self.proposed += [paper["arxiv_id"] for paper in report.get("proposed", [])]
        return code, report

    def missed(self, since: datetime, until: datetime) -> set[str]:
        wanted: set[str] = {p.id for p in self.known(until) if p.announced and p.announced >= since}
        return wanted - set(self.proposed)


@pytest.fixture
def world(desk: Desk, arxiv: ArxivDouble, capsys: pytest.CaptureFixture[str]) -> World:
    return World(desk, arxiv, capsys)


def test_week_after_week_nothing_is_lost_and_nothing_proposed_twice(world: World) -> None:
    for _ in range(3):
        assert world.run()[0] == 0
        world.desk.clock.sleep(7 * DAY)
    assert world.missed(NOW, NOW + timedelta(days=14)) == set()
    assert len(world.proposed) == len(set(world.proposed))


@pytest.mark.parametrize("days", [1, 40])
def test_after_a_long_sleep_nothing_is_skipped(world: World, days: int) -> None:
    world.run()
    world.desk.clock.sleep(days * DAY)
    assert world.run()[0] == 0
    assert world.missed(NOW, world.now) == set()
    assert len(world.proposed) == len(set(world.proposed))


def test_an_outage_of_a_day_is_caught_up_with(world: World) -> None:
    world.run()
    before = world.desk.readme
    world.arxiv.faults = lambda _: "503"
    world.desk.clock.sleep(DAY // 4)
    assert world.run()[0] == 0  # what was swept this morning is all there is until the evening
    for _ in range(4):
        world.desk.clock.sleep(DAY // 4)
        code, report = world.run()
        assert (code, report["complete"]) == (75, False)
        assert "run again later, nothing is lost" in str(report["error"])
    assert world.desk.readme == before
    world.arxiv.faults = ()
    world.desk.clock.sleep(DAY)
    assert world.run()[0] == 0
    assert world.missed(NOW, world.now) == set()


def test_an_incomplete_run_proposes_what_is_certain_and_the_next_one_the_rest(world: World) -> None:
    world.run()
    world.desk.clock.sleep(7 * DAY)
    first = len(world.arxiv.asked)
    world.arxiv.faults = lambda number: "hole" if number < first + 2 else ""
    assert world.run()[0] in (0, 75)
    world.arxiv.faults = ()
    assert world.run()[0] == 0
    assert world.missed(NOW, world.now) == set()
    assert len(world.proposed) == len(set(world.proposed))


@pytest.mark.parametrize("jump", [-20, 1, 300])
def test_a_run_with_a_wrong_clock_makes_the_next_one_skip_nothing(world: World, jump: int) -> None:
    world.run()
    right = world.now + timedelta(days=3)
    world.desk.clock.sleep((3 + jump) * DAY)
    world.run(really=right)
    world.desk.clock.sleep((12 - jump) * DAY)
    assert world.run()[0] == 0
    assert world.missed(NOW, world.now) == set()
    assert len(world.proposed) == len(set(world.proposed))


def test_a_lost_memory_costs_a_full_sweep_and_nothing_else(world: World) -> None:
    world.run()
    for path in world.desk.folder.parent.rglob("marks/*.json"):
        path.unlink()
    world.desk.clock.sleep(14 * DAY)
    assert world.run()[0] == 0
    assert world.missed(NOW, world.now) == set()
    assert len(world.proposed) == len(set(world.proposed))


def test_a_replay_moves_the_mark_forward_only_and_remembers_no_papers(world: World) -> None:
    [path] = [world.desk.folder.parent / "state" / "paper-bot" / "marks" / "mine.json"]
    for now, until in (("2026-03-10", "2026-03-10"), ("2026-03-17", "2026-03-17"),
                       ("2026-03-12", "2026-03-17")):  # fmt: skip
        world.arxiv.papers = world.known(datetime.fromisoformat(f"{now}T00:00:00+00:00"))
        assert world.desk.run("--publish", "write", "--since", "last", "--now", now) == 0
        assert json.loads(path.read_bytes()) == {"version": 2, "until": f"{until}T00:00:00+00:00"}


def test_feeds_go_on_day_by_day_and_missed_ones_are_caught_up_with(world: World) -> None:
    """Feeds, an outage of two mailings, and a day on which the search API fills the gap."""
    args = ("--publish", "write", "--since", "last", "--source", "feed", "--json")
    papers = [
        replace(p, announced=midnight(p.announced.astimezone(EASTERN).date() + timedelta(days=1)))
        for p in crowd(700, seed=5, until=UNTIL, days=120, held=0)
        if p.announced
    ]
    world.papers = tuple(replace(p, title=words(p), abstract=words(p)) for p in papers)
    codes = []
    for day in range(9):
        world.arxiv.papers, world.arxiv.today = world.known(world.now), world.now.date()
        world.arxiv.faults = (lambda _: "503") if day in (5, 6) else ()
        asked = len(world.arxiv.asked)
        codes.append(world.desk.run(*args))
        out = told(world.capsys)[0]
        world.proposed += [paper["arxiv_id"] for paper in json.loads(out).get("proposed", [])]
        paths = {a.path for a in world.arxiv.asked[asked:]}
        assert ("/rss/cs.DC" in paths) is (day not in (0, 6, 7))  # nothing is remembered at first
        world.desk.clock.sleep(DAY)
    assert codes == [0, 0, 0, 0, 0, 75, 75, 0, 0]
    assert world.missed(NOW - timedelta(hours=8), world.now - timedelta(days=1)) == set()
    assert len(world.proposed) == len(set(world.proposed))


@pytest.mark.parametrize(
    ("fault", "step", "days"), [("429", 1, 15), ("406", 7, 21), ("refused", 7, 21)]
)
def test_weeks_without_the_search_api_lose_nothing_and_end_with_0(
    world: World, monkeypatch: pytest.MonkeyPatch, fault: str, step: int, days: int
) -> None:
    assert world.run()[0] == 0
    world.arxiv.at_door = {"api": fault}
    for name, value in world.arxiv.env("").items():
        monkeypatch.setenv(name, value)
    for _ in range(0, days, step):
        world.desk.clock.sleep(step * DAY)
        code, report = world.run()
        assert (code, report["complete"]) == (0, True), report["troubles"]
    assert world.missed(NOW, world.now) == set()
    assert len(world.proposed) == len(set(world.proposed))
