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
                "where": one.where,
                "section": list(one.section),
                "kind": one.kind,
                "rule": one.rule,
                "weight": one.weight,
                "inside": _hits(one.inside),
                "outside": _hits(one.outside),
                "log_odds": round(one.log_odds, 3),
                "finding": one.finding or None,
            }
            for one in tested
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
    for one in tested:
        if one.section != section:
            section = one.section
            yield (
                f"{STEP.join(section)}: in the section | elsewhere"
                if section
                else ("the whole list: in the list | in other papers")
            )
        weight = one.kind if one.weight is None else f"{one.weight:+.1f}"
        counts = f"{_counts(one.inside)} | {_counts(one.outside)}, log odds {one.log_odds:+.1f}"
        yield f"  {weight} {one.rule}: {counts}"
        yield from (f"      like {title}" for title in one.outside.examples[:_EXAMPLES])
    found = [one for one in tested if one.finding]
    for one in found:
        yield f"{one.where}: {one.finding}: {one.rule}: {_HELP[one.finding]}"
    if refused:
        yield f"{len(refused)} listed papers are refused by the rules, such as {refused[0]}"
    yield f"{len(tested)} rules, {len(found)} with findings"


def _counts(hits: Hits) -> str:
    return f"{hits.count} of {hits.total} ({hits.share:.0%})"
