"""A replay's result in words, for people; computes nothing. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.backtest.figures import Advice, Bar, BarFigures, Interval
from bot.backtest.result import Missed, Result

_SHOWN = 8  # papers of a kind


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What was replayed: the list's name, its files, and notes to be told with the figures."""

    name: str
    files: tuple[str, ...]
    notes: tuple[str, ...] = ()


def config_lines(bar: Bar) -> str:
    """Return *bar* as the `[select]` table of a config."""
    return (
        f"[select]\nbudget = {bar.budget}\nmin_probability = {bar.min_probability:.2f}\n"
        f"min_confidence = {bar.min_confidence:.2f}"
    )


def summary(result: Result) -> tuple[str, ...]:
    """Return the result in a few sentences."""
    weeks = len(result.weeks)
    sentences = [
        f"In {weeks} weeks the bot would have proposed {result.proposals} papers, "
        f"{result.proposals / weeks:.1f} a week; the maintainers added {result.hits} of them "
        f"({_share(result.hits, result.proposals)}).",
        f"Of {result.positives} papers that they added and that were looked at, it would have "
        f"proposed {_share(result.hits, result.positives)}.",
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
    bar, gain = advice.bar, advice.gain
    sure = f", {bar.min_confidence:.0%} sure of the section" if bar.min_confidence else ""
    sentences = [
        f"Chosen on the first half: at most {bar.budget} a week, {bar.min_probability:.0%} likely"
        f"{sure}. On the other {advice.weeks} weeks:"
        f" {_reached(advice.reaches)}.",
        f"The present setting on the same weeks: {_reached(advice.present)}.",
    ]
    if advice.lost:
        sentences.append(
            f"min_confidence alone keeps out {advice.lost} additions of all weeks that were likely"
            " enough; lower, it lets papers in that may stand in the wrong section."
        )
    if advice.is_better:
        return tuple(sentences)
    span = f"F1 {gain.value:+.3f}, 95 % interval {gain.low:+.3f} to {gain.high:+.3f}"
    verdict = "The present setting is better" if gain.high < 0 else "No clear difference"
    return (*sentences, f"{verdict} ({span}): keep what you have.")


def miss_words(miss: Missed, bar: Bar) -> str:
    """Return how likely a missed paper was, and why it was not proposed."""
    paper = miss.paper
    why = {
        "ruled out": "a rule of the list rules it out",
        "section gone": "no section of the list could take it",
        "twin": "the same paper as a likelier one",
        "below threshold": f"less than {bar.min_probability:.0%}",
        "section unsure": f"no section is sure enough: {paper.confidence:.0%}, less than"
        f" {bar.min_confidence:.0%}",
        "over budget": f"over the budget of {bar.budget}",
    }[miss.decision]
    return f"{paper.probability:.0%} likely, number {miss.place} of its week; {why}"


def _reached(reached: BarFigures) -> str:
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
    for each in result.bins:
        yield (
            f"  said {each.low:.0%} to {each.high:.0%}: {each.papers:,} papers, "
            f"{each.predicted:.1%} on average, {each.observed:.1%} added"
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
        yield f"    {miss_words(miss, result.bar)}"
    if result.false_alarms:
        yield f"\nproposed but not added ({len(result.false_alarms)}), the surest first"
    for alarm in result.false_alarms[:_SHOWN]:
        yield f"  {alarm.arxiv_id} {alarm.title}"
        yield f"    {alarm.probability:.0%} likely; {'; '.join(alarm.reasons[:2])}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "none to count"


def _interval(figure: Interval) -> str:
    return f"{figure.value:.3f} ({figure.low:.3f}-{figure.high:.3f})"
