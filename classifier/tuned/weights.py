"""Every number of the classifier that was chosen by measuring, with the command that measures it.

Chosen on nine replayed lists that the benchmark does not hold, where one value was better on the
mean and on most lists; all values are round, for the curves are flat. What a change does is
printed by `make bench-classification DATA=…` (papers and sections) and `make bench-learning
DATA=…` (decisions and probabilities). docs/classifier.md tells what each term means.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RelevanceWeights:
    """The terms of the score, in standard deviations of the background, and how each is fitted.

    C is scikit-learn's: the inverse of the regularisation.
    """

    characters: float = 0.3
    categories: float = 0.15
    authors: float = 0.25
    soft_c: float = 1.0
    """C of both models below `few` entries."""
    words_c: float = 3.0
    characters_c: float = 10.0
    few: int = 30
    category_spread: float = 20.0
    """Papers that category counts of either side are smoothed with."""
    author_floor: float = 0.2
    """Least deviation: where hardly anybody shares an author, one shared is no larger a wonder."""
    most_authors: float = 10.0
    """Standard deviations that authors can add."""


@dataclass(frozen=True, slots=True)
class LessonWeights:
    """What each example counts, in entries or papers of the background."""

    background: int = 10_000
    """Papers that the vocabulary learns from."""
    typical: int = 2_500
    """So many of these are learnt from, and stand for all: four times the work for the same."""
    with_abstract: int = 10
    """Entries with an abstract, from which on those without are left out."""
    shared_from: int = 2_000
    """Papers of the background from which on they alone tell how rare a word is, so that lists can
    share them; of fewer, the list's own texts are too large a part."""
    headings: float = 2.0
    """What all headings together count, in entries, when there are no entries."""
    headings_fade: float = 10.0
    """Entries at which the headings count half as much."""
    hint: float = 0.3
    """A paper of the background that rules call likely, in entries."""
    hint_odds: float = 4.6
    """Log odds from which on rules call a paper likely: 99 %."""
    hints_below: int = 100
    """Entries from which on rules label nothing."""
    passed_over: int = 100
    """Papers at least that count as seen and not taken."""
    passed_over_each: int = 2
    """So many more per entry."""
    passed_over_share: int = 50
    """No more than one in so many of the papers at hand."""
    passed_over_weight: float = 3.0
    """Of a paper of the background."""


@dataclass(frozen=True, slots=True)
class CalibrationWeights:
    """The map from scores to log odds before a list has taught one, and how far it may move it.

    (bias, slope of the score, trust in rules) and the deviation of each. Rules and texts speak of
    the same words, so where both speak each counts half: two witnesses of one event are not two.
    """

    prior: float = 0.01
    """The share of polled papers that belong, before anything is known of a list."""
    alone: float = 20.0
    """Entries at which rules are trusted halfway between alone and beside texts."""
    periods: tuple[int, int] = (182, 365)
    lag: int = 30
    """Days that tell how much a list takes, and the latest, which do not tell it yet."""
    assumed: float = 10.0
    """Papers taken at which that says half of where an even chance is."""
    farthest: float = 3.0
    """Log odds that the pace moves an even chance by, at most."""
    recent: int = 365
    enough_recent: int = 500
    """Others of so many days stand for all where there are so many of them: a field moves on."""
    decisions: int = 20
    spread_decided: tuple[float, float] = (2.0, 0.25)
    """So many decisions move log odds, so far: by how much, and by what factor."""
    least_stretch: float = 0.3
    spread_alike: tuple[float, float, float] = (2.0, 0.25, 1.0)
    """What decided papers move: log odds by how much and by what factor, and likeness to refused
    ones, per deviation."""
    slopes: tuple[float, float] = (1.0, 1.0)
    spread: tuple[float, float, float] = (1.5, 0.75, 0.25)
    slopes_ruled: tuple[float, float] = (0.5, 0.5)
    spread_ruled: tuple[float, float, float] = (1.5, 0.15, 0.1)
    folds: int = 3
    others: int = 3_000
    """Papers of the background that rules are tried on for hints."""
    fold_background: int = 1_250
    """Papers of the background that a trial for calibration learns from."""


@dataclass(frozen=True, slots=True)
class SectionWeights:
    """Log odds per unit of each term, fitted as a conditional logit.

    `say` is the share that entries have in the say: n / (n + half).
    """

    half: float = 20.0
    ridge: float = 1.0
    """The penalty of the ridge regressions, against cosines."""
    empty_margin: float = -1.0
    """The margin of sections without entries: that of any typical outsider."""
    heading_entries: float = 2.0
    """A heading counts as this many entries in its section's prototype."""
    outer: float = 0.4
    """Of a heading's words: those of the headings above it."""
    prose: float = 0.8
    """Of a heading's words: its description."""
    nearest: int = 10
    kind: float = 1.0
    """For a survey in "Surveys", against one elsewhere."""
    catch_all: float = 0.5
    """What no other section reaches goes there."""
    catch_all_fade: float = 20.0
    """Entries at which a catch-all is half a section like others."""
    half_life: float = 182.0
    """Days in which the news of an entry halves."""
    doubt: float = 3.0
    """Entries as fresh as the whole list that each section is credited with."""
    testable: int = 50
    """Entries from which on confidences are tried on thirds held out."""
    sharpness: tuple[float, ...] = (0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0)
    """Factors tried on log odds so that confidences come true."""

    def terms(self, entries: int) -> SectionTerms:
        """Return the weight of each term for a list of so many *entries*."""
        say = entries / (entries + self.half)
        return SectionTerms(
            prototype=3 + 8 * (1 - say),
            heading=3 + 5 * (1 - say),
            spelling=4,
            machine=3 * say**3,
            title_machine=4 * say,
            neighbours=2 * say**2,
            trend=say**2,
        )


@dataclass(frozen=True, slots=True)
class SectionTerms:
    """Log odds per unit of each term of a placement."""

    prototype: float
    heading: float
    spelling: float
    machine: float
    title_machine: float
    neighbours: float
    trend: float


@dataclass(frozen=True, slots=True)
class Weights:
    """All of them."""

    relevance: RelevanceWeights = RelevanceWeights()
    lessons: LessonWeights = LessonWeights()
    calibration: CalibrationWeights = CalibrationWeights()
    sections: SectionWeights = SectionWeights()


WEIGHTS = Weights()
