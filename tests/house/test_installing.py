"""Installing from a lock takes what is locked, whatever pip is there and whatever came out since.

Without a network, since `make` has fetched the oldest pip before: for every pin an empty wheel is
made up, a newer release of it, and a copy of the lock with the hash of the former. Each locked
release asks for the newer release of another, so that a pip which resolves anything can only fail.
The commands are those that people and machines run: of make, of the Action, of the image, of the
workflows and of the docs.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tests.conftest import ROOT
from tests.locked import LOCKS, pins

NEWER = "9999"
IDLE = {"-q", "-qq", "--quiet", "--no-cache-dir", "--no-compile"}
# The wheel that `make` lays beside the environment. On Python 3.12 the first pip that runs is 23.2.
OLDEST = Path(sys.prefix) / "pip" / "pip-23.0.1-py3-none-any.whl"
OLDEST_RUNS = sys.version_info < (3, 12)


def wheel(folder: Path, name: str, version: str, requires: str = "") -> str:
    """Make up an empty wheel; its SHA-256."""
    stem = f"{re.sub('[-.]', '_', name)}-{version}"
    text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{requires}"
    tags = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    path = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as file:
        for part, content in (("METADATA", text), ("WHEEL", tags), ("RECORD", "")):
            file.writestr(zipfile.ZipInfo(f"{stem}.dist-info/{part}"), content)
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the made-up wheels, and the locks as they would be for them."""
    folder = tmp_path_factory.mktemp("shelf")
    everything = pins(LOCKS[2])
    digests = {}
    for pin, other in zip(everything, everything[1:] + everything[:1], strict=True):
        wheel(folder, pin.name, NEWER)
        needs = f"Requires-Dist: {other.name}>={NEWER}\n"
        digests[pin.name, pin.version] = wheel(folder, pin.name, pin.version, needs)
    for lock in LOCKS:
        with (folder / lock).open("w", encoding="utf-8") as file:
            for pin in pins(lock):
                extras = f"[{','.join(sorted(pin.extras))}]" if pin.extras else ""
                marker = f" ; {pin.marker}" if pin.marker else ""
                digest = digests[pin.name, pin.version]
                print(
                    f"{pin.name}{extras}=={pin.version}{marker} --hash=sha256:{digest}", file=file
                )
    return folder


def texts() -> Iterator[tuple[str, str]]:
    """Every place that may say how to install, and what it says."""
    made = subprocess.run(
        ["make", "--dry-run", "--always-make", ".venv/.dev"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    yield "make", made.stdout
    files = [ROOT / name for name in ("action.yml", "Dockerfile", "README.md", "CONTRIBUTING.md")]
    for path in (
        files + sorted(ROOT.glob(".github/workflows/*.yml")) + sorted(ROOT.glob("docs/*.md"))
    ):
        yield path.name, path.read_text(encoding="utf-8")


def commands() -> list[tuple[str, str]]:
    """Where `pip install` is told a lock, and what: only what bears on which releases it takes."""
    found = []
    for place, text in texts():
        joined = re.sub(r"\\\n\s*", "", text)
        for line in re.findall(r'(?m)\bpip"?(?: -\S+)* install (.*?)(?:&&|;|`|$)', joined):
            words = [word for word in shlex.split(line) if word not in IDLE]
            names = [Path(word).name if word.endswith(".lock") else word for word in words]
            if ".lock" in line:
                found.append((place, " ".join(names)))
    return found


COMMANDS = commands()
DIFFERENT = sorted({line for _, line in COMMANDS})


def locks_in(line: str) -> list[str]:
    return [word for word in line.split() if word in LOCKS]


def rewritten(line: str, shelf: Path) -> list[str]:
    """The command's own arguments, with the made-up locks in place of ours."""
    words = [str(shelf / word) if word in LOCKS else word for word in line.split()]
    return [*words, "--no-index", f"--find-links={shelf}"]


def taken(line: str, shelf: Path, report: Path, python_path: str | None) -> dict[str, str]:
    """What pip would install for this command, in an empty environment."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PIP_") and name != "PYTHONPATH"
    }
    clean |= {"PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    if python_path is not None:
        clean["PYTHONPATH"] = python_path
    would = ["--dry-run", "--ignore-installed", "--quiet", "--report", str(report)]
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", *rewritten(line, shelf), *would],
        env=clean,
        cwd=report.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    content = json.loads(report.read_text(encoding="utf-8"))
    found = [item["metadata"] for item in content["install"]]
    return {canonicalize_name(item["name"]): item["version"] for item in found}


@pytest.fixture(scope="module")
def oldest(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The oldest pip that we support, unpacked, as a PYTHONPATH."""
    if not OLDEST.exists() and not os.environ.get("CI"):
        pytest.skip("`make .venv/.dev` fetches pip 23.0.1")
    folder = tmp_path_factory.mktemp("pip")
    with zipfile.ZipFile(OLDEST) as file:
        file.extractall(folder)
    return str(folder)


def locked(line: str) -> dict[str, str]:
    return {pin.name: pin.version for lock in locks_in(line) for pin in pins(lock) if pin.applies()}


def test_make_the_action_the_image_and_the_docs_install_from_locks() -> None:
    places = {place: set[str]() for place, _ in COMMANDS}
    for place, line in COMMANDS:
        places[place] |= set(locks_in(line))
    assert places["make"] == set(LOCKS[:3])
    assert places["action.yml"] == set(LOCKS[:2])
    assert places["Dockerfile"] == set(LOCKS) - {LOCKS[0], LOCKS[2]}
    assert "installing.md" in places


@pytest.mark.parametrize("line", DIFFERENT)
def test_the_pip_that_is_here_takes_what_is_locked(line: str, shelf: Path, tmp_path: Path) -> None:
    assert taken(line, shelf, tmp_path / "report.json", None) == locked(line)


@pytest.mark.skipif(not OLDEST_RUNS, reason="pip 23.0.1 does not run on Python 3.12")
@pytest.mark.parametrize("line", DIFFERENT)
def test_the_oldest_pip_takes_what_is_locked(
    line: str, shelf: Path, oldest: str, tmp_path: Path
) -> None:
    assert taken(line, shelf, tmp_path / "report.json", oldest) == locked(line)
