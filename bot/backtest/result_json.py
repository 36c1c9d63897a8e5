"""A replay's result as JSON for programs; computes nothing. Pure."""

from __future__ import annotations

from bot.backtest.figures import Advice, BarFigures, Interval, Judged
from bot.backtest.result import Missed, Ranking, Result
from bot.backtest.sentences import About, caveats, config_lines


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
                "kept": week.hits,
                "missed": week.missed,
            }
            for week in result.weeks
        ],
        "papers": result.papers,
        "positives": result.positives,
        "entries": list(result.entries),
        "budget": result.bar.budget,
        "min_probability": result.bar.min_probability,
        "min_confidence": result.bar.min_confidence,
        "rankings": {ranking.name: _ranking(ranking) for ranking in result.rankings},
        "proposals": result.proposals,
        "kept": result.hits,
        "proposals_per_week": round(result.proposals / len(result.weeks), 3),
        "calibration": {
            "brier": round(result.brier, 6),
            "error": round(result.calibration_error, 4),
            "bins": [
                {
                    "from": each.low,
                    "to": each.high,
                    "papers": each.papers,
                    "said": round(each.predicted, 4),
                    "true": round(each.observed, 4),
                }
                for each in result.bins
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
        "false_alarms": [_judged(each) for each in result.false_alarms],
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
    return {name: _figure(cell) for name, cell in cells.items()}


def _figure(figure: Interval) -> dict[str, float]:
    return {
        "value": round(figure.value, 4),
        "low": round(figure.low, 4),
        "high": round(figure.high, 4),
    }


def _judged(paper: Judged) -> dict[str, object]:
    return {
        "arxiv_id": paper.arxiv_id,
        "title": paper.title,
        "day": paper.day.isoformat(),
        "probability": round(paper.probability, 4),
        "section": list(paper.section),
        "section_confidence": round(paper.confidence, 4),
        "reasons": list(paper.reasons),
    }


def _miss(miss: Missed) -> dict[str, object]:
    when = {"added": miss.added.isoformat(), "place": miss.place}
    return {**_judged(miss.paper), **when, "decision": miss.decision}


def _advice(advice: Advice) -> dict[str, object]:
    return {
        "budget": advice.bar.budget,
        "min_probability": advice.bar.min_probability,
        "min_confidence": advice.bar.min_confidence,
        "lost_by_min_confidence": advice.lost,
        "gain": _figure(advice.gain),
        "better": advice.is_better,
        "config": config_lines(advice.bar),
        "weeks": advice.weeks,
        "reaches": _reached_json(advice.reaches),
        "present": _reached_json(advice.present),
    }


def _reached_json(reached: BarFigures) -> dict[str, object]:
    return {
        "a_week": round(reached.a_week, 3),
        "precision": round(reached.precision, 4),
        "recall": round(reached.recall, 4),
    }
