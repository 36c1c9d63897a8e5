"""What a pull request says, and what it remembers.

For: bodies, boxes, comment commands, decisions, the hidden state. Promises: a refusal stays a
refusal; nothing of a paper is alive in a body. Never: asks the network.
"""

from bot.proposal.decisions import memory
from bot.proposal.decisions.decide import Decisions, decide
from bot.proposal.decisions.memory import mark_of, pending
from bot.proposal.model.description import Description, Notes, Proposal, below, papers
from bot.proposal.model.forge import Forge
from bot.proposal.model.house_rules import (
    COMMIT_MESSAGE,
    GITHUB_ACTIONS,
    NO_RULES,
    TITLE,
    HouseRules,
    check_message,
    check_title,
)
from bot.proposal.model.proposed import (
    BRANCHES,
    CHANGES,
    HALF_READ,
    LEFT_OUT,
    OVER,
    Alike,
    Answer,
    Comment,
    Item,
    Mend,
    Outcome,
    Revision,
    Standing,
    blob_sha,
    is_change,
    print_of,
)
from bot.proposal.model.state import State, decode, fits, without_block
from bot.proposal.wording.body import step_summary
from bot.proposal.wording.body_escape import body_text
from bot.proposal.wording.care_body import CARING, care_blocks, entries, render_care, what_to_do
from bot.proposal.wording.compose import Asked, compose
from bot.proposal.wording.contribution import contribution_of
from bot.proposal.wording.replies import farewell, late, learnt, trouble
from bot.proposal.wording.terminal_form import render_terminal

__all__ = [
    "BRANCHES",
    "CARING",
    "CHANGES",
    "COMMIT_MESSAGE",
    "GITHUB_ACTIONS",
    "HALF_READ",
    "LEFT_OUT",
    "NO_RULES",
    "OVER",
    "TITLE",
    "Alike",
    "Answer",
    "Asked",
    "Comment",
    "Decisions",
    "Description",
    "Forge",
    "HouseRules",
    "Item",
    "Mend",
    "Notes",
    "Outcome",
    "Proposal",
    "Revision",
    "Standing",
    "State",
    "below",
    "blob_sha",
    "body_text",
    "care_blocks",
    "check_message",
    "check_title",
    "compose",
    "contribution_of",
    "decide",
    "decode",
    "entries",
    "farewell",
    "fits",
    "is_change",
    "late",
    "learnt",
    "mark_of",
    "memory",
    "papers",
    "pending",
    "print_of",
    "render_care",
    "render_terminal",
    "step_summary",
    "trouble",
    "what_to_do",
    "without_block",
]
