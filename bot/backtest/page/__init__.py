"""The result of a replay as a page, as sentences and as JSON."""
