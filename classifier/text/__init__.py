"""Words, vocabularies and TF-IDF vectors of texts."""
