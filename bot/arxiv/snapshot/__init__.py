"""Papers from a metadata file instead of the network."""
