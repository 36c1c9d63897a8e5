"""What a step of a workflow hands on: the outputs of the Action. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.pipeline import Failure, Report


def step_outputs(results: Sequence[Report | Failure]) -> Mapping[str, str]:
    """Return the outputs of a step that came to *results*; nothing from outside is in them.

    Of several lists the numbers and addresses stand in the order of the configs, with a comma
    between them. `complete` is "true" when every list was served and arXiv was read wholly.
    https://docs.github.com/actions/reference/workflow-commands#setting-an-output-parameter
    """
    reports = [result for result in results if isinstance(result, Report)]
    pulls = [o for r in reports if (o := r.outcome) is not None and o.number is not None]
    whole = len(reports) == len(results) and all(report.sweep.complete for report in reports)
    return {
        "pull-request-number": ",".join(str(outcome.number) for outcome in pulls),
        "pull-request-url": ",".join(outcome.url for outcome in pulls),
        "proposed": str(sum(len(report.papers.proposed) for report in reports)),
        "complete": _flag(whole),
        "refresh": _flag(any(report.refresh for report in reports)),
    }


def _flag(value: bool) -> str:
    return "true" if value else "false"
