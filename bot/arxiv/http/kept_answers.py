"""EDGE. Answers kept on disk with what HTTP needs to ask "has it changed?": RFC 9110, section 13.

Of arXiv's interfaces only the feeds say so (ETag). What is damaged or cannot be kept is not there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import zstandard

from bot.core.replace_files import NotWrittenError, replace_files

_LARGEST = 2**24  # bytes of an answer that is kept
_QUESTIONS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}


class KeptAnswers:
    """The last answer of each address, in *folder*."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, url: str) -> tuple[dict[str, str], bytes]:
        """Return the headers that ask whether *url* has changed, and what it said; empty if new."""
        with contextlib.suppress(OSError, ValueError, TypeError, zstandard.ZstdError):
            head, _, packed = self._file(url).read_bytes().partition(b"\n")
            facts = json.loads(head)
            body = zstandard.decompress(packed, max_output_size=_LARGEST)
            if facts["url"] == url and facts["sha256"] == hashlib.sha256(body).hexdigest():
                asked = {str(name): str(value) for name, value in facts["ask"].items()}
                return asked, body
        return {}, b""

    def keep(self, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """Keep *body*, the answer of *url*, if its *headers* let us ask for changes later."""
        ask = {ours: headers[name] for name, ours in _QUESTIONS.items() if headers.get(name)}
        if not ask or len(body) > _LARGEST:
            return
        facts = {"url": url, "ask": ask, "sha256": hashlib.sha256(body).hexdigest()}
        raw = json.dumps(facts).encode() + b"\n" + zstandard.compress(body, 1)
        with contextlib.suppress(OSError, NotWrittenError):
            self._folder.mkdir(parents=True, exist_ok=True)
            replace_files({self._file(url): raw})

    def _file(self, url: str) -> Path:
        return self._folder / f"answer-{hashlib.sha256(url.encode()).hexdigest()[:16]}"
