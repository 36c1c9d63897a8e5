"""Mutated lists: nothing crashes, the text stays, and what is inserted is found again.

`python -m tests.editing.fuzz 1000000` tries seeds 0 to 999,999 on all cores; `make fuzz N=…` does,
after up to as many pairs of a hostile title and a style. A list that breaks a promise is made as
small as it goes, saved, and can be had again by its seed.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from multiprocessing import Pool
from multiprocessing.pool import Pool as PoolType
from pathlib import Path

from bot.checks.checking import findings, mend
from bot.core.errors import ListError
from bot.editing.edit import apply, check, plan
from bot.editing.survey import survey
from bot.lists.dated_sections import shelf_of
from bot.lists.reading import PaperList, read_list
from bot.markdown.document import Document, Upkeep
from tests.entries.hostile import TITLES, fault_in
from tests.entries.styles import STYLES
from tests.makers import SLIPS, paper

_RICH = (
    SLIPS,
    "# T\nTotal: 2 papers. Last updated: 2026-01-05\n\n- [A (1)](#a-1)\n\n## A (1)\n"
    "1. [Old Things of Gardens](https://arxiv.org/abs/2401.00001)\n2. x\n\n---\n",
    "<details><summary>A</summary>\n<table><tr><th>Title</th></tr>\n<tr><td>"
    "<a href='https://arxiv.org/abs/2401.00001'>Old Things</a></td></tr>\n</table>\n</details>\n",
)
_SEEDS = (*_RICH * 10, *(f"# A\n\n{style}\n## B\n\n" for style in STYLES.values()))
SCRAPS = (
    *("\n", "\r\n", "\r", "\t", "    ", "\ufeff", "\u2028", "\x0b", "\x85", "\u00a0", "\u200b"),
    *("<!--", "-->", "```", "~~~\n", "<details><summary>x</summary>", "</details>", "\\\n", "  \n"),
    *("<table><tr><td>", "</td></tr>", "<h2>H</h2>", "# ", "\n## X\n", "\n---\n", "===\n", "<br>"),
    *("|", "\n|-|-|\n", "[", "](", ")", "**", "- ", "1. ", "> ", "- [ ] ", "[x](#y)", "&lt;", "`"),
    *("https://arxiv.org/abs/2401.00001", "\\", "\n**Bold**\n", "2024", "et al.", "🔥", "(3)"),
    *("<!-- paper-bot: ignore -->", "\n[r]: https://example.org\n", "[r]", "| a | b |\n", "\n\n"),
    *("Updated on 2026-01-01", "Total papers: 3", "![p](https://img.shields.io/badge/papers-2-b)"),
)
_NEW = [
    paper(title, f"2405.{number:05}", authors=["Ada Byron", "Bo Chen"], submitted="2024-05-07")
    for number, title in enumerate(["Hedges that Nobody has Listed Before", *TITLES[::7]])
]
_BROKEN = (b"\0", b"\xff", b"\xed\xa0\x80")
_UPKEEP = Upkeep(counters=True, stamp=date(2026, 11, 22), renumber=True)
_CHUNK = 250
_TELL = 10_000


def list_of(seed: int) -> tuple[bytes, int]:
    """Return the list of *seed*, and the choice of what is done with it."""
    draw = random.Random(seed)  # noqa: S311 - repeatable, not secret
    return _mutated(draw), draw.randrange(1 << 30)


def _mutated(draw: random.Random) -> bytes:
    """Return a known list, or two, with something changed here and there."""
    text = "".join(draw.choices(_SEEDS, k=draw.choice((1, 1, 2))))
    for _ in range(draw.randrange(9)):
        text = draw.choice(_MUTATIONS)(draw, text)
    raw = text.encode("utf-8")
    if draw.random() < 0.02:
        at = draw.randrange(len(raw) + 1)
        raw = raw[:at] + draw.choice(_BROKEN) + raw[at:]
    return raw


def _write_over(draw: random.Random, text: str) -> str:
    at = draw.randrange(len(text) + 1)
    return text[:at] + draw.choice(SCRAPS) + text[at + draw.choice((0, 0, 1, 5, 40)) :]


def _move_lines(draw: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True) or [""]
    at, to = draw.randrange(len(lines)), draw.randrange(len(lines))
    taken = lines[at : at + draw.choice((1, 1, 3))]
    if draw.random() < 0.5:
        del lines[at : at + len(taken)]
    return "".join([*lines[:to], *taken, *lines[to:]])


def _indent(draw: random.Random, text: str) -> str:
    lines = text.split("\n")
    at = draw.randrange(len(lines))
    for number in range(at, min(len(lines), at + draw.choice((1, 4)))):
        lines[number] = draw.choice((" ", "  ", "    ", "> ", "\t")) + lines[number]
    return "\n".join(lines)


def _cut(draw: random.Random, text: str) -> str:
    return text[: draw.randrange(len(text) + 1)]


def _other_ends(draw: random.Random, text: str) -> str:
    return text.replace("\n", draw.choice(("\r\n", "\r", "\n\n")))


def _mixed_ends(draw: random.Random, text: str) -> str:
    return "".join(line + draw.choice(("\n", "\r\n")) for line in text.split("\n"))


def _marked(_: random.Random, text: str) -> str:
    return f"\ufeff{text}"


_MUTATIONS: Sequence[Callable[[random.Random, str], str]] = (
    *(_write_over, _write_over, _write_over, _move_lines, _move_lines, _indent, _cut),
    *(_other_ends, _mixed_ends, _marked),
)


def problem_of(seed: int) -> str:
    """Return which promise the list of *seed* breaks, "" for none."""
    return problem_in(*list_of(seed))


def problem_in(raw: bytes, choice: int) -> str:
    """Return which promise is broken by reading, mending and editing *raw*, "" for none.

    *choice* picks section, papers and what may follow the edit.
    """
    try:
        document = Document.parse(raw, name="LIST.md")
    except ListError as error:
        told = ", line " in str(error) and any(broken in raw for broken in _BROKEN)
        return "" if told else f"refused without reason: {error}"
    if any(broken in raw for broken in _BROKEN):
        return "took what is no text"
    if document.to_bytes() != raw:
        return "the round trip is not exact"
    try:
        listing = read_list([document])
        return _mending(listing) or _editing(listing, random.Random(choice))  # noqa: S311
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
        return f"crash: {type(error).__name__}: {error}"


def _mending(listing: PaperList) -> str:
    list(survey(listing))
    mended = mend(listing.documents, findings(listing))["LIST.md"]
    if len(mended.lines) != len(listing.documents["LIST.md"].lines):
        return "mending changed the number of lines"
    return ""


def _editing(listing: PaperList, draw: random.Random) -> str:
    if not listing.sections:
        return ""
    papers = draw.sample(_NEW, draw.choice((1, 1, 2, 3)))
    wanted = [(one, draw.choice(listing.sections).id) for one in papers]
    upkeep = draw.choice((Upkeep(), _UPKEEP))
    edit = plan(listing, wanted, upkeep=upkeep)
    if len(edit.inserts) + len(edit.refused) != len(papers):
        return "a paper is neither inserted nor refused"
    after = apply(listing.documents, edit)
    if draw.random() < 0.2:
        check(listing.documents, replace(edit, proof=None), after, upkeep=upkeep)
    if not edit.changes and not _only_inserted(listing.documents["LIST.md"], after["LIST.md"]):
        return "an old line is changed"
    again = read_list(after)
    done = {insert.arxiv_id for insert in edit.inserts}
    sections = {one.id: shelf_of(listing, section, one) for one, section in wanted}
    for one in papers:
        if one.id in done:
            entry = again.find(one)
            if entry is None or entry.section != sections[one.id]:
                return f"{one.id} is not found where it was put"
    return ""


def _only_inserted(before: Document, after: Document) -> bool:
    """Whether each old line is there, in order, with its ending; the last may have got one."""
    left = iter(after.lines)
    *lines, last = before.lines or ("",)
    kept = all(any(other == line for other in left) for line in lines)
    return kept and (not last or any(other.rstrip("\r\n") == last.rstrip("\r\n") for other in left))


def pairs(count: int) -> range:
    """Return the numbers of *count* pairs of a style and a hostile title, or of all there are."""
    every = len(STYLES) * len(TITLES)
    return range(0, every, max(1, every // max(1, count)))


def problem_of_pair(number: int) -> str:
    """Return what the hostile title of pair *number* does in its style, "" for nothing."""
    style = list(STYLES)[number // len(TITLES)]
    fault = fault_in(style, number % len(TITLES))
    return fault and f"{style}, {TITLES[number % len(TITLES)]!r}: {fault}"


def shrink(raw: bytes, is_bad: Callable[[bytes], bool]) -> bytes:
    """Return a part of *raw* that is still bad and from which no line or byte can go."""
    for pieces in (raw.splitlines(keepends=True), None):
        parts = list(pieces) if pieces is not None else [bytes([byte]) for byte in raw]
        size = max(1, len(parts) // 2)
        while size:
            at = 0
            while at < len(parts):
                rest = parts[:at] + parts[at + size :]
                if is_bad(b"".join(rest)):
                    parts = rest
                else:
                    at += size
            size //= 2
        raw = b"".join(parts)
    return raw


def save(seed: int, problem: str, folder: Path) -> Path:
    """Save the list of *seed* as it is and made small; return where the small one lies."""
    raw, choice = list_of(seed)
    kind = problem.partition(":")[0]
    small = shrink(raw, lambda part: problem_in(part, choice).partition(":")[0] == kind)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{seed}.md").write_bytes(raw)
    path = folder / f"{seed}.small.md"
    path.write_bytes(small)
    return path


def _chunk(seeds: range) -> list[tuple[int, str]]:
    return [(seed, problem) for seed in seeds if (problem := problem_of(seed))]


def _pair_chunk(numbers: range) -> list[str]:
    return [problem for number in numbers if (problem := problem_of_pair(number))]


def _chunks(numbers: range) -> list[range]:
    return [numbers[at : at + _CHUNK] for at in range(0, len(numbers), _CHUNK)]


def main(arguments: Sequence[str], tell: Callable[[str], object]) -> int:
    """Try the seeds asked for, tell what broke, and return how many did."""
    parser = argparse.ArgumentParser(prog="python -m tests.editing.fuzz", description=__doc__)
    parser.add_argument("count", type=int, help="how many lists")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="processes")
    args = parser.parse_args(arguments)
    with Pool(args.workers) as pool:
        hostile = [
            bad for part in pool.imap(_pair_chunk, _chunks(pairs(args.count))) for bad in part
        ]
        for problem in hostile:
            tell(f"{problem}\n")
        tell(f"{len(pairs(args.count)):,} hostile titles, {len(hostile)} broken\n")
        broken = _tried(pool, range(args.first, args.first + args.count), tell)
    return len(hostile) + broken


def _tried(pool: PoolType, seeds: range, tell: Callable[[str], object]) -> int:
    folder = Path(tempfile.gettempdir()) / "paper-bot-fuzz"
    broken, done, start = 0, 0, time.monotonic()
    chunks = _chunks(seeds)
    for bad, chunk in zip(pool.imap(_chunk, chunks), chunks, strict=True):
        done += len(chunk)
        for seed, problem in bad:
            broken += 1
            tell(f"seed {seed}: {problem}; see {save(seed, problem, folder)}\n")
        if done % _TELL == 0 or done == len(seeds):
            rate = done / (time.monotonic() - start)
            tell(f"{done:,} of {len(seeds):,} lists, {rate:.0f}/s, {broken} broken\n")
        sys.stdout.flush()
    return broken


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:], sys.stdout.write)))
