"""One paper in a pull request: its row, its facts, how it reached the list's rules."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from urllib.parse import quote

from bot.core.plain import shortened
from bot.core.tex import readable
from bot.markdown import plain_heading
from bot.proposal.body_escape import body_text
from bot.proposal.proposed import LEFT_OUT, Alike, Item

_CLOSE = 0.5  # as likely as the first section, from which on another one is named too
SECOND = "its section could also be"
"""The words before the second section in question."""
LOOK_AT_ALL = "Look at each line below"
"""What limits that all papers of a section have begin with."""
_LIKE = "like “"
_GRAIN = 1e-6  # of a percent: .29 is stored as a little less
_SEVERAL, _ALIKE = 3, 4  # papers, and points of a hundred between them that tell nothing
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def title_shown(item: Item) -> str:
    """Return the title, or the identifier where a damaged memory has lost it."""
    return readable(item.title) or f"arXiv {item.arxiv_id}"


def by_of(item: Item) -> str:
    """Return the first and the last author: "Ada Mouse … Cy Shrew"."""
    first, last = item.authors[:1], item.authors[1:][-1:]
    between = " … " if len(item.authors) > 2 else ", "  # noqa: PLR2004 - two need no dots
    return between.join((*first, *last))


def facts_of(item: Item) -> tuple[str, ...]:
    """Return who wrote the paper, when and where it appeared, and how likely it belongs."""
    # A probability is unknown after a damaged memory was rebuilt.
    likely = likely_of(item) if item.probability else ""
    year = "" if _YEAR.search(item.venue) else str(item.year or "")
    return tuple(fact for fact in (by_of(item), item.venue, year, likely) if fact)


def likely_of(item: Item) -> str:
    """Return how likely the paper belongs: nobody is sure, so nothing is 100 % likely.

    It is rounded down: what is below a bar must not look as if it reached it.
    """
    return f"{_percent(item)}% likely"


def _percent(item: Item) -> int:
    return int(100 * min(item.probability, 0.99) + _GRAIN)


def all_likely(items: Sequence[Item]) -> tuple[str, frozenset[str]]:
    """Return what to say once where several *items* are equally likely, and what that tells."""
    shown = {_percent(item) for item in items if item.probability}
    if len(items) < _SEVERAL or not shown or max(shown) - min(shown) > _ALIKE:
        return "", frozenset()
    span = " to ".join(f"{n}%" for n in sorted({min(shown), max(shown)}))
    text = f"Each of these is {span} likely to belong; the surest come first."
    return text, frozenset(map(likely_of, items))


def reasons_of_item(item: Item) -> tuple[str, ...]:
    """Return why it is here, or what is amiss with it, without the entries that it is like."""
    shown = (r for r in item.reasons if not (item.alike and r.startswith(_LIKE)))
    return tuple(dict.fromkeys(shown))


def second_of(item: Item) -> tuple[str, ...]:
    """Return the other section that may be right, () where it is not close to the first one.

    Only headings that the first one has not are named, but never none.
    """
    if not item.runner_up or item.second < _CLOSE * item.confidence:
        return ()
    shared = 0
    for ours, other in zip(item.section, item.runner_up[:-1], strict=False):
        if ours != other:
            break
        shared += 1
    return item.runner_up[shared:]


def limits_of_all(items: Sequence[Item]) -> tuple[str, ...]:
    """Return what limits each of several *items*: said once, above them."""
    first, *others = items
    shared = (look for look in first.looks if all(look in item.looks for item in others))
    return tuple(shared) if others else ()


def said_of_all(items: Iterable[Item]) -> str:
    """Return why all *items* are left out, where it is one reason: said once, above them."""
    reasons = {item.reasons[:1] for item in items}
    shared = "".join(reasons.pop()) if len(reasons) == 1 else ""
    return shared if shared.startswith(LEFT_OUT) else ""


# --- One sentence of an abstract: the one that says what the paper contributes. Pure, by rule.

LONGEST = 320  # characters of the sentence; a longer one is cut at a word
_NAME = 40  # characters of a title, in which its name ends
_SHORTEST = 25  # characters; what is shorter is no sentence ("Code is available.")
# A full stop that ends no sentence: "e.g. this", "et al. (2020)", "Fig. 3", "J. Doe", "; ii. We".
_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|et al|vs|cf|fig|sec|eq|resp|approx|[A-Z])|[:;] \(?(?:\d|[ivx]+))\.$",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?][)\"'”]?(?=\s+[A-Z\"“(\[$])")
_MAKES = (
    r"propos|present|introduc|develop|design|describ|devis|contributes?\b|formulat"
    r"|releas|publish|creat|build"
)
_SHOWS = r"show|find|found|demonstrat|stud(?:y|ies)|investigat|analy[sz]|examin|evaluat|prov|explor"
_WHO = (
    r"\b(?:we|this (?:paper|work|study|article|survey|report)|(?:the|our) (?:paper|authors?)|I)\b"
)
# "we (then, further, in this paper) propose", "this paper introduces"; no "that" between
_BRIEFLY = r"(?:(?!\bthat\b)[^.;:]){0,40}?\b"
_MADE = re.compile(rf"{_WHO}{_BRIEFLY}(?:{_MAKES})", re.IGNORECASE)
_SHOWN = re.compile(rf"{_WHO}{_BRIEFLY}(?:{_SHOWS}|survey|review|argue|address)", re.IGNORECASE)
# "X, a benchmark for …, is introduced"; "a new method … is presented"
_PASSIVE = re.compile(rf"\b(?:is|are) (?:\w+ )?(?:{_MAKES})\w*", re.IGNORECASE)
# "We release our code and data at …": true of most papers.
_RELEASED = re.compile(
    r"\b(?:releas|publish|provid|mak(?:e|ing)|open-sourc|availab)[^.]{0,40}\b(?:code|data|models?)\b"
    r"|\b(?:code|data|models?)\b[^.]{0,60}\b(?:releas|availab|open-sourc|https?\b)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:'\w+)?")
_STARTS = re.compile(rf"{_WHO}(?=\s+\w)|(?<=, )(?=\w)", re.IGNORECASE)
# "To close these knowledge gaps, we": what it speaks of stands in the sentence before.
_BACKWARDS = re.compile(
    r"(?:[\w-]+ ){1,3}(?:this|these|those|such|it|them|its|their)(?: [\w-]+){0,2}", re.IGNORECASE
)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


_SAYS_NOTHING = _words(
    """a above accordingly achieve additionally address aforementioned aim all alleviate also and as
    based bridge building by challenge challenges close consequently drawing driven end extensive
    fill finally findings first for from furthermore gap gaps goal here hence however in informed
    insight insights inspired issue issues it limitation limitations meet mitigate moreover
    motivated need needs observation observations of on our overcome paper particular problem
    problems question questions recently regard report research resolve result results second
    shortcoming shortcomings solve specifically study such summary survey tackle that the then
    therefore these this those through thus to toward towards we with work experiments"""
)
_TELLS_LITTLE = _SAYS_NOTHING | _words(
    """algorithm an analysis approach approaches are architecture at be both called can
    comprehensive comprehensively conduct design designed develop different effective effectively
    effectiveness efficient efficiently evaluate existing explore framework general improve
    improved improves improving innovative into introduce introduces investigate is its
    large-scale leverage leverages major method methodology methods model models named namely
    new novel or paradigm performance pipeline present presents propose proposed proposes several
    show significant significantly simple some strategy study studies system systematic
    systematically systems task tasks technique termed their tool unified use used uses using
    various via well what when where which while yet"""
)
_BRACKET = re.compile(r"\([^()]*\)")
_ANY, _ENOUGH = 2, 4  # words that are news
_TRIED = re.compile(r"\b(?:experiment|result|evaluation)", re.IGNORECASE)


def contribution_of(abstract: str, title: str = "") -> str:
    """Return the sentence of *abstract* that states the contribution, on one line.

    First the one in which the authors say what they make (best by its name), then the one that
    begins with the name that the *title* gives it ("NAME: …"), then what they show, then one in the
    passive voice, else the one that has most words of the title. One that tells little more than
    the title takes the sentence behind it along; one that tells nothing gives way to it. "" of an
    empty abstract. An opening that says nothing is left out ("To address this, we propose"
    begins at "We"); cut at 320 characters with "…".
    """
    every = [s for s in _sentences(" ".join(abstract.split())) if len(s) >= _SHORTEST]
    chosen = next(_contributions(every, title), None)
    if chosen is None:
        words = _words(title) - _SAYS_NOTHING
        chosen = max(every, key=lambda s: len(words & _words(s)), default="")
    told, behind = _without_opening(chosen), dict(pairwise(every)).get(chosen, "")
    if (
        _news(told, title) < _ENOUGH
        and _news(behind, title) >= _ANY
        and not _RELEASED.search(behind)
    ):
        alone = _news(told, title) < _ANY and not _TRIED.search(behind)
        told = behind if alone else f"{told} {behind}"
    return shortened(told, LONGEST)


def _news(sentence: str, title: str) -> int:
    """Return how many words *sentence* has that neither *title* nor most abstracts have.

    Names ("OwlNet", "LLM") and what stands in brackets, mostly a name spelt out, are none.
    """
    words = (word for word in _WORD.findall(_BRACKET.sub("", sentence)) if word[1:].islower())
    return len({word.casefold() for word in words} - _words(title) - _TELLS_LITTLE)


def _contributions(every: Sequence[str], title: str) -> Iterator[str]:
    """Yield the sentences of *every* that may state the contribution, the best first."""
    name = re.escape(title.partition(":")[0].strip()) if ":" in title[:_NAME] else ""
    named = re.compile(rf"(?:The )?{name}\b" if name else r"(?!)", re.IGNORECASE)
    made = [s for s in every if _MADE.search(s) and not _RELEASED.search(s)]
    yield from (s for s in made if named.search(s))
    yield from made
    yield from filter(named.match, every)
    for way in (_SHOWN, _PASSIVE):
        yield from filter(way.search, every)


def _without_opening(sentence: str) -> str:
    """Return *sentence* from the last start before which nothing is said."""
    start = 0
    for match in _STARTS.finditer(sentence):
        if not _says_nothing(sentence[: match.start()]):
            break
        start = match.start()
    rest = sentence[start:]
    first = _WORD.match(rest)
    return rest[:1].upper() + rest[1:] if start and first and first[0].islower() else rest


def _says_nothing(opening: str) -> bool:
    empty = _words(opening) <= _SAYS_NOTHING
    return empty or _BACKWARDS.fullmatch(opening.rstrip(" ,")) is not None


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for match in _END.finditer(text):
        if not _ABBREVIATED.search(text, start, match.start() + 1):
            yield text[start : match.end()].strip()
            start = match.end()
    yield text[start:].strip()


# --- One paper as an item of a Markdown list: what is needed to decide on it, and nothing alive.

LONG, SHORT = 300, 120
"""Characters of a title or a line, and of a name or a reason, at most."""
_TALK = re.compile(r"/(?:issues|pull|commit|compare|discussions|orgs)/")
_ENTRY = 80  # characters of the title of an entry alike
_URL = re.compile(r"https?://[\w.:/~-]+", re.ASCII)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def paper_row(
    item: Item, start: str, *, files_url: str = "", abstract: int = 0, goes_to: str = "",
    told: Collection[str] = (),
) -> str:  # fmt: skip
    """Return *item* as an item that begins with *start* (a task box or "-").

    *abstract* is how many characters of it are folded below, at most. *goes_to* are the words
    before its section, for papers that do not stand below its heading; *told* are the facts,
    reasons and limits that stand above it already.
    """
    facts = [body_text(fact, SHORT) for fact in facts_of(item) if fact not in told]
    facts += _own_links(item)
    why = " · ".join(why_of(item, files_url, goes_to=goes_to, told=told))
    limits = [look for look in item.looks if look not in told]
    lines = [
        " · ".join([f"{start} {_link(item)}", *facts]),
        f"  {body_text(item.gist, LONGEST)}" if item.gist else "",
        f"  {why}" if why else "",
        f"  {limits_text(limits)}" if limits else "",
        *_folded(item.abstract, abstract),
    ]
    return "\n".join(line for line in lines if line)


def limits_text(limits: Iterable[str], start: str = "Look") -> str:
    """Return what is not sure about papers, or could not be done: the *limits*, after *start*."""
    return f"**{start}:** " + "; ".join(body_text(limit, LONG) for limit in limits)


def path_text(path: Sequence[str]) -> str:
    """Return a section's *path* as inline Markdown, without the markup of its headings."""
    return " &gt; ".join(body_text(heading_text(part), SHORT) for part in path)


def heading_text(heading: str) -> str:
    """Return a *heading* as GitHub shows it: "Tools \\& Data" is "Tools & Data"."""
    return plain_heading(_ESCAPED.sub(r"\1", heading)) or heading


def why_of(
    item: Item, files_url: str = "", *, goes_to: str, told: Collection[str] = ()
) -> list[str]:
    """Return why *item* is here or left out, and where it would go; all but the reasons *told*."""
    facts = [body_text(r, SHORT) for r in reasons_of_item(item)[:4] if r not in told]
    if item.alike:
        facts.append("like " + ", ".join(entry_link(entry, files_url) for entry in item.alike))
    if goes_to and item.section:
        facts.append(f"{goes_to}: {path_text(item.section)}")
    if second := second_of(item):
        facts.append(f"{SECOND}: {path_text(second)}")
    return facts


def _link(item: Item) -> str:
    title = body_text(title_shown(item), LONG)
    return f"**[{title}](https://arxiv.org/abs/{item.arxiv_id})**"


def _own_links(item: Item) -> list[str]:
    named = (("code", item.code), ("project page", item.project))
    return [
        f"[{name}]({url})"
        for name, url in named
        if _URL.fullmatch(url) and not _TALK.search(url)  # GitHub would tell them of the link
    ]


def entry_link(entry: Alike, files_url: str) -> str:
    """Return *entry* with a link to its line, where it is known."""
    title = body_text(entry.title, _ENTRY)
    if not (title and entry.line and _URL.fullmatch(files_url)):
        return f"“{title}”"
    return f"[{title}]({files_url}/{quote(entry.file)}?plain=1#L{entry.line})"


def _folded(abstract: str, longest: int) -> list[str]:
    if not (abstract and longest):
        return []
    text = body_text(abstract, longest)
    return [f"\n  <details><summary>Abstract</summary>\n\n  {text}\n\n  </details>\n"]
