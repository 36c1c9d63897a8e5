"""From a list to its first config and workflows, and what would keep a run from working.

For: `bot init` and `bot doctor`. Promises: what it writes is read by a run as it is meant, and
nothing is found wrong with it. Never: touches disk, network or clock, or judges a paper.
"""

from bot.onboarding.first_look import TITLE, FirstLook, ListFacts, look, write_request
from bot.onboarding.health import (
    PLACEHOLDER,
    Action,
    Ailment,
    Level,
    category_ailments,
    cron_for,
    fill_in,
    is_weekday,
    list_ailments,
    time_ailments,
    workflow_ailments,
    worst,
)
from bot.onboarding.recognising import (
    Chosen,
    Holding,
    choose,
    holding,
    name_of,
    pace_of,
    why_no_list,
)
