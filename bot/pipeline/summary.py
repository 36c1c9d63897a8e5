"""What a run tells of one list: its items, counts, warnings and replies."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain

from bot.anatomy import Entry, venue_of
from bot.arxiv import Sweep
from bot.checks import made_elsewhere
from bot.core.tex import readable
from bot.editing import Edit, Insert, StyleShare, count_changes, gap_of, left_open
from bot.entries import own_links
from bot.lists import PaperList, outlived
from bot.markdown import Document
from bot.pipeline.report import Polled, Report, ShownPapers, doubts_of, notes_of, polling_lines
from bot.pipeline.stages import (
    SURE,
    Choice,
    DecidedList,
    ListContext,
    Order,
    seal_of,
    still_listed,
)
from bot.pipeline.steps import MOST_WAITING
from bot.proposal import (
    HALF_READ,
    LEFT_OUT,
    OVER,
    Alike,
    Answer,
    Asked,
    Item,
    Proposal,
    State,
    compose,
    contribution_of,
    decode,
    farewell,
    late,
    learnt,
    mark_of,
    trouble,
)
from classifier import Rules, evidence_of
from classifier.papers import ArxivId, Candidate, Listed, Paper, Reason, SectionId

_TITLE_ONLY = "arXiv told its title only: look at the paper"
_NOT_DONE = "not done: "
_FOR = "the list's words"
_FORS = (f"{_FOR}: ", "for it: ")  # the second one is that of bodies written before
_WORDS = 6  # of one kind; what follows weighs less
_NAMED = 4  # columns that are named
_LOUD = -0.5  # log odds, from which on a phrase against a paper is worth a word


def item_of(
    candidate: Candidate,
    paths: Mapping[SectionId, tuple[str, ...]],
    entries: Mapping[str, Entry],
    closed: Collection[SectionId] = (),
) -> Item:
    """Return what a maintainer wants to know of *candidate*.

    *paths* names the sections, *entries* holds those of the list by their key as training data
    (see `entries_by_key`). No second section is named that is *closed*: it takes no paper;
    none at all where no section takes this one.
    """
    paper, placement = candidate.paper, candidate.placement
    second = placement.runner_up
    item = Item(
        arxiv_id=paper.id,
        title=paper.title,
        section=paths.get(placement.section, ()) if placement.confidence else (),
        runner_up=() if second is None or second in closed else paths.get(second, ()),
        probability=candidate.probability,
        confidence=placement.confidence,
        second=placement.second,
        reasons=in_words(candidate.reasons),
        alike=tuple(_alike(r, entries) for r in candidate.reasons if r.kind == "neighbour"),
    )
    return with_facts(item, paper)


def with_facts(item: Item, paper: Paper | None) -> Item:
    """Return *item* with what arXiv tells of its *paper*, if that is known."""
    if paper is None:
        return item
    if not (paper.authors or paper.abstract):
        return replace(item, limits=tuple(dict.fromkeys((*item.limits, _TITLE_ONLY))))
    venue, links, abstract = venue_of(paper), own_links(paper), readable(paper.abstract)
    return replace(
        item,
        authors=paper.authors or item.authors,
        year=paper.submitted.year if paper.submitted else item.year,
        venue=" ".join(filter(None, (venue.name, str(venue.year or "")))) if venue else "",
        gist=contribution_of(abstract, paper.title) or item.gist,
        abstract=abstract or item.abstract,
        code=links.code,
        project=links.project,
    )


def not_done(item: Item, troubles: Mapping[ArxivId, str]) -> Item:
    """Return *item* with the trouble that was met among its limits, where people see it."""
    why = troubles.get(item.arxiv_id)
    still = tuple(limit for limit in item.limits if not limit.startswith(_NOT_DONE))
    return replace(item, limits=(*(f"{_NOT_DONE}{reason}" for reason in (why,) if reason), *still))


def entries_by_key(listing: PaperList) -> Mapping[str, Entry]:
    """Return the entries of *listing* by the keys that they have as training data."""
    placed = {f"{entry.file}:{entry.line}": entry for entry in listing.entries}
    return placed | {str(i): entry for entry in listing.entries for i in entry.arxiv_ids}


def _alike(reason: Reason, entries: Mapping[str, Entry]) -> Alike:
    entry = entries.get(reason.entry)
    title = readable(reason.detail)
    return Alike(title, entry.file, entry.line) if entry else Alike(title)


def reasons_of(reasons: Sequence[Reason]) -> tuple[str, ...]:
    """Return *reasons* in at most a handful of short lines, the weightiest words first.

    "keywords +4.3: kv cache, llm serving", then what speaks against, phrases, and the entries
    alike. Weights are log odds, likeness is a cosine.
    """
    rules = [reason for reason in reasons if reason.kind == "rule"]
    phrases = [reason for reason in reasons if reason.kind == "phrase"]
    lines = [
        _words("keywords", [rule for rule in rules if rule.weight > 0]),
        _words("against it", [rule for rule in rules if rule.weight <= 0]),
        _words("phrases", phrases),
    ]
    alike = [
        f"like “{reason.detail}” ({reason.weight:.2f})"
        for reason in reasons
        if reason.kind == "neighbour"
    ]
    return tuple(filter(None, [*lines, *alike]))


def in_words(reasons: Sequence[Reason]) -> tuple[str, ...]:
    """Return *reasons* as a maintainer reads them, weightless: "the list's words: KV cache"."""
    likes = [reason for reason in reasons if reason.kind == "neighbour"]
    fors = [reason for reason in reasons if reason.weight > 0 and reason not in likes]
    against = [r for r in reasons if r.weight <= (0 if r.kind == "rule" else _LOUD)]
    lines = [
        f"{kind}: {', '.join(words)}"
        for kind, some in ((_FOR, fors), ("against it", against))
        if (words := _details(some))
    ]
    return (*lines, *(f"like “{reason.detail}”" for reason in likes))


def words_for(item: Item) -> tuple[str, ...]:
    """Return the words that speak for *item*, as `in_words` wrote them, but for one cut short."""
    every = (reason.partition(": ")[2] for reason in item.reasons if reason.startswith(_FORS))
    return tuple(word for words in every for word in words.split(", ") if not word.endswith("…"))


def _details(reasons: Sequence[Reason]) -> list[str]:
    """Return the words of *reasons*, each once whatever its case, none that another one holds."""
    words = dict.fromkeys(word for reason in reasons for word in reason.detail.split(" + "))
    folded = {word: _folded(word) for word in words}
    kept: dict[str, str] = {}
    for word, text in folded.items():
        held = any(text in other and text != other for other in folded.values())
        if not held:
            kept.setdefault(text, word)
    return list(kept.values())[:_WORDS]


def _folded(word: str) -> str:
    """Return *word* between blanks, without case, hyphens and plurals, to see what it repeats."""
    parts = word.casefold().replace("-", " ").split()
    return f" {' '.join(p[:-1] if p.endswith('s') and not p.endswith('ss') else p for p in parts)} "


def _words(kind: str, reasons: Sequence[Reason]) -> str:
    words = _details(reasons)
    weight = sum(reason.weight for reason in reasons)
    return f"{kind} {weight:+.1f}: {', '.join(words)}" if words else ""


# --- What a run tells of its decisions: the report and the proposal, in words. Pure.

_MOST_HEARD = 40  # marks of comments in the body's memory
_LONG_AGO = timedelta(days=35)  # from one monthly run of care to the next, and some days
_SEVERAL = 2  # papers that a word speaks for; and words that are named
_LARGE = 2_000  # papers; a category that is missing among so many is a slip, perhaps


def tell(decided: DecidedList, order: Order, choice: Choice, edit: Edit) -> Report:
    """Return what was chosen and asked for in words, with the line that *edit* gives each paper."""
    context, selection = decided.context, choice.selection
    paths = paths_of(context)
    inserts = {insert.arxiv_id: insert for insert in edit.inserts}
    refused = {refusal.arxiv_id: refusal.why for refusal in edit.refused}

    entries = entries_by_key(context.paper_list)
    sections, holding = context.paper_list.sections, with_papers(context.paper_list)
    closed = {s.id for s in sections if s.closed} | ({s.id for s in sections} - holding)
    closed |= {topic.id for topic in context.subject.topics if not topic.present}

    def items(candidates: Iterable[Candidate]) -> tuple[Item, ...]:
        each = (item_of(candidate, paths, entries, closed) for candidate in candidates)
        return tuple(with_line(item, inserts, paths) for item in each)

    chosen = items(selection.chosen)
    asked = (
        with_line(with_facts(wanted.item, wanted.paper), inserts, paths)
        for wanted in decided.papers.wanted
    )
    papers = [c.paper for c in selection.chosen]
    papers += [wanted.paper for wanted in decided.papers.wanted]
    looks = to_look_at(context.paper_list, edit, papers)
    unfit = (left_out(i, refused[i.arxiv_id]) for i in chosen if i.arxiv_id in refused)
    homeless = (left_out(i, why_homeless(context, i)) for i in items(selection.could_not_place))
    troubles = {**decided.troubles, **refused}
    shown = {i.arxiv_id for i in (*chosen, *items(selection.could_not_place))}
    homeless_ids = {i.arxiv_id for i in decided.papers.homeless}
    missed = (
        not_done(i, troubles)
        for i in items(selection.near_misses)
        if i.arxiv_id not in homeless_ids
    )
    asked_for = (i for i in decided.papers.homeless if i.arxiv_id not in shown)
    return Report(
        list_name=context.job.config.list_name,
        root=shared_root([topic.path for topic in context.subject.topics if topic.present]),
        config_file=context.job.config.file,
        window=order.window,
        papers=ShownPapers(
            proposed=tuple(
                replace(i, limits=(*i.limits, *looks.get(i.arxiv_id, ())))
                for i in (*asked, *(replace(i, guessed=i.confidence < SURE) for i in chosen))
                if i.arxiv_id not in refused
            ),
            could_not_place=(*map(asked_and_homeless, asked_for), *homeless, *unfit),
            near_misses=tuple(left_out(i, why_missed(context, i)) for i in missed),
            waiting=still_waiting(decided, choice),
            troubled=troubles,
        ),
        warnings=(
            *context.subject.warnings,
            *(f"{x.file}, line {x.line}: {x.text}" for x in made_elsewhere(context.paper_list)),
            *(f"{i}: {why}" for i, why in troubles.items()),
        ),
    )


def with_papers(listing: PaperList) -> frozenset[SectionId]:
    """Return the sections of *listing* that hold a paper, themselves or further down."""
    held: set[SectionId] = set()
    for entry in listing.entries:
        section: SectionId | None = entry.section
        while section is not None and section not in held:
            held.add(section)
            section = listing.section(section).parent
    return frozenset(held)


def paths_of(context: ListContext) -> Mapping[SectionId, tuple[str, ...]]:
    """Return the headings of every section of the list, and of those that only the config knows."""
    topics = {topic.id: topic.path for topic in context.subject.topics}
    return topics | {section.id: section.path for section in context.paper_list.sections}


def with_line(
    item: Item, inserts: Mapping[ArxivId, Insert], paths: Mapping[SectionId, tuple[str, ...]]
) -> Item:
    """Return *item* with the line and section that it gets in the list, and how to know it again.

    *paths* names the sections: one that is parted by dates hands a paper on to one of these.
    """
    insert = inserts.get(item.arxiv_id)
    if insert is None:
        return item
    section = paths.get(insert.section, () if insert.heading else item.section)
    section = (*section, *insert.heading)
    seal, gap = seal_of(insert.text), gap_of(insert)
    return replace(item, section=section, line=insert.text, seal=seal, gap=gap)


def to_look_at(
    listing: PaperList, edit: Edit, papers: Iterable[Paper]
) -> Mapping[ArxivId, tuple[str, ...]]:
    """Return what to look at in the lines that *edit* gives *papers*: a place, parts left open."""
    every = {paper.id: paper for paper in papers}
    looks: dict[ArxivId, tuple[str, ...]] = {}
    for insert in edit.inserts:
        paper = every.get(insert.arxiv_id)
        if paper is None or insert.heading:
            continue
        date = outlived(listing, insert.section, paper)
        open_parts = left_open(listing, insert)
        looks[paper.id] = (
            *([f"its place: it is newer than “{date}”"] if date else []),
            *(
                [f"arXiv does not tell {_named(open_parts)}: fill in what you know"]
                if open_parts
                else []
            ),
        )
    return {name: look for name, look in looks.items() if look}


def _named(parts: Sequence[str]) -> str:
    """Return "Model, Code and 3 more"."""
    first, rest = parts[:_NAMED], parts[_NAMED:]
    return ", ".join(first) + (f" and {len(rest)} more" if rest else "")


def still_waiting(decided: DecidedList, choice: Choice) -> tuple[ArxivId, ...]:
    """Return the papers that wait for room: those just chosen, then those that were not judged."""
    gone = decided.refused | decided.aside
    every = dict.fromkeys((*choice.waiting, *choice.unjudged))
    return tuple(name for name in every if name not in gone)[:MOST_WAITING]


def left_out(item: Item, why: str) -> Item:
    """Return *item* with *why* it is not proposed as its first reason."""
    why = why if why.startswith(LEFT_OUT) else f"{LEFT_OUT}{why}"
    return replace(item, reasons=(why, *item.reasons))


def asked_and_homeless(item: Item) -> Item:
    """Return *item*, which people asked for, saying so as its first reason, once."""
    why = f"asked for, and no section is known: write /move {item.arxiv_id} Section name"
    with_why = left_out(item, why)
    return item if item.reasons[:1] == with_why.reasons[:1] else with_why


def why_homeless(context: ListContext, item: Item) -> str:
    """Return why *item* has no place, and which heading would take it."""
    topics = context.subject.topics
    if item.section in {topic.path for topic in topics if not topic.present}:
        return "its section is not in the list"
    if item.confidence:
        return "no section is sure enough"
    if any(topic.takes for topic in topics):
        heading = f"“arXiv {item.year}”" if item.year else "“Preprints”"
        return f"it tells none of the venues that sections are called by; {heading} would take it"
    return "the rules of every section keep it out"


def why_missed(context: ListContext, item: Item) -> str:
    """Return why *item* is a near miss."""
    bar = context.job.config.settings.select.min_probability
    if item.probability >= bar:
        return OVER
    return f"less than {bar:.0%} likely"


def write_proposal(
    decided: DecidedList, order: Order, report: Report, after: Mapping[str, bytes]
) -> Proposal:
    """Return what the pull request should say, the papers already in it included."""
    context, papers = decided.context, report.papers
    return compose(
        context.job.config.list_name,
        items=papers.proposed,
        pending=_as_complete(still_open(decided), report.polled),
        near_misses=papers.near_misses,
        could_not_place=papers.could_not_place,
        refused=tuple(decided.refused),
        waiting=papers.waiting,
        before=context.standing.files,
        after=after,
        window=report.window,
        asked=asked_of(decided, papers.troubled, order.window.until),
        rules=context.job.config.settings.publish.rules,
        notes=replace(
            notes_of(report),
            categories=context.job.config.settings.arxiv.categories,
            files_url=order.files_url,
            refresh=context.decisions.refresh and report.polled is None,
            checks=checks_of(decided, report, after),
            run_url=order.run_url,
            version=order.version,
            care=None if context.job.config.settings.care.on else context.standing.cared,
        ),
    )


def checks_of(decided: DecidedList, report: Report, after: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return what was made sure of, in one line each."""
    context = decided.context
    added, removed = count_changes(*map(with_ends, (context.standing.files, after)))
    asked, proposed = decided.taken or decided.moved, len(report.papers.proposed)
    return (
        _how_changed(added, removed, asked=bool(asked)),
        f"no paper that the list's {len(context.paper_list.entries)} entries hold already",
        f"read again after the edit: {proposed} entries more, each in its section",
        *rewritten(report.style),
        *over_budget(report),
        *_polling(report.polled),
        *report.warnings,
    )


def rewritten(style: Sequence[StyleShare]) -> tuple[str, ...]:
    """Return what came of the list's own entries when they were written again, in one line."""
    tried = sum(share.tried for share in style)
    good = sum(share.exact + share.but_for_unknown for share in style)
    line = f"{good} of the newest {tried} entries there come out as they stand when written again"
    return (line,) if tried else ()


def _polling(polled: Polled | None) -> tuple[str, ...]:
    if polled is None:
        return ()
    return doubts_of(polled) if polled.complete else polling_lines(polled)


def with_style_limits(items: Sequence[Item], style: Sequence[StyleShare]) -> tuple[Item, ...]:
    """Return *items*, those saying so whose section's own entries do not come out as they stand."""
    low = {share.path: share for share in style if share.is_low}
    return tuple(
        replace(item, limits=(*item.limits, _look_at(low[item.section])))
        if item.section in low
        else item
        for item in items
    )


def with_doubts(report: Report) -> Report:
    """Return *report*, its new papers saying so where arXiv was not read to the end."""
    polled, papers = report.polled, report.papers
    if polled is None or polled.complete:
        return report
    proposed = (replace(i, limits=(*i.limits, HALF_READ)) for i in papers.proposed)
    return replace(report, papers=replace(papers, proposed=tuple(proposed)))


def _as_complete(pending: Iterable[Item], polled: Polled | None) -> tuple[Item, ...]:
    """Return *pending* without that doubt, once arXiv was read to the end."""
    if polled is None or not polled.complete:
        return tuple(pending)
    return tuple(
        replace(i, limits=tuple(limit for limit in i.limits if limit != HALF_READ)) for i in pending
    )


def _look_at(share: StyleShare) -> str:
    good = share.exact + share.but_for_unknown
    return (
        f"its form is not sure, so compare {share.file}, line {share.model}: of the section's"
        f" {share.tried} newest entries the bot could write {good} again as they stand"
    )


def _how_changed(added: int, removed: int, *, asked: bool) -> str:
    if asked:
        return f"only lines of this pull request went or moved (+{added} / -{removed} lines)"
    if not removed:
        return f"only insertions (+{added} / -0 lines)"
    kept = added - removed
    return f"only insertions (+{kept} lines); lines with a number or date renewed: {removed}"


def still_open(decided: DecidedList) -> tuple[Item, ...]:
    """Return the papers already in the pull request.

    What its memory had no room for is read from the list, which holds them too.
    """
    context = decided.context
    entries = {i: entry for entry in context.paper_list.entries for i in entry.arxiv_ids}
    paths = paths_of(context)
    items = (
        item
        if item.title or (entry := entries.get(item.arxiv_id)) is None
        else replace(item, title=entry.title, section=paths.get(entry.section, item.section))
        for item in decided.papers.pending
    )
    return tuple(with_facts(item, decided.known.get(item.arxiv_id)) for item in items)


def over_budget(report: Report) -> tuple[str, ...]:
    """Return what to say about papers that were left out for want of room."""
    count = report.counts.get("over_budget", 0)
    if count <= MOST_WAITING:  # they wait, which is said elsewhere
        return ()
    since, many = f"{report.window.since:%Y-%m-%d}", len(report.papers.proposed) + count
    return (f"{count} more were likely enough: bot run --since {since} --limit {many} has them",)


def with_ends(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return *files* with a line end at the end of each: adding one is no change of a line."""
    return {
        name: content if content.endswith((b"\n", b"\r")) or not content else content + b"\n"
        for name, content in files.items()
    }


def silent_categories(context: ListContext, sweep: Sweep) -> tuple[str, ...]:
    """Return a warning for each category without any paper in a large sweep: a slip, perhaps.

    A snapshot file ("read" counts its lines) need not hold every category.
    """
    if len(sweep.papers) + len(sweep.background) < _LARGE or "read" in sweep.counts:
        return ()
    papers = chain(sweep.papers, sweep.background)
    seen = {category for paper in papers for category in paper.categories}
    where = context.job.config.where("arxiv", "categories")
    return tuple(
        f"{where}: not one paper in {category}; is it right?"
        for category in context.job.config.settings.arxiv.categories
        if category not in seen and not any(other.startswith(f"{category}.") for other in seen)
    )


def shared_root(paths: Sequence[tuple[str, ...]]) -> int:
    """Return 1 if all *paths* begin with the same heading, the list's title, else 0."""
    firsts = {path[0] for path in paths if path}
    return int(len(firsts) == 1 and any(len(path) > 1 for path in paths))


def as_bytes(documents: Mapping[str, Document]) -> Mapping[str, bytes]:
    """Return the files of *documents*."""
    return {name: document.to_bytes() for name, document in documents.items()}


def asked_of(decided: DecidedList, troubles: Mapping[ArxivId, str], now: datetime) -> Asked:
    """Return what a proposal has to tell and to remember of *decided*, with all *troubles* met."""
    context = decided.context
    heard, floor = heard_of(context)
    return Asked(
        dropped=tuple(not_done(item, troubles) for item in decided.papers.dropped),
        kept=tuple(sorted(decided.kept)),
        later=tuple(sorted(decided.later)),
        heard=heard,
        floor=floor,
        taken=decided.taken,
        moved=decided.moved,
        answers=tuple(answers_of(context, troubles)),
        farewell=last_word(context, decided.refused, now),
    )


def heard_of(context: ListContext) -> tuple[tuple[str, ...], str]:
    """Return the marks of the comments that were obeyed, and until when all others were."""
    said = context.decisions.said
    heard = (*said.heard, *map(mark_of, context.standing.comments))
    old = heard[: max(0, len(heard) - _MOST_HEARD)]
    return heard[len(old) :], max([said.floor, *(mark.partition("@")[2] for mark in old)])


def last_word(context: ListContext, refused: Collection[ArxivId], now: datetime) -> str:
    """Return what is to be said of a pull request that is over, "" for nothing.

    *refused* are all papers that people turned down so far. One that was merged long ago is not
    answered any more: an earlier version did not, and nobody waits for it.
    """
    standing, decisions = context.standing, context.decisions
    closed = decode(standing.closed)
    if isinstance(closed, State):
        ids = {item.arxiv_id for item in (*closed.items, *closed.dropped)}
        before = ids & (decisions.drop | {item.arxiv_id for item in closed.dropped})
        later = ids & decisions.postponed
        items = tuple(i for i in closed.items if i.arxiv_id not in before | later)
        fading = fading_of(
            (), [i for i in closed.items if i.arxiv_id not in later], context.subject.rules
        )
        many = len(before - later)
        return farewell(items, before=many, later=len(later), fading=fading) if items else ""
    there = {item.arxiv_id: item for item in decisions.late}
    if listed := still_listed(context, there):
        return late(listed)
    merged = decode(standing.last) if standing.unanswered and standing.merged else None
    if not isinstance(merged, State) or _is_long_ago(standing.merged_at, now):
        return ""
    kept = [i for i in merged.items if i.arxiv_id not in refused]
    out = [i for i in (*merged.items, *merged.dropped) if i.arxiv_id in refused]
    fading = fading_of(kept, out, context.subject.rules)
    return learnt(kept, out, later=len(merged.later), fading=fading)


def _is_long_ago(moment: str, now: datetime) -> bool:
    with contextlib.suppress(ValueError, TypeError):  # what GitHub does not tell so is now
        return now - datetime.fromisoformat(moment) > _LONG_AGO
    return False


def fading_of(taken: Sequence[Item], refused: Sequence[Item], rules: Rules) -> tuple[str, ...]:
    """Return the words that spoke for several *refused* papers and for none that was *taken*.

    The next judge minds them less, unless one of the *rules* says them: a rule stays as it is.
    """
    spared = {word.casefold() for item in taken for word in words_for(item)}
    spoke = [word for item in refused for word in words_for(item)]
    written = {word.casefold(): word for word in spoke}
    counts = Counter(word.casefold() for word in spoke)
    words = [written[w] for w, n in counts.most_common() if n >= _SEVERAL and w not in spared]
    alone = [Listed(key=word, title=word, section=SectionId(-1)) for word in words]
    by_rules = [evidence.weight for evidence in evidence_of(rules, alone)]
    return tuple(w for w, weight in zip(words, by_rules, strict=True) if not weight)[:_SEVERAL]


def answers_of(context: ListContext, troubles: Mapping[ArxivId, str]) -> Iterable[Answer]:
    """Yield the answers to comments, with the *troubles* that their wishes met."""
    for answer in context.decisions.answers:
        met = [
            trouble(name, why)
            for name, why in troubles.items()
            if context.decisions.asked.get(name) == answer.comment
        ]
        texts = [text for text in (answer.text, *met) if text]
        yield replace(answer, done=answer.done and not met, text=" · ".join(texts))
