"""Writing a pull request's title and body, which GitHub cannot compare and swap.

So the body is read just before, and its history after: a tick made in between is put back.
"""

from __future__ import annotations

from bot.github.comments.conversation import Talk
from bot.github.queries.past_pulls import Memory
from bot.github.queries.reader import Reader, moved
from bot.github.transport.answers import Pull
from bot.github.updates.writer import Writer
from bot.proposal import Proposal

_TRIES = 3


def describe(  # noqa: PLR0913 - what a body is made of and by, all by name
    proposal: Proposal,
    number: int,
    *,
    seen: str,
    reader: Reader,
    writer: Writer,
    talk: Talk,
    memory: Memory,
) -> Pull:
    """Let pull request *number* say *proposal*, made for the body *seen*; return it as it was.

    Raises `TryAgainLater` when it was closed meanwhile.
    """
    fresh, _ = reader.pull(number)
    if not fresh.open:
        # What was pushed may not have been merged: it must not be recorded as proposed.
        raise moved(f"pull request {number}")
    title = proposal.title if memory.is_our_title(fresh.title) else fresh.title
    read, body = fresh.body, memory.merge_bodies(fresh.body, proposal.body, seen)
    for _ in range(_TRIES):
        if (title, body) == (fresh.title, read):
            break
        writer.edit_pull(number, title, body)
        revisions = talk.revisions(number)
        now = revisions[0].text if revisions else body
        mended = memory.recovered(now, read=read, written=body, revisions=revisions)
        if mended == now:
            break
        read, body = now, mended
    return fresh
