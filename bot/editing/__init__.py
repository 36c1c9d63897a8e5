"""The only room that changes the bytes of a list.

For: planning an edit, proving it, applying it, and taking entries out again. Promises: insertions
only, read and rendered again before use, or a refusal that says why. Never: rewrites a person's
line.
"""

from bot.editing.diff import count_changes, unified_diff
from bot.editing.edit import Edit, Insert, apply, check, plan
from bot.editing.following.numbers import unnumbered
from bot.editing.learnt_templates import LearntTemplate, learnt_templates
from bot.editing.left_open import left_open
from bot.editing.removal import Taken, entry_of, gap_of, move, take_out, text_of
from bot.editing.row_gaps import Gap
from bot.editing.self_test import StyleShare, WrittenAgain, self_test, written_again
from bot.editing.survey import SectionSurvey, survey
from bot.editing.template_trial import misfit

__all__ = [
    "Edit",
    "Gap",
    "Insert",
    "LearntTemplate",
    "SectionSurvey",
    "StyleShare",
    "Taken",
    "WrittenAgain",
    "apply",
    "check",
    "count_changes",
    "entry_of",
    "gap_of",
    "learnt_templates",
    "left_open",
    "misfit",
    "move",
    "plan",
    "self_test",
    "survey",
    "take_out",
    "text_of",
    "unified_diff",
    "unnumbered",
    "written_again",
]
