"""Candidates judged and selected, each with its reasons."""
