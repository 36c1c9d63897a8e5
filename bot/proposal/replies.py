"""What the bot says in comments: one comment of answers, edited in place, and one farewell.

Every word that came from outside passes through `body_text`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.proposal.body_escape import body_text
from bot.proposal.boxes import UNDO, box
from bot.proposal.paper_rows import doubts_of, facts_of, likely_of, limits_text, path_text, why_of
from bot.proposal.proposed import Answer, Item, is_change

ANSWERS, FAREWELL = "<!-- paper-bot:answers -->", "<!-- paper-bot:closed -->"
TROUBLE = "<!-- paper-bot:trouble -->"
_HEAD = f"{ANSWERS}\nAnswers to commands in this pull request; this comment is edited in place.\n"
_LINE = re.compile(r"- <!-- paper-bot:answer (\d{1,19}) --> ", re.ASCII)
_MOST, _PATHS = 20, 6  # answers in the comment; sections named in one of them
_LONGEST, _SHORT = 1_500, 200  # characters of an answer, and of a part of it


def no_paper(verb: str) -> str:
    """Return what to say to a command that names no paper."""
    name = " Section name" if verb == "move" else ""
    return f"`/{verb}` needs an arXiv identifier: `/{verb} 2401.00001{name}`"


def unknown(paper: str) -> str:
    """Return what to say of a paper that this pull request knows nothing of."""
    return f"{_name(paper)} is not in this pull request and was not left out of it"


def no_section(name: str, paths: Sequence[Sequence[str]]) -> str:
    """Return what to say to a section's *name* that can mean any of *paths*, or none."""
    if not name:
        return "`/move` needs a section: its heading, or several with &gt; in between"
    shown = f"“{body_text(name, _SHORT)}”"
    if not paths:
        return f"no section is called {shown}: write its heading as it stands in the list"
    several = "; ".join(path_text(path) or "no section" for path in paths[:_PATHS])
    return f"several sections are called {shown}: {several}; write more of the path"


def trouble(paper: str, why: str) -> str:
    """Return what to say where a wish for *paper* could not be carried out."""
    return f"{_name(paper)}: {body_text(why)}"


def trouble_text(old: str, trouble: str) -> str:
    """Return what the comment *old* should say of what keeps a list from being served.

    Without *trouble* an old comment says that it is over, and "" stays "".
    """
    if not trouble:
        return f"{TROUBLE}\nThe bot goes on with this list: its trouble is over." if old else ""
    why = body_text(trouble, _LONGEST)
    return f"{TROUBLE}\nThe bot cannot go on with this list until somebody mends this:\n\n{why}"


def _name(paper: str) -> str:
    return body_text(paper if is_change(paper) else f"arXiv {paper}")


def why(item: Item) -> str:
    """Return why *item* was judged as it was, in the words of the body."""
    if is_change(item.arxiv_id):
        words = (body_text(text, _SHORT) for text in (item.title, *item.reasons) if text)
        return f"{_name(item.arxiv_id)}: {'; '.join(words)}"
    facts = [f"{_name(item.arxiv_id)} is {likely_of(item)} to belong here"]
    facts += [body_text(fact, _SHORT) for fact in facts_of(replace(item, probability=0.0))]
    looks, second = doubts_of(item)
    facts += [*why_of(item, goes_to="section"), *filter(None, [body_text(second, _SHORT)])]
    facts += [limits_text(looks)] if looks else []
    return " · ".join(facts)


def answers_text(old: str, answers: Sequence[Answer]) -> str:
    """Return the comment of answers with *answers* in place of earlier ones to the same comments.

    "" when there is neither an *old* one nor anything to say.
    """
    lines = {match[1]: line for line in old.splitlines() if (match := _LINE.match(line))}
    for answer in answers:
        lines.pop(str(answer.comment), None)
        if answer.text:
            link = f"[to this comment](#issuecomment-{answer.comment})"
            text = f"- <!-- paper-bot:answer {answer.comment} --> {link}: {answer.text}"
            lines[str(answer.comment)] = text if len(text) <= _LONGEST else _cut(text)
    if not lines and not old:
        return ""
    newest = list(lines.values())[-_MOST:]
    return "\n".join([_HEAD, *(newest or ["Nothing is open."])])


def _cut(text: str) -> str:
    # At a blank, so that no escape is cut in two.
    return text[:_LONGEST].rpartition(" ")[0] + " …"


def late(items: Sequence[Item]) -> str:
    """Return what is said, once, under a pull request merged before *items* were taken out."""
    names = ", ".join(_name(item.arxiv_id) for item in items)
    return (
        f"{FAREWELL}\nThis pull request was merged before the bot had carried out what was decided "
        f"in it, so the list holds papers now that had been taken out or put off: {names}. Delete "
        "their lines in the list, and they are not proposed again."
    )


def closed_in_vain(who: str) -> str:
    """Return what is said, once, under a pull request that *who*, no writer, closed.

    The box that takes a closing back is ticked in it.
    """
    return (
        f"{FAREWELL}\nThis pull request was closed by {body_text(who)}. Only who may write to "
        "this repository refuses papers, so these are proposed again. To refuse them all the "
        f"same, untick the box.\n\n{box(UNDO, ticked=True)} Propose them again"
    )


def learnt(
    taken: Sequence[Item], refused: Sequence[Item], *, later: int = 0, fading: Sequence[str] = ()
) -> str:
    """Return what is said, once, under a merged pull request: what came of it, and what follows.

    So many papers were put off for *later*; *fading* words count less from now on.
    """
    thing = "change" if any(is_change(item.arxiv_id) for item in (*taken, *refused)) else "paper"
    outcome = f"{len(taken)} {thing}{'s' * (len(taken) != 1)} taken"
    if refused:
        what, back = ("it is", "it") if len(refused) == 1 else ("these are", "one")
        outcome += f", {len(refused)} refused: {what} not proposed again, unless you `/keep` {back}"
    return f"{FAREWELL}\nMerged, thank you: {outcome}.{_later(later)}{_fading(fading)}"


def _later(count: int) -> str:
    return f" {count} put off come{'s' * (count == 1)} with the next ones." if count else ""


def _fading(words: Sequence[str]) -> str:
    named = ", ".join(f"“{body_text(word, _SHORT)}”" for word in words)
    return f" What is like those refused in {named} counts less now." if words else ""


def _things(items: Sequence[Item]) -> str:
    """Return "its paper is" or "its 5 changes are"."""
    thing = "change" if items and is_change(items[0].arxiv_id) else "paper"
    return f"its {thing} is" if len(items) == 1 else f"its {len(items)} {thing}s are"


def farewell(
    items: Sequence[Item], *, before: int = 0, later: int = 0, fading: Sequence[str] = ()
) -> str:
    """Return what is said, once, under a pull request that was closed with *items* in it.

    So many papers were refused *before* that, and put off for *later*; *fading* words count less.
    """
    many = _things(items)
    more = f" {before} refused before stay{'s' * (before == 1)} out too." if before else ""
    more += _later(later) + _fading(fading)
    back = "it" if len(items) == 1 else "them"
    return (
        f"{FAREWELL}\nThis pull request was closed, so {many} not proposed again.{more} "
        f"To take that back, tick the box or reopen the pull request.\n\n{box(UNDO)} "
        f"Propose {back} again"
    )
