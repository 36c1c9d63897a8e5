"""Links that do not work, line by line, with the line put right where there is no doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SPACED = re.compile(r"(?<=\])[ \t]+(?=\((?:https?://|www\.|arxiv\.org/)[^\s()]+\))")
_NO_LABEL = re.compile(r"(?<!!)\[[ \t]*\]\([^()\s]+\)")
_NO_TARGET = re.compile(r"(?<!!)\[[^\[\]]*\]\([ \t]*\)")
_OPEN_END = re.compile(r"\]\([ \t]*https?://[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*[ \t]*$")
_NO_SCHEME = re.compile(
    r"(?<=\]\()[ \t]*(?=(?:www\.|(?:export\.)?arxiv\.org/|doi\.org/)[^\s()]+\))"
)
_ABSTRACT_PDF = re.compile(r"(arxiv\.org/)abs(/\d{4}\.\d{4,5}(?:v\d+)?\.pdf)(?![\w/])")
_CODE = re.compile(r"`[^`]*`")
_MENDS = (
    (_SPACED, "", "a blank between ] and ( makes it text, not a link"),
    (_NO_SCHEME, "https://", "a link without https:// leads into this repository"),
    (_ABSTRACT_PDF, r"\1pdf\2", "arXiv has no such address; PDFs are under /pdf/"),
)
_TOLD = (
    (_NO_LABEL, True, "a link without a text cannot be clicked; write the title between [ and ]"),
    (_OPEN_END, True, "a link that is never closed; write ) after its address"),
    (_NO_TARGET, False, "a link without an address; write it between ( and ), or take it out"),
)


@dataclass(frozen=True, slots=True)
class LinkFinding:
    """What is wrong with the links of a line; `mended` is the line put right, if it can be."""

    text: str
    is_error: bool
    mended: str | None = None


def broken_links(line: str, below: str = "") -> Iterator[LinkFinding]:
    """Yield what is wrong with the links in *line*; *below* is the line after it."""
    if "](" not in line and "] " not in line and "]\t" not in line:
        return
    mended, why = line, list[str]()
    for pattern, to, trouble in _MENDS:
        if pattern.search(_CODE.sub("", mended)):
            mended, why = pattern.sub(to, mended), [*why, trouble]
    if why:
        yield LinkFinding("; ".join(why), True, None if "`" in line else mended)
    bare = _CODE.sub("code", line)
    for pattern, is_error, text in _TOLD:
        continues = pattern is _OPEN_END and below.lstrip().startswith((")", '"', "'"))
        if pattern.search(bare) and not continues:
            yield LinkFinding(text, is_error)
