"""Where a proposal goes: from the flag, the config and the environment. Pure."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Literal

Mode = Literal["diff", "write", "pull-request"]


def publish_mode(flag: str, configured: str, environ: Mapping[str, str]) -> Mode:
    """Return what to do with a proposal; an explicit *flag* beats the config.

    "auto" opens a pull request inside GitHub Actions and prints elsewhere: a token that happens
    to be in the shell never publishes by surprise.
    """
    for wish in (flag, configured):
        match wish:
            case "diff" | "write" | "pull-request":
                return wish
    return "pull-request" if environ.get("GITHUB_ACTIONS") == "true" else "diff"


def how_to_open(config_file: str) -> str:
    """Return the one line that tells how to turn a printed proposal into a pull request."""
    return (
        f"To open it as a pull request: GITHUB_TOKEN=… GITHUB_REPOSITORY=OWNER/NAME bot run"
        f" --config {shlex.quote(config_file)} --publish pull-request"
    )


def files_url(environ: Mapping[str, str], repository: str = "") -> str:
    """Return the address below which the files of *repository* can be seen, "" if it is unknown."""
    server = environ.get("GITHUB_SERVER_URL", "") or "https://github.com"
    repository = environ.get("GITHUB_REPOSITORY", "") or repository
    return f"{server}/{repository}/blob/HEAD" if repository else ""


def run_url(environ: Mapping[str, str]) -> str:
    """Return the address of this GitHub Actions run, "" elsewhere.

    https://docs.github.com/actions/reference/workflows-and-actions/variables
    """
    server, repository, run = (
        environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "RUN_ID")
    )
    return f"{server}/{repository}/actions/runs/{run}" if server and repository and run else ""
