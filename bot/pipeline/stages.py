"""A list on its road: as read, as people want it, as training data, as a run chose for it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from bot.anatomy import Entry, Venue, venue_called, venue_of
from bot.config import Config, RuleTable, SectionTable
from bot.core.errors import BotError, ConfigError
from bot.core.window import Window
from bot.editing import unnumbered
from bot.lists import PaperList, Section, folded, no_homes, subjects
from bot.markdown import Document, plain_heading
from bot.proposal import Decisions, Forge, Item, Standing
from classifier import RuleError, Rules, RuleText, compile_rules
from classifier.papers import ArxivId, Listed, Paper, SectionId, Selection, Topic


def seal_of(line: str) -> str:
    """Return 10 hex digits that tell the text of an entry from any other.

    Its number in a list or in the first column does not count: it moves with its neighbours.
    """
    return _digits(unnumbered(line))


def is_sealed(line: str, seal: str) -> bool:
    """Whether *line* is what *seal* was made of, by this version or by one that sealed numbers."""
    return bool(seal) and seal in (seal_of(line), _digits(line))


def _digits(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


_DIGITS = 10  # hexadecimal: 40 bits, and two of a thousand texts meet once in two million


def entry_found(
    listing: PaperList,
    name: ArxivId,
    known: Mapping[ArxivId, Paper],
    remembered: Mapping[ArxivId, Item],
) -> Entry | None:
    """Return the entry that is the paper *name*, by whatever is known of it."""
    item = remembered.get(name)
    paper = known.get(name) or Paper(id=name, title=item.title if item else "")
    return listing.find(paper)


def still_listed(context: ListContext, items: Mapping[ArxivId, Item]) -> tuple[Item, ...]:
    """Return those of *items* that the list holds."""
    listed = (i for n, i in items.items() if entry_found(context.paper_list, n, {}, items))
    return tuple(listed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A list to keep current, and where its files and proposals live."""

    config: Config
    forge: Forge


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for: the window, and how far to go.

    `run_url` is where the log of this run can be read, `files_url` where the list's files can.
    """

    window: Window
    limit: int | None = None
    dry_run: bool = False
    run_url: str = ""
    files_url: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A list that could not be served; the others go on."""

    list_name: str
    error: BotError


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a list is about: its sections as topics, the compiled rules, and what is amiss.

    `gone` names the sections that only the config knows; they have a topic that is not present.
    `keys` names the table of the config that each section with rules has.
    """

    topics: tuple[Topic, ...]
    rules: Rules
    gone: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    keys: Mapping[SectionId, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListContext:
    """A list as read, ready to be worked on."""

    job: Job
    standing: Standing
    documents: Mapping[str, Document]
    paper_list: PaperList
    subject: Subject
    decisions: Decisions = field(default_factory=Decisions)

    def unlisted_by_name(self) -> Iterator[ArxivId]:
        """Yield the papers proposed of which only arXiv can tell whether they are listed.

        Their identifier is gone from the files, and the body had no room for their titles.
        """
        gone = self.standing.refused
        items = self.decisions.said.items
        return (i.arxiv_id for i in items if i.arxiv_id in gone and not i.title)

    def unsealed(self) -> Iterator[ArxivId]:
        """Yield the papers to be taken out of which a damaged memory lost how their lines were."""
        going = self.decisions.drop | self.decisions.later
        items = self.decisions.said.items
        return (i.arxiv_id for i in items if i.arxiv_id in going and not i.seal)

    def concerned(self) -> frozenset[ArxivId]:
        """Return the papers whose metadata it takes to carry out what people decided."""
        undone = {item.arxiv_id for item in self.decisions.undone}
        spoken = self.decisions.keep | undone | self.decisions.move.keys()
        return frozenset(spoken).union(self.unlisted_by_name(), self.unsealed())


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A paper that people want in *section*, and what is remembered of it."""

    paper: Paper
    section: SectionId
    item: Item


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedPapers:
    """The papers that people decided on, by what becomes of them.

    `pending` are still in the pull request, `dropped` were taken out of it, `wanted` are put in
    because people asked; of the `homeless`, which they asked for too, no section is known.
    """

    pending: tuple[Item, ...] = ()
    dropped: tuple[Item, ...] = ()
    wanted: tuple[AskedFor, ...] = ()
    homeless: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedList:
    """A *context* as people want it, and what follows from that.

    `refused`, `kept` and `later` are as in `State`. `troubles` says why something could not be
    done. `taken` counts the bytes that went, `moved` the lines that went elsewhere. `known` is the
    metadata at hand.
    """

    context: ListContext
    papers: DecidedPapers = DecidedPapers()
    refused: frozenset[ArxivId] = frozenset()
    kept: frozenset[ArxivId] = frozenset()
    later: frozenset[ArxivId] = frozenset()
    troubles: Mapping[ArxivId, str] = field(default_factory=dict)
    taken: int = 0
    moved: int = 0
    known: Mapping[ArxivId, Paper] = field(default_factory=dict)

    @property
    def aside(self) -> frozenset[ArxivId]:
        """The papers that are not to be chosen: they are in already, or for another time."""
        wanted = (asked.paper.id for asked in self.papers.wanted)
        return self.later.union(wanted, (item.arxiv_id for item in self.papers.pending))


@dataclass(frozen=True, slots=True)
class Choice:
    """What one run proposes and shows; papers that wait for room, and others *unjudged* so far."""

    selection: Selection
    waiting: tuple[ArxivId, ...] = ()
    unjudged: tuple[ArxivId, ...] = ()


# --- The list as the classifier sees it: topics with their rules, entries as training data. Pure.

SURE = 0.5
"""Of a section: below, it is likelier that another one is right."""
STEP = " > "
"""Between the headings of a path, in config files and in what people read."""


def subject_of(paper_list: PaperList, config: Config) -> Subject:
    """Return the topics and rules of *paper_list*, matched with the sections of *config*.

    A section key is the heading path or its unique end. Sections that are but dates of another
    one are no topics, unless the config names them. Raises `ConfigError` for a rule that
    cannot be read, a key that fits several sections, or when no key fits any.
    """
    tables = config.settings.sections
    matches = {key: _matching(key, paper_list.sections, config) for key in tables}
    gone = tuple(key for key, sections in matches.items() if not sections)
    if tables and len(gone) == len(tables):
        raise ConfigError(
            f"{config.where('sections', gone[0])}: no section of the list is called {gone[0]!r},"
            f" and none of the others named exists; the list has {_examples(paper_list.sections)}"
        )
    described: dict[SectionId, str] = {}
    texts: dict[SectionId, RuleText] = {}
    first_free = 1 + max((section.id for section in paper_list.sections), default=-1)
    taken: dict[SectionId, str] = {}
    for key, section_id in _ids(matches, first_free):
        if (other := taken.setdefault(section_id, key)) != key:
            raise ConfigError(
                f"{config.where('sections', key)}: {key!r} is the same section as {other!r}"
                f" ({config.where('sections', other)}); keep one of the two"
            )
        texts[section_id] = _rule_text(tables[key], config, ("sections", key))
        described[section_id] = tables[key].description
    whole = _rule_text(config.settings.rules, config, ("rules",))
    parts = subjects(paper_list)
    barred = no_homes(paper_list.sections, paper_list.entries) | parts.keys()
    topics = [
        _topic(section, described)
        for section in paper_list.sections
        if section.id in taken or not (section.contents or section.about or section.id in barred)
    ]
    for place, key in enumerate(gone, first_free):
        topics.append(
            Topic(
                id=SectionId(place),
                path=tuple(key.split(STEP)),
                description=tables[key].description,
                present=False,
            )
        )
    return Subject(
        topics=tuple(topics),
        rules=compile_rules(whole, texts),
        gone=gone,
        keys=taken,
        warnings=tuple(
            f"{config.where('sections', key)}: the list has no section {key!r} any more; papers"
            " that belong there are shown and not added; correct the heading or remove its rules"
            for key in gone
        ),
    )


def listed_of(
    paper_list: PaperList,
    known: Mapping[ArxivId, Paper],
    pending: Collection[ArxivId] = (),
) -> tuple[Listed, ...]:
    """Return the entries as training data, with the metadata in *known* where there is some.

    What is merely *pending* teaches nothing yet: nobody has accepted it. The words of a table
    of contents and of news teach nothing either. What stands below a date teaches the section
    that the date is a part of.
    """
    mute = {section.id for section in paper_list.sections if section.contents or section.about}
    parts = subjects(paper_list)
    teaching: dict[tuple[str, SectionId], Listed] = {}
    for entry in paper_list.entries:
        if entry.section in mute or (
            entry.arxiv_ids and all(arxiv_id in pending for arxiv_id in entry.arxiv_ids)
        ):
            continue
        for listed in _listed(entry, parts.get(entry.section, entry.section), known):
            teaching.setdefault((listed.key, listed.section), listed)
    return tuple(teaching.values())


def _listed(entry: Entry, section: SectionId, known: Mapping[ArxivId, Paper]) -> Iterator[Listed]:
    """Yield each paper of *entry* that is *known* (some hold a dozen), else its own title."""
    papers = [known[arxiv_id] for arxiv_id in entry.arxiv_ids if arxiv_id in known]
    for paper in papers:
        yield Listed(
            key=paper.id,
            title=paper.title,
            section=section,
            abstract=paper.abstract,
            authors=paper.authors,
            categories=paper.categories,
            comments=paper.comments,
            submitted=paper.submitted,
        )
    if not papers and entry.title:
        key = next(iter(entry.arxiv_ids), None) or f"{entry.file}:{entry.line}"
        yield Listed(key=key, title=entry.title, section=section)


def wanted_ids(paper_list: PaperList) -> Iterator[ArxivId]:
    """Yield the arXiv id of every entry that has one."""
    return (arxiv_id for entry in paper_list.entries for arxiv_id in entry.arxiv_ids)


def paths_called(name: str, sections: Sequence[Section]) -> tuple[tuple[str, ...], ...]:
    """Return the paths of the sections that *name*, a heading or the end of a path, can mean.

    A whole path means itself, also where it is the end of another one. A heading may hold the
    sign that parts headings.
    """
    step = STEP.strip()
    wanted = _folded(name.split(step))
    folded_paths = {s.path: _folded(step.join(s.path).split(step)) for s in sections if s.path}
    ending = [path for path, words in folded_paths.items() if words[-len(wanted) :] == wanted]
    exact = [path for path in ending if len(folded_paths[path]) == len(wanted)]
    return tuple(exact or ending)


def _matching(key: str, sections: Sequence[Section], config: Config) -> tuple[Section, ...]:
    wanted = _folded(key.split(STEP))
    exact = tuple(s for s in sections if _folded(s.path) == wanted)
    if exact:
        return exact  # the same path twice in one list: both are meant
    ending = tuple(s for s in sections if _folded(s.path)[-len(wanted) :] == wanted)
    paths = {_folded(s.path): STEP.join(s.path) for s in ending}
    if len(paths) > 1:
        raise ConfigError(
            f"{config.where('sections', key)}: {key!r} fits several sections"
            f" ({'; '.join(paths.values())}); write more of the path"
        )
    return ending


def _ids(
    matches: Mapping[str, Sequence[Section]], first_free: int
) -> Iterator[tuple[str, SectionId]]:
    for key, sections in matches.items():
        yield from ((key, section.id) for section in sections)
        if not sections:
            yield key, SectionId(first_free)
            first_free += 1


def _topic(section: Section, described: Mapping[SectionId, str]) -> Topic:
    words = (section.description, described.get(section.id, ""))
    return Topic(
        id=section.id,
        path=section.path,
        description=" ".join(filter(None, words)),
        present=not section.closed,
        takes=_takes(section.path),
    )


def _takes(path: Sequence[str]) -> Callable[[Paper], bool] | None:
    """Return what a section below a heading such as "NeurIPS 2025" takes: what was accepted there.

    Below other headings it takes every paper: None. Without a year "NAS" may be a subject.
    """
    headings = [plain_heading(part) for part in reversed(path)]
    venue = next(filter(None, map(venue_called, headings)), None)
    if venue is None:
        return None
    years = (int(match[1]) for part in headings if (match := _A_YEAR.fullmatch(part)))
    venue = replace(venue, year=venue.year or next(years, None))
    return partial(_was_accepted, venue) if venue.year or not venue.name else None


def _was_accepted(where: Venue, paper: Paper) -> bool:
    """Whether *paper* tells that it was accepted there; without a year, this one or the next."""
    told, day = venue_of(paper), paper.submitted
    if told is None or where.name not in {"", told.name}:
        return False
    years = {told.year} if told.year or not day else {day.year, day.year + 1}
    return where.year is None or where.year in years


_A_YEAR = re.compile(r"\W*((?:19|20)\d\d)\W*")


def _rule_text(table: RuleTable, config: Config, location: tuple[str, ...]) -> RuleText:
    text = RuleText(
        keywords=table.keywords,
        must=table.must,
        never=table.never,
        catch_all=isinstance(table, SectionTable) and table.catch_all,
    )
    for kind, rules in (("keywords", table.keywords), ("must", table.must), ("never", table.never)):
        for place, rule in enumerate(rules):
            try:
                compile_rules(RuleText(must=(rule,)))
            except RuleError as error:
                where = config.where(*location, kind, rule if kind == "keywords" else place)
                raise ConfigError(f"{where}: rule {rule!r}: {error.message}") from None
    return text


def _folded(path: Sequence[str]) -> tuple[str, ...]:
    return tuple(folded(plain_heading(part)) for part in path)


def _examples(sections: Sequence[Section]) -> str:
    names = [f"{section.path[-1]!r}" for section in sections if section.path]
    return ", ".join(names[:4]) + (", …" if len(names) > 4 else "") or "no headings"  # noqa: PLR2004
