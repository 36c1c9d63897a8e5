"""What others do to the pull request of care: papers with bait for titles, people who act."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count

import pytest

from bot.anatomy import Facts
from bot.care.dead_ends.dead_links import link_remarks
from bot.lists.reading import read_list
from bot.markdown.document import Document
from bot.proposal.care_body import render_care
from bot.proposal.proposed import Alike, Description, Notes
from classifier.papers.paper import Paper, parse_arxiv_id
from tests.care.small_care import BRANCH, KNOWN, README, CareScene, quiet
from tests.entries.hostile import TITLES
from tests.pipeline.small_list import WINDOW
from tests.proposal.hostile import HOSTILE
from tests.proposal.rendered import Rendered

OURS = re.compile(r"https://(arxiv\.org/abs/\d{4}\.\d{5}|github\.com/me/list/blob/.*)")
BAITS = (*TITLES[:300], *HOSTILE)
BATCH = 35  # baits a pull request
ROOM = "[care]\nmost_changes = 40\n"
LISTING, PUDDLES = read_list([Document.parse(README, name="README.md")]), 13  # its line
VENUE = b"(arXiv 2024) **Spades", b"(ICLR 2025) **Spades"
TITLE = b"Plan their Way Ahead", b"Plan their Way Far Ahead"


def hostile(baits: tuple[str, ...]) -> Iterator[tuple[Paper, bytes]]:
    """Yield a paper for each of *baits*, of which its new title and its comments are made."""
    for number, bait in enumerate(baits, 11):
        name = "abcdefghijklmnopqrstuvwxyz"[number % 26] * (2 + number // 26)
        title = f"Garden Robots {name} that Dig with Patience in Deep Wet Clay"
        made = replace(
            KNOWN[0],
            id=parse_arxiv_id(f"2404.000{number}"),
            title=f"{title} {bait}",
            comments=f"ICLR 2025 {bait}",
        )
        line = f"- (arXiv 2024) **{title}** [[Paper]](https://arxiv.org/abs/{made.id})\n"
        yield made, line.encode()


@pytest.mark.parametrize("start", range(0, len(BAITS), BATCH))
def test_no_bait_in_a_title_or_a_comment_is_alive(start: int) -> None:
    bait = list(hostile(BAITS[start : start + BATCH]))
    readme = b"".join([README, *(line for _, line in bait)])
    with CareScene([*KNOWN, *(paper for paper, _ in bait)], readme, ROOM) as scene:
        shown = Rendered(scene.pull.body)
        assert [url for url in shown.links if not OURS.fullmatch(url)] == []
        assert shown.alive == []
        assert not set(shown.tags) & {"img", "script", "iframe", "b", "del", "h1", "blockquote"}
        after = Rendered(scene.github.content(BRANCH, "README.md").decode())
        before = Rendered(readme.decode())
        assert Counter(after.tags) == Counter(before.tags)
        assert (after.links, after.comments) == (before.links, before.comments)
        message = scene.github.store.commits[scene.pull.head].message
        assert "Garden Robots" not in message
        scene.settled()


def edits_the_branch(scene: CareScene) -> None:
    edit(scene, BRANCH)


def edits_the_base(scene: CareScene) -> None:
    edit(scene, "main")


def edit(scene: CareScene, branch: str) -> None:
    text = scene.github.content(branch, "README.md")
    text = text.replace(b"## Watering\n", b"## Watering\n\nWords about hoses.\n")
    scene.github.commit(branch, {"README.md": text})


def merges(scene: CareScene) -> None:
    if scene.pull in scene.github.open_pulls():
        scene.github.merge(scene.pull.number)


def closes(scene: CareScene) -> None:
    if scene.pull in scene.github.open_pulls():
        scene.github.close(scene.pull.number)


def ticks(scene: CareScene) -> None:
    scene.talk.ticks(scene.pull, scene.called("withdrawn"), on=True)


def writes_around(scene: CareScene) -> None:
    scene.talk.edits(scene.pull, f"My words.\n{scene.pull.body}")


def runs_too(scene: CareScene) -> None:
    scene.github.fault = lambda *_: None
    quiet(scene)


PEOPLE = (edits_the_branch, edits_the_base, merges, closes, ticks, writes_around, runs_too)


@pytest.mark.parametrize("act", PEOPLE)
def test_who_acts_between_any_two_calls_loses_nothing(act: Callable[[CareScene], None]) -> None:
    for at in count(1):
        with CareScene() as scene:
            scene.talk.ticks(scene.pull, scene.called("title"), on=False)
            began, met = len(scene.github.calls), list[int]()

            def meet(number: int, _verb: str, _path: str, scene: CareScene = scene) -> None:
                if number == began + at and not met:  # noqa: B023 - called within the loop
                    met.append(number)  # noqa: B023
                    act(scene)

            scene.github.fault = meet
            errors = [quiet(scene)]
            scene.github.fault = lambda *_: None
            if not met:
                assert at > 8
                break
            errors.append(quiet(scene))
            assert {error.exit_code for error in errors if error} <= {75}
            scene.settled()
            assert len(scene.github.pulls) == 1, f"at call {at}"
            kept(scene, act)


def kept(scene: CareScene, act: Callable[[CareScene], None]) -> None:
    """Each change stands once or not at all, as it was decided; a person's words stand."""
    base, branch = (scene.github.content(name, "README.md") for name in ("main", BRANCH))
    where = base if act is merges else branch
    words = base if act is edits_the_base else branch
    assert (where.count(VENUE[1]), where.count(VENUE[0])) == (1, 1)
    assert TITLE[1] not in branch or act in (merges, closes)  # over before it went back
    assert (b"Cans for Small Hands" in where) == (act is not ticks)
    if act in (edits_the_branch, edits_the_base):
        assert words.count(b"Words about hoses.") == 1
    if act is writes_around:
        assert scene.pull.body.startswith("My words.\n")
    if act in (merges, closes):
        farewells = [c for c in scene.talk.under(scene.pull.number) if "paper-bot:closed" in c.body]
        assert len(farewells) == 1


@pytest.mark.parametrize("bait", ["](https://evil.example)", "@everyone", "<img src=x>", "GH-12"])
def test_what_is_said_of_a_dead_link_is_not_alive(bait: str) -> None:
    url = f"https://code.example.org/{bait}"
    [entry] = [entry for entry in LISTING.entries if entry.line == PUDDLES]
    facts = Facts()
    vars(facts)["urls"] = (url,)  # no text has an address like that
    listing = replace(LISTING, entries=(replace(entry, facts=facts),))
    [(_, why)] = link_remarks(listing, {url: f"has not worked: no {bait}"})
    remark = Alike("Puddles", "README.md", PUDDLES), why
    described = Description(items=(), window=WINDOW, notes=Notes(remarks=(remark,), polled=True))
    shown = Rendered(render_care(described, ""))
    assert (shown.links, shown.alive) == ([], [])
    assert "img" not in shown.tags
    assert "code.example.org/" in shown.text
