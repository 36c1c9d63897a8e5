"""What is wrong with a list: doubles, links that do not work, entries that are lost as text.

For: `bot check` and `bot fix`. Promises: each finding names its line, and is as loud as it is sure.
Never: changes a file.
"""

from bot.checks.anchors import anchor
from bot.checks.finding import Finding, Kind, Level
from bot.checks.findings import findings, repaired

__all__ = [
    "Finding",
    "Kind",
    "Level",
    "anchor",
    "findings",
    "repaired",
]
