"""What came of care for a list: as JSON, as text, for the summary of a workflow's step. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from bot.pipeline import Report, pull_request_json
from bot.proposal import (
    Description,
    Item,
    Notes,
    care_blocks,
    entries,
    what_to_do,
    without_block,
)

_MANY = 1_000_000  # characters; more than any body holds


def care_json(report: Report) -> Mapping[str, object]:
    """Return *report* as the object that `bot care --json` prints; docs/json.md has the keys."""
    return {
        "list": report.list_name,
        "complete": report.sweep.complete,
        "warnings": list(report.warnings),
        "troubles": list(report.sweep.troubles),
        "entries": report.counts.get("entries", 0),
        "changes": [_change(item) for item in report.papers.proposed],
        "offered": [_change(item) for item in report.papers.near_misses],
        "remarks": [
            {"file": entry.file, "line": entry.line, "title": entry.title, "text": why}
            for entry, why in report.remarks
        ],
        "waiting": report.counts.get("more", 0),
        "diff": report.diff,
        "pull_request": pull_request_json(report),
    }


def _change(item: Item) -> dict[str, object]:
    mend = item.mend
    return {
        "name": item.arxiv_id,
        "kind": item.arxiv_id.partition("/")[0],
        "title": item.title,
        "file": mend.file if mend else "",
        "line": item.alike[0].line if item.alike else 0,
        "before": mend.old if mend else "",
        "after": mend.new if mend else "",
        "why": "; ".join(item.reasons),
    }


def care_text(report: Report) -> str:
    """Return *report* as a person reads it: what changes and why, then the diff.

    The text holds list lines as they are: escape it for the sink it goes to.
    """
    lines: list[str] = []
    if report.proposal is not None:
        lines += [report.proposal.title, "", without_block(report.proposal.body), "", report.diff]
    count, going = report.counts["entries"], len(report.papers.near_misses)
    lines += [
        f"{report.list_name}: {entries(len(report.papers.proposed))} of {count:,} to change, "
        f"{going} that may go, {len(report.remarks)} for you to look at."
    ]
    if report.proposal is None:
        offered = (f"{item.title}: {'; '.join(item.reasons)}" for item in report.papers.near_misses)
        remarks = (f"{e.file}, line {e.line}: {e.title}: {why}" for e, why in report.remarks)
        lines += [f"  {line}" for line in (*offered, *remarks)]
    if more := report.counts.get("more", 0):
        lines.append(f"{entries(more)} more wait until these are decided ([care] most_changes).")
    if report.outcome is not None and report.outcome.url:
        lines.append(f"Pull request ({report.outcome.what}): {report.outcome.url}")
    lines += [f"Incomplete: {trouble}" for trouble in report.sweep.troubles]
    return "\n".join(lines)


def care_summary(report: Report) -> str:
    """Return Markdown for the summary of a workflow's step; every word from outside is escaped."""
    described = Description(
        items=report.papers.proposed,
        near_misses=report.papers.near_misses,
        window=report.window,
        notes=Notes(
            remarks=report.remarks,
            troubles=report.sweep.troubles,
            complete=report.sweep.complete,
            polled=report.polled is not None,
            root=report.root,
        ),
    ).without_root()
    blocks = [what_to_do(described), *care_blocks(described, _MANY, boxes=False)]
    text = "\n\n".join(block for block in blocks if block)
    return f"## Care for the entries of {report.list_name}\n\n{text}\n"
