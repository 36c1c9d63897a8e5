"""Keyword rules: their grammar, what they match, and what that is worth."""
