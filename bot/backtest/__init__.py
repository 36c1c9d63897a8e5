"""The history of a list replayed: what the bot would have proposed, beside what was added.

For: `bot backtest`. Promises: no look into the future. Never: writes
into the repository that it reads.
"""

from bot.backtest.figures import Bar, Played
from bot.backtest.git_history import read_versions
from bot.backtest.history import History, read_history
from bot.backtest.page_html import page
from bot.backtest.replaying import Corpus, by_week, collect, replay, truth_of
from bot.backtest.result import Result, result_of
from bot.backtest.result_json import as_json
from bot.backtest.sentences import About, as_text, summary
