"""Gets the rest of a page that always fails: halves it until one paper alone is left over.

A single record that the service cannot give must not end every run for ever. It asks through a
function and never waits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.arxiv.http.retry_policy import PageError
from bot.arxiv.paging.harvest import Page, Request
from classifier.papers import Paper

_MOST_LOST = 3  # papers; where more cannot be had, the service as a whole is broken
_MANY = 500  # papers; both halves of so many do not fail for one paper
_MOST_ASKED = 80  # requests: three papers out of 2,000 take 66


@dataclass(slots=True)
class _Gathering:
    fetch: Callable[[Request], Page]
    papers: dict[int, tuple[Paper, ...]] = field(default_factory=dict)
    lost: list[int] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    total: int = 0
    asked: int = 0


def in_pieces(fetch: Callable[[Request], Page], request: Request, error: PageError) -> Page:
    """Return the page of *request*, which failed with *error*, put together from smaller ones.

    What cannot be had by itself is in `unread`. *fetch* raises `PageError` where a piece fails.
    Raises *error* where that is more than a few papers.
    """
    gathering = _Gathering(fetch)
    try:
        _halve(gathering, request, error)
    except PageError:
        raise error from None
    papers = [p for _, part in sorted(gathering.papers.items()) for p in part]
    unread = [*gathering.unread, *_lost(gathering, request)]
    if not papers:
        raise error
    papers.sort(key=lambda p: (p.submitted is None, p.submitted), reverse=bool(request.newest))
    return Page(gathering.total, tuple(papers), tuple(unread))


def _lost(gathering: _Gathering, request: Request) -> list[str]:
    return [_about(gathering, at, newest=request.newest > 0) for at in gathering.lost]


def _halve(gathering: _Gathering, failed: Request, error: PageError) -> None:
    size = failed.newest or failed.size
    if size == 1:
        gathering.lost.append(failed.offset)
        if len(gathering.lost) > _MOST_LOST:
            raise error
        return
    first = size // 2
    left = _sized(failed, failed.offset, first)
    right = _sized(failed, failed.offset + first, size - first)
    if _got(gathering, left, error):
        # Together they fail: so this half does, unless the papers end before it.
        if right.offset < gathering.total and not _is_fine(gathering, right, error):
            _halve(gathering, right, error)
        return
    fine = _got(gathering, right, error)
    if not fine and len(gathering.lost) == 0 and not gathering.papers and size > first + 1 > _MANY:
        raise error  # both halves of everything: it is not one paper
    _halve(gathering, left, error)
    if not fine:
        _halve(gathering, right, error)


def _is_fine(gathering: _Gathering, request: Request, error: PageError) -> bool:
    # A piece of one paper is asked for: the page may have failed by chance.
    return (request.newest or request.size) == 1 and _got(gathering, request, error)


def _got(gathering: _Gathering, request: Request, error: PageError) -> bool:
    gathering.asked += 1
    if gathering.asked > _MOST_ASKED:
        raise error
    try:
        page = gathering.fetch(request)
    except PageError:
        return False
    gathering.total = max(gathering.total, page.total)
    gathering.papers[request.offset] = page.papers
    gathering.unread += page.unread
    return True


def _sized(request: Request, offset: int, size: int) -> Request:
    """Return *request* for *size* papers from *offset* on; a part need not hold the anchors."""
    changed = {"newest": size} if request.newest else {"size": size}
    return replace(request, offset=offset, anchors=frozenset(), **changed)  # type: ignore[arg-type]  # ints


def _about(gathering: _Gathering, at: int, *, newest: bool) -> str:
    """Return in words where the paper number *at* is: by the date of the one submitted before."""
    papers = {
        first + step: paper
        for first, part in gathering.papers.items()
        for step, paper in enumerate(part)
    }
    older = [n for n in papers if (n > at if newest else n < at)]
    nearest = (min if newest else max)(older, default=None)
    when = papers[nearest].submitted if nearest is not None else None
    return f"one submitted after {when:%Y-%m-%d %H:%M}" if when else "the first one of all"
