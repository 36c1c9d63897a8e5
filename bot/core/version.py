"""The version of the bot and of its action: the one place where they stand."""

__version__ = "0.1.0"

ACTION_REF = "v1"
"""The tag that workflows use the action by; it moves with every release that stays compatible."""
