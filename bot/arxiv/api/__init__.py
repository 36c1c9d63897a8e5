"""The search API, one of arXiv's interfaces."""
