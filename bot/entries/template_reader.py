"""An entry read as a template: its slots, its gaps and its fixed text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.anatomy import (
    ABOUT_OTHERS,
    DETAIL,
    NAME,
    TAGS,
    Anatomy,
    Form,
    Link,
    are_names,
    dissect,
    find_fields,
    is_tag,
    left_open,
    promises_more,
    served_form,
    words,
)
from bot.core.remember import remembered
from bot.entries.alignment import Aligned, Example, align, known_fields, split_name
from bot.entries.link_forms import (
    badge_form,
    is_preprint_badge,
    own_line,
    own_link,
    without_told,
)
from bot.entries.template import (
    AS_HTML,
    FORM,
    HOLE,
    MADE,
    OwnLink,
    Part,
    Template,
    close_holes,
    literals,
)
from classifier.papers import Paper

Place = tuple[str, str]
"""What stands right before authors and right after them; no words."""
_HABIT = 2  # entries
_LONE = re.compile(rf"(?<![^\W_]){NAME}(?![^\W_])")
_BEFORE, _AFTER = re.compile(r"[\W_]{1,12}$"), re.compile(r"[\W_]{1,12}")


def author_places(bodies: Iterable[str]) -> frozenset[Place]:
    """Return the places where at least two of *bodies* have a list of authors."""
    counts = Counter(place for body in bodies for place in _places(body))
    return frozenset(place for place, count in counts.items() if count >= _HABIT)


def lone_name(body: str, bare: str, places: frozenset[Place]) -> tuple[int, int] | None:
    """Return where the one author of *body* stands; *bare* is it with all that is known blanked."""
    if places:
        for match in _LONE.finditer(bare):
            if are_names([match[0]], et_al=False) and _place(body, *match.span()) in places:
                return match.span()
    return None


@remembered(chars=1000, texts=4096)
def _places(body: str) -> frozenset[Place]:
    places = {_place(body, f.start, f.end) for f in find_fields(body) if f.kind == "authors"}
    return frozenset(place for place in places if all(map(str.strip, place)))


def _place(body: str, start: int, end: int) -> Place:
    """Return what is around a part of *body*; "^" is its beginning."""
    before, after = _BEFORE.search(body, max(0, start - 12), start), _AFTER.match(body, end)
    return before[0] if before else "" if start else "^", after[0] if after else ""


# --- An entry read as a template: what its paper tells is a slot, what the list says is text.
#
# What metadata cannot tell is a hole, and goes with its brackets and one of its separators.

_MARKER = re.compile(r"[ \t>]*(?:[-*+][ \t]+)?")
_REMARK = 60  # characters; a line with more that is unknown is a remark with a name in it
_USUAL_LABELS = frozenset(
    "author authors date year published venue conference link url paper title arxiv pdf".split()
)
# What shows nothing by itself: a comment, a place to link to.
_UNSEEN = re.compile(r"<!--[^<>]*-->|<(a|span)\s(?![^<>]*href)[^<>]*>\s*</\1\s*>", re.IGNORECASE)
_BARE_IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
# What a link can lead to: <span id="a24006">, with its end where it has one.
_NAMED_TAG = re.compile(
    r"<(?P<tag>a|span)\s(?![^<>]*href)[^<>]*\b(?:id|name)\s*=[^<>]*>"
    r"(?:\s*</(?P=tag)\s*>|(?P<end>(?=.*</(?P=tag)\s*>)))?",
    re.IGNORECASE,
)
# "arXiv:2503.01111v2", "arXiv preprint: cs/0101001"; a pattern for each id would be slow.
_ID = re.compile(
    r"(?P<said>arxiv(?:\s+preprint)?\s?:\s?)?(?P<id>\d{4}\.\d{4,5}|[a-z.-]{2,20}/\d{7})(?:v\d+)?",
    re.IGNORECASE | re.ASCII,
)
_PICTURE = re.compile(r"!\[|<img\b", re.IGNORECASE)
# `<details><summary>Abstract</summary>`, what is folded away, `</details>`
_FOLD = re.compile(
    r"(?P<open><details\b[^<>]*>\s*<summary\b[^<>]*>"
    r"(?P<label>(?:(?!</?summary\b|</?details\b).)*+)</summary\s*>\s*+)"
    r"(?P<inside>(?:(?!\s*+</details\b).)*+)(?P<close>\s*+</details\s*>)",
    re.IGNORECASE | re.DOTALL,
)
_ANY_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    parts: tuple[Part, ...]
    form: tuple[str, str] | None = None
    link: OwnLink | None = None


@lru_cache(maxsize=4096)
def read_template(
    example: Example,
    constants: frozenset[str],
    *,
    with_title: bool = True,
    named: bool = False,
    form: Form = frozenset(),
    places: frozenset[Place] = frozenset(),
) -> Template:
    """Return how the text of *example* is made; words that are not among *constants* are holes.

    Where papers are only *named*, one word is enough for a title. A line that is nothing but a
    hole stays, with the label that it has in the *form* of the list. One name alone is an author
    in the *places* where others have authors.
    """
    body, paper = example.text, example.paper
    if paper is None:
        pieces = list(_spans(dissect(body, named=named), with_title, places))
    else:
        pieces = list(_known_spans(align(body, paper), paper, with_title))
    # A fold goes before its lines, and a line before the link that fills it.
    pieces = [*_folds(body, pieces, constants), *_details(body, pieces, form), *pieces]
    spans = sorted(pieces, key=lambda span: (span.start, -span.end))
    spans = _with_own_forms(spans) if paper else list(_once(spans))
    whole: list[Part | OwnLink] = []
    forms: list[tuple[str, str]] = []
    at = 0
    for span in spans:
        if span.start < at:
            continue
        whole += literals(body[at : span.start], constants)
        whole += [span.link] if span.link else span.parts
        forms += [span.form] if span.form else []
        at = span.end
    whole += literals(body[at:], constants)
    parts = [part if isinstance(part, Part) else part.otherwise for part in whole]
    links = any(isinstance(part, OwnLink) for part in whole)
    closed = tuple(close_holes(parts))
    begins_so = bool(split_name(paper.title)[0]) if paper else None
    links_too = tuple(whole) if links else ()
    return Template(closed, tuple(forms), HOLE not in parts, links_too, begins_so)


def _known_spans(aligned: Aligned, paper: Paper, with_title: bool) -> Iterator[_Span]:
    """Yield what of an entry the metadata of its *paper* tells."""
    anatomy = aligned.anatomy
    taken = [_Span(*span, (Part("slot", name),)) for name, span in aligned.more if with_title]
    yield from taken
    shadow = yield from _basic_spans(anatomy, with_title, taken, whole=aligned.whole)
    for field in known_fields(shadow, paper):
        form = field.form + ("named" if field.named else "")
        yield _Span(field.start, field.end, (Part("slot", field.kind),), (field.kind, form))
    yield from _id_spans(anatomy, shadow)


def _with_own_forms(spans: Sequence[_Span]) -> list[_Span]:
    """Return *spans* with a form of its own for each of several dates; one venue, one list."""
    dates = [span for span in spans if span.form and span.form[0] == "date"]
    several = len({span.form for span in dates}) > 1
    result: list[_Span] = []
    kinds: set[str] = set()
    for span in spans:
        kind, form = span.form or ("", "")
        if kind == "date" and several:
            with_form = replace(span, parts=(Part("slot", f"date{FORM}{form}"),), form=None)
            result.append(with_form)
        elif kind in ("venue", "authors") and kind in kinds:
            result.append(_Span(span.start, span.end, (HOLE,)))
        else:
            result.append(span)
        kinds.add(kind)
    return result


def _spans(anatomy: Anatomy, with_title: bool, places: frozenset[Place]) -> Iterator[_Span]:
    shadow = yield from _basic_spans(anatomy, with_title, [])
    yield from _field_spans(anatomy.body, shadow, places)
    yield from _id_spans(anatomy, shadow)


def _basic_spans(
    anatomy: Anatomy, with_title: bool, taken: list[_Span], *, whole: bool = False
) -> Generator[_Span, None, str]:
    """Yield links, title and what shows nothing; return the text with these and *taken* blanked."""
    body = anatomy.body
    named = _title_spans(anatomy, whole=whole) if with_title else ()
    for span in (*_link_spans(anatomy, with_title), *named):
        taken.append(span)
        yield span
    for picture in _BARE_IMAGE.finditer(body):
        inside = any(span.start <= picture.start() < span.end for span in taken)
        shown = "" if inside else badge_form(picture[0], anatomy.arxiv_id)
        if "{" in shown or (shown and is_preprint_badge(shown)):
            taken.append(_Span(*picture.span(), (_made(shown),)))
            yield taken[-1]
    for anchor in _NAMED_TAG.finditer(body):
        shown = anchor[0].replace(anatomy.arxiv_id or "\n", "{id}")
        part = _made(shown) if "{id}" in shown and not anchor["end"] else HOLE
        taken.append(_Span(*anchor.span(), (part,)))
        yield taken[-1]
    for unseen in _UNSEEN.finditer(body):
        if any(span.start <= unseen.start() < span.end for span in taken):
            continue
        taken.append(_Span(*unseen.span(), (HOLE,)))
        yield taken[-1]
    shadow = list(body)
    for span in taken:
        shadow[span.start : span.end] = "\n" * (span.end - span.start)
    return "".join(shadow)


def _id_spans(anatomy: Anatomy, shadow: str) -> Iterator[_Span]:
    if anatomy.arxiv_id:
        for match in _ID.finditer(shadow):
            if match["id"].lower() == anatomy.arxiv_id.lower():
                parts = (Part("label", match["said"]),) if match["said"] else ()
                yield _Span(*match.span(), (*parts, Part("slot", "id")))


def _field_spans(body: str, bare: str, places: frozenset[Place]) -> Iterator[_Span]:
    """Yield venue, date and authors of *body*; in *bare* its title and links are blanked."""
    fields = find_fields(bare)
    for field in fields:
        form = field.form + ("named" if field.named else "")
        yield _Span(field.start, field.end, (Part("slot", field.kind),), (field.kind, form))
        bare = bare[: field.start] + "\n" * (field.end - field.start) + bare[field.end :]
    has_authors = any(field.kind == "authors" for field in fields)
    if not has_authors and (lone := lone_name(body, bare, places)):
        yield _Span(*lone, (Part("slot", "authors"),))  # it has no form to vote for


def _once(spans: Sequence[_Span]) -> Iterator[_Span]:
    """Yield *spans* with what is said a second time as a hole: a venue, authors, a date.

    Of dates the one that says most stays; a year beside it belongs to a venue nobody knows.
    """
    by_kind: dict[str, _Span] = {}
    for span in spans:
        kind, form = span.form or ("", "")
        best = by_kind.setdefault(kind, span)
        if kind == "date" and best.form == ("date", "{Y}") and form != "{Y}":
            by_kind[kind] = span
    for span in spans:
        kind, _ = span.form or ("", "")
        again = kind in ("venue", "authors", "date") and by_kind[kind] != span
        yield _Span(span.start, span.end, (HOLE,)) if again else span


def _folds(body: str, spans: Sequence[_Span], constants: frozenset[str]) -> Iterator[_Span]:
    """Yield what opens and closes each fold that tells of the paper; any other is a hole.

    Below a line of its own what is folded away is HTML.
    """
    for fold in _FOLD.finditer(body):
        inside = [span for span in spans if fold.start("inside") <= span.start < fold.end("inside")]
        slots = [part for span in inside for part in span.parts if part.kind == "slot"]
        if any(span.start < fold.end("label") and fold.start("label") < span.end for span in spans):
            continue  # the entry itself is a fold
        label = words(_ANY_TAG.sub(" ", fold["label"]))
        if not slots or not constants.issuperset(label):
            yield _Span(*fold.span(), (HOLE,))
            continue
        yield _Span(*fold.span("open"), (Part("mark", fold["open"]),))
        yield _Span(*fold.span("close"), (Part("mark", fold["close"]),))
        begins = not body[: fold.start()].rpartition("\n")[2].strip()
        raw = begins and "\n" in body and "\n\n" not in fold[0]
        for span in inside if raw else ():
            if span.parts[0].text in ("abstract", "sentence"):
                html = (Part("slot", f"{span.parts[0].text}{FORM}{AS_HTML}"),)
                yield replace(span, parts=html)


def _details(body: str, spans: Sequence[_Span], form: Form) -> Iterator[_Span]:
    """Yield the lines below the first that hold nothing a bot knows, as holes or left open."""
    at = body.find("\n") + 1
    while at:
        end = body.find("\n", at)
        line = body[at : end if end >= 0 else len(body)]
        match = DETAIL.match(line)
        label = match["label"] if match else ""
        known = _tells(line, [span for span in spans if at <= span.start < at + len(line)])
        start = _MARKER.match(line)
        if start and words(_ANY_TAG.sub(" ", line)) and (not known or ABOUT_OTHERS.search(label)):
            open_form = left_open(line, form)
            part = Part("form", open_form) if open_form else HOLE
            link = own_line(line, start.end(), part)
            yield _Span(at + start.end(), at + len(line.rstrip(" \\")), (part,), link=link)
        elif match and label.strip(" *_").casefold() in _USUAL_LABELS:
            yield _Span(at + match.start("label"), at + match.end("label"), (Part("word", label),))
        at = end + 1


def _tells(line: str, spans: Sequence[_Span]) -> bool:
    """Whether *line* holds the paper's title, link or id, or little but other known things."""
    slots = [(part.text, span) for span in spans for part in span.parts if part.kind == "slot"]
    if any(name in ("title", "short", "url", "id") or MADE in name for name, _ in slots):
        return True
    known = sum(span.end - span.start for _, span in slots)
    return known > 0 and len(line) - known <= max(_REMARK, known)


def _title_spans(anatomy: Anatomy, *, whole: bool) -> Iterator[_Span]:
    body = anatomy.body
    if anatomy.title is None:
        if anatomy.short:
            yield _Span(*anatomy.short, (Part("slot", "short"),))
        return
    title = words(body[slice(*anatomy.title)])
    if anatomy.short:
        short = words(body[slice(*anatomy.short)])
        full = whole or "".join(title).startswith("".join(short))
        yield _Span(*anatomy.short, (Part("slot", "short"),))
        yield _Span(*anatomy.title, (Part("slot", "title"),), ("title", "full" if full else "rest"))
    else:
        yield _Span(*anatomy.title, (Part("slot", "title"),))


def _link_spans(anatomy: Anatomy, titled: bool) -> Iterator[_Span]:
    """Yield URLs of the paper as slots, and links to anything else as holes.

    A link that is not to arXiv can be the paper's only where the title is.
    """
    body = anatomy.body
    for link in anatomy.links:
        url = body[slice(*link.url)]
        same = link.image or link == anatomy.main or bool(served_form(url))
        same = same and bool(anatomy.arxiv_id) and anatomy.arxiv_id in url
        paper_link = own_link(body, link) if not same else None
        if paper_link and not (titled and link == anatomy.main):
            yield _Span(paper_link[0], link.end, (HOLE,), link=paper_link[1])
        if paper_link or promises_more(body[slice(*link.label)]):
            yield _Span(link.start, link.end, (HOLE,))
            continue
        holds_title = anatomy.title and link.label[0] <= anatomy.title[0] < link.label[1]
        if holds_title and not same and link != anatomy.main:
            yield _Span(link.start, link.label[0], ())
            yield _Span(link.label[1], link.end, ())
            continue
        if not same and not (titled and link == anatomy.main):
            text = body[link.start : link.end]
            shown = badge_form(text, anatomy.arxiv_id) if link.image else ""
            badge = "{" in shown or (shown and is_preprint_badge(shown))
            yield _Span(link.start, link.end, (_made(shown) if badge else HOLE,))
            continue
        if link.image:
            shown = badge_form(body[link.start : link.end], anatomy.arxiv_id)
            yield _Span(link.start, link.end, (_made(shown),))
            continue
        address = _address(anatomy, link)
        if link.label[0] == link.label[1] == link.url[0]:
            yield address
        else:
            yield from _around(anatomy, link, address)


def _address(anatomy: Anatomy, link: Link) -> _Span:
    """Return the address of a link to the paper: as the list has them, or the second one's own."""
    url, main = anatomy.body[slice(*link.url)], anatomy.main
    form = served_form(url)
    if re.search(rf"{re.escape(anatomy.arxiv_id)}v\d", url):
        form = form.replace("{id}", "{id}{v}")
    if main and form and form.replace("{v}", "") != served_form(anatomy.body[slice(*main.url)]):
        return _Span(*link.url, (_made(form),))
    return _Span(*link.url, (Part("slot", "url"),), ("url", form) if form else None)


def _made(form: str) -> Part:
    return Part("slot", MADE + form) if form else HOLE


def _around(anatomy: Anatomy, link: Link, address: _Span) -> Iterator[_Span]:
    """Yield the parts of a link to the paper; a label that only says "paper" stays as it is."""
    body, label, url = anatomy.body, link.label, link.url
    text = body[slice(*label)]
    yield address
    if url[0] < label[0]:
        yield _Span(link.start, url[0], (Part("open", without_told(body[link.start : url[0]])),))
        yield _Span(url[1], label[0], (Part("sep", without_told(body[url[1] : label[0]])),))
        yield _Span(label[1], link.end, (Part("close", body[label[1] : link.end]),))
    else:
        yield _Span(link.start, label[0], (Part("open", body[link.start : label[0]]),))
        yield _Span(label[1], url[0], (Part("close", body[label[1] : url[0]]),))
        yield _Span(url[1], link.end, (Part("close", without_told(body[url[1] : link.end])),))
    if badge := badge_form(text, anatomy.arxiv_id):
        yield _Span(*label, (_made(badge),))
    elif anatomy.arxiv_id and anatomy.arxiv_id in text and _PICTURE.search(text):
        yield _Span(*label, (HOLE,))
    elif set(words(text)) <= TAGS or (is_tag(text) and ("![" in text or not find_fields(text))):
        yield _Span(*label, tuple(_label_parts(text, anatomy.arxiv_id)))


def _label_parts(text: str, arxiv_id: str) -> Iterator[Part]:
    """Yield a label's text; the paper's id in it (as in badges) is a slot."""
    if not arxiv_id or arxiv_id not in text:
        yield Part("label", text)
        return
    head, *rest = re.split(re.escape(arxiv_id) + r"(?:v\d+)?", text)
    yield Part("label", head)
    for piece in rest:
        yield from (Part("slot", "id"), Part("label", piece))
