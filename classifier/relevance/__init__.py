"""Whether a paper belongs on the list at all, as a calibrated probability."""
