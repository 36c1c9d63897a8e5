"""How well `bot care` knows what is out of date: lists as they were, and what came of them.

    python -m bench.care DATA [--half report|choose|both] [--show]

DATA holds `bench/editing` (packs of earlier bytes of real lists), `data/lists` (the same lists
later, with days of adding) and `data/arxiv/corpus.jsonl.zst`. Of each list the earlier bytes that
are nearest to a year before the later ones are looked after, with the corpus for arXiv. A *venue
change* is one that maintainers made later and that arXiv's metadata tells: an entry that did not
name the venue of its paper, and does later. Reported are how many of these are proposed; of the
proposed changes whose entry names any venue later, how many have the same one; and the lines that
differ elsewhere. Lists were halved by a hash of their names: settings were chosen on one half.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import zstandard

from bot.anatomy import Entry, Venue, venue_of, venue_phrases
from bot.arxiv.sources import SnapshotSource
from bot.care import Amendment, care_lines, look_after
from bot.core.errors import ListError
from bot.core.logged_progress import LoggedProgress
from bot.lists import PaperList, read_list
from bot.markdown import Document
from bot.proposal import blob_sha
from classifier.papers import ArxivId, Paper

_YEAR = 365  # days
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Replay:
    """A file of a list as it was on `day` and as it was `later`."""

    name: str
    day: date
    before: bytes
    later: bytes
    head: date


@dataclass(slots=True)
class Score:
    """Venue changes that maintainers made, and what became of them."""

    lists: int = 0
    made: int = 0
    proposed_made: int = 0
    proposed: int = 0
    judged: int = 0
    right: int = 0
    titles: int = 0
    titles_judged: int = 0
    titles_right: int = 0
    elsewhere: int = 0

    def add(self, other: Score) -> None:
        """Count *other* too."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


_OPENER = zstandard.ZstdDecompressor(max_window_size=2**31)


def read_cases(path: Path) -> Mapping[tuple[str, str], list[dict[str, object]]]:
    """Return the rows of a file of cases by repository and path."""
    found: dict[tuple[str, str], list[dict[str, object]]] = {}
    with path.open("rb") as file, _OPENER.stream_reader(file) as stream:
        for line in io.TextIOWrapper(stream, encoding="utf-8"):
            row = json.loads(line)
            found.setdefault((row["repo"], row["path"]), []).append(row)
    return found


def read_pack(path: Path) -> Mapping[str, bytes]:
    """Return the blobs of a pack by git's names for them; each has its length on a line before."""
    raw = _OPENER.decompressobj().decompress(path.read_bytes())
    blobs: dict[str, bytes] = {}
    at = 0
    while at < len(raw):
        end = raw.index(b"\n", at)
        at = end + 1 + int(raw[at:end])
        blobs[blob_sha(raw[end + 1 : at])] = raw[end + 1 : at]
    return blobs


def replays(data: Path) -> Iterator[Replay]:
    """Yield a replay for each file of a list whose earlier bytes are at hand."""
    for part, lists in (("cases", "data/lists"), ("second/cases", "bench/editing/second/lists")):
        folder = data / "bench/editing" / part
        for (repo, path), rows in read_cases(folder / "cases.jsonl.zst").items():
            place = data / lists / repo.replace("/", "__")
            meta = json.loads((place / "meta.json").read_text("utf-8"))
            file = next((f for f in meta["files"] if f["path"] == path), None)
            if file is None or "commit_date" not in meta:
                continue
            added = _added(place / file["entries"])
            head = date.fromisoformat(meta["commit_date"][:10])
            days = [
                (added[paper], str(row["blob"]))
                for row in rows
                if isinstance(row["paper"], dict) and (paper := row["paper"]["id"]) in added
            ]
            if not days:
                continue
            day, blob = min(days, key=lambda one: abs((head - one[0]).days - _YEAR))
            before = read_pack(folder / "packs" / f"{repo.replace('/', '__')}.pack.zst")[blob]
            later = (place / file["saved_as"]).read_bytes()
            yield Replay(f"{repo} {path}", day, before, later, head)
    for folder in sorted((data / "bench/classification").glob("*__*")):
        yield from _at_t0(folder, data / "data/lists" / folder.name)


def _at_t0(folder: Path, place: Path) -> Iterator[Replay]:
    """Yield the list of the classification benchmark in *folder*, if it is known later."""
    meta = json.loads((folder / "meta.json").read_text("utf-8"))
    if not place.exists():
        return
    now = json.loads((place / "meta.json").read_text("utf-8"))
    file = next((f for f in now["files"] if f["path"] == meta["path"]), None)
    if file is not None:
        day, head = date.fromisoformat(meta["T0"]), date.fromisoformat(now["commit_date"][:10])
        before, later = (folder / "list.md").read_bytes(), (place / file["saved_as"]).read_bytes()
        yield Replay(f"{meta['repo']} T0", day, before, later, head)


def _added(path: Path) -> dict[str, date]:
    if not path.exists():
        return {}
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    return {
        row["arxiv_id"]: date.fromisoformat(row["added_at"])
        for row in rows
        if row.get("arxiv_id") and row.get("added_at")
    }


def is_chosen_on(name: str) -> bool:
    """Whether settings were chosen on the list of that *name*."""
    return sha256(name.split(maxsplit=1)[0].encode()).digest()[0] % 2 == 0


def read(raw: bytes) -> PaperList:
    """Return the list in *raw*."""
    return read_list([Document.parse(raw, name="list.md")])


def by_id(listing: PaperList) -> Mapping[ArxivId, Entry]:
    """Return the first entry of each paper that an entry is about alone."""
    found: dict[ArxivId, Entry] = {}
    for entry in listing.entries:
        if len(entry.arxiv_ids) == 1:
            found.setdefault(entry.arxiv_ids[0], entry)
    return found


def names(text: str, name: str) -> bool:
    """Whether *text* names the venue *name*."""
    return re.search(rf"(?<!\w){re.escape(name)}(?![^\W\d_])", text, re.IGNORECASE) is not None


def has_year(text: str, venue: Venue) -> bool:
    """Whether *text* has the year of *venue* right behind its name, or none there."""
    after = re.search(
        rf"(?<!\w){re.escape(venue.name)}\W{{0,3}}((?:20)?\d\d)(?!\d)", text, re.IGNORECASE
    )
    return after is None or venue.year is None or after[1][-2:] == f"{venue.year % 100:02}"


def score(replay: Replay, known: Mapping[ArxivId, Paper], say: Say) -> Score:
    """Return how the entries of *replay* fare; *say* is told what is missed, and what is wrong."""
    old = read(replay.before)
    before, later = by_id(old), by_id(read(replay.later))
    found = look_after(old, known)
    result = Score(lists=1, elsewhere=_elsewhere(old, found.amendments))
    venues = {
        one.entry.arxiv_ids[0]: one for one in reversed(found.amendments) if one.kind == "venue"
    }
    for paper, now in later.items():
        was, venue = before.get(paper), venue_of(known[paper]) if paper in known else None
        if venue and was and names(now.text, venue.name) and not names(was.text, venue.name):
            result.made += 1
            result.proposed_made += paper in venues
            if paper not in venues:
                say(f"  missed {venue}: {was.text[:160]!r}\n     now: {now.text[:160]!r}")
    result.proposed = len(venues)
    for paper, one in venues.items():
        verdict = _is_right(one, later[paper], before[paper]) if paper in later else ""
        result.judged += bool(verdict)
        result.right += verdict == "right"
        if verdict == "wrong":
            texts = one.entry.text[:160], later[paper].text[:160]
            say(f"  wrong {one.new!r}: {texts[0]!r}\n     now: {texts[1]!r}")
    for one in found.amendments:
        _judge_title(one, later, result)
    return result


def _judge_title(one: Amendment, later: Mapping[ArxivId, Entry], result: Score) -> None:
    if one.kind != "title":
        return
    result.titles += 1
    now = later.get(one.entry.arxiv_ids[0])
    if now and one.old not in now.text:
        result.titles_judged += 1
        result.titles_right += one.new.casefold() in now.text.casefold()


def _is_right(one: Amendment, now: Entry, before: Entry) -> str:
    """Return "right" or "wrong" by what the entry names *now*, "" where it names no venue yet.

    Right is also what stands there word for word: "ICML 2025 Workshop" of "… Workshop on Hoes".
    """
    if one.new.strip() in now.text and one.new.strip() not in before.text:
        return "right"
    *name, year = one.fact.rsplit(" ", 1) if one.fact[-1:].isdigit() else (one.fact, "")
    venue = Venue(" ".join(name), int(year) if year else None)
    if names(now.text, venue.name):
        return "right" if has_year(now.text, venue) else "wrong"
    return "wrong" if now.text != before.text and _names_any(now.text, before.text) else ""


def _names_any(now: str, before: str) -> bool:
    had = {phrase.name.casefold() for phrase in venue_phrases(before)}
    return any(phrase.name.casefold() not in had for phrase in venue_phrases(now))


def _elsewhere(listing: PaperList, amendments: Sequence[Amendment]) -> int:
    """Return how many lines differ that no amendment names, with all sure ones made."""
    sure = [one for one in amendments if one.is_sure]
    after = care_lines(listing, sure)
    named = {(one.file, one.line) for one in sure}
    return sum(
        old != new and (name, number) not in named
        for name, document in listing.documents.items()
        for number, (old, new) in enumerate(zip(document.lines, after[name].lines, strict=True), 1)
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Print a row a list, and the sum of each half."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--half", choices=("report", "choose", "both"), default="both")
    parser.add_argument("--source", type=Path, help="metadata (default: the corpus of DATA)")
    parser.add_argument("--show", action="store_true", help="what was missed and what was wrong")
    args = parser.parse_args(argv)
    every = list(replays(args.data))
    ids = {i for one in every for raw in (one.before, one.later) for i in _ids(raw)}
    source = SnapshotSource(
        str(args.source or args.data / "data/arxiv/corpus.jsonl.zst"),
        progress=LoggedProgress(),
        background=0,
        wanted=sorted(ids),
    )
    known = source.lookup(sorted(ids))
    _say(f"{'list':56} {'was':10} {'made':>5} {'hit':>4} {'prop.':>5} {'known':>5} {'right':>5}")
    for half in ("choose", "report"):
        if args.half not in (half, "both"):
            continue
        total = Score()
        for replay in every:
            if is_chosen_on(replay.name) != (half == "choose"):
                continue
            try:
                one = score(replay, known, _say if args.show else _keep_still)
            except ListError:
                continue
            total.add(one)
            if one.proposed or one.made:
                _say(_row(replay.name, f"{replay.day}", one))
        _say(_row(f"half: {half}, {total.lists} files", "", total))
        _say(
            f"  made by maintainers and proposed {_share(total.proposed_made, total.made)}; "
            f"right {_share(total.right, total.judged)}; titles {total.titles}, of which retitled "
            f"later {total.titles_judged}, the same way {total.titles_right}; "
            f"lines changed elsewhere {total.elsewhere}"
        )


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _keep_still(_text: str) -> None:
    pass


def _ids(raw: bytes) -> set[ArxivId]:
    return {ArxivId(found.decode()) for found in re.findall(rb"(?<![\d.])\d{4}\.\d{4,5}", raw)}


def _row(name: str, day: str, one: Score) -> str:
    return (
        f"{name[:56]:56} {day:10} {one.made:5} {one.proposed_made:4} {one.proposed:5} "
        f"{one.judged:5} {one.right:5}"
    )


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.1%})" if whole else "0 of 0"


if __name__ == "__main__":
    main()
