"""A stranger's config, without the settings that only the operator decides. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.config import ArxivTable, Config

_THEIRS = ("api_url", "feed_url", "oai_url", "contact", "background", "sweep_back_days")


def hosted(config: Config, repository: str) -> Config:
    """Return *config* for *repository*, where it was read.

    The result can send requests to no other address, asks for no fork, names no other repository.
    """
    settings = config.settings
    arxiv = settings.arxiv
    defaults = {name: ArxivTable.model_fields[name].default for name in _THEIRS}
    publish = {"mode": "pull-request", "repository": repository, "fork": False}
    return replace(
        config,
        settings=settings.model_copy(
            update={
                "arxiv": arxiv.model_copy(update=defaults),
                "publish": settings.publish.model_copy(update=publish),
            }
        ),
    )
