"""What is read from GitHub: branches, pull requests, files, and the merges of texts."""
