"""docs/faults.md against the tests: every fault is there, and every test that it names."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from tests.conftest import ROOT

ROW = re.compile(r"\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|")
TEST = re.compile(r"`([\w/]+\.py)::(test_\w+)`")
NUMBERED = re.compile(r"test_(\d\d)_(?:and_(\d\d)_)?")


def rows() -> dict[int, tuple[str, str, set[tuple[str, str]]]]:
    lines = (ROOT / "docs/faults.md").read_text(encoding="utf-8").splitlines()
    matches = [match for line in lines if (match := ROW.fullmatch(line))]
    table = {int(m[1]): (m[2], m[3], {(t[1], t[2]) for t in TEST.finditer(m[4])}) for m in matches}
    assert len(table) == len(matches), "a number comes twice"
    return table


@cache
def named_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def test_every_fault_has_its_row_in_order_and_the_page_counts_them_right() -> None:
    text = (ROOT / "docs/faults.md").read_text(encoding="utf-8")
    match = re.search(r"^(\d+) faults, each", text, re.MULTILINE)
    assert match
    assert list(rows()) == list(range(1, int(match[1]) + 1))


def test_every_row_names_a_test_that_exists() -> None:
    for number, (_, _, named) in rows().items():
        assert named, f"fault {number} names no test"
        for file, name in named:
            path = ROOT / "tests" / file
            assert path.exists(), f"fault {number}: no file {file}"
            assert name in named_in(path), f"fault {number}: no {name} in {file}"


def test_a_test_that_bears_a_number_stands_in_its_row() -> None:
    table = rows()
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name in named_in(path):
            match = NUMBERED.match(name)
            for number in (int(text) for text in match.groups() if text) if match else ():
                place = path.relative_to(ROOT / "tests").as_posix()
                assert (place, name) in table[number][2], f"{place}::{name} is not in {number}"
