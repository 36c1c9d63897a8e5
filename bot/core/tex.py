"""TeX in titles and names as plain text: accents, Greek letters, commands."""

from __future__ import annotations

import re
import unicodedata

# TeX accents and letters made readable: `J{\o}rgen Erd\H{o}s` becomes Jørgen Erdős.
#
# Feeds and snapshots give names and titles as they were typed. It is no TeX parser, and keeps what
# it does not know.

_MARKS = (
    "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0323\u0327\u0328\u0331"
)
_COMBINING = dict(zip("`'^~=u.\"rHvdckb", _MARKS, strict=True))
_NAMES = ("aa", "AA", "ae", "AE", "oe", "OE", "o", "O", "l", "L", "ss", "dj", "DJ", "i", "j")
_LETTERS = dict(zip(_NAMES, "åÅæÆœŒøØłŁßđĐ\u0131\u0237", strict=True))
# An accent named by a letter needs a brace or a space before its base: \c{c}, \c c, but \'e. Two
# backslashes end a line.
_ACCENT = re.compile(
    r"(?P<brace>\{)?(?<!\\)\\(?:(?P<sign>[`'^~=.\"])|(?P<name>[uvHcdbrk])(?=[{ ])[ ]?)"
    r"(?:\{\\?(?P<a>[A-Za-z])\}|\\?(?P<b>[A-Za-z]))(?(brace)\})"
)
# An \o, \ss{} or {\AA} of TeX, with what ends its name.
_LETTER = re.compile(
    r"(?P<brace>\{)?(?<!\\)\\(?P<name>aa|AA|ae|AE|oe|OE|o|O|l|L|ss|dj|DJ|i|j)(?![A-Za-z])"
    r"(?:\{\}| )?(?(brace)\})"
)


def with_accents(text: str) -> str:
    """Return *text* with its TeX accents and letters as Unicode."""
    return _LETTER.sub(lambda match: _LETTERS[match["name"]], _ACCENT.sub(_accented, text))


def name_without_tex(name: str) -> str:
    """Return *name* with its TeX as Unicode (NFC); as it is if some of it is not known."""
    if "\\" not in name:
        return name
    plain = with_accents(name)
    if "\\" in plain:
        return name
    return unicodedata.normalize("NFC", plain.translate({ord("{"): None, ord("}"): None}))


def _accented(match: re.Match[str]) -> str:
    mark = _COMBINING[match["sign"] or match["name"]]
    return unicodedata.normalize("NFC", (match["a"] or match["b"]) + mark)


# TeX in titles made readable: `M$^3$CoT` becomes M³CoT, `$\alpha$-Flow` α-Flow.
#
# What it does not know it leaves as it stands; it is no TeX parser.

_MATHS = re.compile(r"(?<!\\)\$([^$]{1,80})\$")
_TEX_NAMES = """
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma
    sigma tau upsilon phi chi psi omega
""".split()
_COMMANDS = {name: chr(0x3B1 + index) for index, name in enumerate(_TEX_NAMES)}
GREEK = dict(_COMMANDS) | {"varepsilon": "ε", "varphi": "φ", "vartheta": "θ"}
"""The small Greek letters by their TeX names."""
_COMMANDS |= {name.capitalize(): letter.upper() for name, letter in _COMMANDS.items()}
_SIGNS = """
    varepsilon ε varphi φ infty ∞ times × to → rightarrow → leftarrow ← leq ≤ le ≤ geq ≥ ge ≥
    neq ≠ ell ℓ pm ± approx ≈ sim ~ cdot · circ ° star ⋆ ast * in ∈ partial ∂ nabla ∇ sqrt √
    ldots … dots … cdots …
""".split()
_COMMANDS |= dict(zip(_SIGNS[::2], _SIGNS[1::2], strict=True))
# `\mathcal{A}`, `\textbf{word}`: a font, and what is set in it.
_FONT = re.compile(r"\\(?:math|text)(?:cal|bf|rm|it|sf|tt|bb|frak|scr|sc|normal)?\s*\{([^{}]*)\}")
# `\emph{word}`, `\underline{W}ord`
_EMPHASIS = re.compile(
    r"\\(?:emph|underline|uline|ul|mbox|operatorname|boldsymbol|bm)\s*\{([^{}]*)\}"
)
# `{\em word}`, `\textcolor{black}{word}`
_DRESSED = re.compile(
    r"\{\\(?:em|bf|it|sc|tt|sf|rm)\s+([^{}]*)\}|\\(?:textcolor|href)\s*\{[^{}]*\}\s*\{([^{}]*)\}"
)
_DEEPEST = 3  # one in another
_COMMAND = re.compile(r"\\([A-Za-z]+)\s?")
_RAISED = re.compile(r"\^(?:\{([0-9n+\-]{1,4})\}|([0-9n+\-]))")
_LOWERED = re.compile(r"_(?:\{([0-9+\-]{1,4})\}|([0-9]))")
_UP = str.maketrans("0123456789n+-", "⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ⁺⁻")
_DOWN = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_ESCAPED = re.compile(r"\\([&%#_$])")
# `~\citep[p. 3]{mouse2020}`: what stands elsewhere in the paper.
_REFERENCE = re.compile(
    r"[~ ]?\\(?:cite[a-z]*|(?:eq|auto|c)?ref|label|footnote)\*?"
    r"(?:\[[^\]]{0,80}\]){0,2}\s?\{[^{}]{0,400}\}",
    re.IGNORECASE,
)
_BREAK = re.compile(r"\s*\\\\(?=\s|$)")


def readable(text: str) -> str:
    """Return *text* with its TeX as plain characters, where there are such."""
    if "\\" not in text and "$" not in text:
        return text
    text = _BREAK.sub("", _MATHS.sub(_inside, _REFERENCE.sub("", text)))
    text = _ESCAPED.sub(r"\1", with_accents(text))
    for _ in range(_DEEPEST):
        text = _DRESSED.sub(r"\1\2", _EMPHASIS.sub(r"\1", _FONT.sub(r"\1", text)))
    return text


def _inside(match: re.Match[str]) -> str:
    """Return what stands between two dollar signs; as it was if that is no formula."""
    inner = match[1]
    if " " in inner.strip() and not re.search(r"[\\^_{}]", inner):
        return match[0]
    inner = _EMPHASIS.sub(r"\1", _FONT.sub(r"\1", inner))
    inner = _COMMAND.sub(lambda m: _COMMANDS.get(m[1], m[1]), inner)
    inner = _RAISED.sub(lambda m: (m[1] or m[2]).translate(_UP), inner)
    inner = _LOWERED.sub(lambda m: (m[1] or m[2]).translate(_DOWN), inner)
    return re.sub(r"[{}]", "", inner).strip()
