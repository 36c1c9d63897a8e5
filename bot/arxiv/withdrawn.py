"""Recognises withdrawn papers by what their comment or abstract says; nothing else marks them."""

from __future__ import annotations

import re

_NOUN = r"(?:paper|article|submission|manuscript|preprint|work|report|note|thesis|draft|survey)"
_SUBJECT = (
    rf"(?:(?:this|the|our) )(?:full text of this )?(?:arxiv |present |entire |whole )?{_NOUN}"
)
_VERB = (
    r"(?:has been|have been|has now been|is|is now|is being|was|was decided to be|needs to be"
    r"|must be|will be)"
)
_NOT_ELSEWHERE = r"(?! (?:from|at) (?!(?:the )?arxiv\b))"
_ADVERB = r"(?:(?:temporarily|now|voluntarily|hereby) )?"

_SAID = re.compile(rf"{_SUBJECT} {_VERB} {_ADVERB}withdrawn\b{_NOT_ELSEWHERE}")
_BARE = re.compile(
    rf"(?:paper |article |submission |manuscript )?{_ADVERB}withdrawn"
    r"(?:$| (?:by|because|due|as|until|pending|since|for|at the request|from (?:the )?arxiv)\b)"
)
_NOTE = re.compile(r"(?:arxiv admin(?:istrator)? note|note|comments?) ?: ?")
_SENTENCES = re.compile(r"[.;!] |[.;!]$")
_SHORT = 300


def is_withdrawn(comments: str, abstract: str) -> bool:
    """Whether *comments* or the beginning of *abstract* say that this very paper is withdrawn.

    An abstract counts only by its first sentence: later ones speak about other things.
    """
    if "withdrawn" not in comments.lower() and "withdrawn" not in abstract[:_SHORT].lower():
        return False
    if any(_says_so(sentence) for sentence in _sentences(comments)):
        return True
    first = _sentences(abstract)[:1]
    return any(_SAID.match(s) or (len(abstract) < _SHORT and _says_so(s)) for s in first)


def _sentences(text: str) -> list[str]:
    folded = " ".join(text.lower().split())
    return [s.strip(" *([\"'") for s in _SENTENCES.split(folded) if s.strip()]


def _says_so(sentence: str) -> bool:
    told = _NOTE.sub("", sentence, count=1) if _NOTE.match(sentence) else sentence
    return bool(_SAID.match(told) or _BARE.match(told.rstrip(" )]*\"'")))
