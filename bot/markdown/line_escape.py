"""The one escaping of a line or cell of a list: Markdown held off, brackets closed."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from bot.core.plain import plain
from bot.core.remember import remembered
from bot.core.tex import readable

# The one way into a list file for text from arXiv: readable, as typed, and never alive.
#
# Escapes only what Markdown could act on, so that ordinary titles stay as a person types them.

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


# Whether an entry's text closes what it opens; it mends nothing.

FULL_WIDTH = tuple(zip("【（「『《〈［〔", "】）」』》〉］〕", strict=True))
"""Brackets of Chinese and Japanese text, each opening one with its closing one."""
# What is escaped, and the marker of an item below: none of them opens or closes anything.
_NO_MARKS = re.compile(r"\\.|&[#a-z0-9]+;|^[ \t]*\*[ \t]", re.MULTILINE)
# `<i>`, `</i>`, `<img src="a">`, `<br/>`; an address in angle brackets has a colon and is none.
_WHOLE_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-z][a-z0-9-]*)(?:\s[^<>]*)?(?P<void>/?)>", re.IGNORECASE
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]", re.ASCII)
_TICKS = re.compile(r"`+")
_ADDRESS = re.compile(r"https?://[^\s<>\"'\])]+")
# "](…" without its end; brackets may stand inside, one in another.
_TARGET = re.compile(r"\]\((?!(?:[^()\n]|\([^()\n]*\))*\))")
_ITEM = re.compile(r"^[ \t>]*[*+-][ \t]|(?<!\S)\*(?!\S)", re.MULTILINE)
_VOID = frozenset(
    "area base br col embed hr img input link meta source track wbr".split()
)  # HTML standard, 13.1.2


def is_balanced(text: str, titles: Iterable[str] = ()) -> bool:
    """Whether *text* closes the brackets, quotes and emphasis it opens, but for those of *titles*.

    The longer title comes first: the other one is a part of it.
    """
    title_here = next((title for title in map(list_text, titles) if title in text), "")
    around = _NO_MARKS.sub("", text.replace(title_here, "x") if title_here else text)
    strong = around.count("**")
    if strong % 2 or around.count("*") % 2 or around.count('"') % 2:
        return False
    if around.count("“") != around.count("”"):
        return False
    return all(around.count(a) == around.count(b) for a, b in ("[]", "()", "<>", *FULL_WIDTH))


def open_ends(text: str, *, html: bool = False) -> Counter[str]:
    """Return what *text* opens and does not close, or closes and did not open, each with its count.

    Tags are written as `<i>` and `</i>`; else it is a run of backticks, `**`, `*`, `~~`, `[`, `]`
    or `](`. Of raw *html*, where no Markdown is read, only tags are looked at.
    """
    text = _COMMENT.sub("", text)
    if html:
        return Counter(_open_tags(text))
    text, lone = _without_code(text)
    text = _ESCAPED.sub("", text)
    open_count = Counter([*_open_tags(text), *lone])
    bare = _ITEM.sub("", _ADDRESS.sub("", _WHOLE_TAG.sub("", text)))
    for sign in ("**", "~~", "*"):
        open_count[sign] += bare.count(sign) % 2
        bare = bare.replace(sign, "")
    open_count.update(_open_brackets(bare))
    open_count["]("] = len(_TARGET.findall(bare))
    return +open_count


def _without_code(text: str) -> tuple[str, list[str]]:
    """Return *text* without its code spans, and the backticks that neither open nor close one.

    CommonMark 0.31.2, section 6.1: a span ends with as many backticks as it began with.
    """
    runs = list(_TICKS.finditer(text))
    kept, lone, at, number = [], [], 0, 0
    while number < len(runs):
        run = runs[number]
        number += 1
        before = text[at : run.start()]
        escaped = (len(before) - len(before.rstrip("\\"))) % 2
        ticks = run[0][escaped:]
        last = next((n for n in range(number, len(runs)) if runs[n][0] == ticks), None)
        if not ticks or last is None:
            lone += [ticks] if ticks else []
            continue
        kept.append(text[at : run.start() + escaped])
        at, number = runs[last].end(), last + 1
    return "".join([*kept, text[at:]]), lone


def _open_tags(text: str) -> Iterator[str]:
    """Yield the tags of *text* without their partners, those that close another one too early."""
    opened: list[str] = []
    for tag in _WHOLE_TAG.finditer(text):
        name = tag["name"].lower()
        if name in _VOID or tag["void"]:
            continue
        if not tag["end"]:
            opened.append(name)
        elif name in opened:
            while (last := opened.pop()) != name:
                yield f"<{last}>"
        else:
            yield f"</{name}>"
    yield from (f"<{name}>" for name in opened)


def _open_brackets(text: str) -> Iterator[str]:
    depth = 0
    for char in text:
        if char == "[":
            depth += 1
        elif char == "]" and depth:
            depth -= 1
        elif char == "]":
            yield "]"
    yield from "[" * depth
