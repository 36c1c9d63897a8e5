"""A BibTeX entry in a fence, written as a neighbour's is: its fields, its order, its key's manner.

What metadata does not tell is left out, with its line. Inside a fence nothing is markup.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from bot.anatomy import day_of, venue_of, words
from classifier.papers import Paper

FENCE = re.compile(r"[ \t]*(?:`{3,}|~{3,})")
"""The beginning of a line that opens or closes a fence."""
# `@article{kim2025normal,`
_HEAD = re.compile(r"(?P<open>[ \t]*@[A-Za-z]+[ \t]*\{[ \t]*)(?P<key>[^,\s]+)(?P<close>[ \t]*,.*)")
# `  title = {Normal Flows},`
_FIELD = re.compile(
    r"(?P<open>[ \t]*(?P<name>[A-Za-z]+)[ \t]*=[ \t]*)"
    r"(?P<value>\{.*\}|\".*\"|\d+)(?P<close>[ \t]*,?)[ \t]*"
)
_SMALL = frozenset("a an the on in of for to with and is are do does can how what why".split())


def bibtex(fence: Sequence[str], paper: Paper) -> str:
    """Return the lines of a *fence*, its marks included, for *paper*; "" for what is no BibTeX."""
    lines: list[str] = []
    for line in fence[1:-1]:
        if head := _HEAD.fullmatch(line):
            lines.append(f"{head['open']}{_key(head['key'], fence, paper)}{head['close']}")
        elif field := _FIELD.fullmatch(line):
            if value := _value(field, paper):
                lines.append(f"{field['open']}{_framed(field['value'], value)}{field['close']}")
        elif line.strip() == "}":
            lines.append(line)
    if sum(map(bool, map(_FIELD.fullmatch, lines))) == 0 or not _HEAD.fullmatch(lines[0]):
        return ""
    last = max(at for at, line in enumerate(lines) if _FIELD.fullmatch(line))
    if not fence[-3].rstrip().endswith(","):
        lines[last] = lines[last].rstrip().removesuffix(",")
    return "\n".join([fence[0], *lines, fence[-1]])


def _value(field: re.Match[str], paper: Paper) -> str:
    """Return what *field* says of *paper*; "" for what metadata does not tell."""
    old = field["value"].strip('{}"').strip()
    venue = venue_of(paper)
    values = {
        "title": paper.title,
        "author": " and ".join(_like(old, name) for name in paper.authors),
        "year": f"{day_of(paper):%Y}",
        "eprint": paper.id,
        "url": f"https://arxiv.org/abs/{paper.id}",
        "doi": paper.doi,
        "archiveprefix": "arXiv",
        "primaryclass": next(iter(paper.categories), ""),
        "journal": f"arXiv preprint arXiv:{paper.id}" if "arxiv" in old.lower() else "",
        "booktitle": venue.name if venue else "",
    }
    return _literal(values.get(field["name"].lower(), ""))


def _like(old: str, name: str) -> str:
    """Return *name* with the surname first where the *old* names are written so."""
    first, _, last = name.rpartition(" ")
    return f"{last}, {first}" if "," in old.partition(" and ")[0] and first else name


def _framed(old: str, value: str) -> str:
    """Return *value* between the braces or quotes of the *old* one; a bare number has none."""
    if old.isdigit():
        return value if value.isdigit() else f"{{{value}}}"
    inner = old[1:-1]
    double = inner[:1] == "{" and inner[-1:] == "}"
    return old[0] + (f"{{{value}}}" if double else value) + old[-1]


def _literal(text: str) -> str:
    """Return *text* on one line, with nothing that ends a fence, a field or its frame."""
    plain = text.replace("`", "'").replace("~", " ").replace('"', "''")
    return " ".join((plain if _is_braced(plain) else re.sub(r"[{}]", " ", plain)).split())


def _is_braced(text: str) -> bool:
    """Whether each brace in *text* has its partner."""
    depths = [*accumulate((char == "{") - (char == "}") for char in text)] or [0]
    return min(depths) >= 0 == depths[-1]


def _key(old: str, fence: Sequence[str], paper: Paper) -> str:
    """Return the key for *paper* in the manner of the *old* one, as far as that shows it."""
    fields = {
        field["name"].lower(): field["value"].strip('{}"')
        for line in fence
        if (field := _FIELD.fullmatch(line))
    }
    names = fields.get("author", "").partition(" and ")[0]
    surname = names.partition(",")[0] if "," in names else names.rpartition(" ")[2]
    mine = (paper.authors or ("",))[0].rpartition(" ")[2]
    pairs = [
        ("".join(words(surname)), "".join(words(mine))),
        (fields.get("year", ""), f"{day_of(paper):%Y}"),
        (_first_word(fields.get("title", "")), _first_word(paper.title)),
    ]
    key = old.lower()
    for number, (known, _) in enumerate(pairs):
        key = key.replace(known, f"\0{number}\0", 1) if known else key
    for number, (_, piece) in enumerate(pairs):
        key = key.replace(f"\0{number}\0", piece)
    learnt = all(known and known in old.lower() for known, _ in pairs[:2])
    return key if learnt else "".join(piece for _, piece in pairs)


def _first_word(title: str) -> str:
    return next((word for word in words(title) if word not in _SMALL), "")
