"""Pages put together to one answer, and held against a second question."""
