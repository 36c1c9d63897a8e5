"""What most entries do: votes over the forms of their fields, and over whole outcomes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bot.lists.authors import settle_authors
from bot.lists.fields import settle_date
from bot.lists.template import Template

HABIT = 2
"""How often a thing is done at least; what is done once may be a slip."""
_ARXIV = "//arxiv.org/"
SOME = 0.2
"""The share of entries that makes a habit of what need not be there."""
_REPEATED = 0.1
_FAR_WEIGHT = 0.1
"""What an entry far away counts, where one of the section counts 1."""
_PIECE = re.compile(r"\n[ \t]*|https?://[^\s()<>\]]+|\w+|[ \t]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Pool:
    """Templates to vote: of the section, nearest first, and of the list around it."""

    near: tuple[Template, ...]
    far: tuple[Template, ...]
    _won: dict[tuple[str, str], str | None] = field(default_factory=dict, compare=False)

    def majority(self, slot: str, kind: str = "") -> str | None:
        """Return the form of *slot* most used; one entry alone has no majority over the list.

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
            self._won[slot, kind] = winner(near, far)
        return self._won[slot, kind]

    def repeats_names(self) -> bool:
        """Whether titles stand whole after the short name that they begin with.

        A few that do are enough: most names are not taken from the title at all.
        """
        forms = _forms((*self.near, *self.far), "title", "")
        return forms.count("full") >= max(1, _REPEATED * len(forms))


def _forms(templates: Iterable[Template], slot: str, kind: str) -> list[str]:
    found = []
    for template in templates:
        form = next((form for name, form in template.forms if name == slot), None)
        if form is not None and (not kind or form.endswith("named") == (kind == "named")):
            found.append(form)
    return found


def _at_home(forms: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return those of the URL *forms* that lead to arXiv itself, if enough of all do.

    A mirror or DOI that stands beside them is what the paper was found by, not a habit.
    """
    every = (*forms, *others)
    home = sum(_ARXIV in form for form in every)
    return [form for form in forms if _ARXIV in form or home < len(every) * SOME]


def winner(near: Sequence[str], far: Sequence[str]) -> str | None:
    """Return what *near* does at least twice and most often, else what both do most often.

    What only one near entry does, and the list does too, goes before what only the list does.
    """
    votes = Counter(near)
    best = votes.most_common(1)[0] if votes else ("", 0)
    if best[1] >= HABIT or (near and not far):
        return max(votes, key=lambda value: (votes[value], -near.index(value)))
    total = Counter(dict.fromkeys(near, 0.5))
    for value in far:
        total[value] += 1
    shared = [value for value in votes if total[value] > HABIT]
    return max(shared or total, key=lambda value: total[value]) if total else None


def closest(near: Sequence[str], far: Sequence[str], among: Sequence[str] = ()) -> str | None:
    """Return the outcome of *near*, else of *far*, that has most in common with all others.

    Minimum Bayes risk with the share of common pairs of neighbouring pieces for agreement: of
    outcomes that all differ a little, the one that differs least; of equal ones, the nearest.
    Where there are some to choose *among*, it is one of these.
    """
    weights: dict[str, float] = dict(Counter(near))
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
