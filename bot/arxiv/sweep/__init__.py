"""The nouns of a sweep: categories, arXiv's days, what was seen, up to when, and the account."""
