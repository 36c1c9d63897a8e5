"""Links that lead nowhere: who is asked, how often, when it is said, and of whom never."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.arxiv.store.branch_marks import ShelfMarks
from bot.arxiv.store.marks import Marks
from bot.arxiv.sweep.source import Mark
from bot.care.dead_ends.dead_links import Failing, LinkStore, LinkWatch, Reply, failing_of, links_of
from bot.care.dead_ends.robots import read_robots
from bot.core.logged_progress import LoggedProgress
from bot.lists.reading import PaperList, read_list
from bot.markdown.document import Document
from tests.arxiv.test_shelf_marks import FakeShelf
from tests.care.small_care import README, CareScene
from tests.fakes import FakeClock

CODE = "https://code.example.org/spades"
FORKS = "https://code.example.org/forks"
PAGE = "http://robots.example.net/hoses"
FINE, MISSING, AWAY = Reply(200), Reply(404), Reply(0, why="no answer in time")


class FakeWeb:
    """Hosts that reply as they are told, 404 for robots.txt; remembers who was asked, and when."""

    def __init__(self, clock: FakeClock, replies: Mapping[str, Reply] | None = None) -> None:
        self.clock, self.replies = clock, dict(replies or {})
        self.asked: list[tuple[str, str]] = []
        self.times: dict[str, list[float]] = {}
        self.takes = 0.0  # seconds a reply

    def ask(self, method: str, url: str, *, most: int = 0) -> Reply:
        assert bool(most) == url.endswith("/robots.txt")
        self.asked.append((method, url))
        self.times.setdefault(url.split("/")[2], []).append(self.clock.monotonic())
        self.clock.sleep(self.takes)
        missing = MISSING if most else FINE
        return self.replies.get(f"{method} {url}", self.replies.get(url, missing))


class FakeStore:
    """Keeps what is saved, as JSON would."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def load_links(self, list_name: str) -> object:
        return json.loads(self.texts.get(list_name, "null"))

    def save_links(self, list_name: str, fields: object) -> None:
        self.texts[list_name] = json.dumps(fields)


def list_with(*urls: str) -> PaperList:
    entry = "- [Robots that Dig](https://arxiv.org/abs/2404.0000{}) [[Code]({})]\n"
    lines = [entry.format(number, url) for number, url in enumerate(urls, 1)]
    return read_list([Document.parse("".join(["# Robots\n\n", *lines]).encode(), name="a.md")])


class Garden:
    """A list's links, day after day."""

    def __init__(self, *urls: str, store: LinkStore | None = None) -> None:
        self.listing, self.clock = list_with(*urls), FakeClock()
        self.web, self.store = FakeWeb(self.clock), store or FakeStore()

    def day(self, *, dry: bool = False) -> Mapping[str, str]:
        """Another day's run; what is said after it."""
        self.clock.sleep(timedelta(days=1).total_seconds())
        self.web.asked.clear()
        watch = LinkWatch(self.web, self.store, self.clock, LoggedProgress(), dry=dry)
        assert watch.dead("mine", self.listing) == watch.dead("mine", self.listing)
        return watch.dead("mine", self.listing)


def test_a_dead_link_is_said_on_the_third_day_and_no_sooner() -> None:
    garden = Garden(CODE, PAGE)
    garden.web.replies[CODE] = MISSING
    assert [garden.day(), garden.day()] == [{}, {}]
    for _ in range(5):
        assert garden.day() == {CODE: "has not worked since 2026-11-23: HTTP 404"}
    garden.web.replies[CODE] = FINE
    assert garden.day() == {}
    garden.web.replies[CODE] = MISSING
    assert garden.day() == {}  # what worked begins anew


def test_a_day_counts_once_and_a_dry_run_not_at_all() -> None:
    garden = Garden(CODE)
    garden.web.replies[CODE] = MISSING
    for _ in range(3):
        assert garden.day(dry=True) == {}
    garden.day()
    for _ in range(2):
        watch = LinkWatch(garden.web, garden.store, garden.clock, LoggedProgress())
        watch.dead("mine", garden.listing)
    assert garden.day() == {}
    assert garden.day().keys() == {CODE}


@pytest.mark.parametrize(
    ("head", "get", "said"),
    [
        (FINE, MISSING, ""),  # HEAD is enough
        (MISSING, FINE, ""),  # some hosts know no HEAD
        (Reply(405), FINE, ""),
        (MISSING, MISSING, "HTTP 404"),
        (MISSING, Reply(410), "HTTP 410"),
        (AWAY, Reply(0, why="there is no such host"), "there is no such host"),
        (Reply(500), Reply(502), "HTTP 502"),
        (MISSING, Reply(400), ""),  # what people would see, nobody can tell
        (Reply(304), MISSING, ""),
        *((Reply(status), Reply(status), "") for status in (401, 403, 405, 429, 503, 999)),
    ],
)
def test_head_is_tried_and_then_get(head: Reply, get: Reply, said: str) -> None:
    garden = Garden(CODE, PAGE)
    garden.web.replies |= {f"HEAD {CODE}": head, f"GET {CODE}": get}
    for _ in range(3):
        dead = garden.day()
    assert dead == ({CODE: f"has not worked since 2026-11-23: {said}"} if said else {})


def test_a_redirection_is_followed_and_its_end_counts() -> None:
    garden = Garden(CODE, PAGE, FORKS)
    elsewhere = "https://other.example.org/there"
    garden.web.replies |= {CODE: Reply(301, elsewhere), elsewhere: MISSING, PAGE: Reply(302, PAGE)}
    for _ in range(3):
        dead = garden.day()
    assert dead.keys() == {CODE}  # a circle is not told of
    assert ("GET", "https://other.example.org/robots.txt") in garden.web.asked


@pytest.mark.parametrize(
    "to", ["http://[", "https://arxiv.org/abs/2404.1", "ftp://a.example", "//"]
)
def test_a_redirection_to_what_is_not_asked_is_not_followed(to: str) -> None:
    garden = Garden(CODE, FORKS, PAGE)
    garden.web.replies |= {
        CODE: Reply(302, to),
        "http://robots.example.net/robots.txt": Reply(301, to),
    }
    assert [garden.day() for _ in range(3)] == [{}] * 3
    assert {url.split("/")[2] for _, url in garden.web.asked} == {
        "code.example.org",
        "robots.example.net",
    }
    assert {("HEAD", FORKS), ("HEAD", PAGE)} <= set(garden.web.asked)


@pytest.mark.parametrize(
    ("robots", "asked"),
    [
        (Reply(200, text="User-agent: *\nDisallow: /sp"), False),
        (Reply(200, text="User-agent: other\nDisallow: /"), True),
        (Reply(301, "https://elsewhere.example.org/robots.txt"), True),  # 404 there
        (Reply(500), False),
        (Reply(403), False),
        (MISSING, True),
    ],
)
def test_robots_txt_is_minded(robots: Reply, asked: bool) -> None:
    garden = Garden(CODE)
    garden.web.replies |= {"https://code.example.org/robots.txt": robots, CODE: MISSING}
    for _ in range(3):
        dead = garden.day()
    assert (("HEAD", CODE) in garden.web.asked) == asked
    assert (CODE in dead) == asked


def test_of_a_host_that_refuses_bots_nothing_is_said_and_what_was_counted_is_forgotten() -> None:
    garden = Garden(CODE, FORKS, PAGE)
    garden.web.replies[CODE] = MISSING
    garden.day()
    garden.day()
    garden.web.replies[FORKS] = Reply(403)
    assert garden.day() == {}
    garden.web.replies[FORKS] = FINE
    assert garden.day() == {}


def test_a_refusing_host_is_left_alone_for_the_rest_of_the_round() -> None:
    garden = Garden(CODE, FORKS)
    garden.web.replies[CODE] = Reply(429)
    garden.day()
    assert ("HEAD", FORKS) not in garden.web.asked


def test_where_no_host_answers_our_own_network_is_away() -> None:
    garden = Garden(CODE, PAGE)
    hosts = {f"{url.rpartition('/')[0]}/robots.txt": AWAY for url in (CODE, PAGE)}
    garden.web.replies |= {CODE: AWAY, PAGE: AWAY, **hosts}
    assert [garden.day() for _ in range(4)] == [{}] * 4
    assert garden.web.asked == [("GET", url) for url in hosts]  # a host that is away: asked once


def test_a_host_is_asked_once_a_second_at_most() -> None:
    garden = Garden(*(f"{CODE}{number}" for number in range(5)), PAGE)
    garden.web.replies |= {f"{CODE}{number}": MISSING for number in range(5)}
    garden.day()
    for times in garden.web.times.values():
        assert all(later - time >= 1 for time, later in pairwise(times))
    assert len(garden.web.times["code.example.org"]) == 11


def test_a_long_list_is_gone_through_in_several_runs_what_fails_first() -> None:
    urls = [f"{CODE}{number}" for number in range(2000)]
    garden = Garden(*urls)
    garden.web.replies[urls[3]] = MISSING
    garden.day()
    [first] = [garden.web.asked[1:]]
    garden.day()
    assert garden.web.asked[1:4:2] == [("HEAD", urls[3]), ("HEAD", urls[len(first) - 1])]


@pytest.mark.parametrize(("dead", "rounds"), [(0, 4), (20, 8)])
def test_every_link_of_many_hosts_is_asked_in_the_end(dead: int, rounds: int) -> None:
    urls = [f"{CODE}{number}" for number in range(60)]
    urls += [f"https://host{number}.example.org/" for number in range(20)]
    garden = Garden(*urls)
    garden.web.replies |= dict.fromkeys(urls[:dead], MISSING)
    garden.web.takes = 30.0
    asked = set[str]()
    for _ in range(rounds):
        assert not asked.issuperset(urls)
        garden.day()
        asked |= {url for method, url in garden.web.asked if method == "HEAD"}
    assert asked.issuperset(urls)


def test_two_lists_share_the_patience_of_a_host() -> None:
    garden = Garden(CODE)
    watch = LinkWatch(garden.web, garden.store, garden.clock, LoggedProgress())
    for name in ("mine", "other"):
        watch.dead(name, garden.listing)
    [times] = garden.web.times.values()
    assert all(later - time >= 1 for time, later in pairwise(times))


@pytest.mark.parametrize(
    "url",
    ["https://arxiv.org/pdf/2404.00001", "https://export.arxiv.org/x", "http://localhost/x",
     "ftp://code.example.org/spades", "https://[broken/spades"],
)  # fmt: skip
def test_who_is_never_asked(url: str) -> None:
    assert links_of(list_with(url)) == ()


def test_an_anchor_is_the_same_link_and_an_ignored_entry_is_left_alone() -> None:
    text = list_with(CODE, f"{CODE}#dig", PAGE).documents["a.md"].to_bytes().decode()
    listing = read_list(
        [Document.parse(text.replace(f"{PAGE})]", f"{PAGE})] <!-- paper-bot: ignore -->").encode(),
                        name="a.md")]
    )  # fmt: skip
    assert links_of(listing) == (CODE,)


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("\ufeffUser-agent: *\nDisallow: /", "/a", False),
        ("USER-AGENT: *\ndisallow : /a # no", "/a?b", False),
        ("User-agent: *\nDisallow: /\nAllow: /a", "/a/b", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*/tree/", "/me/list/tree/main", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf?x", True),
        ("User-agent: *\nDisallow: /a$", "/a", False),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: *\nDisallow: /a*a$", "/a", True),
        ("User-agent: *\nDisallow: /*b*d", "/dbcd", False),
        ("User-agent: *\nDisallow: /*b*d*b", "/dbcd", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: paper-bot\nDisallow: /b", "/a", True),
        ("User-agent: x\nUser-agent: Paper-Bot\nDisallow: /a", "/a", False),
        ("Disallow: /", "/a", True),  # for nobody
        ("User-agent: *\nDisallow: " + "*" * 5000 + "b", "/" + "a" * 5000, True),
        ("<html>not: found", "/a", True),
    ],
)
def test_robots_are_read_as_rfc_9309_says(text: str, path: str, allowed: bool) -> None:
    assert read_robots(text).allow(path) == allowed


@pytest.mark.parametrize(
    "damage",
    [None, 5, [], {}, {"failing": [], "last": ""}, {"failing": {"u": 5}, "last": ""},
     {"failing": {"u": []}, "last": ""}, {"failing": {"u": ["x", "yesterday"]}, "last": ""}],
)  # fmt: skip
def test_damage_is_nothing_remembered(damage: object) -> None:
    assert failing_of(damage) == Failing()


def test_failures_live_where_marks_live_and_leave_these_alone(tmp_path: Path) -> None:
    shelf = FakeShelf()
    opened: tuple[Callable[[], Marks | ShelfMarks], ...] = (
        lambda: Marks(tmp_path),
        lambda: ShelfMarks(shelf, "there"),
    )
    for store in opened:
        garden, mark = Garden(CODE, PAGE, store=store()), Mark(FakeClock().now())
        garden.web.replies[CODE] = MISSING
        garden.day()
        store().save("mine", mark)
        garden.day()
        assert garden.day().keys() == {CODE}
        assert store().load("mine").mark == mark
        assert store().load_links("other") is None


def test_the_pull_request_of_care_names_a_dead_link_and_its_entry() -> None:
    readme = README.replace(b"00006)\n", b"00006) [[Code](" + CODE.encode() + b")]\n")
    store = FakeStore()
    days = ["HTTP 404", "2026-09-21", "2026-10-21", "2026-11-21"]
    store.save_links("mine", {"failing": {CODE: days}, "last": CODE})
    scene = CareScene(readme=readme, settings="[care]\nlinks = true\n")
    clock = FakeClock()
    scene.links = LinkWatch(
        FakeWeb(clock, {CODE: MISSING, "https://code.example.org/robots.txt": FINE}),
        store, clock, LoggedProgress(),
    )  # fmt: skip
    with scene:
        said = "code.example.org/spades has not worked since"
        [line] = [line for line in scene.pull.body.splitlines() if "not worked" in line]
        assert "Puddles of Optimal Depth" in line
        assert said.replace(".", "\\.") in line or said in line
        assert CODE not in line  # nothing of it is alive
        scene.settled()


def test_without_the_setting_nobody_is_asked() -> None:
    web = FakeWeb(FakeClock())
    scene = CareScene(
        readme=README.replace(b"00006)\n", b"00006) [[Code](" + CODE.encode() + b")]\n")
    )
    scene.links = LinkWatch(web, FakeStore(), FakeClock(), LoggedProgress())
    scene.run()
    assert web.asked == []
