"""The history of a list replayed: what the bot would have proposed, beside what was added.

For: `bot backtest`. Promises: no look into the future. Never: writes
into the repository that it reads.
"""

from bot.backtest.page.page_html import page
from bot.backtest.page.result_json import as_json
from bot.backtest.page.sentences import About, as_text, summary
from bot.backtest.past.corpus import Corpus, by_week, collect, truth_of
from bot.backtest.past.git_history import read_versions
from bot.backtest.past.history import History, read_history
from bot.backtest.past.judged import Played
from bot.backtest.past.recommend import Bar
from bot.backtest.past.replay import replay
from bot.backtest.past.result import Result, result_of

__all__ = [
    "About",
    "Bar",
    "Corpus",
    "History",
    "Played",
    "Result",
    "as_json",
    "as_text",
    "by_week",
    "collect",
    "page",
    "read_history",
    "read_versions",
    "replay",
    "result_of",
    "summary",
    "truth_of",
]
