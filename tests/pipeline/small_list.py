"""A list of two entries with rules, papers for it, and the pass over them; for tests of the run."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime

from bot.arxiv.sweep.source import Sweep
from bot.config.config_text import parse_config
from bot.core.logged_progress import LoggedProgress
from bot.core.window import Window
from bot.pipeline.report import Report
from bot.pipeline.run import run
from bot.pipeline.stages import Job, Order
from bot.proposal.proposed import Forge
from classifier.papers.paper import ArxivId, Paper
from tests.fakes import FakeSource

WINDOW = Window(datetime(2026, 11, 15, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC))
ORDER = Order(window=WINDOW, version="0")
README = b"""# A list

## Serving

- [Batching](https://arxiv.org/abs/2401.00001): Batching requests for language model serving

## Memory

- [Recall](https://arxiv.org/abs/2401.00002): Long-term memory of language model agents

## Planning
"""
RULES = """
[select]
budget = 3
min_probability = 0.5
[sections.Serving.keywords]
"serving" = 6
[sections.Memory.keywords]
"memory" = 6
[sections.Planning.keywords]
"planning" = 6
"""


def paper(number: int, title: str, **more: object) -> Paper:
    base = Paper(
        id=ArxivId(f"2611.{number:05d}"),
        title=title,
        abstract=f"{title}. We study it.",
        categories=("cs.DC",),
        authors=("Ada Byron",),
        submitted=datetime(2026, 11, 16, tzinfo=UTC),
    )
    return replace(base, **more)  # type: ignore[arg-type]  # the table below names real fields


SERVING = paper(1, "Fair serving of language models under load")
PLANNING = paper(2, "Planning ahead with language model agents")
OTHER = paper(3, "Spectral gaps of random graphs")
SUBJECTS = ("leaf disease", "snow depth", "fair division", "speech in cars", "random graphs")
METHODS = ("A survey of", "Bounds for", "Learning", "A data set on", "Experiments with")
BACKGROUND = tuple(
    replace(paper(100, f"{method} {subject}"), id=ArxivId(f"2610.{n:05d}"))
    for n, (method, subject) in enumerate(itertools.product(METHODS, SUBJECTS))
)


def job(
    forge: Forge, config: str = RULES, categories: str = '["cs.DC"]', name: str = "mine"
) -> Job:
    raw = f"[arxiv]\ncategories = {categories}\n{config}".encode()
    return Job(config=parse_config(raw, file=f"config/{name}.toml"), forge=forge)


def sweep_of(*papers: Paper, **more: object) -> Sweep:
    sweep = Sweep(papers=papers, background=BACKGROUND, requests=2)
    return replace(sweep, **more)  # type: ignore[arg-type]  # likewise


def report_of(source: FakeSource, *jobs: Job, order: Order = ORDER) -> Report:
    [report] = run(jobs, order, open_source=lambda _wanted: source, progress=LoggedProgress())
    assert isinstance(report, Report)
    return report


def ids(report: Report) -> list[str]:
    return [item.arxiv_id for item in report.papers.proposed]
