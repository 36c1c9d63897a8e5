"""What of a heading is its name."""

from __future__ import annotations

import pytest

from bot.lists.sections import folded


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("一、推理（4篇）", "推理"),
        ("（二）推理【12 papers】", "推理"),
        ("第三章 推理 (5 篇论文)", "推理"),
        ("十一．推理", "推理"),
        ("三维重建", "三维重建"),
        ("一致性（2篇）", "一致性"),
        ("推理（简介）", "推理 简介"),
        ("推理（3D）", "推理 3d"),
        ("2024", "2024"),
        ("一、", "一"),
    ],
)
def test_a_heading_is_compared_without_number_and_counter(heading: str, name: str) -> None:
    assert folded(heading) == name
