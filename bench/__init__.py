"""Measurements of the rooms; nothing here is shipped."""
