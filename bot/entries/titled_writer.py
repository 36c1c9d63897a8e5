"""Entries that are headings or folds with lines below; blocks of BibTeX."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from bot.anatomy import (
    MARKER,
    Entry,
    constants_of,
    day_of,
    find_links,
    led_to_arxiv,
    split_title,
    venue_of,
    words,
)
from bot.entries import style
from bot.entries.alignment import Example
from bot.entries.template import Pool, Template, as_html
from bot.entries.template_reader import read_template
from bot.lists import TITLED
from bot.markdown import is_balanced, list_text
from classifier.papers import Paper

# --- A BibTeX entry in a fence, written as a neighbour's is: its fields, its order, its key's
# manner.
#
# What metadata does not tell is left out, with its line. Inside a fence nothing is markup.

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


# --- Entries that are headings with lines below: the heading as neighbours have it, then their
# lines.
#
# Lines that metadata cannot fill are left out, with the blank lines that set them apart.

_ANCHOR = re.compile(r"<(a|span)\s[^<>]*>\s*</\1\s*>", re.IGNORECASE)
_NEAR = 12  # entries
_MOST_LINE = 600
"""A longer line is an abstract or a summary."""


@dataclass(frozen=True, slots=True)
class _Model:
    """A neighbour taken apart: heading without its marks, and the lines below it."""

    heading: str
    lines: tuple[str, ...]


def titled_text(
    paper: Paper,
    near: Sequence[Entry],
    far: Sequence[Entry],
    *,
    number: int,
) -> str:
    """Return *paper* as a heading with lines, made like most of *near*, nearest first, else *far*.

    Where headings are numbered, it has this *number*.
    """
    every_model = [_model(entry.text) for entry in (*near, *far)]
    models = every_model[: len(near) or _NEAR]
    constants = constants_of(["\n".join((model.heading, *model.lines)) for model in every_model])
    heading = _heading(
        paper, [read_template(Example(model.heading), constants) for model in models]
    )
    every = tuple(_line_templates(every_model, constants))
    bodies = [_body(paper, model, constants, every) for model in models]
    votes = Counter(body for body in bodies if paper.id in heading + body)
    body = max(votes, key=lambda text: (votes[text], -bodies.index(text))) if votes else ""
    if paper.id not in heading + body:
        heading = style.plain_entry(paper)
    return _mark((*near, *far)[0], number) + heading + body


# `<details><summary>`, the summary, `</summary>`, what is folded away, `</details>`.
_FOLD = re.compile(
    r"(?P<open>\s*<details\b[^<>]*>\s*<summary\b[^<>]*>)(?P<title>.*?)"
    r"(?P<close></summary\s*>)(?P<below>.*?)(?P<end>\s*</details\s*>)\s*",
    re.IGNORECASE | re.DOTALL,
)


_PLAIN_FOLD = ("<details>\n<summary>", "</summary>", "\n\n</details>")


def fold_text(paper: Paper, examples: Sequence[Example]) -> str:
    """Return *paper* as a fold, made like most of the *examples*, nearest first.

    Its summary is HTML, the lines below a blank one are Markdown. Without an example it holds
    a link alone.
    """
    pairs = [(example, _FOLD.fullmatch(example.text)) for example in examples]
    folds = [(example, fold) for example, fold in pairs if fold]
    frames = Counter((fold["open"], fold["close"], fold["end"]) for _, fold in folds)
    before, after, end = frames.most_common(1)[0][0] if folds else _PLAIN_FOLD
    summary = _heading(paper, [_summary(example, fold) for example, fold in folds])
    models = [_Model("", tuple(fold["below"].removeprefix("\n").split("\n"))) for _, fold in folds]
    constants = constants_of(["\n".join(model.lines) for model in models])
    every = tuple(_line_templates(models, constants))
    bodies = [_body(paper, model, constants, every) for model in models]
    votes = Counter(body for body in bodies if paper.id in body or paper.id in summary)
    body = max(votes, key=lambda text: (votes[text], -bodies.index(text)), default="")
    if paper.id not in summary + body:
        body = f"\n\n{style.plain_entry(paper)}"
    return f"{before}{as_html(summary, paper)}{after}{body}{end}"


def _summary(example: Example, fold: re.Match[str]) -> Template:
    """Return how the summary of a *fold* is made, without what only its own paper has there."""
    return read_template(example.part(fold["title"]), frozenset())


def _model(text: str) -> _Model:
    first, *below = led_to_arxiv(text).split("\n")
    match = TITLED.match(first)
    heading = first[match.end() :] if match else first
    heading = re.sub(r"[ \t]+#+[ \t]*$", "", _ANCHOR.sub("", heading)).strip()
    return _Model(heading, tuple(below))


def _mark(nearest: Entry, number: int) -> str:
    match = TITLED.match(nearest.text)
    if match is None or not match["number"]:
        return match[0] if match else "### "
    return f"{match['mark']}{number}{match['close']}"


def _heading(paper: Paper, templates: Sequence[Template]) -> str:
    """Return the heading's text; the title alone where no neighbour shows how."""
    named = tuple(template for template in templates if template.has("title"))
    filled = style.write_cell(paper, Pool(named, ())) if named else ""
    titles = (paper.title, split_title(paper.title)[1])
    has_title = any(list_text(title) in filled for title in titles)
    if has_title and is_balanced(filled, titles):
        return filled
    return list_text(paper.title)


def _line_templates(models: Sequence[_Model], constants: frozenset[str]) -> Iterator[Template]:
    for model in models:
        for line in model.lines:
            if len(line) <= _MOST_LINE and not FENCE.match(line):
                yield _template(line, constants)


def _template(line: str, constants: frozenset[str]) -> Template:
    match = MARKER.match(line)
    return read_template(Example(line[match.end() if match else 0 :]), constants, with_title=False)


def _body(
    paper: Paper, model: _Model, constants: frozenset[str], every: tuple[Template, ...]
) -> str:
    """Return the lines below the heading, each after a line break; "" for none."""
    text, gap, blanks = "", 0, 0
    for piece in _pieces(model.lines):
        if not piece[0].strip():
            blanks += 1
            continue
        gap, blanks = max(gap, blanks), 0
        is_code = len(piece) > 1 or FENCE.match(piece[0])
        filled = bibtex(piece, paper) if is_code else _line(paper, piece[0], constants, every)
        if filled:
            text += "\n" * (gap + 1) + filled
            gap = 0
    return text


def _pieces(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield *lines* one by one, those of a fence together; one that is left open ends there."""
    start = None
    for number, line in enumerate(lines):
        if start is not None and FENCE.match(line):
            yield lines[start : number + 1]
            start = None
        elif start is None and FENCE.match(line):
            start = number
        elif start is None:
            yield [line]


def _line(paper: Paper, line: str, constants: frozenset[str], every: tuple[Template, ...]) -> str:
    """Return *line* as it is for *paper*; "" when it holds nothing that metadata tells."""
    if len(line) > _MOST_LINE:
        return ""
    template = _template(line, constants)
    if not template.whole and not any(part.kind == "slot" for part in template.parts):
        return ""
    filled = style.write_cell(paper, Pool((template,), every))
    filled = _with_own_forms(filled, template, paper)
    marker = MARKER.match(line)
    return (marker[0] if marker else "") + filled if filled and is_balanced(filled) else ""


def _with_own_forms(text: str, template: Template, paper: Paper) -> str:
    """Return *text* with each of several links to *paper* in its own form: abs here, pdf there."""
    forms = [form for slot, form in template.forms if slot == "url"]
    links = [link.url for link in find_links(text) if paper.id in text[slice(*link.url)]]
    if len(set(forms)) > 1 and len(forms) == len(links):
        for (start, end), form in reversed(list(zip(links, forms, strict=True))):
            text = text[:start] + form.replace("{id}", paper.id) + text[end:]
    return text
