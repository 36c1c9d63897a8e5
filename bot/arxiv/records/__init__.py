"""From the records of any interface to a `Paper`: accents, withdrawn papers, strict XML."""
