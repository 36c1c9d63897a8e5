"""The measures of the benchmark are those of `bot backtest`; they live with the classifier."""

from classifier.measures import Placed, Ranked, placing, ranking

__all__ = ["Placed", "Ranked", "placing", "ranking"]
