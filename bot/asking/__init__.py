"""The commands that ask and change nothing: rank, explain, rules test."""
