"""The text of the pull request that cares for entries: one box a change, before and after. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.proposal.body import BUDGET, controls, fit, fold, tail
from bot.proposal.body_escape import body_text
from bot.proposal.boxes import BEGIN, END, box
from bot.proposal.house_rules import HouseRules
from bot.proposal.paper_rows import LONG, SHORT, entry_link, limits_text, path_text
from bot.proposal.proposed import Description, Item
from classifier.papers import ArxivId

_HEADINGS = {
    "venue": "Accepted meanwhile",
    "published": "Published meanwhile",
    "title": "New title",
    "link": "Links that do not work as written",
    "withdrawn": "Withdrawn by their authors",
    "double": "Listed twice",
}
_FOLDED = 4_000  # characters kept for checks and remarks
_COMMANDS = """\
<details><summary>Commands in a comment</summary>

`/drop NAME`, `/keep NAME`: take a change back, or make it again; `/why NAME`: what it rests on.
NAME is what stands behind a change, such as `venue/1234567`.

</details>"""


def entries(count: int) -> str:
    """Return "1 entry" or "6 entries"."""
    return f"{count} entry" if count == 1 else f"{count} entries"


def render_care(described: Description, block: str) -> str:
    """Return the body: what to do, the changes by kind, those only offered, checks, controls."""
    described = described.without_root()
    head = [f"{BEGIN}\n{block}", what_to_do(described)]
    last = [controls(described.notes, _COMMANDS, "look at the entries again"), tail(described)]
    room = BUDGET - sum(map(len, [*head, *last])) - _FOLDED
    blocks = [*head, *care_blocks(described, room), *last]
    return "\n\n".join(block for block in blocks if block) + "\n" + END


def what_to_do(described: Description) -> str:
    """Return what a maintainer does with it, in two lines."""
    count = len(described.items)
    if not count:
        return (
            "**Nothing is left to change here.**\nTick below what should go all the same, or close "
            "this pull request."
        )
    more = described.notes.more
    waiting = f" {entries(more)} more wait until these are decided." if more else ""
    every = {1: "it", 2: "both"}.get(count, f"all {count}")
    are = "is" if count == 1 else "are"
    return (
        f"**{entries(count)} of this list {are} out of date.** Untick what is not right: it goes "
        "back to what it was, and is never proposed again.\n"
        "Once the diff has followed, merge: what is still ticked is changed. Closing this pull "
        f"request instead refuses {every} for good.{waiting}"
    )


def care_blocks(described: Description, room: int, *, boxes: bool = True) -> Iterator[str]:
    """Yield the changes by kind, those offered and taken back in folds, remarks and checks."""
    files_url = described.notes.files_url

    def rows(items: Iterable[Item], *, ticked: bool) -> list[str]:
        return [
            change_row(item, _start(item, described, boxes=boxes, ticked=ticked), files_url)
            for item in items
        ]

    for kind, members in _by_kind(described.items):
        first, *rest = rows(members, ticked=True)
        text, room = fit([f"**{_HEADINGS[kind]}**\n\n{first}", *rest], room, "more in the diff")
        yield text
    for kind, members in _by_kind(described.near_misses):
        hint = "Tick one, and its lines are taken out.\n\n" if boxes else ""
        text, room = fit(rows(members, ticked=False), room, "more")
        yield fold(f"{_HEADINGS[kind]} ({len(members)})", f"{hint}{text}")
    if described.dropped:
        text, room = fit(rows(described.dropped, ticked=False), room, "more")
        yield fold(f"Taken back ({len(described.dropped)})", text)
    remarks = [
        f"- {entry_link(entry, files_url)}: {body_text(why, LONG)}"
        for entry, why in described.notes.remarks
    ]
    text, _ = fit(remarks, _FOLDED // 2, "more: `bot care --json` has them")
    yield fold(f"Only you can tell ({len(remarks)})", text)
    notes = described.notes
    checks = [*notes.checks, *(f"INCOMPLETE: {trouble}" for trouble in notes.troubles)]
    lines = [f"- {body_text(line, LONG)}" for line in checks]
    yield fold("Checks done", fit(lines, _FOLDED // 2, "more")[0])


def _start(item: Item, described: Description, *, boxes: bool, ticked: bool) -> str:
    boxed = boxes and item.arxiv_id in described.boxed
    return box(item.arxiv_id, ticked=ticked) if boxed else "-"


def _by_kind(items: Sequence[Item]) -> Iterator[tuple[str, list[Item]]]:
    for kind in _HEADINGS:
        if members := [item for item in items if kind_of(item.arxiv_id) == kind]:
            yield kind, members


def kind_of(name: ArxivId) -> str:
    """Return the kind of the change called *name*."""
    return name.partition("/")[0]


def change_row(item: Item, start: str, files_url: str = "") -> str:
    """Return one change as an item that begins with *start*: entry, before and after, and why."""
    link = entry_link(item.alike[0], files_url) if item.alike else body_text(item.title, LONG)
    where = f" · {path_text(item.section)}" if item.section else ""
    lines = [f"{start} {link}{where}", *before_and_after(item)]
    why = [body_text(reason, LONG) for reason in item.reasons]
    lines.append("  " + " · ".join([*why, f"`{item.arxiv_id}`"]))
    lines += [f"  {limits_text(item.limits)}"] if item.limits else []
    return "\n".join(lines)


def before_and_after(item: Item) -> list[str]:
    """Return what a change does, in a line or two."""
    mend = item.mend
    if mend is None:
        return []
    if mend.whole:
        return []  # the heading says that it goes; its title stands above
    old, new = (body_text(text.strip(), LONG) for text in (mend.old, mend.new))
    if not old:
        return [f"  adds **{new}**  "]
    if len(old) + len(new) < SHORT // 2:
        return [f"  {old} → **{new}**  "]
    return [f"  before: {old}  ", f"  after: **{new}**  "]


CARING = HouseRules(
    title="Entries to update: {count} ({window})",
    commit_message="Update entries of {list}: {count}",
)
"""What the pull request that cares for entries is called, and its commits."""
