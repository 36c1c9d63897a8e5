"""A body as maintainers see it: exact once, then its promises for any text and any length."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from bot.proposal.model.item import Item
from bot.proposal.model.description import Notes
from bot.proposal.wording.body import BUDGET, Contents, render_body
from bot.proposal.wording.boxes import BEGIN, END
from bot.proposal.wording.people_words import merge_bodies
from tests.proposal.hostile import HOSTILE, titles
from tests.proposal.rendered import Rendered
from tests.proposal.samples import WINDOW, item

STATE = "<!-- paper-bot:state v1 x -->"
CONTROLS = """\
- [ ] <!-- paper-bot:box refresh --> Refresh: look for papers again, carry out what is ticked
- [ ] <!-- paper-bot:box pause --> Pause: leave this list alone until this box is unticked"""

WHOLE = """\
<!-- paper-bot:begin -->

- [ ] <!-- paper-bot:box refresh --> Refresh: look for papers again, carry out what is ticked
- [ ] <!-- paper-bot:box pause --> Pause: leave this list alone until this box is unticked

<!-- paper-bot:state v1 x -->

**3 papers for this list.** Untick a paper, or delete its line in the diff, and it is not proposed again; wait until the diff follows before you merge.
Merge to take the rest; close this pull request to refuse all 3.

<details><summary>Commands in a comment</summary>

`/drop ID`, `/keep ID`: take a paper out, or in again; `/later ID`: in the next pull request;
`/move ID Section name`: to that section; `/why ID`: why it is here. ID is that of arXiv.

</details>

**Mice &gt; Field mice**

- [x] <!-- paper-bot:box 2611.00001 --> [Mice number 1](https://arxiv.org/abs/2611.00001) · Ada Mouse et al., 2026 · MICE 2026 · 83% likely
  keyword mice · phrase field mouse · second choice: Mice &gt; House mice
- [arXiv 2611.00003](https://arxiv.org/abs/2611.00003) · 50% likely

**Mice &gt; House mice**

- [x] <!-- paper-bot:box 2611.00002 --> [Mice number 2](https://arxiv.org/abs/2611.00002) · Ada Mouse, 2025 · 90% likely

<details><summary>Not sure where these go (1)</summary>

Tick one, and it is added.

- [ ] <!-- paper-bot:box 2611.00004 --> [Mice number 4](https://arxiv.org/abs/2611.00004) · 2026 · 20% likely
  would go to: Mice &gt; Field mice

</details>

<details><summary>Near misses (1)</summary>

Tick one, and it is added.

- [ ] <!-- paper-bot:box 2611.00005 --> [Mice number 5](https://arxiv.org/abs/2611.00005) · 2026 · 10% likely
  would go to: Mice &gt; Field mice

</details>

<details><summary>Taken out of this pull request (1)</summary>

Tick one, and it is added.

- [ ] <!-- paper-bot:box 2611.00006 --> [Mice number 6](https://arxiv.org/abs/2611.00006) · 2026 · 83% likely

</details>

<details><summary>Checks done: INCOMPLETE, see inside</summary>

- only insertions (+3 / -0)
- window: 2026-11-16 00:00 to 2026-11-23 00:00 UTC
- requests to arXiv: 12
- waiting until there is room here: 2 papers
- refused before, left alone: 1 paper
- INCOMPLETE: the next run looks again
- trouble: page 3 was missing

</details>

Your commits on this branch are kept. <sub>[run](https://github.example/octo/papers/actions/runs/1) · paper-bot 0.1 · papers until 2026-11-23</sub>
<!-- paper-bot:end -->"""  # noqa: E501 - the text as it is sent


def bare(number: int, **changes: object) -> Item:
    nothing: dict[str, object] = {"venue": "", "runner_up": (), "reasons": (), "authors": ()}
    return item(number, **{**nothing, **changes})


def test_a_whole_body_is_what_people_read() -> None:
    body = render_body(
        Contents(
            items=(
                item(1),
                bare(2, section=("Mice", "House mice"), authors=("Ada Mouse",), year=2025,
                     probability=0.9),
                bare(3, title="", year=None, probability=0.5),
            ),
            could_not_place=(bare(4, probability=0.2),),
            near_misses=(bare(5, probability=0.1),),
            dropped=(bare(6, section=()),),
            boxed=frozenset(bare(n).arxiv_id for n in (1, 2, 4, 5, 6)),
            refused=1,
            waiting=2,
        ),
        state=STATE,
        window=WINDOW,
        notes=Notes(
            requests=12,
            complete=False,
            troubles=("page 3 was missing",),
            checks=("only insertions (+3 / -0)",),
            run_url="https://github.example/octo/papers/actions/runs/1",
            version="0.1",
        ),
    )  # fmt: skip
    assert body == WHOLE


def body_of(*items: Item, budget: int = BUDGET, **notes: object) -> str:
    return render_body(
        Contents(
            items=items,
            near_misses=items,
            could_not_place=items,
            dropped=items,
            boxed=frozenset(one.arxiv_id for one in items),
        ),
        state=STATE,
        window=WINDOW,
        notes=Notes(**notes),  # type: ignore[arg-type]  # by name
        budget=budget,
    )


def test_what_has_nothing_to_say_is_not_there() -> None:
    body = render_body(
        Contents(items=(bare(1, section=()),)), state=STATE, window=WINDOW, notes=Notes()
    )
    assert "near misses" not in body.casefold()
    assert "not sure" not in body.casefold()
    assert "[run]" not in body
    assert "to refuse it." in body
    assert "**Without a section**" in body
    assert "<summary>Checks done</summary>" in body
    assert "- the window was read completely" in body


def check_hostile(title: str) -> None:
    hostile = item(
        1, title=title, authors=(title, title), venue=title, section=(title,),
        runner_up=(title, title), reasons=(title, title),
    )  # fmt: skip
    rendered = Rendered(body_of(hostile, troubles=(title,), checks=(title,), version=title))
    plain = Rendered(body_of(item(1, section=("A",)), troubles=("t",), checks=("c",), version="v"))
    assert rendered.links == ["https://arxiv.org/abs/2611.00001"] * 4
    assert rendered.tags == plain.tags
    assert rendered.comments == plain.comments
    assert rendered.alive == []


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_text_anywhere_changes_nothing_but_words(title: str) -> None:
    check_hostile(title)


@settings(max_examples=100, deadline=None)
@given(title=titles())
def test_any_text_anywhere_changes_nothing_but_words(title: str) -> None:
    check_hostile("x" + title + "x")


@pytest.mark.parametrize("count", [10, 100, 400])
@pytest.mark.parametrize("title", ["Mice", "@" * 400, "<" * 400])
def test_a_long_body_is_cut_at_whole_items_and_says_so(count: int, title: str) -> None:
    items = tuple(item(n, title=title) for n in range(count))
    body = body_of(*items, checks=tuple(f"check {n}" for n in range(count)))
    assert len(body) <= BUDGET
    assert body.startswith(f"{BEGIN}\n\n{CONTROLS}\n\n{STATE}\n\n**{count} papers")
    assert body.endswith(f"</sub>\n{END}")
    assert body.count("<details>") == body.count("</details>")
    _, _, papers = body.partition("of arXiv.\n\n</details>")
    shown = papers.partition("<details>")[0].count("](https://arxiv.org/abs/")
    if shown < count:
        assert f"- … and {count - shown} more in the diff" in body
    rendered = Rendered(body)
    assert len(rendered.links) == body.count("](https://arxiv.org/abs/")


def test_checks_without_end_are_cut_too() -> None:
    body = body_of(item(1), troubles=tuple("&" * 100 for _ in range(500)))
    assert len(body) <= BUDGET
    assert "more; there was no room" in body


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://x.example/) [a](b", "//x", " "])
def test_a_run_link_that_is_no_plain_address_is_left_out(url: str) -> None:
    assert "[run]" not in body_of(item(1), run_url=url)


NEW = f"{BEGIN}\nnew\n{END}"


@pytest.mark.parametrize(
    ("old", "merged"),
    [
        ("", NEW),
        (" \r\n", NEW),
        (f"{BEGIN}\nold\n{END}", NEW),
        (f"Above.\r\n{BEGIN}\r\nold\r\n{END}\r\nBelow.", f"Above.\r\n{NEW}\r\nBelow."),
        (f"Above.\n{BEGIN}\nold, cut", f"Above.\n{NEW}"),
        ("All mine.", f"{NEW}\n\nAll mine."),
        (f"{BEGIN}a{END}x{BEGIN}b{END}y{BEGIN}{END}", f"{NEW}xy"),
        (f"{BEGIN}a{END}x{BEGIN}b", f"{NEW}x{BEGIN}b"),
    ],
)
def test_people_keep_their_words(old: str, merged: str) -> None:
    assert merge_bodies(old, NEW) == merged


@pytest.mark.parametrize("old", ["", "mine", f"a{BEGIN}b{END}c", f"a{BEGIN}b"])
def test_merging_twice_is_merging_once(old: str) -> None:
    once = merge_bodies(old, NEW)
    assert merge_bodies(once, NEW) == once


def test_our_part_gives_way_to_a_long_text_of_people() -> None:
    words = "word\n" * 11_000
    ours = body_of(*(item(n) for n in range(60)), troubles=("t",))
    assert len(ours) > 10_000
    merged = merge_bodies(f"{BEGIN}{END}\n{words}", ours)
    assert len(merged) <= 65_000
    assert merged.startswith(f"{BEGIN}\n\n{CONTROLS}\n\n{STATE}\n")
    assert merged.endswith(f"no room.\n{END}\n{words}")
    assert merged.count("<details>") == merged.count("</details>")
    assert merge_bodies(merged, ours) == merged


@pytest.mark.parametrize(
    ("section", "root", "shown"),
    [
        (("A list", "Serving", "Batching"), 0, "**A list &gt; Serving &gt; Batching**"),
        (("A list", "Serving", "Batching"), 1, "**Serving &gt; Batching**"),
        (("A list",), 1, "**A list**"),
    ],
)
def test_headings_that_all_sections_share_are_left_out(
    section: tuple[str, ...], root: int, shown: str
) -> None:
    lines = body_of(bare(1, section=section, runner_up=section), root=root).splitlines()
    assert shown in lines
    assert [line for line in lines if line.endswith(f"second choice: {shown.strip('*')}")]
