"""arXiv's interfaces as doors that stand in for each other: which one is asked next, and why."""
