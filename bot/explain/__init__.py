"""Why a paper is proposed or not, and what would change that.

For: `bot rank`, `bot explain`, `bot rules test`. Promises: the same steps as a run, tried
out and not guessed. Never: changes a file or a pull request.
"""

from bot.explain.explaining import as_json, as_text, explained, window_for
from bot.explain.judged_material import (
    BACKGROUND,
    Draw,
    Material,
    Records,
    days_between,
    gather,
    moments_between,
    window_of,
)
from bot.explain.ranking import as_line, as_table, best, split_paths
from bot.explain.rule_trial import refused_entries, rules_as_json, rules_as_text, try_rules
