"""Recognises withdrawn papers by what their comment or abstract says; nothing else marks them.

It reads clause by clause, and believes only a clause about this very paper: comments also
speak of earlier versions, of other papers, and of papers taken back from a conference.
"""

from __future__ import annotations

import re

_WORD = "withdrawn"
_NOUNS = frozenset({"paper", "article", "submission", "manuscript", "preprint", "work"}) | {
    *("version", "report", "note", "thesis", "draft", "survey", "review")
}
_POINTERS = frozenset({"this", "the", "our"})
_ADJECTIVES = frozenset({"arxiv", "present", "current", "entire", "whole", "short", "full"})
_LINKS = frozenset({"and", "so", "but", "thus", "therefore", "hence", "that"})
_ADVERBS = frozenset({"temporarily", "now", "voluntarily", "hereby", "therefore", "also"})
_VERBS = tuple(
    verb.split()
    for verb in (
        "has been",
        "have been",
        "is being",
        "needs to be",
        "need to be",
        "was decided to be",
        "has to be",
        "must be",
        "should be",
        "will be",
        "is to be",
        "is",
        "was",
    )
)
_OTHERS = frozenset({"previous", "previously", "earlier", "original", "originally", "wrong"}) | {
    *("conference", "workshop", "journal", "accepted", "rejected", "poster", "supersedes")
}
_CLAUSES = re.compile(r"[.;:,!] ")
# "(withdrawn) by the authors", "(withdrawn) because of an error", "(withdrawn)" alone.
_TAIL_OF_BARE = re.compile(
    r"(?:$|(?:by|because|due|as|until|pending|since|for|to|after|temporarily|at the request"
    r"|from (?:the )?arxiv)\b)"
)
# "(withdrawn) from NeurIPS", but not "from arXiv" and not "at the request of".
_ELSEWHERE = re.compile(r"(?:from|at|before|in) (?!(?:the )?(?:arxiv|request|light|order|view))")
_BEGINNING = 300  # characters


def is_withdrawn(comments: str, abstract: str) -> bool:
    """Whether *comments* or the beginning of *abstract* say that this very paper is withdrawn.

    An abstract counts only by its first clause: later ones speak about other things.
    """
    if _WORD in comments.lower() and any(map(_says_so, _clauses(comments))):
        return True
    beginning = abstract[:_BEGINNING]
    return _WORD in beginning.lower() and any(map(_says_so, _clauses(beginning)[:1]))


def _clauses(text: str) -> list[str]:
    folded = " ".join(text.lower().split())
    return [clause.strip(" .;:,!*()[]\"'") for clause in _CLAUSES.split(folded)]


def _says_so(clause: str) -> bool:
    head, found, tail = clause.partition(_WORD)
    words, rest = head.split(), tail.lstrip(" )]*\"'")
    if not found or _OTHERS.intersection(words) or _ELSEWHERE.match(rest):
        return False
    while words and words[0] in _LINKS:
        del words[0]
    while words and words[-1] in _ADVERBS:
        del words[-1]
    return (
        _is_bare(words, rest)
        or _is_passive(words)
        or (_is_active(words) and _names_paper(rest.split()))
    )


def _is_bare(words: list[str], rest: str) -> bool:
    """ "Withdrawn by the authors", "Paper withdrawn"."""
    return (not words or (len(words) == 1 and words[0] in _NOUNS)) and bool(
        _TAIL_OF_BARE.match(rest)
    )


def _is_passive(words: list[str]) -> bool:
    """ "This paper has been", "it needs to be", "the full text of this work is"."""
    verb = next((v for v in _VERBS if words[-len(v) :] == v), None)
    if verb is None:
        return False
    subject = words[: -len(verb)]
    if subject[:4] == ["the", "full", "text", "of"]:
        subject = subject[4:]
    return subject in (["it"], ["submission"]) or _names_paper(subject)


def _is_active(words: list[str]) -> bool:
    """ "We have", "the authors have"."""
    return words[-1:] in (["have"], ["has"]) and bool(
        {"we", "i", "author", "authors"} & set(words[-3:])
    )


def _names_paper(words: list[str]) -> bool:
    """Whether *words* begin by naming this paper, as in "this present manuscript"."""
    if not words or words[0] not in _POINTERS:
        return False
    rest = words[1:]
    while rest and rest[0] in _ADJECTIVES:
        rest = rest[1:]
    return bool(rest) and rest[0] in _NOUNS
