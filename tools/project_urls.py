"""Addresses of the project in the wheel's metadata: those of whoever builds it, or none."""

from __future__ import annotations

import os

from hatchling.metadata.plugin.interface import MetadataHookInterface


class ProjectUrls(MetadataHookInterface):
    """Reads PAPER_BOT_URL, the page of the repository that the wheel is built from."""

    def update(self, metadata: dict[str, object]) -> None:
        """Fill in what pyproject.toml leaves to the build."""
        page = os.environ.get("PAPER_BOT_URL", "").rstrip("/")
        if page:
            metadata["urls"] = {
                "Repository": page,
                "Issues": f"{page}/issues",
                "Changelog": f"{page}/blob/HEAD/CHANGELOG.md",
            }
