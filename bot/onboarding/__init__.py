"""From a list to its first config and workflows, and what would keep a run from working.

For: `bot init` and `bot doctor`. Promises: what it writes is read by a run as it is meant, and
nothing is found wrong with it. Never: touches disk, network or clock, or judges a paper.
"""

from bot.onboarding.choosing_files import Chosen, Holding, choose, holding, why_no_list
from bot.onboarding.first_look import Facts, FirstLook, look
from bot.onboarding.health import (
    Ailment,
    Level,
    category_ailments,
    list_ailments,
    time_ailments,
    workflow_ailments,
    worst,
)
from bot.onboarding.recognising import name_of, pace_of
from bot.onboarding.request_text import TITLE, write_request
from bot.onboarding.workflow_texts import PLACEHOLDER, Action, cron_for, fill_in, is_weekday

__all__ = [
    "PLACEHOLDER",
    "TITLE",
    "Action",
    "Ailment",
    "Chosen",
    "Facts",
    "FirstLook",
    "Holding",
    "Level",
    "category_ailments",
    "choose",
    "cron_for",
    "fill_in",
    "holding",
    "is_weekday",
    "list_ailments",
    "look",
    "name_of",
    "pace_of",
    "time_ailments",
    "why_no_list",
    "workflow_ailments",
    "worst",
    "write_request",
]
