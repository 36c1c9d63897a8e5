"""Why a paper is proposed or not, and what would change that.

For: `bot rank`, `bot explain`, `bot rules test`. Promises: the same steps as a run, tried
out and not guessed. Never: changes a file or a pull request.
"""

from bot.explain.day_windows import days_between, moments_between
from bot.explain.explained import as_json, as_text
from bot.explain.judged_material import BACKGROUND, Draw, Material, Records, gather, window_of
from bot.explain.ranking import as_line, as_table, best, split_paths
from bot.explain.rule_report import rules_as_json, rules_as_text
from bot.explain.rule_trial import refused_entries, try_rules
from bot.explain.trial_run import explained, window_for

__all__ = [
    "BACKGROUND",
    "Draw",
    "Material",
    "Records",
    "as_json",
    "as_line",
    "as_table",
    "as_text",
    "best",
    "days_between",
    "explained",
    "gather",
    "moments_between",
    "refused_entries",
    "rules_as_json",
    "rules_as_text",
    "split_paths",
    "try_rules",
    "window_for",
    "window_of",
]
