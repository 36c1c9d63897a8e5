"""A sample of `make fuzz N=…`: mutated lists survive, and keep what is inserted."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.editing.fuzz import SCRAPS, list_of, main, problem_in, problem_of, save, shrink

_SAMPLE, _PARTS = 400, 8


@pytest.mark.parametrize("part", range(_PARTS))
def test_mutated_lists_survive_and_keep_what_is_inserted(part: int) -> None:
    seeds = range(part * _SAMPLE // _PARTS, (part + 1) * _SAMPLE // _PARTS)
    assert {seed: problem for seed in seeds if (problem := problem_of(seed))} == {}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(parts=st.lists(st.sampled_from(SCRAPS), max_size=30), choice=st.integers(0, 1 << 20))
def test_scraps_alone_survive_too(parts: list[str], choice: int) -> None:
    assert problem_in("".join(parts).encode(), choice) == ""


@pytest.mark.parametrize("choice", range(12))
@pytest.mark.parametrize(
    "raw",
    [
        b"e|i\n-|-\narxiv.org/abs/2401.00001 arxiv.org/abs/2401.00002\n",
        b"<table><tr><td>arxiv.org/abs/2401.00001 arxiv.org/abs/2401.00002</td></tr>",
        b"<table><![>",
        b"- Update 2026-0/a",
    ],
)
def test_lists_that_broke_a_promise_once_keep_it(raw: bytes, choice: int) -> None:
    assert problem_in(raw, choice) == ""


@pytest.mark.parametrize("raw", [b"# A\n- \0x\n", b"# A\n- \xff\n", b"\xed\xa0\x80"])
def test_what_is_no_text_is_refused_with_its_line(raw: bytes) -> None:
    assert problem_in(raw, 0) == ""


def test_a_seed_gives_the_same_list_again() -> None:
    assert list_of(7) == list_of(7)
    assert len({list_of(seed) for seed in range(50)}) > 45


def test_a_bad_list_is_made_small_and_saved(tmp_path: Path) -> None:
    assert shrink(b"one\ntwo\nx\nthree\n", lambda raw: b"x" in raw) == b"x"
    path = save(7, "", tmp_path)
    assert path.read_bytes() == b""
    assert (tmp_path / "7.md").read_bytes() == list_of(7)[0]


def test_the_command_tells_how_many_broke() -> None:
    told: list[str] = []
    assert main(["3", "--workers", "1"], told.append) == 0
    assert told[-1].startswith("3 of 3 lists, ")
    assert told[-1].endswith(" 0 broken\n")
