"""A body as maintainers see it: exact once, then its promises for any text and any length."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

import pytest
from hypothesis import given, settings

from bot.proposal.body import BUDGET, render_body
from bot.proposal.boxes import BEGIN, END, merge_bodies
from bot.proposal.proposed import OVER, Alike, Description, Item, Notes
from tests.proposal.hostile import HOSTILE, titles
from tests.proposal.rendered import Rendered
from tests.proposal.samples import WINDOW, item

FILES = "https://github.example/octo/papers/blob/HEAD"
STATE = "<!-- paper-bot:state v1 x -->"
CONTROLS = """\
- [ ] <!-- paper-bot:box refresh --> Refresh: look for papers again, carry out what is ticked
- [ ] <!-- paper-bot:box pause --> Pause: leave this list alone until this box is unticked"""

WHOLE = """\
<!-- paper-bot:begin -->
<!-- paper-bot:state v1 x -->

**3 papers for this list (new: 2 of 9,658 papers of cs.MI, cs.CE).** Untick what does not belong, or delete its line in the diff: it is never proposed again.
Once the diff has followed, merge: what is still ticked is taken. Closing this pull request instead refuses all 3 for good.
**arXiv could not be read to the end**, so papers may be missing here; the next run looks again.

**Mice &gt; House mice**

- [x] <!-- paper-bot:box 2611.00002 --> **[Mice number 2](https://arxiv.org/abs/2611.00002)** · Ada Mouse · 2025 · 90% likely

**Mice &gt; Field mice**

- [x] <!-- paper-bot:box 2611.00001 --> **[Mice number 1](https://arxiv.org/abs/2611.00001)** · Ada Mouse … Cy Shrew · MICE 2026 · 83% likely · [code](https://github.com/mice/count)
  We count mouse number 1.
  the list's words: mice, field mouse · like [Voles](https://github.example/octo/papers/blob/HEAD/mice%20list.md?plain=1#L7) · its section could also be: House mice

  <details><summary>Abstract</summary>

  Mice run. We count mouse number 1.

  </details>

- **[arXiv 2611.00003](https://arxiv.org/abs/2611.00003)** · 50% likely

<details><summary>Not sure where these go (1)</summary>

Tick one, and it is added.

- [ ] <!-- paper-bot:box 2611.00004 --> **[Mice number 4](https://arxiv.org/abs/2611.00004)** · 2026 · 20% likely
  would go to: Mice &gt; Field mice

</details>

<details><summary>Near misses (1)</summary>

Tick one, and it is added.

- [ ] <!-- paper-bot:box 2611.00005 --> **[Mice number 5](https://arxiv.org/abs/2611.00005)** · 2026 · 10% likely
  would go to: Mice &gt; Field mice

</details>

<details><summary>Taken out of this pull request (1)</summary>

Tick one, and it is added.

- [ ] <!-- paper-bot:box 2611.00006 --> **[Mice number 6](https://arxiv.org/abs/2611.00006)** · 2026 · 83% likely

</details>

<details><summary>Checks done: INCOMPLETE, see inside</summary>

- only insertions (+3 / -0)
- waiting until there is room here: 2 papers
- refused before, left alone: 1 paper
- INCOMPLETE: papers of 2026-11-16 to 2026-11-22 with 12 requests; the next run looks again
- trouble: page 3 was missing

</details>

- [ ] <!-- paper-bot:box refresh --> Refresh: look for papers again, carry out what is ticked
- [ ] <!-- paper-bot:box pause --> Pause: leave this list alone until this box is unticked

<details><summary>Commands in a comment</summary>

`/drop ID`, `/keep ID`: take a paper out, or in again; `/later ID`: in the next pull request;
`/move ID Section name`: to that section; `/why ID`: why it is here. ID is that of arXiv.

</details>

Your commits on this branch are kept. <sub>[run](https://github.example/octo/papers/actions/runs/1) · paper-bot 0.1 · papers until 2026-11-22</sub>
<!-- paper-bot:end -->"""  # noqa: E501 - the text as it is sent


def bare(number: int, **changes: object) -> Item:
    nothing: dict[str, object] = {"venue": "", "runner_up": (), "reasons": (), "authors": ()}
    nothing |= {"gist": "", "abstract": "", "code": "", "alike": ()}
    return item(number, **{**nothing, **changes})


def test_a_whole_body_is_what_people_read() -> None:
    body = render_body(
        Description(
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
            window=WINDOW,
            notes=Notes(
                new=2,
                looked=9_658,
                categories=("cs.MI", "cs.CE"),
                requests=12,
                complete=False,
                troubles=("page 3 was missing",),
                checks=("only insertions (+3 / -0)",),
                run_url="https://github.example/octo/papers/actions/runs/1",
                files_url="https://github.example/octo/papers/blob/HEAD",
                version="0.1",
            ),
        ),
        state=STATE,
    )  # fmt: skip
    assert body == WHOLE


def body_of(*items: Item, budget: int = BUDGET, **notes: object) -> str:
    return render_body(
        Description(
            items=items,
            near_misses=items,
            could_not_place=items,
            dropped=items,
            boxed=frozenset(one.arxiv_id for one in items),
            window=WINDOW,
            notes=Notes(**notes),  # type: ignore[arg-type]  # by name
        ),
        state=STATE,
        budget=budget,
    )


def test_what_has_nothing_to_say_is_not_there() -> None:
    body = render_body(Description(items=(bare(1, section=()),), window=WINDOW), state=STATE)
    assert "near misses" not in body.casefold()
    assert "not sure" not in body.casefold()
    assert "[run]" not in body
    assert "refuses it for good." in body
    assert "**Without a section**" in body
    assert "<summary>Checks done</summary>" in body
    assert "- arXiv was read completely: papers of 2026-11-16 to 2026-11-22\n" in body


def check_hostile(title: str) -> None:
    hostile = item(
        1, title=title, authors=(title, title), venue=title, section=(title,),
        runner_up=(title, title), reasons=(title, title), gist=title, abstract=title,
        code=title, project=title, alike=(Alike(title, title, 3), Alike(title)),
    )  # fmt: skip
    rendered = Rendered(
        body_of(
            hostile,
            troubles=(title,),
            checks=(title,),
            version=title,
            categories=(title,),
            looked=2,
            files_url=FILES,
        )
    )
    likes = (Alike("A", "a.md", 3), Alike("B"))
    same = item(1, section=("A",), code="", alike=likes)
    plain = Rendered(body_of(same, troubles=("t",), checks=("c",), version="v", files_url=FILES))
    entry = f"{FILES}/{quote(title)}?plain=1#L3"
    assert rendered.links == ["https://arxiv.org/abs/2611.00001", entry] * 4
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
    assert body.startswith(f"{BEGIN}\n{STATE}\n\n**{count} papers")
    assert CONTROLS in body
    assert body.endswith(f"</sub>\n{END}")
    assert body.count("<details>") == body.count("</details>")
    papers = body.partition("<details><summary>Not sure")[0].partition("<summary>Checks")[0]
    shown = papers.count("](https://arxiv.org/abs/")
    if shown < count:
        assert f"- … and {count - shown} more in the diff" in body
    rendered = Rendered(body)
    assert len(rendered.links) == body.count("](https://")


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
    assert merged.startswith(f"{BEGIN}\n{STATE}\n")
    assert f"no room.\n\n{CONTROLS}\n" in merged
    assert merged.endswith(f"{END}\n{words}")
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
    assert shown in body_of(bare(1, section=section), root=root).splitlines()


@pytest.mark.parametrize(
    ("section", "other", "second", "shown"),
    [
        ("A > B > C", "A > B > D", 0.3, "D"),
        ("A > B", "A > B > D", 0.3, "D"),
        ("A > B > C", "A > B", 0.3, "B"),
        ("A > B", "C > B", 0.3, "C &gt; B"),
        ("A > B", "C > B", 0.2, ""),
        ("A > B", "C > B", 0.0, ""),
    ],
)
def test_another_section_is_named_where_it_is_close_by_what_is_other(
    section: str, other: str, second: float, shown: str
) -> None:
    paths = {"section": tuple(section.split(" > ")), "runner_up": tuple(other.split(" > "))}
    body = body_of(bare(1, **paths, confidence=0.5, second=second))
    assert body.partition("its section could also be: ")[2].partition("\n")[0] == shown


@pytest.mark.parametrize(
    ("chances", "said", "rows"),
    [
        ((0.999, 0.97, 0.961), "Each of these is 96% to 99% likely to belong; ", 0),
        ((0.88, 0.88, 0.88), "Each of these is 88% likely to belong; ", 0),
        ((0.9, 0.97, 0.99), "", 3),  # these tell something
        ((0.9, 0.9), "", 2),  # two are read at once
        ((0.4999, 0.29, 0.9), "", 3),
    ],
)
def test_what_all_are_alike_likely_is_said_once(
    chances: Sequence[float], said: str, rows: int
) -> None:
    items = tuple(bare(n, probability=chance) for n, chance in enumerate(chances, 1))
    body = body_of(*items)
    assert said in body
    assert body.partition("<details>")[0].count("% likely\n") == rows
    assert "50%" not in body  # rounded down: no bar looks reached


def test_a_reason_that_all_share_is_said_once_above_them() -> None:
    near = tuple(
        bare(n, reasons=(why, "the list's words: mice"))
        for n, why in enumerate(("left out: far", "left out: far", OVER, OVER), 1)
    )
    body = render_body(Description(items=(), near_misses=near, window=WINDOW), STATE)
    assert body.count("Left out: far.") == body.count("over the budget") == 1
    assert body.count("  the list's words: mice · would go to: ") == 4
    assert body.index("Likely too, but over the budget (2)") < body.index("Near misses (2)")
    some = Description(items=(), near_misses=(near[0], bare(2)), window=WINDOW)
    assert "  left out: far · the list's words: mice · would go to: " in render_body(some, STATE)


@pytest.mark.parametrize(
    ("limits", "looks"),
    [
        ((("odd", "old"), ("odd",)), ["**Look at each line below:** odd", "  **Look:** old"]),
        ((("odd",), ()), ["  **Look:** odd"]),
        ((("odd",),), ["  **Look:** odd"]),
        ((), []),
    ],
)
def test_what_limits_all_papers_of_a_section_is_said_once_above_them(
    limits: tuple[tuple[str, ...], ...], looks: list[str]
) -> None:
    items = tuple(bare(n, limits=some, section=("Mice",)) for n, some in enumerate(limits, 1))
    body = render_body(Description(items=items, window=WINDOW), STATE)
    assert [line for line in body.splitlines() if "**Look" in line] == looks


def test_what_is_too_long_is_cut_at_a_word() -> None:
    long = "mice " * 99
    body = body_of(bare(1, title=long, gist=long, reasons=(long,), limits=(long,)))
    assert body.count(" mice…") == 4 * 4
