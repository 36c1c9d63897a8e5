"""The list as the classifier sees it: topics with their rules, entries as training data. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from bot.config import Config, RuleTable, SectionTable
from bot.core.errors import ConfigError
from bot.lists import Entry, PaperList, Section, folded, subjects
from bot.markdown import plain_heading
from bot.pipeline.stages import Subject
from classifier import RuleError, RuleText, compile_rules
from classifier.papers import ArxivId, Listed, Paper, SectionId, Topic

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
    topics = [
        _topic(section, described)
        for section in paper_list.sections
        if section.id in taken or not (section.contents or section.about or section.id in parts)
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
    )


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
