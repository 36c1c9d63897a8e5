"""Untrusted text for an HTML page: the one escaping function of this sink. Pure."""

from __future__ import annotations

from html import escape

from bot.core.plain import plain


def html_text(text: str) -> str:
    """Return *text* for the inside of an element or of a quoted attribute: shown, never alive."""
    return escape(plain(text), quote=True)
