"""The names of months and weekdays: the one table of them, and how dates use them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from operator import itemgetter

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
січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень
januari februari maart april mei juni juli augustus september oktober november december
januari februari mars april maj juni juli augusti september oktober november december
januari februari maret april mei juni juli agustus september oktober november desember
styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
"""  # noqa: RUF001 - Turkish has a dotless i
LANGUAGES = (MONTHS, *(tuple(line.title().split()) for line in _OTHERS.split("\n") if line))
"""The months in English, French, German, Spanish, Portuguese, Italian, Russian, Ukrainian, Dutch,
Swedish, Indonesian, Polish and Turkish."""
_COMMON = """
and the of for with
et les des pour dans
und der die das für
y el los las para
e os das dos para
e il gli della per
и в на для по
та для від що на
en het een van voor
och att det som för
dan yang untuk dengan dari
i w na dla oraz
ve bir için ile bu
"""
_SAYS = tuple(frozenset(line.split()) for line in _COMMON.split("\n") if line)
"""Words that each of `LANGUAGES` cannot do without."""
_OF_ANYTHING = frozenset(("Des", "Gen", "List", "Mag", "Out", "Set"))
"""Beginnings of foreign months that are other words too."""
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


def language_of(words: Sequence[str], beside: Collection[str] = ()) -> Sequence[str]:
    """Return the months in the language that has all *words*, () where none has.

    Of several, such as for "September", it is the one of most words that stand *beside* them,
    else the first. Names may be shortened, but in another language than English to three or
    four letters only: a longer beginning could be any word.
    """
    speaks = [
        (sum(word in beside for word in said), names)
        for names, said in zip(LANGUAGES, _SAYS, strict=True)
        if all(_is_month(word, names) for word in words)
    ]
    return max(speaks, key=itemgetter(0), default=(0, ()))[1]


def _is_month(word: str, names: Sequence[str]) -> bool:
    name = word.capitalize()
    if name in names:
        return True
    short = len(name) <= SHORT + 1 and name not in _OF_ANYTHING
    return (names is MONTHS or short) and place_of(word, names) > 0


def month_in_words(word: str) -> int:
    """Return the number of the month that *word* is in one of the languages, 0 for none."""
    return place_of(word, language_of([word]))


def in_case_of(old: str, name: str) -> str:
    """Return *name* in capitals or small letters, if *old* is."""
    return name.upper() if old.isupper() else name.lower() if old.islower() else name


def ordinal_ending(day: int) -> str:
    """Return what follows the number of a *day*: "st", "nd", "rd" or "th"."""
    return "th" if day in _TEENS else {1: "st", 2: "nd", 3: "rd"}.get(day % _TEN, "th")
