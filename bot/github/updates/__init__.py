"""What is written to GitHub: commits, descriptions, labels, the state branch."""
