"""What people decided about a pull request, from its boxes and comments; pure.

One function gathers every word with its moment, and the last word on a paper wins. The result
names what is wanted; whether the list can take it is found out later.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.proposal.boxes import PAUSE, REFRESH, Command, changed, is_ticked, moment_of, parse
from bot.proposal.proposed import Answer, Comment, Item, Standing
from bot.proposal.replies import no_paper, no_section, unknown, why
from bot.proposal.state import State, decode
from classifier.papers import ArxivId

Wish = Literal["keep", "drop", "later"]
Path = tuple[str, ...]
_SILENT = State(list_name="")
FindSections = Callable[[str], Sequence[Path]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What people want: papers in, out or later, papers elsewhere, and words for the comments.

    `keep`, `drop` and `later` are disjoint; `move` names the section of papers in `keep`. `asked`
    tells in which comment a paper was spoken of last, so that trouble is told there. `said` is the
    state that people saw, `undone` are the papers of a closing that was taken back. Of a pull
    request that is over, `offered` is what its body showed; `late` are its papers that people did
    not want any more when they merged it, `postponed` those that they wanted later and closed.
    """

    said: State = _SILENT
    keep: frozenset[ArxivId] = frozenset()
    drop: frozenset[ArxivId] = frozenset()
    later: frozenset[ArxivId] = frozenset()
    move: Mapping[ArxivId, Path] = field(default_factory=dict)
    undone: tuple[Item, ...] = ()
    offered: tuple[Item, ...] = ()
    late: tuple[Item, ...] = ()
    postponed: frozenset[ArxivId] = frozenset()
    answers: tuple[Answer, ...] = ()
    asked: Mapping[ArxivId, int] = field(default_factory=dict)
    paused: bool = False
    refresh: bool = False

    @property
    def any(self) -> bool:
        """Whether people asked for anything to be done or said."""
        return bool(self.keep or self.drop or self.later or self.answers or self.undone)

    def items(self) -> Mapping[ArxivId, Item]:
        """Return what is remembered of the papers that people can speak of."""
        shown = (*self.said.shown(), *self.undone, *self.offered)
        return {item.arxiv_id: item for item in reversed(shown)}


@dataclass(frozen=True, slots=True)
class _Word:
    at: str
    paper: ArxivId
    wish: Wish
    section: Path | None = None
    comment: int = 0


def decide(standing: Standing, find_sections: FindSections) -> Decisions:
    """Return what people decided, given how things stand.

    *find_sections* returns the heading paths that a name in a comment can mean.
    """
    state = decode(standing.body)
    if not isinstance(state, State):
        return _afterwards(standing, find_sections)
    hearing = _Hearing(state, standing, find_sections)
    last, places = _last_words([*_ticks(standing.body, state, standing), *hearing.words()])

    def wished(wish: Wish) -> frozenset[ArxivId]:
        return frozenset(paper for paper, word in last.items() if word.wish == wish)

    return Decisions(
        said=state,
        keep=wished("keep"),
        drop=wished("drop"),
        later=wished("later"),
        move={paper: path for paper, path in places.items() if last[paper].wish == "keep"},
        undone=_undone(standing, without={*last, *_settled(state)}),
        answers=tuple(hearing.answers),
        asked={paper: word.comment for paper, word in last.items() if word.comment},
        paused=is_ticked(standing.body, PAUSE),
        refresh=is_ticked(standing.body, REFRESH),
    )


def _last_words(words: Sequence[_Word]) -> tuple[dict[ArxivId, _Word], dict[ArxivId, Path]]:
    """Return the last word on each paper, and the section named last."""
    last: dict[ArxivId, _Word] = {}
    places: dict[ArxivId, Path] = {}
    for word in sorted(words, key=lambda word: word.at):
        last[word.paper] = word
        if word.section is not None:
            places[word.paper] = word.section
    return last, places


def _afterwards(standing: Standing, find_sections: FindSections) -> Decisions:
    """Return what people had decided in a pull request that was over before it was carried out.

    Merging takes what is ticked besides, closing does not. Neither can be answered there.
    """
    state = decode(standing.last)
    if not isinstance(state, State):
        return Decisions(undone=_undone(standing))
    hearing = _Hearing(state, standing, find_sections)
    last, places = _last_words([*_ticks(standing.last, state, standing), *hearing.words()])
    proposed = {item.arxiv_id for item in state.items}
    unwanted = {paper for paper, word in last.items() if word.wish != "keep"}
    if not standing.merged:
        postponed = frozenset(paper for paper in unwanted if last[paper].wish == "later")
        return Decisions(
            drop=frozenset(unwanted - postponed),
            postponed=postponed,
            undone=_undone(standing, without=unwanted),
        )
    keep = frozenset(last.keys() - unwanted - proposed)
    return Decisions(
        keep=keep,
        drop=frozenset(p for p in unwanted - proposed if last[p].wish == "drop"),
        move={paper: path for paper, path in places.items() if paper in keep},
        offered=tuple(state.shown()),
        late=tuple(item for item in state.items if item.arxiv_id in unwanted),
    )


def _ticks(body: str, state: State, standing: Standing) -> Iterator[_Word]:
    for paper, ticked in changed(body, state).items():
        at = moment_of(paper, ticked=ticked, revisions=standing.revisions)
        yield _Word(at, paper, "keep" if ticked else "drop")


def _settled(state: State) -> Iterator[ArxivId]:
    """Yield the papers that an open pull request has taken up already, whatever became of them."""
    yield from (item.arxiv_id for item in (*state.items, *state.dropped))
    yield from (*state.kept, *state.later, *state.waiting)


def _undone(standing: Standing, without: Collection[ArxivId] = ()) -> tuple[Item, ...]:
    """Return the papers of a closing taken back, *without* those that were spoken of since.

    An open pull request has carried the refusals of the closing on, so they count for nothing.
    """
    state = decode(standing.undone)
    if not isinstance(state, State):
        return ()
    gone = {name for name, ticked in changed(standing.undone, state).items() if not ticked}
    gone.update(without, () if standing.body else standing.refused)
    return tuple(item for item in state.items if item.arxiv_id not in gone)


class _Hearing:
    """Comments, understood by what is known of the pull request; gathers an answer to each."""

    def __init__(self, state: State, standing: Standing, find_sections: FindSections) -> None:
        self._find, self._comments = find_sections, standing.comments
        self._items = {item.arxiv_id: item for item in reversed(tuple(state.shown()))}
        self._refused = standing.refused
        self._waiting = frozenset((*state.waiting, *state.later))
        self.answers: list[Answer] = []

    def words(self) -> Iterator[_Word]:
        """Yield the words of all comments, the oldest first."""
        for comment in sorted(self._comments, key=lambda comment: (comment.at, comment.id)):
            troubles: list[str] = []
            answers: list[str] = []
            for command in parse(comment.text):
                word = self._understood(command, comment)
                if isinstance(word, _Word):
                    yield word
                else:
                    (answers if command.verb == "why" else troubles).append(word)
            text = " · ".join(dict.fromkeys([*answers, *troubles]))
            self.answers.append(Answer(comment=comment.id, done=not troubles, text=text))

    def _understood(self, command: Command, comment: Comment) -> _Word | str:
        paper = command.paper
        if paper is None:
            return no_paper(command.verb)
        if paper not in self._items and paper not in self._refused | self._waiting:
            return unknown(paper)
        if command.verb == "why":
            return self._why(paper)
        if command.verb != "move":
            return _Word(comment.at, paper, command.verb, comment=comment.id)
        paths = self._find(command.rest) if command.rest else ()
        if len(paths) != 1:
            return no_section(command.rest, paths)
        return _Word(comment.at, paper, "keep", paths[0], comment.id)

    def _why(self, paper: ArxivId) -> str:
        facts = [why(self._items[paper])] if paper in self._items else [f"arXiv {paper}"]
        if paper in self._refused:
            facts.append("it was refused here before")
        if paper in self._waiting:
            facts.append("it waits until there is room")
        return "; ".join(facts)
