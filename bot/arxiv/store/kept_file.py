"""EDGE. A file that may be lost: a line of facts about what follows, packed. Damage is no file."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import zstandard

from bot.core.replace_files import NotWrittenError, replace_files

_LARGEST = 2**28  # bytes, unpacked
_DAMAGE = (OSError, ValueError, RecursionError, MemoryError)


def facts_of(path: Path) -> dict[str, object]:
    """Return what the file says of itself; nothing where there is none."""
    with contextlib.suppress(*_DAMAGE), path.open("rb") as file:
        facts = json.loads(file.readline(_LARGEST))
        if isinstance(facts, dict):
            return facts
    return {}


def body_of(path: Path) -> bytes | None:
    """Return what was kept, None where that cannot be had whole."""
    with contextlib.suppress(*_DAMAGE, KeyError, TypeError, zstandard.ZstdError):
        head, _, packed = path.read_bytes().partition(b"\n")
        if zstandard.get_frame_parameters(packed).content_size > _LARGEST:
            return None
        body = zstandard.decompress(packed, max_output_size=_LARGEST)
        if json.loads(head)["sha256"] == hashlib.sha256(body).hexdigest():
            return body
    return None


def keep_file(path: Path, facts: Mapping[str, object], body: bytes) -> None:
    """Keep *body* with *facts*, if the disk lets us."""
    head = json.dumps({**facts, "sha256": hashlib.sha256(body).hexdigest()}).encode()
    with contextlib.suppress(OSError, NotWrittenError):
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_files({path: head + b"\n" + zstandard.compress(body, 1)})
