"""EDGE: where this project is to be found, as whoever built or installed it left word of it."""

from __future__ import annotations

import json
import re
from importlib import metadata
from pathlib import Path


def with_addresses(text: str) -> str:
    """Return *text*, where it names a page such as docs/access.md, with what opens that page.

    It is the project's own address where the installation knows it, else a file that is there.
    """
    here = Path(__file__).parents[2]
    page = project_page().removesuffix(".git")

    def opened(match: re.Match[str]) -> str:
        if page.startswith("https://"):
            return f"{page}/blob/HEAD/{match[0]}"
        return str(here / match[0]) if (here / match[0]).exists() else match[0]

    return re.sub(r"(?:(?<=see )|(?<=it: ))docs/[\w-]+\.md", opened, text)


def project_page() -> str:
    """Return the address of paper-bot's repository, as built or installed; "" if not known."""
    try:
        package = metadata.distribution("paper-bot")
    except metadata.PackageNotFoundError:
        return ""
    pages = dict(line.split(", ", 1) for line in package.metadata.get_all("Project-URL") or ())
    origin = json.loads(package.read_text("direct_url.json") or "{}")
    page = pages.get("Repository", "") or ("vcs_info" in origin and origin.get("url", "")) or ""
    scheme, _, rest = page.rpartition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if scheme else page  # no name, no token
