"""The numbers that were chosen by measuring."""
