"""Comments on our pull requests: who may speak, what was said, one answer edited in place."""
