"""What a pull request says and remembers; pure."""
