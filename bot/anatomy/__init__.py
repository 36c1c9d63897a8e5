"""The parts of one entry's text: ids, links, labels, names, dates, venues, the title.

For: telling what the words of a single entry or heading are. Promises: reads text alone, changes
nothing. Never: looks at a whole list, or at more than the text it was given.
"""

from bot.anatomy.authors import NAME, are_names, authors_in, settle_authors, write_authors
from bot.anatomy.common_words import ABOUT_OTHERS, BLANKS, DETAIL, ENTITY, LITERAL, constants_of
from bot.anatomy.fields import (
    Field,
    dates_of,
    day_of,
    find_fields,
    own_fields,
    settle_date,
    shown_date,
    shown_year,
    without_day,
    write_date,
    write_venue,
)
from bot.anatomy.identity import (
    are_enough,
    arxiv_ids,
    copied_ids,
    dois,
    is_long,
    split_title,
    standing,
    title_key,
    urls,
    without_urls,
    words,
)
from bot.anatomy.labelled_lines import Form, form_of, left_open, tell_of_one_paper
from bot.anatomy.labels import (
    BESIDE_CODE,
    BESIDE_PROJECT,
    CODE_LABELS,
    PROJECT_LABELS,
    SAME_PAPER_LABELS,
    SURE_PAPER_LABELS,
    TAGS,
    is_tag,
    led_to_arxiv,
    promises_more,
)
from bot.anatomy.links import Link, find_links, served_form
from bot.anatomy.parts import Anatomy, dissect
from bot.anatomy.titles import MARKER, MOST_CHARS, body_of, title_of
from bot.anatomy.venue import Venue, own_phrases, venue_of, venue_phrases

__all__ = [
    "ABOUT_OTHERS",
    "BESIDE_CODE",
    "BESIDE_PROJECT",
    "BLANKS",
    "CODE_LABELS",
    "DETAIL",
    "ENTITY",
    "LITERAL",
    "MARKER",
    "MOST_CHARS",
    "NAME",
    "PROJECT_LABELS",
    "SAME_PAPER_LABELS",
    "SURE_PAPER_LABELS",
    "TAGS",
    "Anatomy",
    "Field",
    "Form",
    "Link",
    "Venue",
    "are_enough",
    "are_names",
    "arxiv_ids",
    "authors_in",
    "body_of",
    "constants_of",
    "copied_ids",
    "dates_of",
    "day_of",
    "dissect",
    "dois",
    "find_fields",
    "find_links",
    "form_of",
    "is_long",
    "is_tag",
    "led_to_arxiv",
    "left_open",
    "own_fields",
    "own_phrases",
    "promises_more",
    "served_form",
    "settle_authors",
    "settle_date",
    "shown_date",
    "shown_year",
    "split_title",
    "standing",
    "tell_of_one_paper",
    "title_key",
    "title_of",
    "urls",
    "venue_of",
    "venue_phrases",
    "without_day",
    "without_urls",
    "words",
    "write_authors",
    "write_date",
    "write_venue",
]
