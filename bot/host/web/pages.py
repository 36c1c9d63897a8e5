"""EDGE: HTML pages from templates, which escape every value: the only way into HTML here."""

from __future__ import annotations

from datetime import datetime
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.core.plain import plain
from bot.host.web.sparkline import sparkline
from bot.host.web.views import ROWS, ListPage, Overview
from bot.host.work.tasks import Backlog

_STATES = {
    "new": "not looked at yet",
    "asked": "the pull request that installs the bot waits for a decision",
    "declined": "the pull request that installs the bot was closed",
    "no list": "no list of papers was found",
    "served": "has trouble",
}
_KINDS = {"serve": "Looked for new papers", "steer": "Carried out what people said"}


class Pages:
    """Makes pages; text from outside is made plain, then escaped by Jinja2."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=PackageLoader("bot.host.web"),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_plainly,
            trim_blocks=True,
        )
        self._environment.filters["moment"] = _moment
        self._environment.filters["is_address"] = _is_address
        self.style = (resources.files("bot.host.web") / "templates" / "style.css").read_text(
            "utf-8"
        )

    def overview(
        self, view: Overview, backlog: Backlog, *, now: datetime, page: int, only_trouble: bool
    ) -> str:
        """Return the first page."""
        return self._environment.get_template("overview.html").render(
            view=view,
            backlog=backlog,
            now=now,
            page=page,
            rows=ROWS,
            only_trouble=only_trouble,
            states=_STATES,
            sweeps=_svg(view.sweep_sizes, "New papers per day"),
            taken=_svg(view.taken, "Papers taken per week"),
        )

    def list_page(self, view: ListPage, *, now: datetime) -> str:
        """Return the page of one list."""
        taken = _svg(view.taken, "Papers taken per week")
        template = self._environment.get_template("list.html")
        return template.render(view=view, now=now, kinds=_KINDS, taken=taken)


def _svg(figures: Any, what: str) -> Markup:
    return Markup(sparkline(figures, what))  # noqa: S704  # figures and words of ours


def _plainly(value: Any) -> Any:
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _moment(value: datetime | None) -> str:
    return f"{value:%Y-%m-%d %H:%M} UTC" if value else "never"


def _is_address(text: str) -> bool:
    return text.startswith("https://") or text.startswith("http://127.0.0.1:")
