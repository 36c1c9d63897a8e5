"""Which source `--source` opens, and where it asks."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.arxiv.snapshot.snapshot_file import SnapshotSource
from bot.arxiv.sources import open_source
from bot.arxiv.store.cache import PaperCache
from bot.arxiv.sweep.source import Source
from bot.core.window import Window
from tests.arxiv.fakes import NOW, FakeClock, FakeProgress, crowd
from tests.arxiv.pages import midnight
from tests.arxiv.server import ArxivDouble

DAY = Window(NOW - timedelta(days=1), NOW)


@dataclass(frozen=True)
class Announcements:
    replace: str = "ignore"


@dataclass(frozen=True)
class Table:
    """The table [arxiv] of a configuration."""

    sweep_back_days: int = 28
    background: int = 100
    api_url: str = "http://127.0.0.1:1/api/query"
    feed_url: str = "http://127.0.0.1:1"
    oai_url: str = "http://127.0.0.1:1/oai"
    contact: str = "ada@example.org"
    announcements: Announcements = Announcements()


def opened(spec: str, env: dict[str, str], *, cache: PaperCache | None = None) -> Source:
    return open_source(
        spec,
        settings=Table(),
        env=env,
        clock=FakeClock(),
        progress=FakeProgress(),
        now=NOW,
        wanted=[],
        cache=cache,
    )


@pytest.mark.parametrize("spec", ["api", "feed", "oai"])
def test_a_name_opens_an_interface_where_the_environment_says(spec: str, tmp_path: Path) -> None:
    papers = [replace(p, announced=midnight(NOW.date())) for p in crowd(300, seed=6)]
    double = ArxivDouble(papers, today=NOW.date())
    with double as url:
        source = opened(spec, double.env(url), cache=PaperCache(tmp_path / "papers.db"))
        assert source.sweep(DAY, ["cs.DC"]).papers
        asked = len(double.asked)
        for _ in range(2):
            assert set(source.lookup([papers[0].id])) == {papers[0].id}
        assert len(double.asked) == asked + 1
    assert "ada@example.org" in double.asked[0].headers["User-Agent"]


def test_the_background_has_the_size_of_the_settings() -> None:
    double = ArxivDouble(crowd(600, seed=6))
    with double as url:
        assert len(opened("api", double.env(url)).sweep(DAY, ["cs.DC"]).background) == 100


def test_empty_variables_override_nothing() -> None:
    double = ArxivDouble(crowd(60, seed=6))
    with double as url:
        settings = Table(api_url=f"{url}/api/query")
        source = open_source(
            "api",
            settings=settings,
            env={"ARXIV_API_URL": ""},
            clock=FakeClock(),
            progress=FakeProgress(),
            now=NOW,
        )
        assert source.sweep(DAY, ["cs.DC"]).complete


def test_anything_else_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "papers.jsonl"
    path.write_text(json.dumps({"id": "2603.00001", "title": "t", "date": "2026-03-18"}))
    source = opened(str(path), {})
    assert isinstance(source, SnapshotSource)
    assert [p.id for p in source.sweep(DAY, ["cs.DC"]).papers] == ["2603.00001"]
