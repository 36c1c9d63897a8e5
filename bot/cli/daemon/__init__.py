"""`bot serve`: the schedule, and a child process for each run that is due."""
