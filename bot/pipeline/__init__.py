"""The road of a run, as a straight line: read, decide, sweep, steer, judge, edit, propose.

For: `run` and `sync`, and each decision on the way as a pure step. Promises: decides first, acts
later; a failed list does not stop the others. Never: touches network, disk or clock itself.
"""

from bot.pipeline.conclude import publish, read
from bot.pipeline.keeping import manners_of, upkeep_of
from bot.pipeline.proposal_items import reasons_of
from bot.pipeline.report import (
    Polled,
    Report,
    ShownPapers,
    as_json,
    as_text,
    for_step_summary,
    for_terminal,
    polling_lines,
    pull_request_json,
    render,
    teaches_little,
)
from bot.pipeline.run import look_up, run
from bot.pipeline.stages import (
    DecidedList,
    Failure,
    Job,
    ListContext,
    Order,
    Subject,
)
from bot.pipeline.steering import steer
from bot.pipeline.steps import (
    ENOUGH_OLDER,
    Backgrounds,
    arrivals,
    best_of,
    budget_of,
    candidates_of,
    choose,
    judge_of,
    new_to,
    unwanted,
    wanted_of,
    why_not_judged,
)
from bot.pipeline.summary import (
    answers_of,
    as_bytes,
    heard_of,
    last_word,
    shared_root,
    to_look_at,
)
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
    "Polled",
    "Report",
    "ShownPapers",
    "Subject",
    "answers_of",
    "arrivals",
    "as_bytes",
    "as_json",
    "as_text",
    "best_of",
    "budget_of",
    "candidates_of",
    "choose",
    "for_step_summary",
    "for_terminal",
    "heard_of",
    "judge_of",
    "last_word",
    "listed_of",
    "look_up",
    "manners_of",
    "new_to",
    "polling_lines",
    "publish",
    "pull_request_json",
    "read",
    "reasons_of",
    "render",
    "run",
    "shared_root",
    "steer",
    "subject_of",
    "sync",
    "teaches_little",
    "to_look_at",
    "unwanted",
    "upkeep_of",
    "wanted_ids",
    "wanted_of",
    "why_not_judged",
]
