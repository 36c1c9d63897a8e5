"""The road of a run, as a straight line: read, decide, sweep, steer, judge, edit, propose.

For: `run` and `sync`, and each decision on the way as a pure step. Promises: decides first, acts
later; a failed list does not stop the others. Never: touches network, disk or clock itself.
"""

from bot.pipeline.conclude import read
from bot.pipeline.polling_report import polling_lines
from bot.pipeline.proposal_items import reasons_of
from bot.pipeline.report import Report, as_json, as_text, for_step_summary, for_terminal, render
from bot.pipeline.run import look_up, run
from bot.pipeline.stages import (
    DecidedList,
    Failure,
    Job,
    ListContext,
    Order,
    Subject,
    manners_of,
)
from bot.pipeline.steering import steer
from bot.pipeline.steps import (
    ENOUGH_OLDER,
    Backgrounds,
    best_of,
    budget_of,
    candidates_of,
    choose,
    judge_of,
    new_to,
    unwanted,
    upkeep_of,
    wanted_of,
    why_not_judged,
)
from bot.pipeline.summary import as_bytes
from bot.pipeline.sync import sync
from bot.pipeline.training_data import STEP, listed_of, subject_of, wanted_ids

__all__ = [
    "ENOUGH_OLDER",
    "STEP",
    "Backgrounds",
    "DecidedList",
    "Failure",
    "Job",
    "ListContext",
    "Order",
    "Report",
    "Subject",
    "as_bytes",
    "as_json",
    "as_text",
    "best_of",
    "budget_of",
    "candidates_of",
    "choose",
    "for_step_summary",
    "for_terminal",
    "judge_of",
    "listed_of",
    "look_up",
    "manners_of",
    "new_to",
    "polling_lines",
    "read",
    "reasons_of",
    "render",
    "run",
    "steer",
    "subject_of",
    "sync",
    "unwanted",
    "upkeep_of",
    "wanted_ids",
    "wanted_of",
    "why_not_judged",
]
