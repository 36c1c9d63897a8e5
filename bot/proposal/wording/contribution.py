"""One sentence of an abstract: the one that says what the paper contributes. Pure, by rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from bot.core.plain import shortened

LONGEST = 320  # characters of the sentence; a longer one is cut at a word
_NAME = 40  # characters of a title, in which its name ends
_SHORTEST = 25  # characters; what is shorter is no sentence ("Code is available.")
# A full stop that ends no sentence: "e.g. this", "et al. (2020)", "Fig. 3", "J. Doe".
_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|et al|vs|cf|fig|sec|eq|resp|approx|[A-Z]))\.$", re.IGNORECASE
)
_END = re.compile(r"[.!?][)\"'”]?(?=\s+[A-Z\"“(\[$])")
_MAKES = (
    r"propos|present|introduc|develop|design|describ|devis|contribut|formulat"
    r"|releas|publish|creat|build"
)
_SHOWS = r"show|find|found|demonstrat|stud(?:y|ies)|investigat|analy[sz]|examin|evaluat|prov|explor"
_WHO = (
    r"\b(?:we|this (?:paper|work|study|article|survey|report)|(?:the|our) (?:paper|authors?)|I)\b"
)
# "we (then, further, in this paper) propose", "this paper introduces", "here we show"
_BRIEFLY = r"[^.;:]{0,40}?\b"
_MADE = re.compile(rf"{_WHO}{_BRIEFLY}(?:{_MAKES})", re.IGNORECASE)
_SHOWN = re.compile(rf"{_WHO}{_BRIEFLY}(?:{_SHOWS}|survey|review|argue|address)", re.IGNORECASE)
# "X, a benchmark for …, is introduced"; "a new method … is presented"
_PASSIVE = re.compile(rf"\b(?:is|are) (?:\w+ )?(?:{_MAKES})\w*", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:'\w+)?")
_STARTS = re.compile(rf"{_WHO}(?=\s+\w)|(?<=, )(?=\w)", re.IGNORECASE)
# "To close these knowledge gaps, we": what it speaks of stands in the sentence before.
_BACKWARDS = re.compile(
    r"(?:[\w-]+ ){1,3}(?:this|these|those|such|it|them|its|their)(?: [\w-]+){0,2}", re.IGNORECASE
)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


_SAYS_NOTHING = _words(
    """a above accordingly achieve additionally address aforementioned aim all alleviate also and as
    based bridge building by challenge challenges close consequently drawing driven end fill
    finally findings first for from furthermore gap gaps goal hence here however in informed
    insight insights inspired issue issues it limitation limitations meet mitigate moreover
    motivated need needs observation observations of on our overcome paper particular problem
    problems question questions recently regard report research resolve result results second
    shortcoming shortcomings solve specifically study such summary survey tackle that the then
    therefore these this those thus to toward towards we with work"""
)


def contribution_of(abstract: str, title: str = "") -> str:
    """Return the sentence of *abstract* that states the contribution, on one line.

    First the one in which the authors say what they make (best by its name), then the one that
    begins with the name that the *title* gives it ("NAME: …"), then what they show, then one in the
    passive voice, else the one that has most words of the title. "" of an empty abstract. An
    opening that says nothing is left out ("To address this, we propose" begins at "We"); cut at
    320 characters with "…".
    """
    every = [s for s in _sentences(" ".join(abstract.split())) if len(s) >= _SHORTEST]
    name = re.escape(title.partition(":")[0].strip()) if ":" in title[:_NAME] else ""
    named = re.compile(rf"(?:The )?{name}\b" if name else r"(?!)", re.IGNORECASE)
    ways = (_MADE.search, named.match, _SHOWN.search, _PASSIVE.search)
    made = (s for s in every if _MADE.search(s) and named.search(s))
    chosen = next(chain(made, (s for finds in ways for s in every if finds(s))), None)
    if chosen is None:
        words = _words(title) - _SAYS_NOTHING
        chosen = max(every, key=lambda s: len(words & _words(s)), default="")
    return shortened(_without_opening(chosen), LONGEST)


def _without_opening(sentence: str) -> str:
    """Return *sentence* from the last start before which nothing is said."""
    start = 0
    for match in _STARTS.finditer(sentence):
        if not _says_nothing(sentence[: match.start()]):
            break
        start = match.start()
    rest = sentence[start:]
    first = _WORD.match(rest)
    return rest[:1].upper() + rest[1:] if start and first and first[0].islower() else rest


def _says_nothing(opening: str) -> bool:
    empty = _words(opening) <= _SAYS_NOTHING
    return empty or _BACKWARDS.fullmatch(opening.rstrip(" ,")) is not None


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for match in _END.finditer(text):
        if not _ABBREVIATED.search(text, start, match.start() + 1):
            yield text[start : match.end()].strip()
            start = match.end()
    yield text[start:].strip()
