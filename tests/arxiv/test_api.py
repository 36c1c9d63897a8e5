"""The search API against the double: whole windows, every fault, and the rate rule."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import arxiv
import pytest
import requests

from bot.arxiv.api import ApiSource, read_page
from bot.arxiv.manners import Doubtful, Patience
from bot.arxiv.window import Window
from bot.errors import ConfigError, SourceError, TryAgainLater
from classifier.paper import ArxivId
from tests.arxiv.fakes import NOW, FakeClock, FakeProgress, client, crowd, paper
from tests.arxiv.server import RULE, ArxivDouble

WEEK = Window(NOW - timedelta(days=7), NOW)
FAULTY = [
    "empty", "zero", "short", "hole", "total too big", "total too small", "doubled", "unsorted",
    "too many", "truncated", "cut", "malformed", "reset", "html", "plain html", "blank", "bomb",
    "rate text", "error entry", "406", "429", "500", "503", "503 later", "redirect loop",
]  # fmt: skip


def source(
    url: str, clock: FakeClock, *, progress: FakeProgress | None = None, tries: int = 6
) -> ApiSource:
    progress = progress or FakeProgress()
    return ApiSource(
        client(clock, progress, patience=Patience(tries=tries)),
        f"{url}/api/query",
        progress=progress,
        now=NOW,
        sweep_back=timedelta(days=28),
        background=100_000,
    )


def announced_in(papers: tuple[object, ...], window: Window) -> list[str]:
    return [p.id for p in papers if p.announced and p.announced in window]  # type: ignore[attr-defined]
