"""Measurements: each module prints figures beside those of a baseline."""
