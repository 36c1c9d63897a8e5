"""The last look before an edit is used: says what is wrong with it, and trusts no planner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.lists import markdown
from bot.lists.document import Document
from bot.lists.inserts import Insert, apply_inserts
from bot.lists.links import find_links
from bot.lists.nouns import Entry
from bot.lists.reading import PaperList, read_list
from classifier.paper import ArxivId, SectionId

_TAGS = {
    "heading": ("<h1", "<h2", "<h3", "<h4", "<h5", "<h6"),
    "paragraph": ("<p>",),
    "list": ("<ul", "<ol"),
    "item": ("<li",),
    "table": ("<table",),
    "row": ("<tr",),
    "code": ("<pre",),
    "quote": ("<blockquote",),
    "rule": ("<hr",),
}
_GAINS = {
    "item": ("item", {"item", "list", "paragraph"}),
    "row": ("row", {"row", "table"}),
    "paragraph": ("paragraph", {"paragraph"}),
    "html-row": ("row", {"row"}),
}


def fault(
    listing: PaperList, inserts: Sequence[Insert], after: Mapping[str, Document]
) -> str | None:
    """Return what is wrong with *after* as the outcome of *inserts* into *listing*, or None."""
    for name, document in listing.documents.items():
        own = [insert for insert in inserts if insert.file == name]
        if why := _lines_fault(document, own, after.get(name)):
            return why
    if not inserts:
        return None
    return _reading_fault(listing, inserts, after) or _rendering_fault(listing, inserts)


def _lines_fault(before: Document, own: Sequence[Insert], after: Document | None) -> str | None:
    """Compare line by line, without the code that made the insertion."""
    if after is None:
        return f"{before.name} is gone"
    by_place: dict[int, list[str]] = {}
    for insert in own:
        by_place.setdefault(insert.at, []).extend(insert.lines)
    expected: list[str] = []
    for at, line in enumerate((*before.lines, "")):
        expected += [*by_place.get(at, ()), line.rstrip("\r\n")]
    if [line.rstrip("\r\n") for line in after.lines] != expected[:-1]:
        return "other lines than the inserted ones differ"
    return _endings_fault(before, after)


def _endings_fault(before: Document, after: Document) -> str | None:
    """Find each old line among the new ones, in order, with its ending."""
    kept = iter(after.lines)
    for number, line in enumerate(before.lines, 1):
        last = number == len(before.lines) and not line.endswith(("\r", "\n"))
        if not any(other == line or (last and other.rstrip("\r\n") == line) for other in kept):
            return f"line {number} lost its ending"
    return None


def _reading_fault(
    listing: PaperList, inserts: Sequence[Insert], after: Mapping[str, Document]
) -> str | None:
    again = read_list(after)
    if [s.path for s in again.sections] != [s.path for s in listing.sections]:
        return "the headings read differently"
    lost, gained = _difference(listing.entries, again.entries)
    if lost:
        return f"another entry reads differently: {lost[0][:80]!r}"
    wanted = Counter((insert.section, insert.arxiv_id) for insert in inserts)
    for section, _, text, ids in gained:
        hits = [(section, one) for one in ids if wanted[(section, one)]]
        if not hits:
            return f"reads as an entry that was not asked for: {text[:80]!r}"
        wanted[hits[0]] -= 1
    missing = next((key for key, count in wanted.items() if count), None)
    return f"{missing[1]} does not read as an entry of its section" if missing else None


_Key = tuple[SectionId, str, str, tuple[ArxivId, ...]]


def _difference(before: Iterable[Entry], after: Iterable[Entry]) -> tuple[list[str], list[_Key]]:
    old = Counter(_key(entry) for entry in before)
    new = Counter(_key(entry) for entry in after)
    return [key[2] for key in (old - new).elements()], list((new - old).elements())


def _key(entry: Entry) -> _Key:
    return entry.section, entry.kind, entry.text, entry.arxiv_ids


def _rendering_fault(listing: PaperList, inserts: Sequence[Insert]) -> str | None:
    """Render after each insert: one more piece of HTML, one more item, its links and no more."""
    documents = dict(listing.documents)
    for name in {insert.file for insert in inserts}:
        own = [insert for insert in inserts if insert.file == name]
        lines = documents[name].text_lines()
        old = _Rendering.of(lines)
        for count, insert in enumerate(own, 1):
            step = apply_inserts({name: documents[name]}, own[:count])[name].text_lines()
            new = _Rendering.of(step)
            if why := _shape_fault(insert, old.shape, new.shape) or _html_fault(insert, old, new):
                return f"{insert.arxiv_id} {why}"
            old = new
    return None


@dataclass(frozen=True, slots=True)
class _Rendering:
    """A rendered file: its HTML, that without paragraphs and blanks, its elements counted.

    A list of one item becomes loose with its second one; its paragraphs then get tags.
    """

    html: str
    squeezed: str
    shape: Counter[str]

    @classmethod
    def of(cls, lines: Sequence[str]) -> _Rendering:
        html = markdown.render(lines)
        squeezed = html.replace("<p>", "").replace("</p>", "").replace("\n", "").replace(" ", "")
        shape = Counter({kind: sum(map(html.count, tags)) for kind, tags in _TAGS.items()})
        shape["row"] -= shape["table"]
        return cls(html, squeezed, shape)


def _shape_fault(insert: Insert, old: Counter[str], new: Counter[str]) -> str | None:
    main, allowed = _GAINS[insert.kind]
    if old - new or set(new - old) - allowed:
        return "changes how other parts are rendered"
    gain = new[main] - old[main]
    if main == "item":
        gain -= _nested_items(insert.text)
    if gain != 1 and not (main == "paragraph" and gain == 0):
        return f"renders as {gain} more {main}s, not one"
    return None


def _nested_items(text: str) -> int:
    """Return how many items inside its own the entry has: details of the same paper."""
    first, *rest = text.split("\n")
    indent = first[: len(first) - len(first.lstrip())]
    lines = [first.lstrip(), *(line.removeprefix(indent) for line in rest)]
    return sum(block.kind == "item" and block.depth > 0 for block in markdown.blocks(lines))


def _html_fault(insert: Insert, old: _Rendering, new: _Rendering) -> str | None:
    head = _common(old.squeezed, new.squeezed)
    if head + _common(old.squeezed[::-1], new.squeezed[::-1]) < len(old.squeezed):
        return "changes how the lines around it are rendered"
    links = find_links(insert.text)
    images = insert.text.count("![") + insert.text.lower().count("<img")
    most = {"<a ": len(links), "<img ": images}
    if any(new.html.count(tag) - old.html.count(tag) > count for tag, count in most.items()):
        return "renders with a link or image that should be text"
    return None


def _common(one: str, other: str) -> int:
    """Return the length of the longest common beginning, by halving."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
