"""The names of months and weekdays: the one table of them, and how dates use them."""

from __future__ import annotations

from collections.abc import Sequence

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_OTHERS = """
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
januar februar märz april mai juni juli august september oktober november dezember
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
"""
LANGUAGES = (MONTHS, *(tuple(line.title().split()) for line in _OTHERS.split("\n") if line))
"""The months in English, French, German, Spanish, Portuguese, Italian and Russian."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHORT = 3  # letters of a shortened name
NUMBERS = {name[:SHORT]: number for number, name in enumerate(MONTHS, 1)}
"""The number of a month by the first letters of its name: "Jan" is 1."""
BEGINNINGS = "|".join(NUMBERS).lower()
"""A regular expression for the first letters of a month."""
_TEENS, _TEN = range(11, 14), 10  # the numbers whose endings are all "th"; the first of two digits


def month_pattern(after: str = "") -> str:
    """Return a regular expression for a name, in full or shortened and with *after* behind it."""
    return "|".join((*MONTHS, *(f"{name}{after}" for name in (*NUMBERS, "Sept"))))


def month_number(name: str) -> int:
    """Return the number of the month called *name*, in full or shortened, in any case."""
    return NUMBERS[name[:SHORT].capitalize()]


def place_of(word: str, names: Sequence[str]) -> int:
    """Return the number of the one of *names* that *word* or its beginning is, 0 for none."""
    if len(word) < SHORT:
        return 0
    return next((n for n, name in enumerate(names, 1) if name.startswith(word.capitalize())), 0)


def language_of(words: Sequence[str]) -> Sequence[str]:
    """Return the months in the first language that has all *words*, () where none has.

    English ones may be shortened; in another language a beginning could be any word.
    """
    for names in LANGUAGES:
        if all(
            word.capitalize() in names or place_of(word, MONTHS) * (names is MONTHS)
            for word in words
        ):
            return names
    return ()


def month_in_words(word: str) -> int:
    """Return the number of the month that *word* is in one of the languages, 0 for none."""
    return place_of(word, language_of([word]))


def in_case_of(old: str, name: str) -> str:
    """Return *name* in capitals or small letters, if *old* is."""
    return name.upper() if old.isupper() else name.lower() if old.islower() else name


def ordinal_ending(day: int) -> str:
    """Return what follows the number of a *day*: "st", "nd", "rd" or "th"."""
    return "th" if day in _TEENS else {1: "st", 2: "nd", 3: "rd"}.get(day % _TEN, "th")
