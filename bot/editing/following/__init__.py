"""Digits and dates that may follow an edit: counters, stamps, numbers; as the config allows."""
