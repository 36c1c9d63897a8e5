"""The only room that changes the bytes of a list.

For: planning an edit, proving it, applying it, and taking entries out again. Promises: insertions
only, read and rendered again before use, or a refusal that says why. Never: rewrites a person's
line.
"""

from bot.editing.diff import count_changes, unified_diff
from bot.editing.edit import (
    Edit,
    Taken,
    apply,
    check,
    entry_of,
    gap_of,
    move,
    plan,
    take_out,
    text_of,
)
from bot.editing.left_open import StyleShare, left_open
from bot.editing.row_gaps import Gap
from bot.editing.self_test import (
    LearntTemplate,
    WrittenAgain,
    learnt_templates,
    misfit,
    self_test,
    written_again,
)
from bot.editing.survey import SectionSurvey, survey
from bot.editing.upkeep import unnumbered
from bot.markdown import Insert
