"""A small list about kitchens, and its parts as the room sees them."""

from __future__ import annotations

from bot.lists import PaperList, read_list
from bot.markdown import Document
from bot.onboarding.recognising import PaperSection, shelves_of

KITCHEN = """# Kitchens

## Contents

- [Kettles](#kettles)

## Kettles

- [Copper kettle physics](https://arxiv.org/abs/2401.00001)
- [Quiet kettle design](https://arxiv.org/abs/2401.00002)
- [Steam in pots](https://arxiv.org/abs/2401.00003)
- [Boiling soon](https://arxiv.org/abs/2401.00004)

## Bread

- [Sour dough fermentation at home](https://arxiv.org/abs/2402.00001)
- [Sour dough fermentation in space](https://arxiv.org/abs/2402.00002)

## Induction hobs

## Others
"""


def listing(text: str = KITCHEN) -> PaperList:
    return read_list([Document.parse(text.encode(), name="README.md")])


def shelf(name: str, text: str = KITCHEN) -> PaperSection:
    return next(one for one in shelves_of(listing(text)) if one.section.path[-1] == name)
