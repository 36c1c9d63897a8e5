"""TeX in titles made readable: `M$^3$CoT` becomes M³CoT, `$\\alpha$-Flow` α-Flow.

What it does not know it leaves as it stands; it is no TeX parser.
"""

from __future__ import annotations

import re

from bot.core.tex_accents import with_accents

_MATHS = re.compile(r"(?<!\\)\$([^$]{1,80})\$")
_NAMES = """
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma
    sigma tau upsilon phi chi psi omega
""".split()
_COMMANDS = {name: chr(0x3B1 + index) for index, name in enumerate(_NAMES)}
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
