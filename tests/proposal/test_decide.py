"""Decisions as a table: given this body and these comments, people want that."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import pytest

from bot.proposal.body import Asked, compose
from bot.proposal.boxes import box
from bot.proposal.deciding import Decisions, decide
from bot.proposal.proposed import Comment, Notes, Revision, Standing
from tests.proposal.hostile import HOSTILE
from tests.proposal.rendered import Rendered
from tests.proposal.samples import WINDOW, item

ONE, TWO, NEAR, OUT, WAITS = (item(n).arxiv_id for n in (1, 2, 5, 7, 8))
PATHS = {"Field mice": [("Mice", "Field mice")], "Big": [("A", "Big"), ("B", "Big")]}
BODY = compose(
    "mice",
    items=[item(1), item(2)],
    near_misses=[item(5)],
    before={},
    after={"a.md": b"x"},
    window=WINDOW,
    refused=[OUT],
    waiting=[WAITS],
    asked=Asked(dropped=(item(7),)),
    notes=Notes(),
).body


def clicked(*names: str) -> str:
    text = BODY
    for name in names:
        on, off = box(name, ticked=True), box(name)
        text = text.replace(off, on) if off in text else text.replace(on, off)
    return text


def said(*texts: str) -> tuple[Comment, ...]:
    return tuple(
        Comment(id=n, at=f"2026-11-22T10:00:0{n}Z", text=text) for n, text in enumerate(texts, 1)
    )


def decided(
    body: str = BODY, comments: Sequence[Comment] = (), revisions: Sequence[Revision] = ()
) -> Decisions:
    standing = Standing(
        files={}, body=body, number=1, refused=frozenset({OUT}), comments=tuple(comments),
        revisions=tuple(revisions),
    )  # fmt: skip
    return decide(standing, lambda name: PATHS.get(name, []))


def wishes(decisions: Decisions) -> dict[str, set[str]]:
    every = {"keep": decisions.keep, "drop": decisions.drop, "later": decisions.later}
    return {wish: set(papers) for wish, papers in every.items() if papers}


@pytest.mark.parametrize(
    ("body", "comments", "wanted"),
    [
        (BODY, [], {}),
        ("", [f"/drop {ONE}"], {}),
        (clicked(ONE), [], {"drop": {ONE}}),
        (clicked(NEAR), [], {"keep": {NEAR}}),
        (clicked(OUT), [], {"keep": {OUT}}),
        (clicked(ONE, TWO, NEAR), [], {"drop": {ONE, TWO}, "keep": {NEAR}}),
        (BODY, [f"/drop {ONE}"], {"drop": {ONE}}),
        (BODY, [f"/drop {ONE}\n/later {TWO}\n/keep {NEAR}"],
         {"drop": {ONE}, "later": {TWO}, "keep": {NEAR}}),
        (BODY, [f"/keep {OUT}"], {"keep": {OUT}}),
        (BODY, [f"/keep {WAITS}"], {"keep": {WAITS}}),
        (BODY, [f"/move {ONE} Field mice"], {"keep": {ONE}}),
        # The last word wins, within a comment and among comments.
        (BODY, [f"/drop {ONE}\n/keep {ONE}"], {"keep": {ONE}}),
        (BODY, [f"/keep {ONE}", f"/drop {ONE}"], {"drop": {ONE}}),
        (BODY, [f"/drop {ONE}", f"/later {ONE}"], {"later": {ONE}}),
        (BODY, [f"/move {ONE} Field mice", f"/drop {ONE}"], {"drop": {ONE}}),
        # A comment without a date for the click beats it.
        (clicked(ONE), [f"/keep {ONE}"], {"keep": {ONE}}),
        # Nothing of the kind.
        (BODY, [f"/why {ONE}"], {}),
        (BODY, ["/drop it", "/drop 2401.99999", f"/move {ONE}", f"/move {ONE} Big"], {}),
    ],
)  # fmt: skip
def test_what_people_want(body: str, comments: list[str], wanted: dict[str, set[str]]) -> None:
    assert wishes(decided(body, said(*comments))) == wanted


@pytest.mark.parametrize(("clicked_at", "wanted"), [("0", {"keep": {ONE}}), ("5", {"drop": {ONE}})])
def test_of_a_click_and_a_comment_the_later_one_wins(
    clicked_at: str, wanted: dict[str, set[str]]
) -> None:
    at = f"2026-11-22T10:00:0{clicked_at}Z"
    history = [Revision(at=at, text=clicked(ONE)), Revision(at="2026-11-22T09:00:00Z", text=BODY)]
    assert wishes(decided(clicked(ONE), said(f"/keep {ONE}"), history)) == wanted


def test_the_order_in_which_comments_are_listed_does_not_matter() -> None:
    comments = said(f"/drop {ONE}", f"/move {ONE} Field mice", f"/later {TWO}")
    outcomes = {
        (str(wishes(decided(BODY, order))), str(decided(BODY, order).move))
        for order in permutations(comments)
    }
    assert len(outcomes) == 1


def test_a_section_goes_with_the_paper_that_is_kept() -> None:
    comments = said(f"/move {ONE} Field mice", f"/move {TWO} Field mice", f"/drop {TWO}")
    found = decided(BODY, comments)
    assert found.move == {ONE: ("Mice", "Field mice")}
    assert found.asked == {ONE: 1, TWO: 3}


@pytest.mark.parametrize(
    ("comment", "done", "text"),
    [
        (f"/drop {ONE}", True, ""),
        ("/drop", False, "`/drop` needs an arXiv identifier: `/drop 2401.00001`"),
        ("/move x y", False,
         "`/move` needs an arXiv identifier: `/move 2401.00001 Section name`"),
        ("/keep 2401.99999", False,
         "arXiv 2401.99999 is not in this pull request and was not left out of it"),
        (f"/move {ONE}", False,
         "`/move` needs a section: its heading, or several with &gt; in between"),
        (f"/move {ONE} Nowhere", False,
         "no section is called “Nowhere”: write its heading as it stands in the list"),
        (f"/move {ONE} Big", False,
         "several sections are called “Big”: A &gt; Big; B &gt; Big; write more of the path"),
        (f"/why {ONE}", True,
         "arXiv 2611.00001 is 83% likely to belong here · Ada Mouse, Cy Shrew · MICE 2026 · "
         "the list's words: mice, field mouse · like “Voles” · section: Mice &gt; Field mice · "
         "its section could also be: House mice"),
        (f"/why {WAITS}", True, "arXiv 2611.00008; it waits until there is room"),
        ("/drop\n/keep\n/drop", False,
         "`/drop` needs an arXiv identifier: `/drop 2401.00001` · "
         "`/keep` needs an arXiv identifier: `/keep 2401.00001`"),
    ],
)  # fmt: skip
def test_every_comment_gets_one_answer(comment: str, done: bool, text: str) -> None:
    [answer] = decided(BODY, said(comment)).answers
    assert (answer.comment, answer.done, answer.text) == (1, done, text)


def test_why_tells_that_a_paper_was_refused() -> None:
    [answer] = decided(BODY, said(f"/why {OUT}")).answers
    assert answer.text.endswith("; it was refused here before")


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_words_in_a_command_do_nothing(title: str) -> None:
    words = " ".join(title.split())
    for answer in decided(BODY, said(f"/move {ONE} {words}", f"/drop {words}")).answers:
        rendered = Rendered(f"- {answer.text}")
        assert rendered.links == []
        assert rendered.comments == []
        assert rendered.alive == []
        assert set(rendered.tags) <= {"ul", "li", "code"}


def test_controls_are_read() -> None:
    assert (decided().paused, decided().refresh) == (False, False)
    found = decided(clicked("pause", "refresh"))
    assert (found.paused, found.refresh) == (True, True)
    assert not found.any


def test_a_closing_that_is_taken_back_asks_for_its_papers() -> None:
    standing = Standing(files={}, undone=BODY, refused=frozenset({TWO}))
    found = decide(standing, lambda _name: [])
    assert [one.arxiv_id for one in found.undone] == [ONE]
    assert found.any
    assert list(found.items()) == [ONE]


def test_papers_of_a_later_pull_request_are_not_asked_for_again() -> None:
    found = decide(Standing(files={}, body=clicked(ONE), number=2, undone=BODY), lambda _name: [])
    assert found.undone == ()
    assert wishes(found) == {"drop": {ONE}}


def test_a_body_pasted_twice_says_the_same() -> None:
    assert wishes(decided(f"{clicked(ONE)}\n\n{BODY}")) == {"drop": {ONE}}
    assert wishes(decided(f"{BODY}\n\n{clicked(ONE)}")) == {}
