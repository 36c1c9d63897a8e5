"""arXiv's interfaces, which stand in for each other: which one is asked next, and why."""
