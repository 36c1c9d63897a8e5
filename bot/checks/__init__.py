"""What is wrong with a list: doubles, links that do not work, entries that are lost as text.

For: `bot check` and `bot fix`. Promises: each finding names its line, and is as loud as it is sure.
Never: changes a file.
"""

from bot.checks.checking import Readiness, findings, repaired, verdict
from bot.checks.finding import Finding, Kind, Level
from bot.checks.generated import made_elsewhere
