"""What is to be done, and what GitHub's deliveries ask for. Pure."""
