"""What a run tells: the same facts as JSON for programs and as text for people. Pure."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.arxiv import Account, Seen, Sweep, Tally, Visit
from bot.core.terminal import terminal_text
from bot.core.window import Window
from bot.editing import StyleShare
from bot.proposal import (
    Alike,
    Description,
    Item,
    Notes,
    Outcome,
    Proposal,
    below,
    render_terminal,
    step_summary,
    without_block,
)
from classifier.papers import ArxivId

_THIN = "looks too thin"
_AWAITED = "still awaited"
_DAYS = 10  # of the sweep's end; all of them are in the JSON
_FEW = 20  # entries: with fewer, what the list itself tells is little more than a guess
_REASONS = 2  # of a paper, in a row of the table
_URL = re.compile(r"https?://[\w.:/~-]+", re.ASCII)
_DONE = {
    "written": "The files on disk were edited.",
    "created": "Opened the pull request",
    "updated": "Updated the pull request",
    "unchanged": "The pull request is up to date:",
    "held": "Nothing was written to the pull request, see the note above:",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """The facts: cost and yield of a sweep to the day *until*.

    Where it is not `complete`, `troubles` says what is missing. `uncertain` papers may have been
    announced just outside the window. `seen` is what to remember of it.
    """

    until: date
    complete: bool = True
    troubles: tuple[str, ...] = ()
    uncertain: int = 0
    tally: Tally = field(default_factory=Tally)
    account: Account = field(default_factory=Account)
    seen: Seen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPapers:
    """The papers that a run shows: those it proposes, and those left out, with why.

    `waiting` papers are likely enough and had no room; `troubled` says of papers that people spoke
    of why their wish could not be carried out.
    """

    proposed: tuple[Item, ...] = ()
    near_misses: tuple[Item, ...] = ()
    could_not_place: tuple[Item, ...] = ()
    waiting: tuple[ArxivId, ...] = ()
    troubled: Mapping[ArxivId, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that happened for one list.

    `root` is how many outer headings all sections share. `polled` is None where only decisions
    were carried out; `refresh` says that people ask for more, `cared` that they want the entries
    looked after. `warnings` are about config and
    list. `style` has how well the entries of the sections with new papers are written again.
    `proposal` is None when nothing is new. Of care for entries, `papers` has the changes made and
    those offered, and `remarks` what only a person can put right.
    """

    list_name: str
    config_file: str = ""
    root: int = 0
    window: Window
    papers: ShownPapers = ShownPapers()
    polled: Polled | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    refresh: bool = False
    cared: bool = False
    diff: str = ""
    style: tuple[StyleShare, ...] = ()
    proposal: Proposal | None = None
    outcome: Outcome | None = None
    remarks: tuple[tuple[Alike, str], ...] = ()

    @property
    def sweep(self) -> Polled:
        """What polling cost and brought; nothing at all where arXiv was not polled."""
        return self.polled or Polled(until=self.window.until.date())


def as_json(report: Report) -> dict[str, object]:
    """Return *report* as the object that `--json` prints; docs/json.md describes each key."""
    return {
        "list": report.list_name,
        "window": {
            "since": report.window.since.isoformat(),
            "until": report.window.until.isoformat(),
        },
        "complete": report.sweep.complete,
        "troubles": list(report.sweep.troubles),
        "warnings": list(report.warnings),
        "requests": report.sweep.tally.requests,
        "polling": polling_json(report.sweep),
        "counts": dict(report.counts),
        "proposed": [_item(item) for item in report.papers.proposed],
        "near_misses": [_item(item) for item in report.papers.near_misses],
        "could_not_place": [_item(item) for item in report.papers.could_not_place],
        "style": [share.as_json() for share in report.style],
        "diff": report.diff,
        "pull_request": pull_request_json(report),
    }


def as_text(report: Report, *, width: int) -> str:
    """Return the proposal as a person reads it: title, body, diff, then a table of the papers.

    The text holds list lines and paper titles as they are: escape it for the sink it goes to.
    """
    parts: list[str] = []
    if report.proposal is not None:
        body = without_block(report.proposal.body)
        parts += [report.proposal.title, "", body, "", report.diff]
    else:
        parts += [f"{report.list_name}: nothing to propose {_span(report.window)}."]
    if report.papers.proposed:
        parts += [_table(report.papers.proposed, report.root, width=width)]
    elif report.papers.could_not_place:
        parts += ["Not placed:", _table(report.papers.could_not_place, report.root, width=width)]
    elif report.papers.near_misses:
        parts += ["Nearest to it:", _table(report.papers.near_misses, report.root, width=width)]
    parts += [_summary(report)]
    return "\n".join(parts)


def described(report: Report) -> Description:
    """Return what there is to show, also where nothing became a proposal."""
    if report.proposal is not None and report.proposal.description is not None:
        return report.proposal.description
    return Description(
        items=report.papers.proposed,
        window=report.window,
        could_not_place=report.papers.could_not_place,
        near_misses=report.papers.near_misses,
        notes=notes_of(report),
    )


def notes_of(report: Report) -> Notes:
    """Return what *report* tells of the run as a whole."""
    return Notes(
        new=len(report.papers.proposed),
        looked=report.counts.get("papers", 0),
        requests=report.sweep.tally.requests,
        polled=report.polled is not None,
        complete=report.sweep.complete,
        troubles=report.sweep.troubles,
        root=report.root,
    )


def for_terminal(report: Report, *, width: int, colour: bool) -> str:
    """Return the papers by section with why, then the diff, then what came out; all escaped."""
    shown = render_terminal(described(report), report.diff, width=width, colour=colour)
    parts = [shown, *([""] if shown else [])]
    if not report.papers.proposed and report.proposal is None:
        parts.insert(0, terminal_text(f"{report.list_name}: nothing to propose."))
    return "\n".join([*parts, terminal_text(_summary(report))])


def for_step_summary(report: Report) -> str:
    """Return Markdown for the summary of a workflow's step: what was found, and what to do."""
    outcome = ""
    if report.outcome is not None and report.outcome.number and _URL.fullmatch(report.outcome.url):
        outcome = f"Decide in [pull request #{report.outcome.number}]({report.outcome.url})."
    elif report.papers.proposed:
        outcome = "No pull request was opened."
    title = report.proposal.title if report.proposal else "Nothing to propose"
    return f"## {title}\n\n{step_summary(described(report), outcome=outcome)}"


def _item(item: Item) -> dict[str, object]:
    return {
        "arxiv_id": item.arxiv_id,
        "title": item.title,
        "section": list(item.section),
        "runner_up": list(item.runner_up),
        "probability": round(item.probability, 4),
        "confidence": round(item.confidence, 4),
        "reasons": list(item.reasons),
        "limits": list(item.looks),
        "summary": item.gist,
        "code": item.code or item.project,
        "line": item.line,
    }


def pull_request_json(report: Report) -> dict[str, object] | None:
    """Return what became of the pull request, None where there is none to speak of."""
    outcome, proposal = report.outcome, report.proposal
    if proposal is None and outcome is None:
        return None
    return {
        "outcome": outcome.what if outcome else "not published",
        "url": (outcome.url if outcome else "") or None,
        "number": outcome.number if outcome else None,
        "branch": proposal.branch if proposal else None,
        "title": proposal.title if proposal else None,
        "body": proposal.body if proposal else None,
    }


def _table(items: Sequence[Item], root: int, *, width: int) -> str:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("paper", ratio=4)
    table.add_column("section", ratio=2)
    table.add_column("prob.", justify="right", no_wrap=True)
    table.add_column("why", ratio=4)
    for item in items:
        cells = (
            f"{item.arxiv_id} {item.title}",
            " > ".join(below(item.section, root)),
            f"{item.probability:.2f}",
            "; ".join(item.reasons[:_REASONS]),
        )
        table.add_row(*(Text(terminal_text(cell)) for cell in cells))
    return render(table, width=width)


def render(table: Table, *, width: int) -> str:
    """Return *table* as plain text, *width* columns wide."""
    console = Console(file=io.StringIO(), width=width, color_system=None, legacy_windows=False)
    with console.capture() as capture:
        console.print(table)
    return "\n".join(line.rstrip() for line in capture.get().splitlines())


def _span(window: Window) -> str:
    return f"from {window.since:%Y-%m-%d %H:%M} to {window.until:%Y-%m-%d %H:%M} UTC"


def teaches_little(entries: int) -> str:
    """Return what to do about a list of so few *entries* that they teach little; "" for others."""
    if entries >= _FEW:
        return ""
    counted = "1 entry teaches" if entries == 1 else f"{entries} entries teach"
    return f"{counted} little: say what you look for under [rules.keywords] in the config"


def _what_next(report: Report) -> str:
    """Return what to do where nothing is proposed: it may be right, and need not be."""
    if not report.counts.get("papers", 0) and report.papers == ShownPapers():
        return (
            "No new paper came in that window: widen it (--since 30d; a --source file may end"
            " before it), or look at the categories"
        )
    if too_little := teaches_little(report.counts.get("listed", _FEW)):
        near = max(report.papers.near_misses, key=lambda item: item.probability, default=None)
        rule = f"; bot explain {near.arxiv_id} proposes a rule" if near else ""
        return f"{too_little}{rule}; or add papers (bot add ID), or look further back (--since 30d)"
    if report.papers.near_misses:
        near = max(report.papers.near_misses, key=lambda item: item.probability)
        return (
            f"The nearest is {near.probability:.2f} likely: to see such papers, lower [select]"
            f" min_probability; why: bot explain {near.arxiv_id}"
        )
    if report.papers.could_not_place:
        return "To have one placed: bot add ID --section NAME"
    return "Nothing came near: widen the window (--since 30d), or see: bot doctor, bot explain ID"


def _summary(report: Report) -> str:
    looked, papers, sweep = report.counts.get("papers", 0), report.papers, report.sweep
    lines = [
        f"{len(papers.proposed)} proposed of {looked:,} new papers {_span(report.window)}; "
        f"{len(papers.near_misses)} near misses, {len(papers.could_not_place)} not placed."
        if report.polled
        else f"{len(papers.proposed)} added as people asked; arXiv was not polled."
    ]
    if report.outcome is not None and report.outcome.what in _DONE:
        lines.append(f"{_DONE[report.outcome.what]} {report.outcome.url}".rstrip())
    if sweep.tally.requests:
        account = polling_lines(sweep)
        lines += [account[0], *(line for line in account if line.startswith((_THIN, _AWAITED)))]
    if more := report.counts.get("over_budget", 0):
        lines.append(f"{more} more were likely enough: pass --limit, or raise [select] budget.")
    if report.polled and not papers.proposed:
        lines.append(_what_next(report))
    lines += [f"{'Note' if sweep.complete else 'Incomplete'}: {t}" for t in sweep.troubles]
    return "\n".join(lines)


def polled_of(sweep: Sweep, until: date) -> Polled:
    """Return what a report tells of *sweep*, which reached to the day *until*."""
    return Polled(
        until=until,
        complete=sweep.complete,
        troubles=sweep.troubles,
        uncertain=sweep.counts.get("uncertain_announcement", 0),
        tally=sweep.tally,
        account=sweep.account,
        seen=sweep.seen,
    )


def polling_json(polled: Polled) -> dict[str, object]:
    """Return the object `polling`; docs/json.md describes each key."""
    tally, account = polled.tally, polled.account
    return {
        "complete": polled.complete,
        "requests": tally.requests,
        "requests_needed": tally.needed,
        "retries": tally.retries,
        "pauses": tally.pauses,
        "paused_seconds": round(tally.paused, 1),
        "uncertain_announcement": polled.uncertain,
        "thin_days": list(account.thin),
        "awaited": account.awaited,
        "doors": [asdict(visit) for visit in account.visits],
        "per_day": {
            name: {day.isoformat(): count for day, count in days.items()}
            for name, days in account.per_day.items()
        },
    }


def polling_lines(polled: Polled) -> tuple[str, ...]:
    """Return the account in words, one line each; the first one is about cost and completeness."""
    tally, account = polled.tally, polled.account
    whole = "complete" if polled.complete else "INCOMPLETE"
    cost = (
        f"arXiv was read: {whole}; {tally.requests} requests ({tally.needed} without faults), "
        f"{tally.retries} asked again, {tally.pauses} pauses, {tally.paused:.0f} s in all"
    )
    return (
        cost,
        *map(_visit, account.visits),
        *doubts_of(polled),
        *(_days(name, days, polled.until) for name, days in account.per_day.items() if days),
    )


def doubts_of(polled: Polled) -> tuple[str, ...]:
    """Return what is not sure about a sweep, even a complete one."""
    doubt, account = polled.uncertain, polled.account
    return (
        *([f"{doubt} of the papers may have been announced just outside the window"] * bool(doubt)),
        *(f"{_THIN}: {line}" for line in account.thin),
        *([f"{_AWAITED}: {account.awaited}"] if account.awaited else []),
    )


def _visit(visit: Visit) -> str:
    what = f"door {visit.door}: {visit.outcome}, {visit.papers} papers in {visit.requests} requests"
    return f"{what}; {visit.why}" if visit.why else what


def _days(name: str, days: Mapping[date, int], last: date) -> str:
    spans = [last - timedelta(days=n) for n in range(_DAYS - 1, -1, -1)]
    counts = " ".join(str(days.get(day, 0)) for day in spans)
    return f"papers submitted each day to {last}, {name}: {counts}"
