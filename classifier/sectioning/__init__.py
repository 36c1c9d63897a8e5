"""Which section a paper belongs to."""
