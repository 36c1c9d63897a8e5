"""Requests to GitHub: credentials, answers believed or not, remedies, forks."""
