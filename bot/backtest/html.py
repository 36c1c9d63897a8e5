"""x."""
from bot.backtest.result import Result
from bot.backtest.words import About
def page(about: About, result: Result) -> str:
    """X."""
    return ""
