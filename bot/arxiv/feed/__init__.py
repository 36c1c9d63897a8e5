"""The announcement feeds, one of arXiv's interfaces."""
