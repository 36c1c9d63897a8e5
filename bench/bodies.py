"""Pull requests as a maintainer sees them, made from real lists: HTML, and pictures of two widths.

    python -m bench.bodies DATA OUT [--weeks 2]

For each list of `DATA/bench/classification`, as it stood at T0, and the papers of the weeks after
it, `bot run` writes its pull request; OUT gets `NAME.html` (GitHub's own Markdown parser, a style
sheet like GitHub's), and with Chromium at hand `NAME-900.png` and `NAME-390.png`. The abstracts of
the papers in it lie apart, in `OUT/abstracts/NAME.md`: for whoever checks what a reader decided
with nothing but the body.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import cmarkgfm
import zstandard
from cmarkgfm.cmark import Options

from bench.init import call

_OLDER = timedelta(days=45)  # of papers that show what the list passes over
_SHARE = 0.9  # of the list's papers that the chosen categories hold
_ALSO = ("DEEP-PolyU__Awesome-GraphRAG", "ranpox__awesome-computer-use")
_USUAL = ("cs.CL", "cs.AI", "cs.LG", "cs.IR", "cs.CV")  # where nobody counted a list's papers
_HEIGHT = 6000  # pixels of a picture; what is below is cut
_WIDTHS = (900, 390)
_STYLE = """
body { font: 16px/1.5 -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; color: #1f2328;
       margin: 24px auto; max-width: 860px; padding: 0 12px; overflow-wrap: break-word }
h1 { font-size: 26px; font-weight: 400 } a { color: #0969da; text-decoration: none }
ul { padding-left: 2em } li { margin-top: .25em } sub { font-size: 75% }
details { margin: 8px 0 } summary { cursor: pointer } p { margin: 0 0 16px }
li > p:first-of-type { display: inline }
li:has(> input), li:has(> p > input) { list-style: none } input { margin: 0 .3em .25em -1.4em }
code { background: #818b981f; padding: .2em .4em; border-radius: 6px; font-size: 85% }
.body { border: 1px solid #d1d9e0; border-radius: 6px; padding: 16px }
@media (max-width: 500px) { body { margin: 8px 0; padding: 0 8px } .body { padding: 10px } }
"""
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<style>{style}</style><h1>{title}</h1><div class="body">{body}</div></html>
"""


@dataclass(frozen=True, slots=True)
class Stand:
    """A list as it stood on a day, and the categories of most of its papers."""

    name: str
    path: str
    raw: bytes
    day: date
    categories: tuple[str, ...]


def stands(data: Path) -> Iterator[Stand]:
    """Yield the lists of the classification benchmark, and two more as they are now."""
    for folder in sorted((data / "bench/classification").glob("*__*")):
        meta = json.loads((folder / "meta.json").read_text("utf-8"))
        raw, day = (folder / "list.md").read_bytes(), date.fromisoformat(meta["T0"])
        yield Stand(folder.name, meta["path"], raw, day, _most(meta["categories"]))
    for name in _ALSO:
        folder = data / "data/lists" / name
        meta = json.loads((folder / "meta.json").read_text("utf-8"))
        file, day = meta["files"][0], date.fromisoformat(meta["commit_date"][:10])
        yield Stand(name, file["path"], (folder / file["saved_as"]).read_bytes(), day, _USUAL)


def _most(counts: Mapping[str, int]) -> tuple[str, ...]:
    chosen: list[str] = []
    for name, _ in sorted(counts.items(), key=lambda one: -one[1]):
        chosen.append(name)
        if sum(counts[one] for one in chosen) >= _SHARE * sum(counts.values()):
            break
    return tuple(chosen)


def part_of(corpus: Path, wanted: Callable[[str, str], bool], target: Path) -> None:
    """Write those lines of *corpus* to *target* whose id and day are *wanted*."""
    opener = zstandard.ZstdDecompressor(max_window_size=2**31)
    with corpus.open("rb") as file, opener.stream_reader(file) as stream, target.open("w") as out:
        for line in io.TextIOWrapper(stream, encoding="utf-8"):
            row = json.loads(line)
            if wanted(row["id"], row["date"]):
                out.write(line)


def body_of(stand: Stand, papers: Path, until: date, extra: str = "") -> tuple[str, str] | None:
    """Return title and body of the pull request for *stand*, of *papers* up to *until*, if any."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place = folder / stand.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(stand.raw)
        (folder / "config").mkdir()
        files, chosen = json.dumps([stand.path]), json.dumps(list(stand.categories))
        config = f'[list]\nname = "list"\nfiles = {files}\n[arxiv]\ncategories = {chosen}\n{extra}'
        (folder / "config" / "list.toml").write_text(config, encoding="utf-8")
        window = ("--since", f"{stand.day}", "--until", f"{until}", "--now", f"{until}")
        with contextlib.chdir(folder):
            code, said = call("run", "--json", "--source", str(papers), *window)
    told = next((line for line in said.splitlines() if line.startswith("{")), "")
    if code or not told:
        raise SystemExit(f"{stand.name}: exit code {code}: {said[:300]}")
    pull = json.loads(told)["pull_request"]
    return None if pull is None else (str(pull["title"]), str(pull["body"]))


def page(title: str, body: str) -> str:
    """Return *body* as a page, much as GitHub shows it."""
    text = re.sub(r"<!--.*?-->", "", body)
    options = Options.CMARK_OPT_GITHUB_PRE_LANG | Options.CMARK_OPT_HARDBREAKS
    shown = cmarkgfm.github_flavored_markdown_to_html(text, options | Options.CMARK_OPT_UNSAFE)
    return _PAGE.format(title=title, style=_STYLE, body=shown)


def picture(html: Path, width: int) -> None:
    """Write what Chromium shows of the page *html* beside it, *width* pixels wide."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        return
    target = html.with_name(f"{html.stem}-{width}.png")
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    # A headless window is never narrower than 500 pixels: a frame in it can be.
    frame = html.with_name(f".{html.stem}-{width}.html")
    style = f"border:0;width:{width}px;height:{_HEIGHT}px"
    frame.write_text(f'<body style="margin:0"><iframe src="{html.name}" style="{style}">')
    size = f"--window-size={max(width, 500)},{_HEIGHT}"
    shot = [f"--screenshot={target}", size, frame.resolve().as_uri()]
    subprocess.run([*command, *shot], check=False, capture_output=True, timeout=120)  # noqa: S603
    frame.unlink()


def abstracts(papers: Path, body: str) -> str:
    """Return title and abstract of each paper that *body* has a box for."""
    ids = re.findall(r"paper-bot:box (\d{4}\.\d{4,5}) ", body)
    rows = (json.loads(line) for line in papers.open(encoding="utf-8"))
    known = {row["id"]: row for row in rows if row["id"] in set(ids)}
    parts = [f"## {one}: {known[one]['title']}\n\n{known[one]['abstract']}\n" for one in ids]
    return "\n".join(parts)


def main(argv: Sequence[str] | None = None) -> None:
    """Write everything into the folder OUT."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--weeks", type=int, default=2)
    args = parser.parse_args(argv)
    (args.out / "abstracts").mkdir(parents=True, exist_ok=True)
    lists, span = list(stands(args.data)), timedelta(weeks=args.weeks)
    listed = {found.decode() for one in lists for found in re.findall(rb"\d{4}\.\d{4,5}", one.raw)}
    spans = [(f"{one.day - _OLDER}", f"{one.day + span}") for one in lists]

    def wanted(arxiv_id: str, day: str) -> bool:
        return arxiv_id in listed or any(since <= day <= until for since, until in spans)

    papers = args.out / "papers.jsonl"
    if not papers.exists():
        part_of(args.data / "data/arxiv/corpus.jsonl.zst", wanted, papers)
    for one in lists:
        if (opened := body_of(one, papers.resolve(), one.day + span)) is None:
            sys.stdout.write(f"{one.name}: nothing to propose\n")
            continue
        title, body = opened
        html = args.out / f"{one.name}.html"
        html.write_text(page(title, body), encoding="utf-8")
        (args.out / f"{one.name}.md").write_text(body, encoding="utf-8")
        (args.out / "abstracts" / f"{one.name}.md").write_text(abstracts(papers, body), "utf-8")
        for width in _WIDTHS:
            picture(html, width)
        sys.stdout.write(f"{one.name}: {title}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
