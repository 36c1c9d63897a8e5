"""A rule tried on the list's own papers, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Literal

from bot.config import Config, RuleTable
from bot.pipeline import STEP, Subject
from classifier import IndexedText, Node, RuleSet, evidence_of
from classifier.papers import Listed, Paper, SectionId

_ALWAYS = 0.95  # a rule that matches more than this of both sides tells nothing
_FEW = 20  # papers on a side from which on "always" can be said
_SURE = 2.0  # standard errors
_SHOWN = 3  # titles that are kept as examples of what a rule matches
Kind = Literal["keywords", "must", "never"]
Finding = (
    Literal["never fires", "always fires", "refuses entries"]
    | Literal["fires more outside", "fires more inside", ""]
)


@dataclass(frozen=True, slots=True)
class Hits:
    """How many papers of *total* match, and the titles of the first few."""

    count: int
    total: int
    examples: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """The share that matches; 0 of nothing."""
        return self.count / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One rule, where it is written, and what it matches.

    For a section's keywords, *inside* is that section and *outside* the rest of the list and
    the sample; for all others *inside* is the list and *outside* the sample. `log_odds` tells
    how much more often it matches inside, with half a paper added to each side.
    """

    where: str
    section: tuple[str, ...]
    kind: Kind
    rule: str
    weight: float | None
    inside: Hits
    outside: Hits
    log_odds: float
    finding: Finding


@dataclass(frozen=True, slots=True)
class _Text:
    title: str
    section: SectionId | None
    indexed: IndexedText


def try_rules(
    config: Config, subject: Subject, listed: Sequence[Listed], sample: Sequence[Paper]
) -> Iterator[Trial]:
    """Yield every rule of *config*, the list's and then each section's, with what it matches."""
    texts = [_text(entry, entry.section) for entry in listed]
    others = [_text(paper, None) for paper in sample]
    for kind, rule, node in _rules(subject.rules.whole):
        where = _where(config, ("rules",), config.settings.rules, (kind, rule))
        weight = subject.rules.whole.weights.get(rule) if kind == "keywords" else None
        yield _trial(where, (), (kind, rule, weight), _hits(node, texts), _hits(node, others))
    paths = {topic.id: topic.path for topic in subject.topics}
    for section, ours in subject.rules.sections.items():
        key = subject.keys[section]
        inner = [text for text in texts if text.section == section]
        rest = [text for text in texts if text.section != section] + others
        for kind, rule, node in _rules(ours):
            where = _where(config, ("sections", key), config.settings.sections[key], (kind, rule))
            weight = ours.weights.get(rule) if kind == "keywords" else None
            sides = _hits(node, inner), _hits(node, rest)
            yield _trial(where, paths[section], (kind, rule, weight), *sides)


def refused_entries(subject: Subject, listed: Sequence[Listed]) -> tuple[str, ...]:
    """Return the titles of the entries that the rules of the whole list would not let in."""
    verdicts = evidence_of(subject.rules, listed)
    pairs = zip(listed, verdicts, strict=True)
    return tuple(entry.title for entry, verdict in pairs if not verdict.whole.allowed)


def _text(text: Paper | Listed, section: SectionId | None) -> _Text:
    return _Text(text.title, section, IndexedText(text.title, text.abstract, text.categories))


def _rules(ours: RuleSet) -> Iterator[tuple[Kind, str, Node]]:
    yield from (("keywords", rule, node) for rule, node in ours.keywords.items())
    yield from (("must", rule, node) for rule, node in ours.must.items())
    yield from (("never", rule, node) for rule, node in ours.never.items())


def _where(
    config: Config, location: tuple[str, ...], table: RuleTable, rule: tuple[Kind, str]
) -> str:
    kind, text = rule
    if kind == "keywords":
        return config.where(*location, kind, text)
    return config.where(
        *location, kind, (table.must if kind == "must" else table.never).index(text)
    )


def _hits(node: Node, texts: Sequence[_Text]) -> Hits:
    titles = [text.title for text in texts if node.matches(text.indexed)]
    return Hits(len(titles), len(texts), tuple(titles[:_SHOWN]))


def _trial(
    where: str,
    section: tuple[str, ...],
    rule: tuple[Kind, str, float | None],
    inside: Hits,
    outside: Hits,
) -> Trial:
    kind, text, weight = rule
    odds = log_odds(inside, outside)
    return Trial(
        where=where,
        section=section,
        kind=kind,
        rule=text,
        weight=weight,
        inside=inside,
        outside=outside,
        log_odds=odds,
        finding=_finding(kind, weight, inside, outside),
    )


def log_odds(inside: Hits, outside: Hits) -> float:
    """Return the log odds ratio of matching inside, with half a paper added to each cell.

    Haldane 1956, Anscombe 1956: the least biased of such additions.
    """
    return _log_odds(inside) - _log_odds(outside)


def _log_odds(hits: Hits) -> float:
    return log((hits.count + 0.5) / (hits.total - hits.count + 0.5))


def _error(inside: Hits, outside: Hits) -> float:
    cells = (hits.count for hits in (inside, outside))
    rest = (hits.total - hits.count for hits in (inside, outside))
    return sqrt(sum(1 / (cell + 0.5) for cell in (*cells, *rest)))


def _finding(kind: Kind, weight: float | None, inside: Hits, outside: Hits) -> Finding:
    if inside.count + outside.count == 0:
        return "never fires"
    if kind == "never":
        return "refuses entries" if inside.count else ""
    if min(inside.total, outside.total) >= _FEW and min(inside.share, outside.share) > _ALWAYS:
        return "always fires"
    sure = log_odds(inside, outside) / _error(inside, outside)
    if (weight is None or weight > 0) and sure < -_SURE:
        return "fires more outside"
    return "fires more inside" if weight is not None and weight < 0 and sure > _SURE else ""


# --- Trial rules as text for people and as JSON for programs; computes nothing. Pure.

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
                "inside": _hits_json(trial.inside),
                "outside": _hits_json(trial.outside),
                "log_odds": round(trial.log_odds, 3),
                "finding": trial.finding or None,
            }
            for trial in tested
        ],
        "refused_entries": list(refused),
    }


def _hits_json(hits: Hits) -> dict[str, object]:
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
