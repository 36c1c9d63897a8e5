"""What people decided: boxes, comments, earlier pull requests."""
