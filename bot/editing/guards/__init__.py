"""The guards: each trusts no planner and no writer, reads again, and says what is wrong."""
