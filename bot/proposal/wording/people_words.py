"""Our part of a body among the words that people wrote around it; theirs are kept."""

from __future__ import annotations

from collections.abc import Sequence

from bot.proposal.model.proposed import Revision
from bot.proposal.wording.boxes import BEGIN, END, REFRESH, box, carried

LONGEST = 65_000
"""Characters of a whole body with people's text in it; past 65,536 GitHub refuses it."""


def merge_bodies(old: str, new: str, base: str = "") -> str:
    """Return *new* with the text that people wrote around our part of *old*.

    Boxes that changed between *base*, for which *new* was made, and *old* change in it too.
    A part without its end (cut, or the marker was deleted) reaches to the end; a body without our
    markers is all people's and follows ours. Where both are too long together, ours gives way.
    """
    if base:
        new = carried(new, base=base, now=old)
    before, begin, rest = old.partition(BEGIN)
    if begin:
        after = _without_copies(rest.partition(END)[2])
    else:
        before, after = "", f"\n\n{old}" if old.strip() else ""
    return f"{before}{_cut(new, LONGEST - len(before) - len(after))}{after}"


def _without_copies(text: str) -> str:
    """Return *text* without whole parts of ours, pasted there a second time."""
    pieces = []
    while BEGIN in text:
        before, _, rest = text.partition(BEGIN)
        _, end, after = rest.partition(END)
        if not end:
            break
        pieces.append(before)
        text = after
    return "".join([*pieces, text])


def _cut(text: str, room: int) -> str:
    """Return *text* cut at a line's end to *room* characters, folds closed, controls kept."""
    if len(text) <= room:
        return text
    place = max(text.find(box(REFRESH)), text.find(box(REFRESH, ticked=True)))
    controls = text[place:] if place >= 0 else END
    end = f"\n\n… cut here, for the text around leaves no room.\n\n{controls}"
    head = text[: max(0, room - len(end) - 2 * len("\n</details>"))].rpartition("\n")[0]
    open_folds = head.count("<details>") - head.count("</details>")
    return head + "\n</details>" * open_folds + end


def recovered(now: str, *, read: str, written: str, revisions: Sequence[Revision]) -> str:
    """Return the body *now* with the ticks that our write of *written* over *read* swallowed.

    *revisions* are the body's history, newest first. What lies between the body that was read and
    the one that was written nobody saw: its ticks, and words around our part, are put back.
    """
    texts = [_lines(revision.text) for revision in revisions]
    if _lines(written) not in texts:
        return now
    missed: list[str] = []
    for text in texts[texts.index(_lines(written)) + 1 :]:
        if text == _lines(read):
            break
        missed.append(text)
    else:
        return now  # the history does not reach back far enough to tell
    base, edited_since = _lines(read), _lines(now) != _lines(written)
    for text in reversed(missed):
        mended = carried(_ours(now), base=base, now=text)
        # Words that somebody wrote around ours after us are newer than those that were missed.
        now = merge_bodies(now if edited_since else text, mended)
        base = text
    return now


def _ours(body: str) -> str:
    _, begin, rest = body.partition(BEGIN)
    ours, end, _ = rest.partition(END)
    return begin + ours + end


def _lines(body: str) -> str:
    return "\n".join(body.splitlines())
