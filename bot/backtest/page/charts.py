"""The report's charts as SVG: shapes and figures, never a paper's words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.backtest.page.html_text import html_text
from bot.backtest.past.figures import Bin
from bot.backtest.past.result import Ranking, WeekBar

_LEFT, _TOP, _SIZE, _HIGH = 40, 24, 300, 210  # pixels
_QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)  # of an axis
_TOPS = (0.2, 0.4, 1.0)  # of the precision axis: short lists of a long stream stay low
_SMALLEST, _LARGEST = 3.0, 9.0  # pixels: the radius of a dot
_WEEKS_WIDE = 720  # pixels
_UP, _DOWN = 130, 60  # pixels above and below the line of zero
_LABELS = 9  # dates below the weeks


def precision_recall(rankings: Sequence[Ranking]) -> str:
    """Return the curves of precision over recall, the first ranking on top of the others."""
    highest = max((point[1] for ranking in rankings for point in ranking.curve), default=1.0)
    top = next(top for top in _TOPS if highest <= top)
    lines = [
        f'<path class="c c{number}" d="{_path(ranking.curve, top)}"><title>'
        f"{html_text(ranking.name)}: average precision {ranking.weekly.value:.3f}</title></path>"
        for number, ranking in enumerate(rankings, 1)
    ]
    figures = "; ".join(f"{r.name} {r.weekly.value:.3f}" for r in rankings)
    return _square(
        f"Precision over recall. Average precision: {figures}",
        ("recall", "precision"),
        "".join(reversed(lines)),
        top,
    )


def calibration(bins: Sequence[Bin]) -> str:
    """Return predicted against observed shares, a dot per bin, larger for more papers."""
    most = max((each.papers for each in bins), default=1)
    dots = [
        f'<circle class="dot" cx="{_x(each.predicted):.1f}" cy="{_y(each.observed):.1f}" '
        f'r="{_SMALLEST + (_LARGEST - _SMALLEST) * (each.papers / most) ** 0.5:.1f}"><title>'
        f"{each.papers:,} papers: {each.predicted:.0%} said, "
        f"{each.observed:.0%} added</title></circle>"
        for each in bins
    ]
    line = f'<path class="ideal" d="M{_x(0):.1f} {_y(0):.1f}L{_x(1):.1f} {_y(1):.1f}"/>'
    points = "; ".join(f"{each.predicted:.0%} said, {each.observed:.0%} added" for each in bins)
    return _square(f"Calibration. {points}", ("probability said", "added"), line + "".join(dots))


def weekly(weeks: Sequence[WeekBar]) -> str:
    """Return a bar per week: proposed papers upwards, added but missed ones downwards."""
    most = max((week.proposed for week in weeks), default=0) or 1
    worst = max((week.missed for week in weeks), default=0) or 1
    unit = min(_UP / most, _DOWN / worst)
    step = (_WEEKS_WIDE - _LEFT - 10) / len(weeks)
    zero = _TOP + most * unit
    height = zero + worst * unit + 26
    bars = "".join(
        _bar(week, _LEFT + place * step, 0.76 * step, unit, zero)
        for place, week in enumerate(weeks)
    )
    every = max(1, -(-len(weeks) // _LABELS))
    labels = "".join(
        f'<text x="{_LEFT + place * step:.1f}" y="{height - 6:.1f}">{week.start:%d %b}</text>'
        for place, week in enumerate(weeks)
        if place % every == 0
    )
    scale = "".join(_level(value, zero - value * unit) for value in sorted({most, -(-most // 2)}))
    scale += _level(worst, zero + worst * unit)
    base = f'<path class="axis" d="M{_LEFT} {zero:.1f}H{_WEEKS_WIDE}"/>'
    total = f"{sum(w.proposed for w in weeks)} proposed, {sum(w.hits for w in weeks)} of them added"
    title = f"Papers by week: {total}, {sum(w.missed for w in weeks)} added but not proposed"
    return _svg(_WEEKS_WIDE, height, title, scale + bars + base + labels)


def _bar(week: WeekBar, x: float, width: float, unit: float, zero: float) -> str:
    hits, shown = week.hits * unit, (week.proposed - week.hits) * unit
    parts = (
        ("kept", zero - hits, hits),
        ("shown", zero - hits - shown, shown),
        ("missed", zero, week.missed * unit),
    )
    boxes = "".join(
        f'<rect class="{name}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{high:.1f}"/>'
        for name, y, high in parts
        if high
    )
    words = (
        f"week of {week.start}: {week.proposed} proposed, {week.hits} of them added, "
        f"{week.missed} missed"
    )
    return f"<g><title>{words}</title>{boxes}</g>"


def _level(value: int, y: float) -> str:
    return (
        f'<path class="grid" d="M{_LEFT} {y:.1f}H{_WEEKS_WIDE}"/>'
        f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value}</text>'
    )


def sample_line(number: int) -> str:
    """Return a short stretch of curve *number* for a legend."""
    path = f'<path class="c c{number}" d="M0 5H26"/>'
    return f'<svg viewBox="0 0 26 10" aria-hidden="true">{path}</svg>'


def sample_box(name: str) -> str:
    """Return a box of the kind *name* for a legend."""
    box = f'<rect class="{name}" width="14" height="10"/>'
    return f'<svg viewBox="0 0 26 10" aria-hidden="true">{box}</svg>'


def _square(title: str, axes: tuple[str, str], inside: str, top: float = 1.0) -> str:
    return _svg(_LEFT + _SIZE + 20, _TOP + _HIGH + 36, title, "".join(_frame(axes, top)) + inside)


def _svg(width: float, height: float, title: str, inside: str) -> str:
    """Return a drawing whose *title* is read to those who cannot see it."""
    return (
        f'<svg viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{html_text(title)}">'
        f"{inside}</svg>"
    )


def _frame(axes: tuple[str, str], top: float) -> Iterator[str]:
    for value in _QUARTERS:
        x, y = _x(value), _y(value)
        yield f'<path class="grid" d="M{_LEFT} {y:.1f}H{_LEFT + _SIZE}"/>'
        yield f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value * top:.0%}</text>'
        yield f'<text x="{x:.1f}" y="{_TOP + _HIGH + 16}" text-anchor="middle">{value:.0%}</text>'
    yield f'<path class="axis" d="M{_LEFT} {_y(0):.1f}H{_LEFT + _SIZE}"/>'
    across = f'x="{_LEFT + _SIZE}" y="{_TOP + _HIGH + 31}" text-anchor="end"'
    yield f"<text {across}>{axes[0]} →</text>"
    yield f'<text x="{_LEFT}" y="{_TOP - 11}">↑ {axes[1]}</text>'


def _path(points: Sequence[tuple[float, float]], top: float) -> str:
    steps = (f"{_x(recall):.1f} {_y(precision / top):.1f}" for recall, precision in points)
    return "M" + "L".join(steps) if points else "M0 0"


def _x(value: float) -> float:
    return _LEFT + value * _SIZE


def _y(value: float) -> float:
    return _TOP + (1 - value) * _HIGH
