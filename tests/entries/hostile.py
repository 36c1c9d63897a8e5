"""Hostile titles, and what must hold for each in every style: one more item, only its links."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import product

from bot.editing.edit import apply, plan
from bot.lists.reading import PaperList
from bot.markdown.rendering import Rendering
from classifier.papers.paper import SectionId
from tests.entries.styles import STYLES
from tests.makers import listing, paper, section_of

_BAITS = (
    *("](https://evil.example)", "[x](https://evil.example)", "![x](https://evil.example/x.png)"),
    *("<img src=x onerror=alert(1)>", "<b>bold", "</td></tr></table>", "</li></ul>", "<!--", "-->"),
    *("https://evil.example/a_b", "www.evil.example", "me@evil.example", "@everyone", "#12"),
    *("**", "__", "*_*", "~~", "```", "`", "$$x$$", "| a | b |", r"\\", "&lt;", "&#42;"),
    *("{{ site }}", "{% raw %}", "\u202e", "\u2028- x", "\t", "[^1]", "[x]: y", ":smile:"),
)
_FRAMES = (
    *("{} Hedges of the Far Garden", "Hedges of {} the Far Garden", "Hedges of the Far Garden {}"),
    *(
        "Hedges{}of the Far Garden",
        "Hedge: {} of the Far Garden",
        "{0} Hedges {0} of {0} the Far Garden",
    ),
    *(
        "1. Hedges {}: of the Far Garden",
        "- Hedges {} of the Far Garden",
        "# Hedges of the {}Far Garden",
    ),
    "Hedges *of the {} Far Garden",
)
TITLES = [frame.format(bait) for frame, bait in product(_FRAMES, _BAITS)]
_TAG = re.compile(r"<[^<>]*>")
_ALIVE = re.compile(r"(?<![\w./])@\w|:smile:")
"""What GitHub acts on, though the parser has passed it as text."""
_TEMPLATE = re.compile(r"\{[{%#]")
_UNLINKED = ("htmltable:bareurl", "htmllist:bareurl", ":idtext")
_ENTRIES = ("item", "row", "paragraph", "heading")


def fault_in(style: str, number: int) -> str:
    """Return what is wrong with title *number* in *style*, "" for nothing."""
    found, section, old = _list_in(style)
    new = paper(
        TITLES[number],
        f"2405.{number:05}",
        authors=["Ada Byron", "Bo Chen"],
        submitted="2024-05-07",
    )
    edit = plan(found, [(new, section)])
    if edit.refused:
        return edit.refused[0].why
    now = Rendering.of(apply(found.documents, edit)["LIST.md"].text_lines())
    gain = Counter(now.shape)
    gain.subtract(old.shape)
    urls = Counter(now.targets())
    urls.subtract(old.targets())
    if not any(gain[kind] > 0 for kind in _ENTRIES):
        return "no entry is gained"
    fewest = int(not style.endswith(_UNLINKED))
    if not fewest <= gain["link"] <= 1 or not 0 <= gain["image"] <= ("badge" in style):
        return f"{gain['link']} links and {gain['image']} images are gained"
    if any(count and new.id not in url for url, count in urls.items()):
        return "leads elsewhere"
    words = Counter(_ALIVE.findall(_TAG.sub("\0", "\n".join(now.html))))
    if words or _TEMPLATE.search(edit.inserts[0].text):
        return f"is alive: {', '.join(words) or 'a template tag'}"
    return ""


@lru_cache(maxsize=4)
def _list_in(style: str) -> tuple[PaperList, SectionId, Rendering]:
    found = listing(f"## S\n\n{STYLES[style]}\n## T\n")
    return found, section_of(found, "S"), Rendering.of(found.documents["LIST.md"].text_lines())
