"""What most entries do: votes over the forms of their fields, and over whole outcomes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bot.anatomy import settle_authors, settle_date
from bot.entries.forms.template import MADE, Template

HABIT = 2
"""How often a thing is done at least; what is done once may be a slip."""
_NEARLY_ALL = 0.9  # share of the entries
_ENOUGH = 3
"""Entries that show what each one has."""
_ARXIV = "//arxiv.org/"
SOME = 0.2
"""The share of entries that makes a habit of what need not be there."""
_REPEATED = 0.1  # share of the entries
_FADING = 0.8
"""What an entry counts, where the one that stands next nearer counts 1: a style drifts."""
_FAR_WEIGHT = 0.04
"""What an entry far away counts, where the nearest one counts 1."""
_FALL = 0.7
"""What the next entry's address counts, where the nearest one's counts 1."""
_FAR_ADDRESS = 0.1  # weight, where the nearest address has 1
_SHARE = 3  # one entry in so many
_SLIP = "/abs/{id}.pdf"
"""What leads to the abstract, though the PDF is meant; `bot fix` would mend it at once."""
_PIECE = re.compile(r"\n[ \t]*|https?://[^\s()<>\]]+|\w+|[ \t]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Pool:
    """Templates to vote: of the section, nearest first, and of the list around it.

    Those of cells `by_venue` stand in rows that name a meeting or journal in another cell.
    """

    near: tuple[Template, ...]
    far: tuple[Template, ...]
    by_venue: bool = False
    _won: dict[tuple[str, str], str | None] = field(default_factory=dict, compare=False)

    @property
    def made(self) -> Iterator[str]:
        """The forms of the addresses and badges that are made of facts."""
        for template in (*self.near, *self.far):
            yield from (part.text for part in template.parts if part.text.startswith(MADE))

    def majority(self, slot: str, kind: str = "") -> str | None:
        """Return the form of *slot* most used; one entry alone has no majority over the list.

        Of addresses those of the nearest entries count most.

        *kind* keeps to forms that end in it ("named" venues), "-" to those that don't.
        """
        if (slot, kind) not in self._won:
            near = _forms(self.near, slot, kind)
            far = _forms(self.far, slot, kind)
            if slot == "date":
                near = [settle_date(form, near, far) for form in near]
                far = [settle_date(form, far, near) for form in far]
            if slot == "authors":
                every = (*near, *far)
                near = [settle_authors(form, every) for form in near]
                far = [settle_authors(form, every) for form in far]
            if slot == "url":
                near, far = _at_home(near, far), _at_home(far, near)
            steady = _nearest(near, far) if slot == "url" else None
            self._won[slot, kind] = steady or winner(near, far, drifts=slot == "date")
        return self._won[slot, kind]

    def always_has(self, slot: str) -> bool:
        """Whether each near template has *slot*, nearly all far ones do, and there are enough."""
        every = [template.has(slot) for template in self.near]
        far = sum(template.has(slot) for template in self.far)
        return len(every) >= _ENOUGH and all(every) and far >= _NEARLY_ALL * len(self.far)

    def repeats_names(self) -> bool:
        """Whether titles stand whole after the short name that they begin with.

        A few that do are enough: most names are not taken from the title at all.
        """
        forms = _forms((*self.near, *self.far), "title", "")
        return forms.count("full") >= max(1, _REPEATED * len(forms))


def _forms(templates: Iterable[Template], slot: str, kind: str) -> list[str]:
    forms = []
    for template in templates:
        form = next((form for name, form in template.forms if name == slot), None)
        if form is not None and (not kind or form.endswith("named") == (kind == "named")):
            forms.append(form)
    return forms


def _at_home(forms: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return those of the URL *forms* that lead to arXiv itself, if enough of all do.

    A mirror or DOI that stands beside them is what the paper was found by, not a habit. Slips
    count for what they mean.
    """
    every = (*forms, *others)
    home = sum(_ARXIV in form for form in every)
    some = [form for form in forms if _ARXIV in form or home < len(every) * SOME]
    return [form.replace(_SLIP, "/pdf/{id}") for form in some]


def _nearest(near: Sequence[str], far: Sequence[str]) -> str | None:
    """Return the form that a third of *near* use, and of those the one used most; None for none.

    The nearest counts most: what a list changes over time, such as /abs/ for /pdf/, its latest
    entries show best.
    """
    weights: dict[str, float] = {}
    for form, count in Counter(near).items():
        if count >= HABIT and count * _SHARE >= len(near):
            weights[form] = sum(_FALL**n for n, other in enumerate(near) if other == form)
            weights[form] += _FAR_ADDRESS * far.count(form)
    return max(weights, key=lambda form: weights[form], default=None)


def winner(near: Sequence[str], far: Sequence[str], *, drifts: bool = False) -> str | None:
    """Return what *near* does at least twice and most often, else what both do most often.

    What only one near entry does, and the list does too, goes before what only the list does.
    The nearest count most where a habit *drifts*; by default all count alike.
    """
    votes = Counter(near)
    best = votes.most_common(1)[0] if votes else ("", 0)
    if best[1] >= HABIT or (near and not far):
        weights = _faded(near) if drifts else votes
        return max(votes, key=lambda value: (weights[value], -near.index(value)))
    total = Counter(dict.fromkeys(near, 0.5))
    for value in far:
        total[value] += 1
    shared = [value for value in votes if total[value] > HABIT]
    return max(shared or total, key=lambda value: total[value]) if total else None


def _faded(near: Sequence[str]) -> dict[str, float]:
    """Return the weights of what *near*, the nearest first, do."""
    weights: dict[str, float] = {}
    for rank, value in enumerate(near):
        weights[value] = weights.get(value, 0.0) + _FADING ** max(0, rank + 1 - HABIT)
    return weights


def closest(near: Sequence[str], far: Sequence[str], among: Sequence[str] = ()) -> str | None:
    """Return the outcome of *near*, else of *far*, that has most in common with all others.

    Minimum Bayes risk with the share of common pairs of neighbouring pieces for agreement: of
    outcomes that all differ a little, the one that differs least; of equal ones, the nearest.
    *near* begins with the nearest; from the third on each counts less than the one before.
    Where there are some to choose *among*, it is one of these.
    """
    weights = _faded(near)
    for text in far:
        weights[text] = weights.get(text, 0.0) + _FAR_WEIGHT
    pairs = {text: _pairs(text) for text in weights}

    def agreement(text: str) -> float:
        return sum(
            weight * (len(pairs[text] & pairs[other]) / len(pairs[text] | pairs[other])) ** 2
            for other, weight in weights.items()
        )

    return max(dict.fromkeys(among or near or far), key=agreement, default=None)


def _pairs(text: str) -> frozenset[tuple[str, str]]:
    pieces = ["", *_PIECE.findall(text), ""]
    return frozenset(pairwise(pieces))
