"""Words of a text and their folded forms; refuses to know what the words mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import pairwise

# Digits, a decimal point and a plus or hash belong to names such as "gpt-3.5" and "c++".
_WORD = r"[^\W_]+(?:\.\d+)*[+#]*"
_HYPHEN = re.compile("[-\u2010\u2011]")
_TIE = re.compile(rf"{_WORD}(?:{_HYPHEN.pattern}{_WORD})*")
_ACRONYM_PLURAL = re.compile(r"\b([A-Z]{2,})s\b")
_LONG_ENOUGH = 4  # letters of a word that can be a plural
# For models, not rules: two letters or more, no numbers, no LaTeX.
_TERM = re.compile(r"[^\W\d_][^\W_]+")
_MATHS = re.compile(r"\$[^$]*\$|\\[A-Za-z]+")
_BETWEEN = re.compile(r"[\s\u2010\u2011-]+")
_TIED_BEFORE = re.compile(r"(?:[^\W_]{1,30}[-\u2010\u2011]){1,3}\Z")
_TIED_AFTER = re.compile(r"(?:[-\u2010\u2011][^\W_]{1,30}){1,3}")
MAX_CHARS = 20_000
"""An abstract is read this far; arXiv's own limit is 1,920 characters."""


def word_set(text: str) -> frozenset[str]:
    """Return the words of *text*, as they stand between blanks."""
    return frozenset(text.split())


STOP_WORDS = word_set(
    """
    a about above across after afterwards again against all almost alone along already also
    although always am among amongst amoungst amount an and another any anyhow anyone anything
    anyway anywhere are around as at back be became because become becomes becoming been before
    beforehand behind being below beside besides between beyond bill both bottom but by call can
    cannot cant co con could couldnt cry de describe detail do done down due during each eg eight
    either eleven else elsewhere empty enough etc even ever every everyone everything everywhere
    except few fifteen fifty fill find fire first five for former formerly forty found four from
    front full further get give go had has hasnt have he hence her here hereafter hereby herein
    hereupon hers herself him himself his how however hundred i ie if in inc indeed interest into
    is it its itself keep last latter latterly least less ltd made many may me meanwhile might
    mill mine more moreover most mostly move much must my myself name namely neither never
    nevertheless next nine no nobody none noone nor not nothing now nowhere of off often on once
    one only onto or other others otherwise our ours ourselves out over own part per perhaps
    please put rather re same see seem seemed seeming seems serious several she should show side
    since sincere six sixty so some somehow someone something sometime sometimes somewhere still
    such system take ten than that the their them themselves then thence there thereafter thereby
    therefore therein thereupon these they thick thin third this those though three through
    throughout thru thus to together too top toward towards twelve twenty two un under until up
    upon us very via was we well were what whatever when whence whenever where whereafter whereas
    whereby wherein whereupon wherever whether which while whither who whoever whole whom whose
    why will with within without would yet you your yours yourself yourselves
    """
)
"""English words that carry no subject; scikit-learn's, without loading it."""

_NO_PLURAL = word_set("news does this thus lens series species aws ios")


def fold(text: str) -> str:
    """Return *text* in one case, compatibility characters (ligatures, full width) made plain.

    Soft hyphens vanish, and acronyms lose their plural, which later nobody could tell: VMs.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("\xad", "")
    return _ACRONYM_PLURAL.sub(r"\1", text).casefold()


def forms(word: str) -> tuple[str, ...]:
    """Return what *word*, folded, may be the plural of, after itself.

    "caches" gives "cache" and "cach": which one exists is the dictionary's business.
    """
    if word in _NO_PLURAL or len(word) < _LONG_ENOUGH or word[-1] != "s" or word[-2] == "s":
        return (word,)
    if word.endswith("ies"):
        return (word, word[:-1], word[:-3] + "y")
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return (word, word[:-1], word[:-2])
    return (word, word[:-1])


def spellings(word: str) -> tuple[str, ...]:
    """Return *word*, folded, and all that share a form with it, such as its plural."""
    mine = forms(word)
    guesses = [other for form in mine for other in (form, form + "s", form + "es", _ies(form))]
    known = dict.fromkeys(guess for guess in guesses if set(forms(guess)) & set(mine))
    return (word, *(other for other in known if other != word))


def _ies(word: str) -> str:
    return word[:-1] + "ies" if word.endswith("y") else word


def compounds(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of *text*, those that hyphens tie ("on-device") as one tuple."""
    for tie in _TIE.findall(text):
        yield (tie,) if tie.isalnum() else tuple(_HYPHEN.split(tie))


def terms(text: str) -> list[str]:
    """Return the words of *text* as models see them: lower case, plurals folded, no LaTeX."""
    text = text[:MAX_CHARS]
    if "$" in text or "\\" in text:
        text = _MATHS.sub(" ", text)
    return list(map(_singular, _TERM.findall(text.lower())))


@lru_cache(maxsize=1 << 16)
def _singular(word: str) -> str:
    plural = word[-1] == "s" and len(word) >= _LONG_ENOUGH and word[-2] not in "sui"
    return word[:-1] if plural and word not in _NO_PLURAL else word


def as_written(text: str, name: str, tied: Collection[str] | None = None) -> str:
    """Return the terms *name* ("kv cache") as *text* has them ("KV caches"), "" if it has not.

    What hyphens tie stays whole ("red-teaming"), and only blanks may stand between two terms. With
    *tied* a place is passed over where other terms than these are tied to them.
    """
    wanted = name.split()
    text, places = _spelled(text)
    for i in range(len(places) - len(wanted) + 1):
        spans = places[i : i + len(wanted)]
        if [term for _, _, folded in spans for term in folded] == wanted and all(
            _BETWEEN.fullmatch(text[a:b]) for (_, a, _), (b, _, _) in pairwise(spans)
        ):
            whole = " ".join(_whole(text, spans[0][0], spans[-1][1]).split())
            if tied is None or {*terms(whole)} - {*wanted} <= STOP_WORDS.union(tied):
                return whole
    return ""


@lru_cache(maxsize=8)
def _spelled(text: str) -> tuple[str, list[tuple[int, int, list[str]]]]:
    """Return *text* without LaTeX, and where each of its words begins and ends, with its terms.

    The same few texts are asked for one phrase after the other.
    """
    text = _MATHS.sub(" ", text[:MAX_CHARS])
    return text, [(*match.span(), terms(match[0])) for match in _TERM.finditer(text)]


def company(text: str, name: str) -> str:
    """Return the term *name* with the word that always stands before it, where there is one.

    A word that *text* has twice or more, and never without the same other one, is half of a
    phrase: "teaming" of "red teaming". Else "".
    """
    words = terms(_MATHS.sub(" ", text))
    before = {words[i - 1] if i else "" for i, word in enumerate(words) if word == name}
    return f"{before.pop()} {name}" if len(before) == 1 and words.count(name) > 1 else ""


def _whole(text: str, start: int, end: int) -> str:
    """Return the stretch of *text* with the words that hyphens tie to it."""
    left = _TIED_BEFORE.search(text, 0, start)
    right = _TIED_AFTER.match(text, end)
    return text[left.start() if left else start : right.end() if right else end]
