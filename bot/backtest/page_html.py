"""The report as one page of HTML: numbers, charts, style; every text escaped in one place."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from bot.backtest.figures import Bin, Interval, Judged
from bot.backtest.result import Placing, Ranking, Result, WeekBar
from bot.backtest.sentences import About, advice_words, caveats, config_lines, miss_words, summary
from bot.core.plain import plain
from bot.pipeline import STEP


def html_text(text: str) -> str:
    """Return *text* for the inside of an element or of a quoted attribute: shown, never alive."""
    return escape(plain(text), quote=True)


# The report's style sheet: for light and dark, any width, and print. Pure.

STYLE = """
:root{color-scheme:light dark;--page:#fcfcfb;--card:#fff;--ink:#1d2025;--soft:#585f6b;
--line:#dcdfe4;--ours:#1f5fc4;--ours-pale:#b9cff2;--miss:#b4501a;--two:#8a6100;--three:#0b7a6c;
--four:#77707f;--h1:#e8effb;--h2:#c3d6f5;--h3:#94b6ec;--h4:#3a72cc;--h5:#1f5fc4}
@media (prefers-color-scheme:dark){:root{--page:#14161a;--card:#1c1f25;--ink:#e9ebef;
--soft:#a5adba;--line:#343942;--ours:#7fb0ff;--ours-pale:#3a5688;--miss:#f0945c;--two:#dcb04a;
--three:#4cc7b4;--four:#a79fb2;--h1:#1f2b40;--h2:#27406a;--h3:#2f5594;--h4:#6ea3f5;--h5:#9cc3ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);
font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;
font-variant-numeric:tabular-nums;overflow-wrap:break-word}
main{max-width:66rem;margin:0 auto;padding:2.5rem 1.1rem 4rem}
h1{font-size:clamp(1.5rem,4.5vw,2.1rem);line-height:1.2;margin:0 0 .3rem;letter-spacing:-.01em}
h2{font-size:1.2rem;line-height:1.3;margin:2.6rem 0 .6rem}
p{max-width:44rem;margin:.5rem 0}
.soft,figcaption,dt,th,.why{color:var(--soft)}
.lead{font-size:1.08rem}
dl.key{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.8rem;
margin:1.6rem 0}
dl.key div{background:var(--card);border:1px solid var(--line);border-radius:.6rem;
padding:.8rem .95rem}
dt{font-size:.84rem;line-height:1.35}
dd{margin:0;font-size:1.65rem;font-weight:650;line-height:1.25}
dd small{display:block;font-size:.8rem;font-weight:400;color:var(--soft)}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));gap:1.1rem}
figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:.6rem;
padding:.9rem 1rem;min-width:0}
figcaption{font-size:.88rem;line-height:1.45;margin-top:.5rem}
svg{display:block;width:100%;height:auto}
svg text{fill:var(--soft);font:11px system-ui,sans-serif}
.grid{stroke:var(--line);stroke-width:1}.axis{stroke:var(--soft);stroke-width:1}
.ideal{stroke:var(--soft);stroke-width:1;stroke-dasharray:4 4}
.c{fill:none;stroke-width:1.6}.c1{stroke:var(--ours);stroke-width:2.6}
.c2{stroke:var(--two);stroke-dasharray:7 3}.c3{stroke:var(--three);stroke-dasharray:2 3}
.c4{stroke:var(--four);stroke-dasharray:9 3 2 3}
.dot{fill:var(--ours);stroke:var(--card);stroke-width:1.5}
.kept{fill:var(--ours)}.shown{fill:var(--ours-pale);stroke:var(--ours);stroke-width:.7}.missed{fill:var(--miss)}
.wide{overflow-x:auto}.wide:focus-visible{outline:2px solid var(--ours)}.wide>svg{min-width:34rem}
table{border-collapse:collapse;width:100%;font-size:.93rem}
th,td{text-align:right;padding:.4rem .45rem;border-bottom:1px solid var(--line);vertical-align:top}
th:first-child{text-align:left}
thead th{font-weight:500;font-size:.84rem}tbody th{font-weight:400;color:var(--ink)}
tr.ours th,tr.ours td{font-weight:650}td small{display:block;color:var(--soft);font-weight:400;
white-space:nowrap}tbody th{white-space:nowrap}
.heat td{text-align:center;min-width:2.2rem;border:1px solid var(--card)}
.heat th{white-space:nowrap;max-width:min(18rem,42vw);overflow:hidden;text-overflow:ellipsis}
.heat thead th{text-align:center}
.h1{background:var(--h1)}.h2{background:var(--h2)}.h3{background:var(--h3)}
.h4{background:var(--h4);color:var(--page)}.h5{background:var(--h5);color:var(--page)}
.h3{color:var(--ink)}
.key-line{display:inline-flex;align-items:center;gap:.4rem}figcaption .key-line{margin-right:1rem}
.key-line svg{width:1.6rem;flex:none}
pre{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--ours);
border-radius:.4rem;padding:.8rem 1rem;overflow-x:auto;
font:.93rem/1.5 ui-monospace,SFMono-Regular,Menlo,monospace}
ol.papers{list-style:none;margin:0;padding:0;border-top:1px solid var(--line)}
.papers li{padding:.65rem 0;border-bottom:1px solid var(--line)}
.papers .why{display:block;font-size:.88rem;line-height:1.45}
a{color:var(--ours);text-underline-offset:.15em}
summary{cursor:pointer;color:var(--soft);margin-top:.6rem}
ul{padding-left:1.2rem;max-width:44rem}
@media print{:root{--page:#fff}main{max-width:none;padding:0}
figure,li,tr,dl.key div{break-inside:avoid}
.wide{overflow:visible}.wide>svg{min-width:0}}
"""


# The report's charts as SVG: shapes and figures, never a paper's words. Pure.

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


# The report as one HTML page that asks nobody for anything: no script, no request. Pure.
#
# Every word that is not ours goes through `html_text`; its policy forbids the rest.

_SHOWN = 40  # papers of a table
_SECTIONS = 10  # of the table of mistakes
_LETTERS = "ABCDEFGHIJK"
_OTHER = "all others"
_REASONS = 3  # of a paper
_OURS = ' class="ours"'


def page(about: About, result: Result) -> str:
    """Return the report; the same result gives the same page."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8"/>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"/>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        '<meta name="referrer" content="no-referrer"/>\n'
        f"<title>{html_text(about.name)}: a replay</title>\n<style>{STYLE}</style>\n</head>\n"
    )
    body = "\n".join(_body(about, result))
    return f"{head}<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"


def _body(about: About, result: Result) -> Iterator[str]:
    first, last = result.weeks[0].start, result.weeks[-1].start
    yield f"<h1>{html_text(about.name)}: what would the bot have proposed?</h1>"
    yield (
        f'<p class="soft">A replay of {len(result.weeks)} weeks, Mondays {first:%-d %B %Y} to '
        f"{last:%-d %B %Y}: {result.papers:,} papers, each judged with what was known on the "
        "Monday of its week, against what the maintainers then added.</p>"
    )
    yield from (f'<p class="lead">{html_text(words)}</p>' for words in summary(result))
    yield _key(result)
    yield _advice(result)
    yield _rankings(result)
    yield _calibrated(result)
    yield _weeks(result)
    if result.placing is not None:
        yield _sections(result.placing)
    yield _misses(result)
    yield _alarms(result.false_alarms)
    notes = "".join(f"<li>{html_text(note)}</li>" for note in caveats(about))
    head = '<section aria-labelledby="notes"><h2 id="notes">Before you believe this</h2>'
    yield f"{head}<ul>{notes}</ul></section>"


def _key(result: Result) -> str:
    weeks = len(result.weeks)
    cells = [
        ("proposed a week", f"{result.proposals / weeks:.1f}", f"{result.proposals} in all"),
        ("of them added", _share(result.hits, result.proposals), f"{result.hits} papers"),
        ("additions found", _share(result.hits, result.positives), f"of {result.positives}"),
        ("days to a proposal", _days(result.days_to_proposal), "median"),
        ("days to an addition", _days(result.days_to_addition), "median, by hand"),
    ]
    if result.placing is not None:
        two = f"{result.placing.top_two:.0%} first or second"
        cells.append(("right section", f"{result.placing.accuracy:.0%}", two))
    boxes = "".join(
        f"<div><dt>{name}</dt><dd>{value}<small>{more}</small></dd></div>"
        for name, value, more in cells
    )
    return f'<dl class="key">{boxes}</dl>'


def _advice(result: Result) -> str:
    words = "".join(f"<p>{html_text(text)}</p>" for text in advice_words(result.advice))
    better = result.advice is not None and result.advice.is_better
    lines = f"<pre>{config_lines(result.advice.bar)}</pre>" if result.advice and better else ""
    return (
        '<section aria-labelledby="advice"><h2 id="advice">What to set</h2>'
        f"{words}{lines}</section>"
    )


def _rankings(result: Result) -> str:
    rows = "".join(
        f'<tr{_OURS if number == 1 else ""}><th scope="row"><span class="key-line">'
        f"{sample_line(number)}{html_text(ranking.name)}</span></th>{_cells(ranking)}</tr>"
        for number, ranking in enumerate(result.rankings, 1)
    )
    budget = result.bar.budget
    heads = ("average precision", "precision", "recall")
    columns = "".join(f'<th scope="col">{head}</th>' for head in heads)
    return (
        '<section aria-labelledby="ranks"><h2 id="ranks">Ranking, beside simple rules</h2>'
        f'<div class="two"><figure>{precision_recall(result.rankings)}<figcaption>The further up '
        "and right, the better. Each point: the one, two, three … best papers of every week."
        '</figcaption></figure><figure class="wide" tabindex="0" role="region" '
        f'aria-label="Figures of each rule"><table><thead><tr><th scope="col">rule</th>{columns}'
        f"</tr></thead><tbody>{rows}</tbody></table><figcaption>Average precision within weeks; "
        f"precision and recall of the {budget} best of every week. Below each figure its 95 % "
        "interval, whole weeks drawn again.</figcaption></figure></div></section>"
    )


def _cells(ranking: Ranking) -> str:
    return "".join(map(_figure, (ranking.weekly, ranking.precision, ranking.recall)))


def _figure(figure: Interval) -> str:
    return f"<td>{figure.value:.3f}<small>{figure.low:.3f} to {figure.high:.3f}</small></td>"


def _calibrated(result: Result) -> str:
    rows = "".join(
        f'<tr><th scope="row">{each.low:.0%} to {each.high:.0%}</th><td>{each.papers:,}</td>'
        f"<td>{each.predicted:.1%}</td><td>{each.observed:.1%}</td></tr>"
        for each in result.bins
    )
    return (
        '<section aria-labelledby="chances"><h2 id="chances">Do probabilities come true?</h2>'
        f'<div class="two"><figure>{calibration(result.bins)}<figcaption>On the dashed line, '
        "what is called 80 % likely is added in 8 of 10 cases. Larger dots hold more papers."
        f"</figcaption></figure><figure><table><thead><tr><th>said</th><th>papers</th>"
        f"<th>mean</th><th>added</th></tr></thead><tbody>{rows}</tbody></table><figcaption>Brier "
        f"score {result.brier:.4f}; mean error from 5 % on {result.calibration_error:.3f}."
        "</figcaption></figure></div></section>"
    )


def _weeks(result: Result) -> str:
    names = (("kept", "proposed and added"), ("shown", "proposed, not added"))
    legend = "".join(
        f'<span class="key-line">{sample_box(kind)}{name}</span>'
        for kind, name in (*names, ("missed", "added, not proposed"))
    )
    rows = "".join(
        f'<tr><th scope="row">{week.start}</th><td>{week.proposed}</td><td>{week.hits}</td>'
        f"<td>{week.missed}</td></tr>"
        for week in result.weeks
    )
    heads = "".join(f'<th scope="col">{h}</th>' for h in ("week of", "proposed", "added", "missed"))
    return (
        '<section aria-labelledby="weeks"><h2 id="weeks">Week by week</h2><figure>'
        '<div class="wide" tabindex="0" role="region" aria-label="Papers by week">'
        f"{weekly(result.weeks)}</div><figcaption>{legend}</figcaption><details><summary>"
        f"The same as a table</summary><table><thead><tr>{heads}</tr></thead><tbody>{rows}"
        "</tbody></table></details></figure></section>"
    )


def _sections(placing: Placing) -> str:
    names, counts = _largest(placing.confusion)
    rows = "".join(
        f'<tr><th scope="row">{letter} {html_text(name)}</th>'
        f"{''.join(_cell(counts, name, other, names) for other in names)}</tr>"
        for letter, name in zip(_LETTERS, names, strict=False)
    )
    heads = "".join(f'<th scope="col">{letter}</th>' for letter in _LETTERS[: len(names)])
    return (
        '<section aria-labelledby="places"><h2 id="places">Sections: where papers stood, and '
        'where they were put</h2><figure><div class="wide" tabindex="0" role="region" '
        f'aria-label="Sections"><table class="heat"><thead><tr><th scope="col">stood in ↓ put '
        f"into →</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div><figcaption>"
        f"{placing.papers} added papers whose section existed then, {placing.accuracy:.0%} of "
        "them on the diagonal.</figcaption></figure></section>"
    )


def _largest(
    confusion: Mapping[tuple[str, str], int],
) -> tuple[list[str], Mapping[tuple[str, str], int]]:
    """Return the sections with the most papers, and the counts with all others as one."""
    sizes: Counter[str] = Counter()
    for (right, predicted), papers in confusion.items():
        sizes[right] += papers
        sizes[predicted] += 0
    ordered = sorted(sizes, key=lambda name: (-sizes[name], name))
    names = ordered[:_SECTIONS]
    rest = {name: _OTHER for name in ordered[_SECTIONS:]}
    counts: Counter[tuple[str, str]] = Counter()
    for (right, predicted), papers in confusion.items():
        counts[rest.get(right, right), rest.get(predicted, predicted)] += papers
    return [*names, *([_OTHER] if rest else [])], counts


def _cell(
    counts: Mapping[tuple[str, str], int], right: str, predicted: str, names: Sequence[str]
) -> str:
    papers = counts.get((right, predicted), 0)
    row = sum(counts.get((right, other), 0) for other in names)
    shade = -(-5 * papers // row) if row else 0
    style = f' class="h{shade}"' if shade else ""
    return f"<td{style}>{papers or '·'}</td>"


def _misses(result: Result) -> str:
    lines = "".join(
        _paper(miss.paper, f"{miss_words(miss, result.bar)}; added {miss.added:%-d %B %Y}")
        for miss in result.misses[:_SHOWN]
    )
    return _papers("misses", "Added, but not proposed", lines, len(result.misses))


def _alarms(alarms: Sequence[Judged]) -> str:
    lines = "".join(
        _paper(paper, f"{paper.probability:.0%} likely, for {STEP.join(paper.section)}")
        for paper in alarms[:_SHOWN]
    )
    return _papers("alarms", "Proposed, but not added", lines, len(alarms))


def _papers(name: str, title: str, lines: str, total: int) -> str:
    count = f", the nearest {_SHOWN} of {total}" if total > _SHOWN else f" ({total})"
    inside = f'<ol class="papers">{lines}</ol>' if lines else '<p class="soft">None.</p>'
    head = f'<h2 id="{name}">{title}{count}</h2>'
    return f'<section aria-labelledby="{name}">{head}{inside}</section>'


def _paper(paper: Judged, what: str) -> str:
    reasons = "; ".join((what, *paper.reasons[:_REASONS]))
    address = html_text(f"https://arxiv.org/abs/{paper.arxiv_id}")
    return (
        f'<li><a href="{address}">{html_text(paper.title) or "(no title)"}</a> '
        f'<span class="soft">{html_text(paper.arxiv_id)}</span>'
        f'<span class="why">{html_text(reasons)}</span></li>'
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "none"


def _days(days: float | None) -> str:
    return f"{days:.0f}" if days is not None else "none"
