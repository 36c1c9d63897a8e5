"""Polling arXiv: windows, sources, and the bookkeeping that loses nothing."""
