"""Reference links: `[Title][r]` or `[Title]`, with `[r]: https://…` elsewhere in the file.

It tells which addresses a text refers to; what stands in code or comments defines nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.markdown.outline import Outline

# CommonMark 0.31.2, sections 4.7 and 6.3: the first definition counts, case and blanks do not.
_DEFINITION = re.compile(r" {0,3}\[(?!\^)([^\[\]]{1,999})\]:[ \t]*<?([^\s<>]+)")
_USE = re.compile(r"\[([^\[\]]{1,999})\](?:\[([^\[\]]{0,999})\]|(?![(:]))")
# `[Title][r]`, `[[pdf]][r]`: the words in their brackets, and the label.
_FULL = re.compile(
    r"(?P<words>\[(?:[^\[\]]|\[[^\[\]]{0,999}\]){1,999}\])\[(?P<label>[^\[\]]{1,999})\](?!\()"
)


def definitions_of(outline: Outline) -> dict[str, str]:
    """Return the addresses that the file of *outline* defines, by folded label."""
    found: dict[str, str] = {}
    for number, line in enumerate(outline.lines, 1):
        if "]:" in line and number not in outline.hidden:
            match = _DEFINITION.match(line)
            if match:
                found.setdefault(folded_label(match[1]), match[2])
    return found


def referred(text: str, definitions: Mapping[str, str]) -> str:
    """Return the addresses that *text* refers to, one a line; "" for none."""
    if not definitions or "[" not in text:
        return ""
    labels = (folded_label(match[2] or match[1]) for match in _USE.finditer(text))
    return "\n".join(dict.fromkeys(definitions[label] for label in labels if label in definitions))


def folded_label(label: str) -> str:
    """Return what two spellings of a reference label have in common."""
    return " ".join(label.split()).casefold()


def inlined(text: str, definitions: Mapping[str, str]) -> str:
    """Return *text* with an address in brackets for each `[words][label]` that is defined."""

    def written(match: re.Match[str]) -> str:
        url = definitions.get(folded_label(match["label"]))
        return f"{match['words']}({url})" if url else match[0]

    return _FULL.sub(written, text) if definitions else text
