"""Choosing papers and their sections; knows nothing of GitHub, Markdown or time."""
