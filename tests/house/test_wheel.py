"""What is in the wheel, and what it says of itself."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.no_cover  # traced, it takes twice as long and covers nothing more


def built(folder: Path, page: str) -> dict[str, str]:
    """The text of METADATA and the names of all files of a wheel built for this page."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        env={**os.environ, "PAPER_BOT_URL": page},
        capture_output=True,
        check=True,
    )
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as wheel:
        return {
            name: wheel.read(name).decode("utf-8") if name.endswith("/METADATA") else ""
            for name in wheel.namelist()
        }


def addresses(wheel: dict[str, str]) -> list[str]:
    (text,) = filter(None, wheel.values())
    head, _, _ = text.partition("\n\n")
    return [line for line in head.splitlines() if line.startswith("Project-URL: ")]


def test_both_packages_are_typed_and_nothing_else_is_in_the_wheel(tmp_path: Path) -> None:
    wheel = built(tmp_path, "")
    assert {"bot/py.typed", "classifier/py.typed"} <= wheel.keys()
    folders = {name.split("/")[0] for name in wheel}
    assert {name for name in folders if not name.endswith(".dist-info")} == {"bot", "classifier"}


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("", []),
        (
            "https://git.example.org/me/bot/",
            [
                "Project-URL: Changelog, https://git.example.org/me/bot/blob/HEAD/CHANGELOG.md",
                "Project-URL: Issues, https://git.example.org/me/bot/issues",
                "Project-URL: Repository, https://git.example.org/me/bot",
            ],
        ),
    ],
)
def test_the_projects_addresses_are_those_that_the_build_is_given(
    tmp_path: Path, page: str, expected: list[str]
) -> None:
    assert sorted(addresses(built(tmp_path, page))) == expected
