"""The one way into a list file for text from arXiv: readable, as typed, and never alive.

Escapes only what Markdown could act on, so that ordinary titles stay as a person types them.
"""

from __future__ import annotations

import html
import re

from bot.core.plain import plain
from bot.core.remember import remembered
from bot.markdown.tex import readable

# "R&D" is no reference; one needs its semicolon, which may stand in the next part of the entry.
_ENTITY = re.compile(r"&(?=#?[A-Za-z0-9]{1,32}(?:;|$))")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_BACKSLASH = re.compile(r"\\(?=[!-/:-@\[-`{-~]|$)", re.ASCII)
# A "$" or "~" alone is harmless, but its partner may stand in another part of the entry.
_ALWAYS = re.compile(r"[`\[\]$~]")
_STAR = re.compile(r"(?<=\S)\*|\*(?=\S)")
# Between two letters or digits an underscore is just that (CommonMark 0.31.2, section 6.2).
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_SCHEME = re.compile(r"(?<=[A-Za-z]):(?=//)|(?<=xmpp):|(?<=mailto):", re.IGNORECASE)
_WWW = re.compile(r"(?<=www)\.", re.IGNORECASE)
_MAIL = re.compile(r"(?<=[\w.+-])@(?=[\w-]+\.)|(?<!\w)@(?=\w)")
# What GitHub shows as an emoji: a code between two colons.
_EMOJI = re.compile(r":(?=[a-z+-][a-z0-9_+-]*:)")
_TEMPLATE = re.compile(r"(?<=\{)[{%#]")
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")


def list_text(text: str, *, at_start: bool = False) -> str:
    """Return *text* for a line of Markdown; *at_start* when a line or item begins with it.

    What comes out is one line and renders as text alone: no link, image, HTML, emphasis,
    code, strikethrough, mathematics, mention, emoji or template tag.
    """
    text = _inert(text)
    return _safe_start(text) if at_start else text


@remembered(chars=500, texts=4096)
def _inert(text: str) -> str:
    text = _BACKSLASH.sub(r"\\\\", readable(plain(text)))
    text = _TAG.sub("&lt;", _ENTITY.sub("&amp;", text))
    text = _ALWAYS.sub(lambda match: "\\" + match[0], text)
    text = _UNDERSCORE.sub(r"\\_", _STAR.sub(r"\\*", text))
    text = _WWW.sub("&#46;", _SCHEME.sub("&#58;", text))
    text = _EMOJI.sub(":<!-- -->", text)
    return _TEMPLATE.sub(lambda match: f"&#{ord(match[0])};", _MAIL.sub("@<!-- -->", text))


def table_cell(text: str) -> str:
    """Return *text* for a cell of a Markdown table: as `list_text`, and no pipe ends the cell."""
    return list_text(text).replace("|", "\\|")


def html_text(text: str, *, quoted: bool = False) -> str:
    """Return *text* for raw HTML in a list: text alone, in content or in *quoted* attributes."""
    text = _EMOJI.sub(":<!-- -->", html.escape(readable(plain(text)), quote=quoted))
    return _TEMPLATE.sub(lambda match: f"&#{ord(match[0])};", _MAIL.sub("@<!-- -->", text))


def _safe_start(text: str) -> str:
    """Keep the first characters of a line from making it a heading, list, quote or rule."""
    if match := _NUMBER.match(text):
        return f"{match[1]}\\{text[match.end(1) :]}"
    if re.match(r"[>=~|:]|#{1,6}(?:\s|$)|[-+*](?:\s|$)|-{2,}", text):
        return "\\" + text
    return text
