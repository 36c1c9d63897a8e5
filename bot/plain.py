"""Untrusted text made plain: the first step of every escaping function, never the only one."""

from __future__ import annotations

import re
import unicodedata

_JOINERS = {"\u200c", "\u200d"}  # needed to write Persian, Indic scripts and emoji
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}
# Blank characters that str.split does not treat as white space.
_BLANKS = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")


def plain(text: str) -> str:
    """Return *text* on one line: no controls, bidi marks, tag characters or odd blanks; NFC."""
    words = _BLANKS.sub(" ", text).split()
    kept = "".join(c for c in " ".join(words) if c in _JOINERS or unicodedata.category(c) not in _DROPPED)
    return unicodedata.normalize("NFC", " ".join(kept.split()))
