"""Comments on our pull requests: whose count, new commands, one comment of answers."""
