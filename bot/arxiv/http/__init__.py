"""Asking over HTTP as arXiv wants it: one at a time, with pauses, retried by the rules."""
