"""EDGE: the pull request that installs the bot, made from what GitHub shows of a repository."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.core.errors import ListError, TryAgainLater
from bot.github import RepositoryFiles
from bot.github.client import GitHubHome, propose_onboarding
from bot.lists import read_list
from bot.markdown import Document
from bot.onboarding import (
    TITLE,
    Facts,
    FirstLook,
    choose,
    cron_for,
    holding,
    look,
    name_of,
    write_request,
)
from bot.pipeline import wanted_ids
from bot.proposal import Outcome
from classifier.papers import ArxivId, Paper

MOST_READ = 60
"""Markdown files that are read of a repository: a request each."""
_ASKED = 200  # listed papers whose categories are asked for: two requests


@dataclass(frozen=True, slots=True)
class Inviting:
    """Proposes to install the bot; *known* returns what is known of papers, and may ask arXiv."""

    known: Callable[[Sequence[ArxivId]], Sequence[Paper]]

    def propose(self, home: GitHubHome, files: RepositoryFiles) -> Outcome:
        """Open the pull request, if there never was one. Raises `ListError` without a list."""
        guess = self.look(files)
        config = {f"config/{guess.first.name}.toml": guess.text.encode()}
        body = write_request(guess, (), guess.look_at, hosted=True)
        return propose_onboarding(home, config, TITLE, body)

    def look(self, files: RepositoryFiles) -> FirstLook:
        """Return what was recognised of the list. Raises `ListError` where there is none."""
        every = files.markdown()
        first = sorted(every, key=lambda file: (file.path.casefold() != "readme.md", -file.size))
        texts = files.read(first[:MOST_READ])
        held = [h for name, raw in texts.items() if (h := holding(name, raw)).papers]
        chosen = choose(held)
        if not chosen.files:
            raise ListError(
                f"no Markdown file of {files.name} has links to papers; write a config by hand:"
                " config/NAME.toml, with [list] files and [arxiv] categories"
            )
        listing = read_list([Document.parse(texts[name], name=name) for name in chosen.files])
        papers, unknown = self._papers(wanted_ids(listing))
        late = len(every) - len(texts)
        more = [f"{late} of {len(every)} Markdown files: the smaller ones"] if late else []
        return look(
            Facts(
                name=name_of(files.name.rpartition("/")[2]),
                listing=listing,
                left_out=chosen.left_out,
                papers=papers,
                cron=cron_for(files.name),
                unknown=("how fast the list grows", *unknown, *more),
            )
        )

    def _papers(self, ids: Iterable[ArxivId]) -> tuple[Sequence[Paper], tuple[str, ...]]:
        wanted = sorted(set(ids))
        if not wanted:
            return (), ("categories: no entry has an arXiv id",)
        try:
            return self.known(wanted[:: max(1, -(-len(wanted) // _ASKED))]), ()
        except TryAgainLater as error:
            return (), (f"categories: {error}",)
