"""One sentence of an abstract: the one that says what the paper contributes. Pure, by rule."""

from __future__ import annotations

import re
from collections.abc import Iterator

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


def contribution_of(abstract: str, title: str = "") -> str:
    """Return the sentence of *abstract* that states the contribution, on one line.

    First the one in which the authors say what they make, then the one that begins with the name
    that the *title* gives it ("NAME: …"), then what they show, then one in the passive voice, else
    the first. "" of an empty abstract. Cut at 320 characters with "…".
    """
    every = [s for s in _sentences(" ".join(abstract.split())) if len(s) >= _SHORTEST]
    name = re.escape(title.partition(":")[0].strip()) if ":" in title[:_NAME] else ""
    named = re.compile(rf"(?:The )?{name}\b" if name else r"(?!)", re.IGNORECASE)
    for finds in (_MADE.search, named.match, _SHOWN.search, _PASSIVE.search):
        for sentence in every:
            if finds(sentence):
                return shortened(sentence, LONGEST)
    return shortened(every[0], LONGEST) if every else ""


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for match in _END.finditer(text):
        if not _ABBREVIATED.search(text, start, match.start() + 1):
            yield text[start : match.end()].strip()
            start = match.end()
    yield text[start:].strip()


def shortened(text: str, longest: int) -> str:
    """Return *text* in at most *longest* characters, cut at a word and with "…" where it is cut."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    return f"{(kept.rpartition(' ')[0] or kept).rstrip(' ,;:(')}…"
