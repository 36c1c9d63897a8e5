"""The parts of one entry's text: ids, links, labels, names, dates, venues, the title.

For: telling what the words of a single entry or heading are. Promises: reads text alone, changes
nothing. Never: looks at a whole list, or at more than the text it was given.
"""

from bot.anatomy.authors import (
    NAME,
    are_names,
    authors_in,
    others_of,
    settle_authors,
    standing,
    write_authors,
)
from bot.anatomy.common_words import ABOUT_OTHERS, BLANKS, DETAIL, ENTITY, LITERAL, constants_of
from bot.anatomy.fields import (
    Field,
    Venue,
    dates_of,
    day_of,
    find_fields,
    own_fields,
    own_phrases,
    settle_date,
    shown_date,
    shown_year,
    venue_called,
    venue_of,
    venue_phrases,
    without_day,
    write_date,
    write_venue,
)
from bot.anatomy.identity import (
    Link,
    are_enough,
    arxiv_ids,
    copied_ids,
    dois,
    find_links,
    is_long,
    served_form,
    split_title,
    title_key,
    urls,
    without_urls,
    words,
)
from bot.anatomy.parts import (
    BESIDE_CODE,
    BESIDE_PROJECT,
    CODE_LABELS,
    MARKER,
    MOST_CHARS,
    PROJECT_LABELS,
    SAME_PAPER_LABELS,
    SURE_PAPER_LABELS,
    TAGS,
    Anatomy,
    Entry,
    EntryKind,
    Facts,
    Form,
    body_of,
    dissect,
    form_of,
    is_tag,
    led_to_arxiv,
    left_open,
    naming_of,
    promises_more,
    tell_of_one_paper,
    title_of,
)
