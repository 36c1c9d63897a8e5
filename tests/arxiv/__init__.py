"""Tests of polling; `server.py` is a small strict arXiv that other tests use too."""
