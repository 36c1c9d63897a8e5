"""The ground floor: what every room may import.

For: errors by remedy, untrusted text made plain, windows of time, months, clocks and progress.
Promises: imports nothing of ours; each module is a door of its own. Never:
knows a list, arXiv or GitHub.
"""
