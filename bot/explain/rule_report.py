"""Trial rules as text for people and as JSON for programs; computes nothing. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.explain.rule_trial import Hits, Trial
from bot.pipeline import STEP

_EXAMPLES = 3  # titles below a rule
_HELP = {
    "never fires": "matches nothing; a slip of the pen, or not needed",
    "always fires": "matches nearly everything, so it tells nothing",
    "fires more outside": "speaks for a paper, but matches what the list lacks more often",
    "fires more inside": "speaks against a paper, but matches what the list holds more often",
    "refuses entries": "would not have let entries in that are listed",
}


def rules_as_json(name: str, tested: Sequence[Trial], refused: Sequence[str]) -> dict[str, object]:
    """Return the object that `bot rules test --json` prints; docs/json.md has the keys."""
    return {
        "list": name,
        "rules": [
            {
                "where": trial.where,
                "section": list(trial.section),
                "kind": trial.kind,
                "rule": trial.rule,
                "weight": trial.weight,
                "inside": _hits(trial.inside),
                "outside": _hits(trial.outside),
                "log_odds": round(trial.log_odds, 3),
                "finding": trial.finding or None,
            }
            for trial in tested
        ],
        "refused_entries": list(refused),
    }


def _hits(hits: Hits) -> dict[str, object]:
    return {
        "matches": hits.count,
        "papers": hits.total,
        "share": round(hits.share, 4),
        "examples": list(hits.examples),
    }


def rules_as_text(tested: Sequence[Trial], refused: Sequence[str]) -> str:
    """Return the rules with counts, shares and examples, those with findings last again.

    Rules and titles are as they are: escape the text for the sink it goes to.
    """
    return "\n".join(_lines(tested, refused))


def _lines(tested: Sequence[Trial], refused: Sequence[str]) -> Iterator[str]:
    section: tuple[str, ...] | None = None
    for trial in tested:
        if trial.section != section:
            section = trial.section
            yield (
                f"{STEP.join(section)}: in the section | elsewhere"
                if section
                else ("the whole list: in the list | in other papers")
            )
        weight = trial.kind if trial.weight is None else f"{trial.weight:+.1f}"
        counts = (
            f"{_counts(trial.inside)} | {_counts(trial.outside)}, log odds {trial.log_odds:+.1f}"
        )
        yield f"  {weight} {trial.rule}: {counts}"
        yield from (f"      like {title}" for title in trial.outside.examples[:_EXAMPLES])
    faulty = [trial for trial in tested if trial.finding]
    for trial in faulty:
        yield f"{trial.where}: {trial.finding}: {trial.rule}: {_HELP[trial.finding]}"
    if refused:
        yield f"{len(refused)} listed papers are refused by the rules, such as {refused[0]}"
    yield f"{len(tested)} rules, {len(faulty)} with findings"


def _counts(hits: Hits) -> str:
    return f"{hits.count} of {hits.total} ({hits.share:.0%})"
