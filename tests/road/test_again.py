"""A second look at the same facts: nothing new, whatever people wrote and however small the day."""

from __future__ import annotations

import pytest

from tests.pipeline.small_list import README
from tests.road import steered
from tests.road.steered import FAIR, Scene, state_of

ODD = (
    README
    + b"""
## Plans > drafts

- [Old](https://arxiv.org/abs/2401.00010): planning drafts

## Other drafts
"""
)


def test_an_unchanged_day_is_judged_as_it_was_the_first_time() -> None:
    with Scene(room=True) as scene:
        first = (scene.pending, [item.arxiv_id for item in state_of(scene.pull).near])
        for _ in range(2):
            scene.run()
            assert (scene.pending, [i.arxiv_id for i in state_of(scene.pull).near]) == first


def test_a_body_pasted_twice_is_obeyed_in_its_first_copy_and_written_once() -> None:
    with Scene() as scene:
        scene.talk.edits(scene.pull, f"{scene.pull.body}\n\nMine.\n\n{scene.pull.body}")
        scene.settled()
        scene.talk.ticks(scene.pull, FAIR, on=False)
        scene.sync()
        assert FAIR not in scene.pending
        assert scene.pull.body.count("paper-bot:begin") == 1
        assert scene.pull.body.endswith("\n\nMine.\n\n")


@pytest.mark.parametrize("name", ["Plans > drafts", "A list > Plans > drafts", "plans>drafts"])
def test_a_heading_with_the_sign_between_headings_can_be_named(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steered, "README", ODD)
    with Scene() as scene:
        said = scene.talk.says(1, f"/move {FAIR} {name}")
        scene.sync()
        assert said.reactions == ["+1"]
        [moved] = [item for item in state_of(scene.pull).items if item.arxiv_id == FAIR]
        assert moved.section == ("A list", "Plans > drafts")


def test_sections_of_years_settle_at_once_also_where_people_name_what_is_around_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = b"\n### 2025\n\n- [Old](https://arxiv.org/abs/2501.00010): serving old models\n"
    years = README.replace(b"## Serving\n", b"## Serving\n\n### 2026\n").replace(
        b"serving\n\n## Memory", b"serving\n" + old + b"\n## Memory"
    )
    monkeypatch.setattr(steered, "README", years)
    with Scene() as scene:
        new = years.replace(b"model serving\n", b"model serving\n" + steered.FAIR_LINE)
        assert scene.content.startswith(new)
        where = {item.arxiv_id: item.section for item in state_of(scene.pull).items}
        assert where[FAIR] == ("A list", "Serving", "2026")
        scene.settled()
        scene.talk.says(1, f"/move {steered.PLAN} Serving")
        scene.sync()
        assert {i.section for i in state_of(scene.pull).items} == {("A list", "Serving", "2026")}
        scene.settled()
        scene.talk.says(1, f"/move {FAIR} Serving > 2025")
        scene.sync()
        where = {item.arxiv_id: item.section for item in state_of(scene.pull).items}
        assert where[FAIR] == ("A list", "Serving", "2025")
        scene.settled()
