"""What a pull request says, and what it remembers.

For: bodies, boxes, comment commands, decisions, the hidden state. Promises: a refusal stays a
refusal; nothing of a paper is alive in a body. Never: asks the network.
"""

from bot.proposal import memory
from bot.proposal.body import Asked, compose, render_terminal, step_summary
from bot.proposal.body_escape import body_text
from bot.proposal.care_body import CARING, care_blocks, entries, render_care, what_to_do
from bot.proposal.deciding import Decisions, decide
from bot.proposal.house_rules import (
    COMMIT_MESSAGE,
    GITHUB_ACTIONS,
    NO_RULES,
    TITLE,
    HouseRules,
    check_message,
    check_title,
)
from bot.proposal.memory import mark_of, pending
from bot.proposal.paper_rows import contribution_of
from bot.proposal.proposed import (
    BRANCHES,
    CHANGES,
    HALF_READ,
    LEFT_OUT,
    OVER,
    Alike,
    Answer,
    Comment,
    Description,
    Forge,
    Item,
    Mend,
    Notes,
    Outcome,
    Proposal,
    Revision,
    Standing,
    below,
    blob_sha,
    is_change,
    papers,
    print_of,
)
from bot.proposal.replies import farewell, late, learnt, trouble
from bot.proposal.state import State, decode, fits, without_block
