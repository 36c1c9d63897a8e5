"""Replays the history of a list: what the bot would have proposed, and what was added."""
