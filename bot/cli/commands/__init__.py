"""What each command does, from arguments and world to exit code."""
