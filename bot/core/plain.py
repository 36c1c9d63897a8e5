"""Untrusted text made plain: the first step of every escaping function, never the only one."""

from __future__ import annotations

import json
import re
import unicodedata

LIST_NAME = "[a-z0-9]+(-[a-z0-9]+)*"
"""What may name a list (a regular expression): the same in a branch, a file name and a URL."""

NO_LISTS = frozenset({"node_modules", "vendor", "site-packages", "config", "venv"})
"""Folders in which nobody keeps a list."""
_DROPPED = {"Cc", "Cf", "Cs", "Co"}
# Blank characters that str.split does not treat as white space.
_BLANKS = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")
# Zero-width joiners are needed to write Persian, Indic scripts and emoji, and only between these.
_JOINER = re.compile("(?<=[^\x00-\x7f])[\u200c\u200d](?=[^\x00-\x7f])")

# What reStructuredText has and Markdown has not: `.. image::`, `:ref:` roles, `text <url>`_ links.
_RST = re.compile(
    r"^\.\. [\w-]+::|^\.\. _[^:\n]+:|`[^`<>\n]+ <https?://[^<>`\s]+>`_|:\w+:`[^`\n]+`", re.M
)
_MARKDOWN = re.compile(r"^#{1,6} |\]\(https?://", re.M)


def plain(text: str) -> str:
    """Return *text* on one line: no controls, bidi marks, tag characters or odd blanks; NFC."""
    line = " ".join(_BLANKS.sub(" ", text).split())
    if line.isascii() and line.isprintable():
        return line
    joiners = {match.start() for match in _JOINER.finditer(line)}
    visible = "".join(
        char
        for place, char in enumerate(line)
        if place in joiners or unicodedata.category(char) not in _DROPPED
    )
    return unicodedata.normalize("NFC", " ".join(visible.split()))


def shortened(text: str, longest: int) -> str:
    """Return *text* in at most *longest* characters, cut at a word and with "…" where it is cut."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    return f"{(head.rpartition(' ')[0] or head).rstrip(' ,;:(')}…"


def is_list_name(text: str) -> bool:
    """Return whether *text* may name a list."""
    return re.fullmatch(LIST_NAME, text) is not None


def toml_text(text: str) -> str:
    """Return *text* as a basic string of TOML: written as JSON, but for what JSON leaves bare.

    JSON's own escapes of emoji are halves of a pair, which TOML refuses.
    """
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def byte_lines(content: bytes) -> list[bytes]:
    """Return the lines of *content*, each with its line feed; the last may have none."""
    lines = content.split(b"\n")
    last = lines.pop()
    return [line + b"\n" for line in lines] + ([last] if last else [])


def is_markdown(path: str) -> bool:
    """Return whether a file can be a list; in other markup lines of Markdown would do harm."""
    return not path.lower().endswith(
        (".rst", ".adoc", ".asciidoc", ".org", ".html", ".htm", ".tex")
    )


def is_rst(text: str) -> bool:
    """Return whether *text* has more marks of reStructuredText than of Markdown."""
    return len(_RST.findall(text)) > len(_MARKDOWN.findall(text))


def to_markdown(path: str) -> str:
    """Return how the file *path*, of other markup, becomes one that can be a list."""
    stem, dot, end = path.rpartition(".")
    reader = "-f rst " if end.lower() == "md" else ""  # else pandoc knows by the name
    return f"convert it to Markdown: pandoc {reader}-t gfm {path} -o {stem if dot else path}.md"
