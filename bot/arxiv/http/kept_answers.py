"""EDGE: small files that all processes share; answers that asked for patience, in one."""

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


# . Answers kept on disk with what HTTP needs to ask "has it changed?": RFC 9110, section 13.
#
# Of arXiv's interfaces only the feeds say so (ETag). What is damaged or cannot be kept is not
# there.

_KEPT_ANSWERS_LARGEST = 2**24  # bytes of an answer that is kept
_QUESTIONS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}


class KeptAnswers:
    """The last answer of each address, in *folder*."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, url: str) -> tuple[dict[str, str], bytes]:
        """Return the headers that ask whether *url* has changed, and what it said; empty if new."""
        facts, body = facts_of(self._file(url)), body_of(self._file(url))
        ask = facts.get("ask")
        if body is None or facts.get("url") != url or not isinstance(ask, dict):
            return {}, b""
        return {str(name): str(value) for name, value in ask.items()}, body

    def keep(self, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """Keep *body*, the answer of *url*, if its *headers* let us ask for changes later."""
        ask = {ours: headers[name] for name, ours in _QUESTIONS.items() if headers.get(name)}
        if not ask or len(body) > _KEPT_ANSWERS_LARGEST:
            return
        keep_file(self._file(url), {"url": url, "ask": ask}, body)

    def _file(self, url: str) -> Path:
        return self._folder / f"answer-{hashlib.sha256(url.encode()).hexdigest()[:16]}"
