"""The nouns of a pull request: what is proposed, how things stand, what is remembered."""
