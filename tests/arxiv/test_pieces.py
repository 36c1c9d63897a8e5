"""One bad paper must not hide the rest: it is found, told, and looked up elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.window import Window
from classifier.papers.paper import ArxivId
from tests.arxiv.fakes import NOW, FakeClock, crowd
from tests.arxiv.faults import Reply
from tests.arxiv.server import ArxivDouble
from tests.arxiv.test_api import source
from tests.arxiv.test_interfaces import auto

PAPERS = crowd(300, seed=21, held=0)
WEEK = Window(NOW - timedelta(days=7), NOW)
BAD = PAPERS[-9].id
REST = [p for p in PAPERS if p.id != BAD]


class Poisoned(ArxivDouble):
    """An arXiv whose search cannot give one paper: with a control character, or not at all."""

    how = ""

    def reply(self, path: str, params: Mapping[str, str], fault: str) -> Reply:
        reply = super().reply(path, params, fault)
        name = f"/abs/{BAD}v".encode()
        if path != "/api/query" or name not in reply.body:
            return reply
        if self.how == "500":
            return Reply(500, b"Internal Server Error", "text/plain")
        before, mark, after = reply.body.partition(name)
        return replace(reply, body=before + mark + after.replace(b"<summary>", b"<summary>\x0b", 1))


def poisoned(how: str) -> Poisoned:
    double = Poisoned(PAPERS, per_answer=2_500)
    double.how = how
    return double


@pytest.mark.parametrize("how", ["500", "control character"])
def test_all_but_the_bad_paper_come_and_it_is_told(how: str) -> None:
    with poisoned(how) as url:
        sweep = source(url, FakeClock()).sweep(WEEK, ["cs.DC"])
    assert sweep.complete
    wanted = {p.id for p in REST if p.announced and p.announced >= WEEK.since}
    assert wanted <= {p.id for p in sweep.papers}
    [told] = sweep.troubles
    assert told.startswith("arXiv's search cannot give ")
    assert told.endswith("it was left out, the rest is here")


@pytest.mark.parametrize("how", ["500", "control character"])
def test_another_door_gives_the_bad_paper(how: str) -> None:
    double = poisoned(how)
    with double as url:
        sweep = auto(double, url)[0].sweep(WEEK, ["cs.DC"])
    assert sweep.complete
    assert ArxivId(BAD) in {p.id for p in sweep.papers}
