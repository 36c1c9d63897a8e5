"""A template: fixed text, slots of a form, gaps that close with their brackets; and votes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Literal

from bot.anatomy import BLANKS, ENTITY, LITERAL, settle_authors, settle_date, split_title
from bot.markdown import FULL_WIDTH, html_text, list_text
from classifier.papers import Paper

PartKind = Literal["open", "close", "mark", "sep", "word", "label", "slot", "form", "hole"]
LinkKind = Literal["code", "project"]
FORM = "\x1f\x1f"
"""What stands in a slot's text between its name and a form of its own."""
AS_HTML = "html"
"""The form of words that stand where Markdown is not read."""
MADE = "made:"
"""How the name of a slot begins that is an address or badge with places for id, date and venue."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an entry: literal text, or a slot whose `text` is its name.

    A "form" is a label of the list's that is left open, for a person to fill in.
    """

    kind: PartKind
    text: str


HOLE = Part("hole", "")


@dataclass(frozen=True, slots=True)
class OwnLink:
    """A link to a paper's own code or project page, with {code}, {repo}, {name} or {project}.

    `otherwise` is what stands there for a paper of which no such link is known.
    """

    kind: LinkKind
    form: str
    otherwise: Part = HOLE


@dataclass(frozen=True)
class Template:
    """The parts of an entry with holes closed, and the forms of its slots as (slot, form).

    One that had no hole is `complete`: all that the entry tells can be told of any paper. `whole`
    has the links to code and project pages that are holes among the parts; () for none.
    `named` is whether the title of its paper, if known, begins with a name.
    """

    parts: tuple[Part, ...]
    forms: tuple[tuple[str, str], ...]
    complete: bool = False
    whole: tuple[Part | OwnLink, ...] = ()
    named: bool | None = None

    def has(self, slot: str) -> bool:
        """Whether the template has a slot of that name."""
        return slot in self._slots

    @cached_property
    def _slots(self) -> frozenset[str]:
        slots = (part.text.partition(FORM)[0] for part in self.parts if part.kind == "slot")
        return frozenset(slots)

    @property
    def names_venue(self) -> bool:
        """Whether the entry names a meeting or journal, not just that it is a preprint."""
        return any(slot == "venue" and form.endswith("named") for slot, form in self.forms)

    @property
    def dates_venue(self) -> bool:
        """Whether a year stands with the venue or the word for a preprint: "arXiv 2024"."""
        return any(slot == "venue" and form.split("|")[1] != "0" for slot, form in self.forms)


# --- The literal text between what is known of an entry, as parts: forms of the list, and holes.

_MARKS: dict[str, PartKind] = {"open": "open", "close": "close", "mark": "mark", "sep": "sep"}


def literals(text: str, constants: frozenset[str]) -> Iterator[Part]:
    """Yield *text* as parts; a phrase with one unknown word in it is unknown as a whole."""
    phrase: list[Part] = []
    for part in _tokens(text, constants):
        if part.kind in ("word", "hole") or not part.text.strip(BLANKS):
            phrase.append(part)
            continue
        yield from _known(phrase)
        yield part
        phrase = []
    yield from _known(phrase)


def _known(phrase: list[Part]) -> list[Part]:
    if HOLE not in phrase:
        return phrase
    return [HOLE if part.kind == "word" else part for part in phrase]


def _tokens(text: str, constants: frozenset[str]) -> Iterator[Part]:
    for match in LITERAL.finditer(text):
        kind = match.lastgroup
        if kind == "br":
            yield Part("sep", match[0])
        elif kind in ("word", "emoji"):
            yield Part("word", match[0]) if match[0].casefold() in constants else HOLE
        else:
            yield Part(_MARKS[str(kind)], match[0])


# --- How a gap between the parts of an entry closes: brackets and separators go with it.

_CLOSERS = {"[": "]", "(": ")", "{": "}", "“": "”"} | dict(FULL_WIDTH)
_CLOSERS |= {f"\\{left}": f"\\{right}" for left, right in _CLOSERS.items()}


# An item below a line of its own; the blank line was for what stood in between.
_LOOSE = re.compile(r"\n{2,}[ \t]*[-*+][ \t]+")
_AT_END = re.compile(rf"(?:{ENTITY}|[{BLANKS}\n|,;:\-–—，、；：｜])*")


def close_holes(parts: Iterable[Part]) -> list[Part]:
    """Return *parts* without holes, nor the brackets and separators that only served them."""
    row: list[Part] = []
    for part in parts:
        row.append(part)
        while _shrink(row):
            pass
    return _cut(row)


def _shrink(row: list[Part]) -> bool:
    """Join the hole at the end of *row* with what only it needs; whether anything changed."""
    match [part.kind for part in row[-5:]]:
        case [*_, "hole", "hole"]:
            del row[-1]
        case [*_, "hole", "sep", "hole"]:
            del row[-2:]
        case [*_, _, "hole" | "sep", _] if _encloses(row, 3):
            row[-3:] = [HOLE]
        case [*_, _, "hole", "sep", _] | [*_, _, "sep", "hole", _] if _encloses(row, 4):
            row[-4:] = [HOLE]
        case [_, "sep", "hole", "sep", _] if _encloses(row, 5):
            row[-5:] = [HOLE]
        case _:
            return False
    return True


def _encloses(row: Sequence[Part], count: int) -> bool:
    """Whether the last *count* parts of *row* begin and end with two that belong together.

    Of equal marks every other one opens: `*this* *and that*`.
    """
    left, right = row[-count], row[-1]
    if left.kind == "open" and right.kind == "close":
        return _CLOSERS.get(left.text, "") == right.text
    if left.kind == right.kind == "mark":
        same = left.text == right.text and row[:-count].count(left) % 2 == 0
        same = same or _CLOSERS.get(left.text) == right.text
        return same or (left.text[0] == "<" and right.text.startswith(f"</{left.text[1:2]}"))
    return False


def _outweighs(before: str, after: str) -> bool:
    """Whether the separator before a hole says more than the one after it: a break, a stop."""
    if ("\n" in before) != ("\n" in after):
        return "\n" in before
    return before.strip() not in ("", "/", "&", "+") and not after.strip()


def _cut(row: list[Part]) -> list[Part]:
    """Take the holes out; of the separators around each one stays, a line break before others."""
    result: list[Part] = []
    skip_sep = False
    for part, following in zip(row, [*row[1:], None], strict=False):
        if part.kind == "hole":
            skip_sep = _close(result, following)
        elif not (skip_sep and part.kind == "sep"):
            result.append(part)
            skip_sep = False
        else:
            skip_sep = False
    while result and result[-1].kind == "sep" and _AT_END.fullmatch(result[-1].text):
        result.pop()
    return result


def _close(result: list[Part], following: Part | None) -> bool:
    """Mend the end of *result* at a hole; whether a separator after the hole goes too."""
    if not result or result[-1].kind == "open" or _is_opening(result):
        return True
    if result[-1].kind != "sep":
        return False
    if following is None or following.kind == "close" or _is_closing(following, result):
        last = result.pop()
        if following is None and last.text.startswith((".", "。")):
            result.append(Part("sep", last.text[0]))
    elif following.kind == "sep":
        if following.text == "." and "." not in result[-1].text:
            result.pop()
            return True
        return _choose(result, following)
    return False


def _choose(result: list[Part], following: Part) -> bool:
    """Keep one of the separators around a hole; whether it is the one before."""
    before, after = result[-1].text, following.text
    if _outweighs(before, after):
        return True
    result.pop()
    if "\n" in before and _LOOSE.fullmatch(after):
        result.append(Part("sep", "\n" + after.lstrip("\n")))
        return True
    if before.startswith(".") and "\n" in after:
        result.append(Part("sep", "."))
    return False


def _is_closing(mark: Part, row: list[Part]) -> bool:
    """Whether *mark* ends emphasis that *row* has begun."""
    if mark.kind != "mark":
        return False
    return mark.text.startswith("</") or (mark.text[0] in "*_" and row.count(mark) % 2 == 1)


def _is_opening(result: list[Part]) -> bool:
    """Whether *result* ends in emphasis that begins there."""
    mark = result[-1]
    return mark.kind == "mark" and mark.text[0] in "*_" and result.count(mark) % 2 == 1


# --- A template filled for a paper: slots get their values, and the gaps that remain are closed.
#
# It writes nothing of its own but the label that a link must have.

# `[](https:`, `[[]](https:`, `<a href="…"></a>`; an anchor to link to has no label
_EMPTY_LABEL = re.compile(r"(?<!!)(\[+)(\]+\()(?=https?:)|(<a\s[^<>]*\bhref\b[^<>]*>)(</a>)")


def fill(template: Template, value: Callable[[str], str]) -> str:
    """Return the entry's text with *value* of each slot; an empty value is a hole.

    Labels are left open only in an entry that tells in its other lines all that others tell.
    """
    parts: list[Part] = []
    poor = False
    for line in _lines(template.parts):
        slots = [part.text for part in line if part.kind == "slot"]
        if parts and slots and not any(map(value, slots)):
            parts.append(HOLE)  # a line that told one thing, with its label
            poor = True
            continue
        for part in line:
            text = value(part.text) if part.kind == "slot" else part.text
            parts.append(Part(part.kind, text) if text or part.kind != "slot" else HOLE)
    if poor:
        parts = [HOLE if part.kind == "form" else part for part in parts]
    text = "".join(part.text for part in _single_stops(close_holes(parts)))
    return _EMPTY_LABEL.sub(r"\1\3Paper\2\4", text)


def _lines(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Yield the parts line by line; the breaks between lines stand alone."""
    line: list[Part] = []
    for part in parts:
        if "\n" in part.text:
            yield from (line, [part])
            line = []
        else:
            line.append(part)
    yield line


def _single_stops(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield *parts* without a full stop right after a title that ends in one, or in "?"."""
    ended = False
    for part in parts:
        twice = ended and part.text.startswith((".", "。"))
        yield Part(part.kind, part.text[1:]) if twice else part
        ended = part.kind == "slot" and part.text.endswith((".", "?", "!"))


def as_html(cell: str, paper: Paper) -> str:
    """Return *cell* with the paper's words escaped for HTML, where Markdown is not read."""
    for text in (paper.title, *split_title(paper.title), *paper.authors):
        if text and (marked := list_text(text)) != html_text(text, quoted=True):
            cell = cell.replace(marked.replace("|", "\\|"), html_text(text, quoted=True))
    return cell


# --- What most entries do: votes over the forms of their fields, and over whole outcomes.

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

    Those of cells `by_venue` stand in rows that name a meeting or journal in another cell, and
    of rows that are `titled` another cell says which paper it is.
    """

    near: tuple[Template, ...]
    far: tuple[Template, ...]
    by_venue: bool = False
    titled: bool = False
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
