"""The service: arXiv polled once for many lists, a GitHub App, and a page to watch it.

For: `bot host` and `bot worker`, an extra (`pip install 'paper-bot[host]'`). Promises: what it
keeps can be lost; pull requests and lists are the truth. Never: judges, edits or writes other than
a run does. `bot.host.service` opens it.
"""
