"""The papers of a replay by week, and older ones; a week's judge sees earlier weeks only. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.arxiv import record_day, record_paper, sample
from bot.backtest.past.history import WEEK, Added, History
from bot.explain import BACKGROUND, Draw, Records
from bot.lists import PaperList
from classifier.papers import ArxivId, Paper


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is *known* of entries, a sample of *older* papers, and the papers of each week."""

    known: Mapping[ArxivId, Paper]
    older: tuple[Paper, ...]
    weeks: tuple[tuple[Paper, ...], ...]
    without_date: int = 0

    def background(self, week: int, listing: PaperList) -> tuple[Paper, ...]:
        """Return papers submitted before *week* (from 0) that *listing* did not hold then."""
        earlier = (paper for papers in self.weeks[:week] for paper in papers)
        drawn = sample((*self.older, *earlier), BACKGROUND)
        return tuple(paper for paper in drawn if listing.find(paper) is None)


def collect(records: Records, history: History) -> Corpus:
    """Return the papers of *records* that *history* needs, each once, in order of id."""
    papers = ((record_day(record), arxiv_id, record) for arxiv_id, record in records)
    wanted, first, end = history.ids, history.weeks[0].start, history.weeks[-1].end
    known: dict[ArxivId, Paper] = {}
    older = Draw(BACKGROUND)
    inside: dict[ArxivId, Paper] = {}
    undated = 0
    for day, arxiv_id, record in papers:
        undated += day is None
        if arxiv_id in wanted:
            known[arxiv_id] = record_paper(record)
        if day is not None and first <= day < end:
            inside[arxiv_id] = known.get(arxiv_id) or record_paper(record)
        elif day is not None and day < first:
            older.offer(arxiv_id, lambda r=record: record_paper(r))  # type: ignore[misc]
    return Corpus(known, older.papers(), by_week(inside.values(), history), undated)


def by_week(papers: Iterable[Paper], history: History) -> tuple[tuple[Paper, ...], ...]:
    """Return *papers* by the week they were submitted in, one tuple per week of *history*."""
    first = history.weeks[0].start
    weeks: list[list[Paper]] = [[] for _ in history.weeks]
    for paper in sorted(papers, key=lambda paper: paper.id):
        place = (paper.submitted - first) // WEEK if paper.submitted else -1
        if 0 <= place < len(weeks):
            weeks[place].append(paper)
    return tuple(map(tuple, weeks))


def truth_of(history: History, corpus: Corpus) -> Mapping[ArxivId, Added]:
    """Return the papers of *corpus* that came into the list after their week began."""
    additions = {
        paper.id: history.addition(paper, week.start)
        for week, papers in zip(history.weeks, corpus.weeks, strict=True)
        for paper in papers
    }
    return {arxiv_id: added for arxiv_id, added in additions.items() if added is not None}


def filled(corpus: Corpus) -> Sequence[int]:
    """Return the weeks from the first to the last that have papers."""
    have = [i for i, papers in enumerate(corpus.weeks) if papers]
    return range(have[0], have[-1] + 1) if have else range(0)
