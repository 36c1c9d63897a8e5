"""A replay's result as text for people and as JSON for programs; computes nothing. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.backtest.figures import Interval
from bot.backtest.recommend import Advice, Bar, Reached
from bot.backtest.replay import Judged
from bot.backtest.result import Missed, Ranking, Result

_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What was replayed: the list's name, its files, and notes to be told with the figures."""

    name: str
    files: tuple[str, ...]
    notes: tuple[str, ...] = ()


def config_lines(bar: Bar) -> str:
    """Return *bar* as lines to paste into a config."""
    return f"[select]\nbudget = {bar.budget}\nmin_probability = {bar.min_probability:.2f}"


def summary(result: Result) -> tuple[str, ...]:
    """Return the result in a few sentences."""
    weeks = len(result.weeks)
    sentences = [
        f"In {weeks} weeks the bot would have proposed {result.proposals} papers, "
        f"{result.proposals / weeks:.1f} a week; the maintainers added {result.kept} of them "
        f"({_share(result.kept, result.proposals)}).",
        f"Of {result.positives} papers that they added and that were looked at, it would have "
        f"proposed {_share(result.kept, result.positives)}.",
    ]
    if result.days_to_proposal is not None and result.days_to_addition is not None:
        sentences.append(
            f"Half of its finds came within {result.days_to_proposal:.0f} days of submission; "
            f"half of the maintainers' additions within {result.days_to_addition:.0f}."
        )
    if result.placing is not None:
        sentences.append(
            f"It named the right section for {result.placing.accuracy:.0%} of the added papers, "
            f"and had it first or second for {result.placing.top_two:.0%}."
        )
    return tuple(sentences)


def advice_words(advice: Advice | None) -> tuple[str, ...]:
    """Return the recommendation in sentences, without the config lines."""
    if advice is None:
        return ("Too few weeks or additions to recommend a budget or a threshold.",)
    return (
        f"Chosen on the first half, tried on the other {advice.weeks} weeks: "
        f"{_reached(advice.reaches)}.",
        f"The present setting on the same weeks: {_reached(advice.present)}.",
        *(() if advice.is_better else ("That is as good or better: keep it.",)),
    )


def _reached(reached: Reached) -> str:
    return (
        f"{reached.a_week:.1f} papers a week, {reached.precision:.0%} of them added, "
        f"{reached.recall:.0%} of the additions found"
    )


def caveats(about: About) -> tuple[str, ...]:
    """Return what a reader must know before he believes a figure."""
    return (
        "A paper that was not added may still be a good one that nobody saw: precision and the "
        "calibration are floors.",
        "Papers of the last weeks may be added later.",
        "The rules and settings are those of today; everything else is as it was known then.",
        *about.notes,
    )


def as_text(about: About, result: Result) -> str:
    """Return *result* as text; titles are as arXiv has them: escape the text for its sink."""
    return "\n".join(_lines(about, result))


def _lines(about: About, result: Result) -> Iterator[str]:
    first, last = result.weeks[0].start, result.weeks[-1].start
    yield f"{about.name}: {len(result.weeks)} weeks, Mondays {first} to {last}"
    grown = f"the list grew from {result.entries[0]} to {result.entries[1]} entries"
    yield f"{result.papers:,} papers, {result.positives} of them added; {grown}"
    yield ""
    yield from summary(result)
    yield ""
    budget = result.bar.budget
    heads = (
        "AP within weeks",
        "AP, all weeks",
        f"precision at {budget}/wk",
        f"recall at {budget}/wk",
    )
    yield f"{'':14}" + "".join(f"{head:>22}" for head in heads)
    for ranking in result.rankings:
        cells = (ranking.weekly, ranking.ap, ranking.precision, ranking.recall)
        yield f"{ranking.name:14}" + "".join(f"{_interval(cell):>22}" for cell in cells)
    yield "95 % intervals: whole weeks drawn again"
    yield ""
    yield f"calibration: Brier {result.brier:.4f}, mean error {result.calibration_error:.3f}"
    for one in result.bins:
        yield (
            f"  said {one.low:.0%} to {one.high:.0%}: {one.papers:,} papers, "
            f"{one.said:.1%} on average, {one.true:.1%} added"
        )
    yield from _papers(result)
    yield ""
    yield from advice_words(result.advice)
    if result.advice is not None and result.advice.is_better:
        yield config_lines(result.advice.bar)
    yield ""
    yield from (f"Note: {caveat}" for caveat in caveats(about))


def _papers(result: Result) -> Iterator[str]:
    if result.misses:
        yield f"\nadded but not proposed ({len(result.misses)}), the nearest first"
    for miss in result.misses[:_SHOWN]:
        yield f"  {miss.paper.arxiv_id} {miss.paper.title}"
        yield f"    {miss.paper.probability:.0%} likely, number {miss.place} of its week"
    if result.false_alarms:
        yield f"\nproposed but not added ({len(result.false_alarms)}), the surest first"
    for alarm in result.false_alarms[:_SHOWN]:
        yield f"  {alarm.arxiv_id} {alarm.title}"
        yield f"    {alarm.probability:.0%} likely; {'; '.join(alarm.reasons[:2])}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "none to count"


def _interval(figure: Interval) -> str:
    return f"{figure.value:.3f} ({figure.low:.3f}-{figure.high:.3f})"


def as_json(about: About, result: Result) -> dict[str, object]:
    """Return *result* as the object that `--json` prints; docs/json.md describes each key."""
    placing, advice = result.placing, result.advice
    return {
        "list": about.name,
        "files": list(about.files),
        "weeks": [
            {
                "start": week.start.isoformat(),
                "proposed": week.proposed,
                "kept": week.kept,
                "missed": week.missed,
            }
            for week in result.weeks
        ],
        "papers": result.papers,
        "positives": result.positives,
        "entries": list(result.entries),
        "budget": result.bar.budget,
        "min_probability": result.bar.min_probability,
        "rankings": {ranking.name: _ranking(ranking) for ranking in result.rankings},
        "proposals": result.proposals,
        "kept": result.kept,
        "proposals_per_week": round(result.proposals / len(result.weeks), 3),
        "calibration": {
            "brier": round(result.brier, 6),
            "error": round(result.calibration_error, 4),
            "bins": [
                {
                    "from": one.low,
                    "to": one.high,
                    "papers": one.papers,
                    "said": round(one.said, 4),
                    "true": round(one.true, 4),
                }
                for one in result.bins
            ],
        },
        "sections": None
        if placing is None
        else {
            "papers": placing.papers,
            "accuracy": round(placing.accuracy, 4),
            "top_two": round(placing.top_two, 4),
        },
        "median_days_to_proposal": result.days_to_proposal,
        "median_days_to_addition": result.days_to_addition,
        "misses": [_miss(miss) for miss in result.misses],
        "false_alarms": [_judged(one) for one in result.false_alarms],
        "recommendation": None if advice is None else _advice(advice),
        "notes": list(caveats(about)),
    }


def _ranking(ranking: Ranking) -> dict[str, object]:
    cells = {
        "average_precision": ranking.ap,
        "average_precision_within_weeks": ranking.weekly,
        "precision_at_budget": ranking.precision,
        "recall_at_budget": ranking.recall,
    }
    return {
        name: {"value": round(f.value, 4), "low": round(f.low, 4), "high": round(f.high, 4)}
        for name, f in cells.items()
    }


def _judged(one: Judged) -> dict[str, object]:
    return {
        "arxiv_id": one.arxiv_id,
        "title": one.title,
        "day": one.day.isoformat(),
        "probability": round(one.probability, 4),
        "section": list(one.section),
        "reasons": list(one.reasons),
    }


def _miss(miss: Missed) -> dict[str, object]:
    return {**_judged(miss.paper), "added": miss.added.isoformat(), "place": miss.place}


def _advice(advice: Advice) -> dict[str, object]:
    return {
        "budget": advice.bar.budget,
        "min_probability": advice.bar.min_probability,
        "better": advice.is_better,
        "config": config_lines(advice.bar),
        "weeks": advice.weeks,
        "reaches": _reached_json(advice.reaches),
        "present": _reached_json(advice.present),
    }


def _reached_json(reached: Reached) -> dict[str, object]:
    return {
        "a_week": round(reached.a_week, 3),
        "precision": round(reached.precision, 4),
        "recall": round(reached.recall, 4),
    }
