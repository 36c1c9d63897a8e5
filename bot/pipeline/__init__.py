"""The road of a run, as a straight line: read, decide, sweep, steer, judge, edit, propose.

For: `run` and `sync`, and each decision on the way as a pure step. Promises: decides first, acts
later; a failed list does not stop the others. Never: touches network, disk or clock itself.
"""

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
from bot.pipeline.run import look_up, publish, read, run, sync
from bot.pipeline.stages import (
    STEP,
    DecidedList,
    Failure,
    Job,
    ListContext,
    Order,
    Subject,
    listed_of,
    subject_of,
    wanted_ids,
)
from bot.pipeline.steering import manners_of, steer, upkeep_of
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
    reasons_of,
    shared_root,
    to_look_at,
)
