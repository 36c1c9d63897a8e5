"""What is in the wheel, what it says of itself, and that it works away from the repository."""

from __future__ import annotations

import json
import os
import shutil
import site
import subprocess
import sys
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from bot import __version__
from tests.conftest import ROOT

Bot = Callable[..., "subprocess.CompletedProcess[str]"]


def built(folder: Path) -> Path:
    """Build the wheel into *folder*."""
    return Path(next(iter(WheelBuilder(str(ROOT)).build(directory=str(folder)))))


def addresses(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as wheel:
        (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        head, _, _ = wheel.read(name).decode("utf-8").partition("\n\n")
    return sorted(line for line in head.splitlines() if line.startswith("Project-URL: "))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def home(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel, as pip unpacks one, and the libraries that are here.

    A path in a `.pth` file brings libraries, and not our own source: what makes that importable is
    a `.pth` file itself, and such files in other folders are not read.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    (packages,) = (Path(p) for p in _site_packages(folder))
    with zipfile.ZipFile(wheel) as file:
        file.extractall(packages)
    libraries = [str(p) for p in site.getsitepackages() if Path(p).name != Path(sys.prefix).name]
    (packages / "libraries.pth").write_text("\n".join(libraries) + "\n", encoding="utf-8")
    return folder


def _site_packages(folder: Path) -> list[str]:
    return [
        str(path)
        for path in (*folder.glob("lib/*/site-packages"), *folder.glob("Lib/site-packages"))
    ]


@pytest.fixture
def bot(home: Path, tmp_path: Path) -> Bot:
    """The installed command, typed in a fresh folder that holds a list and nothing else."""
    shutil.copy(ROOT / "demo" / "list" / "README.md", tmp_path / "README.md")
    python = next(
        path for path in (home / "bin/python", home / "Scripts/python.exe") if path.exists()
    )
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMP") if name in os.environ}

    def typed(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [python, "-P", "-m", "bot", *args],
            cwd=tmp_path,
            env={**kept, "HOME": str(tmp_path / "home"), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    return typed


def test_both_packages_are_typed_and_nothing_else_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as file:
        names = set(file.namelist())
    assert {"bot/py.typed", "classifier/py.typed"} <= names
    folders = {name.split("/")[0] for name in names}
    assert {name for name in folders if not name.endswith(".dist-info")} == {"bot", "classifier"}


def test_all_that_stands_beside_the_code_is_in_the_wheel(wheel: Path) -> None:
    """Schema and texts are of no use if they stay in the repository."""
    beside = {
        path.relative_to(ROOT).as_posix()
        for package in ("bot", "classifier")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    }
    with zipfile.ZipFile(wheel) as file:
        assert beside <= set(file.namelist())
    needed = {"decide.yml", "paper-bot.yml", "invented-papers.jsonl"}
    assert needed <= {name.rpartition("/")[2] for name in beside}


def test_installed_it_goes_from_a_list_to_a_proposal_without_the_repository(
    bot: Bot, tmp_path: Path
) -> None:
    demo = ("--source", "demo")
    assert bot("--version").stdout == f"paper-bot {__version__}\n"
    assert json.loads(bot("schema").stdout)["title"]
    first = bot(
        "init", "--yes", "--name", "lamps", "--categories", "cs.DC,cs.LG,cs.AI,cs.CL", *demo
    )
    assert (first.returncode, first.stderr) == (0, "")
    examined = bot("doctor", "--json", *demo)
    assert (examined.returncode, json.loads(examined.stdout)["findings"]) == (0, [])
    config = tmp_path / "config" / "lamps.toml"
    rule = '\n[rules.keywords]\n"llm or large language model" = 6\n'
    config.write_text(config.read_text("utf-8") + rule, encoding="utf-8")
    ran = bot("run", "--since", "7d", "--now", "2026-11-22", *demo)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "\n+- " in ran.stdout


def test_the_projects_addresses_are_those_that_the_build_is_given(
    wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert addresses(wheel) == []
    monkeypatch.setenv("PAPER_BOT_URL", "https://git.example.org/me/bot/")
    assert addresses(built(tmp_path)) == [
        "Project-URL: Changelog, https://git.example.org/me/bot/blob/HEAD/CHANGELOG.md",
        "Project-URL: Issues, https://git.example.org/me/bot/issues",
        "Project-URL: Repository, https://git.example.org/me/bot",
    ]
