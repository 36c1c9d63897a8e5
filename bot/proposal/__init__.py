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
    Alike,
    Answer,
    Comment,
    Item,
    Outcome,
    Revision,
    Standing,
    blob_sha,
)
from bot.proposal.model.state import State, decode, without_block
from bot.proposal.wording.body import step_summary
from bot.proposal.wording.body_escape import body_text
from bot.proposal.wording.compose import Asked, compose
from bot.proposal.wording.contribution import contribution_of
from bot.proposal.wording.replies import farewell, late, trouble
from bot.proposal.wording.terminal_form import render_terminal

__all__ = [
    "BRANCHES",
    "COMMIT_MESSAGE",
    "GITHUB_ACTIONS",
    "NO_RULES",
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
    "Notes",
    "Outcome",
    "Proposal",
    "Revision",
    "Standing",
    "State",
    "below",
    "blob_sha",
    "body_text",
    "check_message",
    "check_title",
    "compose",
    "contribution_of",
    "decide",
    "decode",
    "farewell",
    "late",
    "mark_of",
    "memory",
    "papers",
    "pending",
    "render_terminal",
    "step_summary",
    "trouble",
    "without_block",
]
