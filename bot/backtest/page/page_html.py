"""The report as one HTML page that asks nobody for anything: no script, no request. Pure.

Every word that is not ours goes through `html_text`; its policy forbids the rest.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from bot.backtest.page.charts import calibration, precision_recall, sample_box, sample_line, weekly
from bot.backtest.page.html_text import html_text
from bot.backtest.page.page_style import STYLE
from bot.backtest.page.sentences import (
    About,
    advice_words,
    caveats,
    config_lines,
    miss_words,
    summary,
)
from bot.backtest.past.figures import Interval
from bot.backtest.past.judged import Judged
from bot.backtest.past.result import Placing, Ranking, Result
from bot.pipeline import STEP

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
