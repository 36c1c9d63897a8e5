"""A repository on disk, and servers that answer like arXiv and GitHub."""

from __future__ import annotations

import itertools
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.cli import parser as cli
from classifier.papers.paper import ArxivId, Paper
from tests.arxiv.fakes import NOW, FakeClock
from tests.arxiv.server import ArxivDouble
from tests.github.github_double import TOKEN, GitHubDouble

README = b"""# A list

## Serving

- [Batching](https://arxiv.org/abs/2501.00001): Batching requests for language model serving

## Planning
"""
CONFIG = """[arxiv]
categories = ["cs.DC"]
[sections.Serving.keywords]
"serving" = 8
[sections.Planning.keywords]
"planning" = 8
"""
SUBJECTS = ("leaf disease", "snow depth", "fair division", "speech in cars", "random graphs")
METHODS = ("A survey of", "Bounds for", "Learning", "A data set on", "Experiments with")


def paper(number: int, title: str, submitted: datetime) -> Paper:
    return Paper(
        id=ArxivId(f"{submitted:%y%m}.{number:05d}"),
        title=title,
        abstract=f"{title}. We study it.",
        categories=("cs.DC",),
        authors=("Ada Byron",),
        submitted=submitted,
        updated=submitted,
    )


def many(now: datetime = NOW) -> Iterator[Paper]:
    """Yield a paper every 6 hours for five weeks; two of the last days belong on the list."""
    titles = itertools.cycle(f"{m} {s}" for m, s in itertools.product(METHODS, SUBJECTS))
    for number in range(140):
        yield paper(number, next(titles), now - timedelta(days=37, hours=-6 * number))
    yield paper(900, "Fair serving of language models", now - timedelta(days=2, hours=3))
    yield paper(901, "Planning ahead with agents", now - timedelta(days=2, hours=2))


@dataclass
class Desk:
    """A repository on disk with one list, and a clock that moves only when the bot sleeps."""

    folder: Path
    clock: FakeClock

    @property
    def readme(self) -> bytes:
        return (self.folder / "README.md").read_bytes()

    def run(self, *args: str) -> int:
        return cli.main(["run", *args])


@pytest.fixture(autouse=True)
def _quiet_afterwards() -> Iterator[None]:
    """Take the log's handlers away with the test whose standard error they write to."""
    yield
    for name in ("bot", "arxiv"):
        logging.getLogger(name).setLevel(logging.NOTSET)
    root = logging.getLogger()
    for handler in [one for one in root.handlers if type(one) is logging.StreamHandler]:
        root.removeHandler(handler)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    folder, clock = tmp_path / "repository", FakeClock()
    (folder / "config").mkdir(parents=True)
    (folder / "config" / "mine.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "README.md").write_bytes(README)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(cli, "SystemClock", lambda: clock)
    return Desk(folder, clock)


@pytest.fixture
def arxiv(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> Iterator[ArxivDouble]:
    double = ArxivDouble(list(many()), clock=desk.clock)
    with double as url:
        for name, value in double.env(url).items():
            monkeypatch.setenv(name, value)
        yield double


@pytest.fixture
def github(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHubDouble]:
    with GitHubDouble(files={"README.md": README}) as double:
        monkeypatch.setenv("GITHUB_API_URL", double.url)
        monkeypatch.setenv("GITHUB_REPOSITORY", double.repository)
        monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
        yield double


def told(capsys: pytest.CaptureFixture[str]) -> tuple[str, list[str]]:
    captured = capsys.readouterr()
    return captured.out, captured.err.splitlines()


def snapshot(folder: Path) -> Path:
    path = folder / "papers.jsonl"
    records = (
        {
            "id": p.id,
            "title": p.title,
            "abstract": p.abstract,
            "categories": " ".join(p.categories),
            "authors": "Ada Byron",
            "doi": f"10.1145/3600000.3600{p.id[-3:]}" if p.id.endswith("900") else None,
            "versions": [{"version": "v1", "created": f"{p.submitted:%a, %d %b %Y %H:%M:%S} GMT"}],
        }
        for p in many()
    )
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path
