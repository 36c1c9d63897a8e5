"""Metadata found in the text of a paper's own entry; texts that name papers, rows of raw HTML."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from bot.anatomy import (
    MOST_CHARS,
    Anatomy,
    Entry,
    Field,
    Link,
    arxiv_ids,
    authors_in,
    dates_of,
    day_of,
    dissect,
    find_fields,
    is_tag,
    own_fields,
    split_title,
    standing,
    title_key,
    venue_of,
    words,
)
from bot.markdown import html_text, list_text, open_ends
from classifier.papers import ArxivId, Paper

HTML_KINDS = ("html-row", "html-item")
"""Entries of raw HTML that stand in a table or list and are written from examples."""


_FRAMES = {
    kind: (re.compile(rf"\s*<{tag}\b[^<>]*>", re.I), re.compile(rf"</{tag}\s*>\s*$", re.I))
    for kind, tag in zip(HTML_KINDS, ("tr", "li"), strict=True)
}
"""How an entry of each kind begins and ends."""


# What parts the texts of an item: lists inside it, lines, paragraphs.
_EDGE = re.compile(r"\s*</?(?:li|ul|ol|p|div|br|details|summary)\b[^<>]*>\s*", re.IGNORECASE)


HTML_TAG = re.compile(r"<[^<>]*>")


_OPEN = re.compile(r"<t[dh]\b[^<>]*>\s*", re.IGNORECASE)


_CLOSE = re.compile(r"</t[dh]\s*>", re.IGNORECASE)


def is_whole(entry: Entry) -> bool:
    """Whether an entry has lines of its own, and closes what it opens; a row is a single `<tr>`."""
    text = entry.text
    begins, ends = _FRAMES[entry.kind]
    return (
        len(text) <= MOST_CHARS
        and begins.match(text) is not None
        and ends.search(text) is not None
        and (entry.kind == "html-item" or text.lower().count("<tr") == 1)
        and (entry.kind == "html-row" or _is_raw(text))
        and bool(html_cells(text))
    )


def _is_raw(text: str) -> bool:
    """Whether *text* is HTML to its end: a blank line would begin Markdown, to be written so."""
    return not open_ends(text, html=True) and all(map(str.strip, text.split("\n")))


def _stretches(text: str) -> list[tuple[int, int]]:
    """Return where the texts between the tags of an item stand."""
    edges = [*(match.span() for match in _EDGE.finditer(text)), (len(text), len(text))]
    between = [(first[1], other[0]) for first, other in pairwise(edges)]
    return [(start, end) for start, end in between if text[start:end].strip()]


def html_cells(text: str) -> list[tuple[int, int]]:
    """Return where the contents of the cells stand in a row; [] when tags do not match.

    In an item of a list these are the texts between its tags.
    """
    if _FRAMES["html-item"][0].match(text):
        return _stretches(text)
    opens = [match.end() for match in _OPEN.finditer(text)]
    closes = [match.start() for match in _CLOSE.finditer(text)]
    spans = [(start, _end(text, start, other)) for start, other in zip(opens, closes, strict=False)]
    well = len(opens) == len(closes) and all(start <= end for start, end in spans)
    apart = all(first[1] < other[0] for first, other in pairwise(spans))
    return spans if well and apart else []


def _end(text: str, start: int, end: int) -> int:
    """Return where a cell's content ends; a line break before the closing tag is layout."""
    length = len(text[start:end].rstrip())
    return start + length if "\n" in text[start + length : end] else end


def has_place(entries: Sequence[Entry]) -> bool:
    """Whether the rows *entries*, of one table, have a column where a new paper's title can go."""
    rows = [parts_of_row(entry.text)[1::2] for entry in entries]
    if takes_papers([row for row in rows if len(row) == len(rows[0])]):
        return True
    cells = [(entry, parts_of_row(entry.text)[1::2]) for entry in entries]
    return any(is_badge(entry, row, n) for entry, row in cells for n in range(len(row)))


def is_badge(entry: Entry, row: Sequence[str], n: int) -> bool:
    """Whether the cell *n* of *row* shows a picture and no words, and leads to the paper."""
    alone = len(entry.arxiv_ids) == 1 and n < len(row) and entry.arxiv_ids[0] in row[n]
    return alone and "<img" in row[n].lower() and not HTML_TAG.sub("", row[n]).strip()


def parts_of_row(text: str) -> list[str]:
    """Return a row in parts: what is between the cells, and every other one what is in them."""
    edges = [0, *(edge for span in html_cells(text) for edge in span), len(text)]
    return [text[start:end] for start, end in pairwise(edges)]


Known = Mapping[ArxivId, Paper]
"""The metadata of listed papers, as far as it is at hand."""


@dataclass(frozen=True, slots=True)
class Example:
    """The *text* of an entry, and the `paper` it is about; None where no metadata is at hand."""

    text: str
    paper: Paper | None = None

    def part(self, text: str) -> Example:
        """Return *text*, a part of this one's, as an example of the same paper."""
        return Example(text, self.paper)

    def changed(self, change: Callable[[str], str]) -> Example:
        """Return the example with its text changed."""
        return Example(change(self.text), self.paper)


def example_of(entry: Entry, known: Known) -> Example:
    """Return *entry* beside what is *known* of its paper; one of several papers shows nothing."""
    alone = len(entry.arxiv_ids) == 1
    return Example(entry.text, known.get(entry.arxiv_ids[0]) if alone else None)


# --- Where the facts of a known paper stand in its entry: found by what they are, not by looks.
#
# For each field of the metadata the text is searched for what the paper has there. Nothing is
# guessed: what is not the paper's own stays as `anatomy` reads it.

_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6});|\\(?=\W)")
_IMPURE = re.compile(r"\*\*|__|[\[\]|<>\n`]")
_OPENING = re.compile(r"[(（]")
# `<img src="TreeFlow.png">`: what is called so there is a file
_WITH_ATTRIBUTES = re.compile(r"<[A-Za-z][^<>]*=[^<>]*>")
_MARKED = re.compile(r"\s*[*_`\[\]]*([^*_`\[\]<>]+?)[*_`\[\]]*\s*")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_LIKE = 0.6
"""The share of letters that a retitled paper keeps."""
_NAME_WORDS = 6  # words

Span = tuple[int, int]
FACT = "\ue000"
"""What stands for a fact of the paper in a masked text."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """An entry's anatomy with the title where the paper's own stands.

    `more` are further places of the title, and those of the abstract; `whole` says that the title
    stands with the name it begins with.
    """

    anatomy: Anatomy
    whole: bool
    more: tuple[tuple[str, Span], ...] = ()


@lru_cache(maxsize=8192)
def align(body: str, paper: Paper) -> Aligned:
    """Return what of *body* is told by the metadata of *paper*."""
    looked = dissect(body)
    tags = [match.span() for match in _WITH_ATTRIBUTES.finditer(body)]
    bare = _blanked(body, [*(link.url for link in looked.links), *tags])
    wholes, rests, shorts = _named(bare, paper.title)
    title = next(iter(wholes or rests), None)
    if title is None and looked.title and _alike(body[slice(*looked.title)], paper.title):
        title, shorts = looked.title, shorts or ([looked.short] if looked.short else [])
    main = _main(looked, paper, title)
    label = _name_in_label(body, main) if title is None or not _within(title, main) else None
    # A name stands before the title; elsewhere it is a word of a remark.
    shorts = [span for span in shorts if title is None or span[1] <= title[0]] or shorts[:0]
    short = next(iter(shorts), None) or label
    if title and not short and looked.short and not _overlap(looked.short, title):
        short = looked.short  # a name that the title does not tell
    more = [("title", span) for span in (wholes or rests)[1:]] + _summary(bare, paper)
    anatomy = Anatomy(body, looked.links, main, paper.id, title, short)
    return Aligned(anatomy, bool(wholes), tuple(more))


@lru_cache(maxsize=8192)
def known_fields(bare: str, paper: Paper) -> tuple[Field, ...]:
    """Return people, venue and dates in *bare*, in which title and links are blanked.

    Venues that are not the paper's own are read by their looks alone; other people are no authors.
    """
    authors: list[Field] = []
    if people := authors_in(bare, paper.authors):
        authors.append(Field("authors", people.start, people.end, people.form))
        bare = _blanked(bare, [(people.start, people.end)])
    day = day_of(paper)
    dates = dates_of(bare, day) if day else []
    dated = [date for date in dates if date.form != "{Y}"]
    bare = _blanked(bare, [(date.start, date.end) for date in dated])
    fields = own_fields(bare, venue_of(paper))
    others = [field for field in fields if not (paper.authors and field.kind == "authors")]
    return tuple(sorted([*authors, *dated, *others], key=lambda field: field.start))


def _main(looked: Anatomy, paper: Paper, title: Span | None) -> Link | None:
    """Return the link to *paper*: with its id, else the one that its title is the label of."""
    for link in looked.links:
        if paper.id in looked.body[slice(*link.url)]:
            return link
    return looked.main if title and looked.main and _within(title, looked.main) else None


def _within(span: Span, link: Link | None) -> bool:
    return link is not None and link.label[0] <= span[0] and span[1] <= link.label[1]


def _name_in_label(body: str, main: Link | None) -> Span | None:
    """Return what the label of the link to the paper calls it, if that is a name of its own."""
    if main is None or main.image or main.label[0] == main.label[1]:
        return None
    text = body[slice(*main.label)]
    plain = _MARKED.fullmatch(text)
    if plain is None or is_tag(text) or not 0 < len(words(text)) <= _NAME_WORDS:
        return None
    if find_fields(f"\n{text}\n"):
        return None
    return main.label[0] + plain.start(1), main.label[0] + plain.end(1)


def told_of(paper: Paper, slot: str) -> str:
    """Return the abstract of *paper*, or its first sentence, as *slot* says, on one line."""
    text = " ".join(paper.abstract.split())
    return text if slot == "abstract" else _SENTENCE.split(text)[0]


def masked(example: Example) -> str:
    """Return the text of *example* with each fact of its paper as one sign: what is left is style.

    Without metadata it is the text as it stands.
    """
    body, paper = example.text, example.paper
    if paper is None:
        return body
    return _masked(body, paper)


@lru_cache(maxsize=8192)
def _masked(body: str, paper: Paper) -> str:
    end = len(body)
    for (start, stop), _ in reversed(facts_in(body, paper)):
        if stop <= end:
            body, end = body[:start] + FACT + body[stop:], start
    return body


def facts_in(body: str, paper: Paper) -> list[tuple[Span, str]]:
    """Return where *body* tells a fact, in order, and what: "title", "link", "id", or its form.

    A "link" leads to *paper* itself, any other address is "elsewhere"; the form of a date, venue or
    list of people comes after its kind.
    """
    aligned = align(body, paper)
    anatomy = aligned.anatomy
    facts = [(span, "title") for span in (anatomy.title, anatomy.short) if span]
    facts += [(span, "title") for _, span in aligned.more]
    for link in anatomy.links:
        leads_to_it = paper.id in body[slice(*link.url)]
        facts.append((link.url, "link" if leads_to_it else "elsewhere"))
    bare = _blanked(body, [span for span, _ in facts])
    for field in known_fields(bare, paper):
        facts.append(((field.start, field.end), f"{field.kind} {field.form}"))
    facts += [(span, "id") for span in _found(bare, paper.id)]
    return sorted(set(facts))


def _found(text: str, wanted: str) -> Iterator[Span]:
    end = 0
    while (start := text.find(wanted, end)) >= 0:
        end = start + len(wanted)
        yield start, end


def _named(bare: str, title: str) -> tuple[list[Span], list[Span], list[Span]]:
    """Return where *title* stands whole, where its part after the colon, and where its name."""
    folded, places = _folded(bare)
    wholes = _places(bare, folded, places, title)
    head, _, rest = (part.strip() for part in title.partition(":"))
    if not (head and rest) or len(words(head)) > _NAME_WORDS:
        return wholes, [], []
    rests = [] if wholes else _places(bare, folded, places, rest)
    taken = _blanked(bare, [*wholes, *rests])
    shorts = list(standing(taken, head)) or _places(taken, *_folded(taken), head)
    return wholes, rests, shorts


def _summary(bare: str, paper: Paper) -> list[tuple[str, Span]]:
    """Return where *bare* has the abstract of *paper*, or its first sentence."""
    if len(bare) < len(told_of(paper, "sentence")) or not paper.abstract:
        return []
    for slot in ("abstract", "sentence"):
        if spans := _places(bare, *_folded(bare), told_of(paper, slot)):
            return [(slot, spans[0])]
    return []


def _places(bare: str, folded: str, places: Sequence[int], wanted: str) -> list[Span]:
    """Return where *bare* has the words of *wanted*, without markup between them."""
    result = []
    for key in dict.fromkeys((_folded(wanted)[0], _folded(list_text(wanted))[0])):
        at = folded.find(key) if key else -1
        while at >= 0:
            start, end = places[at], places[at + len(key) - 1] + 1
            inside = bare[start:end]
            bracketed = len(_OPENING.findall(inside)) > len(_OPENING.findall(wanted))
            apart = not bare[start - 1 : start].isalnum() and not bare[end : end + 1].isalnum()
            shown = (re.sub(r"\W*$", "", write(wanted)) for write in (list_text, html_text))
            escaped = inside.replace("\\|", "|") in shown
            pure = escaped or not _IMPURE.search(_ENTITY.sub("", inside))
            if apart and pure and not bracketed:
                result.append((start, _closed(bare, end, wanted)))
            at = folded.find(key, at + len(key))
        if result:
            break
    return result


def _closed(bare: str, end: int, wanted: str) -> int:
    """Return where the title ends that has its last letter at *end*: its own signs follow."""
    tail = re.search(r"\W*$", list_text(wanted))
    while tail and (signs := tail[0]):
        if bare.startswith(signs, end):
            return end + len(signs)
        break
    return end


@lru_cache(maxsize=4096)
def _folded(text: str) -> tuple[str, Sequence[int]]:
    """Return the letters and digits of *text*, plain and small, and where each one stands."""
    letters: list[str] = []
    places: list[int] = []
    text = _ENTITY.sub(lambda match: " " * len(match[0]), text)
    if text.isascii():
        small = text.lower()
        places = [place for place, letter in enumerate(small) if letter.isalnum()]
        return "".join([small[place] for place in places]), places
    for place, char in enumerate(text):
        plain = char.lower() if char.isascii() else unicodedata.normalize("NFKD", char).casefold()
        for letter in plain:
            if letter.isalnum():
                letters.append(letter)
                places.append(place)
    return "".join(letters), places


def _blanked(body: str, spans: Sequence[Span]) -> str:
    for start, end in spans:
        body = body[:start] + "\n" * (end - start) + body[end:]
    return body


def _overlap(first: Span, other: Span) -> bool:
    return first[0] < other[1] and other[0] < first[1]


def _alike(text: str, title: str) -> bool:
    shown, other = "".join(words(text)), "".join(words(title))
    return bool(shown) and SequenceMatcher(None, shown, other, autojunk=False).ratio() >= _LIKE


# --- What the cells of a column call their papers: titles, short names, people; or nothing.

ENOUGH = 3
"""Rows that show how a table is filled."""
_CELL_WORDS = 4  # words
_FEW_WORDS = 2.5  # words of a name, at a mean
_LABEL_WORDS = 2  # words
_NEARLY_ALL = 0.8  # share of the cells
_ODD = re.compile(r"\d|[A-Z].*[A-Z]")
# "we propose TreeFlow, a …", "a model called BitNet", "named \\textbf{TreeFlow}", "dubbed T2F"
_CALLED = re.compile(
    r"\b(?:propos|present|introduc|develop|call|nam|dub|term|design|releas)(?:e|ed|es|s|ing|bed)?\b"
    r"(?P<words>[^.;:]{0,90})"
)
# TreeFlow, T2F, GPT-4, Tree+; each run has its own first sign, so that no text reads slowly.
_CAMEL = re.compile(r"(?<![\w-])[A-Z][A-Za-z0-9]*(?:[-+][A-Z0-9][A-Za-z0-9]*)*+\+{0,2}(?![\w-])")


def titles_in(cell: str) -> int:
    """Return how surely *cell* holds a title: 2 for one with its link, 1 for a few words."""
    anatomy = dissect(cell)
    if anatomy.main is not None and not is_tag(cell[slice(*anatomy.main.label)]):
        return 2
    if anatomy.arxiv_id and _name(cell):
        return 2
    shown = words(HTML_TAG.sub(" ", cell))
    return int(anatomy.title is not None and len(shown) > 2)  # noqa: PLR2004


def takes_papers(rows: Sequence[Sequence[str]]) -> bool:
    """Whether *rows* of one table have a column for titles, or one for names beside their links."""
    columns = list(zip(*rows, strict=True))
    linked = sum(any(map(arxiv_ids, row)) for row in rows)
    return any(map(holds_titles, columns)) or (
        2 * linked > len(rows) and any(map(holds_names, columns))
    )


def holds_titles(column: Sequence[str]) -> bool:
    """Whether most cells of *column* read like titles, and like different ones."""
    names = {cell: named_in(cell) for cell in column}
    # Many links may have one label ("api"); many papers hardly have one title.
    titled = {
        title_key(name) if len(words(name)) <= _LABEL_WORDS else cell: titles_in(cell)
        for cell, name in names.items()
    }
    return 2 * sum(map(bool, titled.values())) > len(column)


def holds_names(column: Sequence[str]) -> bool:
    """Whether nearly all cells of *column* are names, a word or two at a mean, and differ."""
    names = {title_key(name): words(name) for cell in column if (name := _name(cell))}
    few = sum(map(len, names.values())) <= _FEW_WORDS * len(names)
    return len(column) >= ENOUGH and len(names) >= _NEARLY_ALL * len(column) and few


def _name(cell: str) -> str:
    """Return what *cell* calls its paper in a few words; "" for titles, dates and venues."""
    name = named_in(cell)
    has_fields = any(field.kind != "authors" for field in find_fields(name))
    few = 0 < len(words(name)) <= _CELL_WORDS
    return name if few and not (name.isnumeric() or has_fields or is_tag(name)) else ""


def named_in(cell: str) -> str:
    """Return what *cell* calls its paper: a title, a name, or people; "" for a cell of links."""
    anatomy = dissect(cell, named=True)
    return cell[slice(*anatomy.title)] if anatomy.title else cell if people_in(cell) else ""


def people_in(text: str) -> str:
    """Return the form of the authors that *text* is, "" when it is anything else."""
    fields = (field for field in find_fields(text) if field.kind == "authors")
    whole = (field.form for field in fields if (field.start, field.end) == (0, len(text)))
    return next(whole, "")


def split_name(title: str) -> tuple[str, str]:
    """Return the short name before the colon of *title* and the rest; ("", title) for none.

    Of several words one has two capitals or a digit: "Two at Once" is none, "BitNet v2" is.
    """
    name, rest = split_title(title)
    parts = name.split()
    return (name, rest) if len(parts) == 1 or any(map(_ODD.search, parts)) else ("", title)


def name_of(paper: Paper) -> str:
    """Return the short name of what *paper* is about: its title's, else what its abstract says.

    The abstract must introduce it as the authors' own, and use it once more: "we propose TreeFlow".
    A plural ("LLMs") is a kind of things, and so is an abbreviation ("LLM agents") unless it alone
    is what they propose ("BERT, a …"); "" for no name.
    """
    if name := split_name(paper.title)[0]:
        return name
    abstract = " ".join(paper.abstract.split())
    for called in _CALLED.finditer(abstract):
        for name in _CAMEL.findall(called["words"]):
            again = len(list(standing(abstract, name))) > 1
            kind = name.isalpha() and name.isupper()  # "LLM agents"
            alone = called["words"].lstrip().startswith(f"{name},")
            if again and _ODD.search(name) and (alone or not kind) and not name.endswith("s"):
                return str(name)
    return ""
