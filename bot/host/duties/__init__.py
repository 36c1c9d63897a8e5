"""What each kind of task does, with the same pieces that a run by hand is made of."""
