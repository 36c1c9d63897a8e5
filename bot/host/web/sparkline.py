"""A small bar chart as SVG, of figures only: no text from outside is in it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

HEIGHT = 32
"""Of the drawing, in its own units; a bar is four wide, with a gap of one."""
_STEP, _BAR = 5, 4  # units from bar to bar, and of a bar
_LEAST = 1.5  # units that a bar has which is not nothing


def sparkline(figures: Sequence[int], what: str) -> str:
    """Return *figures*, oldest first, as an SVG; *what* says in words of ours what they are."""
    most = max(figures, default=0)
    bars = "".join(
        f'<rect x="{place * _STEP}" y="{HEIGHT - high:.1f}" width="{_BAR}" height="{high:.1f}"/>'
        for place, figure in enumerate(figures)
        if (high := _height(figure, most))
    )
    width = max(1, len(figures) * _STEP - 1)
    title = f"{what}: {', '.join(map(str, figures))}" if figures else f"{what}: none"
    return (
        f'<svg class="spark" role="img" viewBox="0 0 {width} {HEIGHT}" width="{width * 2}"'
        f' height="{HEIGHT}" preserveAspectRatio="none"><title>{title}</title>'
        f'<path class="ground" d="M0 {HEIGHT}H{width}"/>{bars}</svg>'
    )


def _height(figure: int, most: int) -> float:
    return max(_LEAST, figure / most * (HEIGHT - 1)) if figure > 0 else 0.0
