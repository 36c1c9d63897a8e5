"""A stretch of submission dates as arXiv showed it at a moment; whether that still holds. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.arxiv.sweep.calendar import LAG, last_mailing, submissions_of
from bot.arxiv.sweep.categories import is_in, names_of
from classifier.papers import ArxivId, Paper

_SHORTLY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """All *papers* in *categories* submitted from *start* to *end*, as shown at *moment*.

    *days* looked thin, and were asked for alone. *notes* tell of papers that came another way.
    """

    categories: tuple[str, ...]
    start: datetime
    end: datetime
    moment: datetime
    papers: dict[ArxivId, Paper] = field(default_factory=dict)
    days: set[date] = field(default_factory=set)
    notes: tuple[str, ...] = ()

    def answers(
        self, start: datetime, end: datetime, categories: Sequence[str], *, now: datetime
    ) -> bool:
        """Whether asking at *now* could bring nothing else of *categories* from *start* to *end*.

        That is so until the next mailing, if this one was there to be seen: see `shows_mailing`.
        """
        mailing = last_mailing(now)
        if not mailing <= self.moment <= now:
            return False
        settled = self.moment - mailing >= LAG or now - self.moment < _SHORTLY
        known = frozenset(self.categories)
        covered = all(known & names_of(each) for each in categories) and bool(categories)
        # What is submitted after the moment waits for the next mailing.
        whole = self.start <= start and (end <= self.end or self.moment <= self.end)
        return settled and whole and (covered or not known)

    def within(self, start: datetime, end: datetime, categories: Sequence[str]) -> Stretch:
        """Return the part of *categories* from *start* to *end*."""
        among = frozenset(categories)
        inside = {
            p.id: p
            for p in self.papers.values()
            if is_in(p.categories, among) and (not p.submitted or start <= p.submitted <= end)
        }
        return replace(self, start=start, end=end, categories=tuple(categories), papers=inside)


def shows_mailing(papers: Iterable[Paper], moment: datetime) -> bool:
    """Whether some of *papers* can only have come with the last mailing before *moment*."""
    start, _ = submissions_of(last_mailing(moment))
    return any(paper.submitted is not None and paper.submitted >= start for paper in papers)
