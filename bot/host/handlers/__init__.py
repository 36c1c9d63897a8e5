"""What each kind of task does: a handler calls the same functions as a run by hand."""
