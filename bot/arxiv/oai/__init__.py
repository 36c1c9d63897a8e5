"""OAI-PMH, arXiv's interface for harvesting."""
