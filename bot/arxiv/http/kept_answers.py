"""EDGE. Answers kept on disk with what HTTP needs to ask "has it changed?": RFC 9110, section 13.

Of arXiv's interfaces only the feeds say so (ETag). What is damaged or cannot be kept is not there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from bot.arxiv.store.kept_file import body_of, facts_of, keep_file

_LARGEST = 2**24  # bytes of an answer that is kept
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
        if not ask or len(body) > _LARGEST:
            return
        keep_file(self._file(url), {"url": url, "ask": ask}, body)

    def _file(self, url: str) -> Path:
        return self._folder / f"answer-{hashlib.sha256(url.encode()).hexdigest()[:16]}"
