"""Lists of authors as entries write them: found in a text, written the same way.

A form is name form, separator, last separator, how many, words for the others; "all3" is
three names with nothing to say that there are more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass


def standing(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Yield where *word* stands in *text*, not joined to other letters or by a hyphen.

    A pattern per word would do the same, and take longer to make than to use.
    """
    end = 0
    while (start := text.find(word, end)) >= 0:
        end = start + len(word)
        if not (_JOINS.match(text[start - 1 : start]) or _JOINS.match(text[end : end + 1])):
            yield start, end


_JOINS = re.compile(r"[^\W_]|-")


_WORD = r"(?!(?:and|et)\b)(?:[^\W\d_]\.(?:-?[^\W\d_]\.){0,3}|[^\W\d_](?:[^\W_]|['’\-]){0,30})"
NAME = rf"{_WORD}(?:\s(?:(?:van|von|de|der|den|la|le|di|da|el|bin)\s){{0,2}}{_WORD}){{0,3}}"
"""The pattern of one name, in full, with initials, or of a surname alone."""
_BETWEEN = r"(?:,?\s+and\s+|,?\s*&\s*|,\s*|;\s*|、)"
_WHERE = r"(?:\s*\([^()\n]{2,90}\))?"
# " et al.", ", ... and others", " *et al.*"
_ET_AL = (
    r"(?P<etal>\s*,?\s*(?:\.\.\.,?\s*)?(?:and\s+)?(?:(?P<mark>[*_]{1,2}|<[a-z]{1,6}>)et\.?\s*al(?![^\W_])\.?"
    r"(?:(?P=mark)|</[a-z]{1,6}>)|et\.?\s*al(?![^\W_])\.?|and others|等))"
)
# "Ada Byron, Grace Hopper and Alan Turing", "A. Byron (Oxford) et al."
_AUTHORS = re.compile(
    rf"(?<![^\W_])(?<!@)(?P<names>{NAME}(?:{_BETWEEN}{NAME}){{0,60}}?){_WHERE}{_ET_AL}"
    rf"|(?<![^\W_])(?<!@){NAME}(?:{_BETWEEN}{NAME}){{1,60}}"
)
_JOINT = re.compile(rf"{_BETWEEN}|\s+and\s+|\s*·\s*|\s*/\s*|,")
_ET_AL_ONLY = re.compile(_ET_AL)
_SPLIT = re.compile(_BETWEEN)
_FULL_NAME = 2  # words
_PAIR = 2  # people, who have no comma between them
_ALL = "all"
_TURNED = "turned"
_NAME_FORMS = ("full", "initials", "bare", "last", _TURNED, "turned-initials", "last-initials")
"""Ada Byron, A. Byron, A Byron, Byron, Byron, Ada; Byron, A.; Byron A."""
_SLIPS = 0.2  # the share of longer lists that may be slips
# Who has an affiliation among names of people: "Google", "University of Oxford".
_INSTITUTION = re.compile(
    r"\b(?:Universit|Institut|Labs?\b|Laborator|Academy|College|School|Research\b|Corporation\b|"
    r"Inc\b|AI$|Google|Microsoft|Amazon|Alibaba|Tencent|Huawei|Meta\b|NVIDIA|DeepMind)"
)


@dataclass(frozen=True, slots=True)
class AuthorList:
    """Authors at *start* to *end*; `form` says how they are written."""

    start: int
    end: int
    form: str


def find_authors(text: str) -> list[AuthorList]:
    """Return the author lists in *text*, in order."""
    author_lists = []
    for match in _AUTHORS.finditer(text):
        et_al = match["etal"] or ""
        end = match.end("names") if et_al else match.end()
        names = _SPLIT.split(text[match.start() : end])
        gaps = _SPLIT.findall(text[match.start() : end])
        if not et_al and _are_turned(names, gaps):
            form = "\x1f".join((_TURNED, " and ", " and ", f"{_ALL}{len(names) // 2}", ""))
            author_lists.append(AuthorList(match.start(), match.end(), form))
            continue
        if not are_names(names, bool(et_al)):
            continue
        commas = [gap for gap in gaps if "and" not in gap and "&" not in gap]
        gap = max(commas, key=commas.count) if commas else ", "
        last = gaps[-1] if gaps and not et_al else gap
        count = str(len(names)) if et_al else f"{_ALL}{len(names)}"
        form = "\x1f".join((_name_form(names), gap, last, count, et_al))
        author_lists.append(AuthorList(match.start(), match.end(), form))
    return author_lists


def authors_in(text: str, authors: Sequence[str]) -> AuthorList | None:
    """Return where *text* lists *authors*, the first ones in order, and how; None for nowhere.

    Of the forms of names that one counts in which most of them are found.
    """
    surname = (authors[0].split() or [""])[-1] if authors else ""
    forms = _NAME_FORMS if surname in text else ()
    candidates = [people for form in forms if (people := _listed(text, authors, form))]
    best = max(candidates, key=lambda people: people.end - people.start, default=None)
    looked = find_authors(text)
    if best is None:
        surnames = {name.split()[-1].casefold() for name in authors if name.split()}
        known = (people for people in looked if _shares(text[people.start : people.end], surnames))
        return next(known, None)
    longer = (people for people in looked if people.start == best.start and people.end > best.end)
    whole = f"{_ALL}{len(authors)}" in best.form.split("\x1f")
    return best if whole else next(longer, best)


def _shares(text: str, surnames: Set[str]) -> bool:
    return bool(surnames & {part.casefold() for part in re.findall(r"[^\W\d_]+", text)})


def _listed(text: str, authors: Sequence[str], name_form: str) -> AuthorList | None:
    """Return where *text* lists *authors* in *name_form*, if it says who some of them are."""
    if not authors or not (begins := _written(authors[0], name_form)) or begins not in text:
        return None
    names = [begins, *(_written(name, name_form) for name in authors[1:])]
    for start, first_end in standing(text, names[0]):
        end, gaps = first_end, list[str]()
        for name in names[1:]:
            gap = _JOINT.match(text, end)
            if gap is None or not text.startswith(name, gap.end()):
                break
            gaps.append(gap[0])
            end = gap.end() + len(name)
        more = _ET_AL_ONLY.match(text, end)
        et_al = more["etal"] if more else ""
        is_list = len(gaps) or et_al or len(names) == 1 or name_form != "last"
        if is_list and not text[end + len(et_al) :][:1].isalnum():
            others = (name.split()[-1:] for name in authors[1:])
            alone = not gaps and not et_al and len(names) > 1
            alone = alone and not any(name[0] in text[end:] for name in others if name)
            form = _form(name_form, gaps, et_al, names[:1] if alone else names)
            form = form.replace(f"{_ALL}1", "1") if alone else form
            return AuthorList(start, end + len(et_al), form)
    return None


def _form(name_form: str, gaps: Sequence[str], et_al: str, names: Sequence[str]) -> str:
    count = len(gaps) + 1
    whole = count == len(names)
    commas = [gap for gap in (gaps if et_al or not whole else gaps[:-1]) if "and" not in gap]
    alone = len(gaps) == 1 and ("and" in gaps[0] or "&" in gaps[0])
    gap = max(commas, key=commas.count) if commas else gaps[0] if gaps and not alone else ", "
    last = gaps[-1] if gaps and not et_al else gap
    limit = str(count) if et_al else f"{_ALL}{count}"
    return "\x1f".join((name_form, gap, last, limit, et_al))


def _are_turned(names: Sequence[str], gaps: Sequence[str]) -> bool:
    """Whether *names* are surnames and first names in turn, as in BibTeX: "Byron, Ada and …"."""
    two = 2 * _FULL_NAME
    in_turn = all(gap.strip() == ("and" if n % 2 else ",") for n, gap in enumerate(gaps))
    single = sum(" " not in surname for surname in names[::2])
    whole = [f"{first} {surname}" for surname, first in zip(names[::2], names[1::2], strict=False)]
    return (
        len(names) >= two
        and len(names) % 2 == 0
        and in_turn
        and 2 * single > len(whole)
        and are_names(whole, et_al=False)
    )


def are_names(names: Sequence[str], et_al: bool) -> bool:
    """Whether *names* may be those of people; without *et_al* each has two parts or more."""
    for name in names:
        parts = [
            part for part in name.split() if part not in ("van", "von", "de", "der", "den", "la")
        ]
        if not parts or not all(part[0].isupper() or not part.isascii() for part in parts):
            return False
        if not et_al and len(parts) < _FULL_NAME:
            return False
        if _INSTITUTION.search(name):
            return False
    return True


def _name_form(names: Sequence[str]) -> str:
    if all(" " not in name for name in names):
        return "last"
    short = sum(bool(re.match(r"[^\W\d_]\.", name)) for name in names)
    return "initials" if short * 2 > len(names) else "full"


def settle_authors(form: str, others: Sequence[str]) -> str:
    """Return *form* with the question decided how many names it would write of more.

    A few names in full say nothing against "first three et al.": where *others* cut and next to
    none writes more names than they keep, that is the form, with "and" as short lists have it.
    """
    name_form, gap, last, count, et_al = form.split("\x1f")
    alike = [parts for other in others if (parts := other.split("\x1f"))[0] == name_form]
    cuts = [parts for parts in alike if not parts[3].startswith(_ALL)]
    whole = [(int(parts[3][len(_ALL) :]), parts[2]) for parts in alike if parts not in cuts]
    if count.startswith(_ALL):
        long_enough = [parts for parts in cuts if int(parts[3]) >= int(count[len(_ALL) :])]
        if not long_enough:
            return "\x1f".join((name_form, gap, last, _ALL, ""))
        usual = Counter(map(tuple, long_enough)).most_common(1)[0][0]
        more = sum(names > int(usual[3]) for names, _ in whole)
        if more > len(long_enough) * _SLIPS:
            return "\x1f".join((name_form, gap, last, _ALL, ""))
        name_form, gap, _, count, et_al = usual
    joints = Counter(joint for names, joint in whole if names <= int(count))
    last = joints.most_common(1)[0][0] if joints else gap
    return "\x1f".join((name_form, gap, last, count, et_al))


def write_authors(form: str, authors: Sequence[str]) -> str:
    """Return *authors* in *form*, all or the first few; "" for nobody."""
    if not authors:
        return ""
    name_form, gap, last, count, et_al = form.split("\x1f")
    limit = len(authors) if count.startswith(_ALL) else int(count)
    names = [_written(name, name_form) for name in authors[:limit]]
    if len(authors) > limit:
        return gap.join(names) + et_al
    if len(names) == 1:
        return names[0]
    if len(names) == _PAIR and last == ", and ":
        last = " and "
    return gap.join(names[:-1]) + last + names[-1]


def others_of(form: str, authors: Sequence[str]) -> str:
    """Return what *form* says of those of *authors* that it leaves out, markup and all."""
    *_, count, et_al = form.split("\x1f")
    return "" if count.startswith(_ALL) or len(authors) <= int(count) else et_al


def _written(name: str, name_form: str) -> str:
    *first, last = name.split() or [""]
    if not first:
        return name
    at = next((n for n, part in enumerate(first) if part.islower()), len(first))  # "van"
    surname, given = " ".join([*first[at:], last]), " ".join(first[:at])
    initials = " ".join(f"{part[0]}." for part in first)
    forms = {
        "last": last,
        _TURNED: f"{surname}, {given}",
        "initials": f"{initials} {last}",
        "bare": f"{initials.replace('.', '')} {last}",
        "turned-initials": f"{last}, {initials}",
        "last-initials": f"{last} {initials}",
    }
    return forms.get(name_form, name)
