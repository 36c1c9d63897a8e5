"""Text for a terminal or a workflow log: one escaping function for each of the two sinks."""

from __future__ import annotations

import json
import re
import unicodedata

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_KEPT = {"\n", "\t", "\u200c", "\u200d"}
# https://github.com/actions/runner, ActionCommand.cs: "::name" after white space at the start of
# a line, or "##[name]" anywhere in it, is a command to the runner.
_NEW_STYLE = re.compile(r"^([^\S\n]*):(?=:)", re.MULTILINE)
_OLD_STYLE = re.compile(r"#(?=#\[)")


def terminal_text(text: str) -> str:
    """Return *text* with every control, escape and bidi character shown as its code point.

    Line feeds and tabs stay; a carriage return before a line feed goes.
    """
    return "".join(map(_visible, text.replace("\r\n", "\n")))


def log_text(text: str) -> str:
    """Return *text* for a GitHub Actions log: as for a terminal, and no workflow command lives."""
    shown = terminal_text(text)
    return _OLD_STYLE.sub("#\u2060", _NEW_STYLE.sub("\\1:\u2060", shown))


def json_line(value: object) -> str:
    """Return *value* as JSON on one ASCII line that no terminal or runner takes for a command."""
    return json.dumps(value).replace("##[", "##\\u005b")


def _visible(char: str) -> str:
    if char in _KEPT or unicodedata.category(char) not in _HIDDEN:
        return char
    return char.encode("unicode_escape").decode()
