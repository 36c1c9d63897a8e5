"""Care for the entries that are there already: venues, titles, links, doubles, withdrawn papers.

For: `bot care`, and its pull request on `paper-bot/LIST-care`. Promises: each change is one box
with before and after; only the named words of the named lines change. Never: moves or adds an
entry.
"""

from bot.care.amendment import Amendment, care_lines
from bot.care.care_report import care_json, care_summary, care_text
from bot.care.dead_ends.dead_links import LinkStore, LinkWatch, Reply, Web
from bot.care.finding_care import Found, look_after
from bot.care.road import SUFFIX, care
