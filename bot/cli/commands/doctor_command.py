"""EDGE: `bot doctor`: looks at all that a run needs, and says what to mend."""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import platformdirs

from bot.arxiv.sources import cache_folder, open_source
from bot.cli import wiring
from bot.cli.files import LocalFiles, find_configs, repository_of
from bot.cli.output import Printer, open_progress
from bot.cli.repository import (
    WORKFLOWS,
    action_of,
    cannot_write,
    newest_change,
    workflow_template,
    workflows_of,
)
from bot.cli.world import World
from bot.config import Config
from bot.core.errors import BotError, SourceError
from bot.core.ports import Progress
from bot.core.terminal import json_line
from bot.core.version import __version__
from bot.core.window import Window
from bot.explain import try_rules
from bot.onboarding import (
    Ailment,
    Level,
    category_ailments,
    fill_in,
    list_ailments,
    time_ailments,
    workflow_ailments,
    worst,
)
from bot.pipeline import (
    Job,
    ListContext,
    listed_of,
    look_up,
    manners_of,
    read,
    wanted_ids,
)
from classifier.papers import ArxivId, Paper

_PROBE = ArxivId("1706.03762")  # a paper that arXiv will not lose
_EVER = timedelta(days=36_500)  # back from now: every paper of a file
_ENOUGH = 5_000  # papers among which a rule that is of use matches one


def doctor(args: argparse.Namespace, world: World) -> int:
    """Print what would keep a run from working, one line each with its remedy; 1 if anything."""
    with open_progress(watched=sys.stderr.isatty()) as progress:
        ailments = list(_ailments(args, world, progress))
    findings = [ailment for ailment in ailments if ailment.level != "note"]
    notes = [ailment for ailment in ailments if ailment.level == "note"]
    if args.json:
        answer = {
            "findings": list(map(_as_json, findings)),
            "notes": list(map(_as_json, notes)),
            "versions": {"paper-bot": __version__, "python": platform.python_version()},
        }
        sys.stdout.write(f"{json_line(answer)}\n")
        return worst(findings)
    verdict = "a run would work" if not worst(findings) else "a run would fail: mend the errors"
    counted = f"{len(findings)} finding{'' if len(findings) == 1 else 's'}"
    versions = f"paper-bot {__version__}, Python {platform.python_version()}"
    lines = [*map(str, findings), *map(str, notes), f"{counted}; {verdict} ({versions})"]
    Printer(world.environ, json=False).say("\n".join(lines))
    return worst(findings)


def _as_json(ailment: Ailment) -> dict[str, str]:
    return {
        "level": ailment.level,
        "where": ailment.where,
        "text": ailment.text,
        "remedy": ailment.remedy,
    }


def _ailments(args: argparse.Namespace, world: World, progress: Progress) -> Iterator[Ailment]:
    configs: list[Config] = []
    paths = find_configs(args.config, folder=Path())
    for other in paths[0].parent.glob("*.y*ml"):
        yield Ailment(
            level="note",
            where=other.as_posix(),
            text="is YAML and is not read",
            remedy="a config is TOML, as `bot init` writes it",
        )
    for path in paths:
        progress.step(f"reading {path}")
        try:
            config = wiring.load_configs([str(path)])[0]
            desk = read(Job(config=config, forge=LocalFiles(repository_of(path), write=False)))
            manners_of(desk)  # tries the templates on the list
        except BotError as error:
            yield _failed(path.as_posix(), error)
            yield from (_failed(path.as_posix(), BotError(text)) for text in error.others)
            continue
        configs.append(config)
        yield from list_ailments(config, desk.paper_list, desk.subject)
        yield from _of_papers(args, world, desk, progress)
        yield from _of_github(args, world, config)
        newest = newest_change(repository_of(path), config.settings.list.files)
        yield from time_ailments(world.clock.now(), newest)
    if configs:
        action = action_of(world.environ)
        packaged = "\n".join(
            fill_in(workflow_template(name), cron="", action=action) for name in WORKFLOWS
        )
        yield from workflow_ailments(workflows_of(repository_of(Path(configs[0].file))), packaged)
        yield from _of_arxiv(args, world, configs, progress)
    yield from _of_folders()


def _failed(where: str, error: BotError) -> Ailment:
    why = str(error)
    place, _, rest = why.partition(": ")
    if place.startswith(where):  # "config/x.toml, line 3: what; remedy"
        where, why = place, rest
    text, _, remedy = why.rpartition("; ")
    remedy = remedy or "see the text"
    return Ailment(level="error", where=where, text=text or remedy, remedy=remedy)


def _of_papers(
    args: argparse.Namespace, world: World, desk: ListContext, progress: Progress
) -> Iterator[Ailment]:
    """Yield what a file of papers shows of categories and rules; nothing is asked of arXiv."""
    if args.source == "api":
        return
    settings, wanted = desk.job.config.settings.arxiv, frozenset(wanted_ids(desk.paper_list))
    try:
        source = wiring.source_opener(args.source, settings, world, progress)(wanted)
        now = world.clock.now()
        papers = source.sweep(Window(now - _EVER, now), ()).papers
        known = look_up(source, wanted).papers
    except SourceError as error:
        yield _failed(args.source, error)
        return
    yield from category_ailments(desk.job.config, papers)
    others = [paper for paper in papers if desk.paper_list.find(paper) is None]
    listed = listed_of(desk.paper_list, known)
    if desk.subject.rules and len(others) >= _ENOUGH:
        for trial in try_rules(desk.job.config, desk.subject, listed, _some(others)):
            if trial.finding in ("never fires", "always fires"):
                yield Ailment(
                    level="warning",
                    where=trial.where,
                    text=f"the rule {trial.rule!r} {trial.finding}",
                    remedy="correct or remove it; `bot rules test` shows what each matches",
                )


def _some(papers: Sequence[Paper]) -> Sequence[Paper]:
    return papers[:: max(1, len(papers) // _ENOUGH)]


def _of_github(args: argparse.Namespace, world: World, config: Config) -> Iterator[Ailment]:
    """Yield why the repository cannot be read or written with the token, where there is one."""
    environ, table = world.environ, config.settings.publish
    needed = table.mode == "pull-request" or environ.get("GITHUB_ACTIONS") == "true"
    named = environ.get("GITHUB_REPOSITORY") or table.repository
    if args.offline or not (needed or (environ.get("GITHUB_TOKEN") and named)):
        return
    try:
        forge = wiring.forge_of(config, "pull-request", world)
        forge.standing(config.list_name, config.settings.list.files)
        for lack in wiring.lacking_rights(config, world):
            level: Level = "error" if lack.sure else "note"
            yield Ailment(level=level, where="GitHub", text=lack.text, remedy=lack.remedy)
    except BotError as error:
        yield _failed("GitHub", error)


def _of_arxiv(
    args: argparse.Namespace, world: World, configs: Sequence[Config], progress: Progress
) -> Iterator[Ailment]:
    if args.offline or args.source != "api":
        return
    progress.step("asking arXiv")
    try:
        source = open_source(
            "api",
            settings=wiring.polling(configs),
            env=world.environ,
            clock=world.clock,
            progress=progress,
            now=world.clock.now(),
            folder=cache_folder(),
        )
        source.lookup([_PROBE])
    except BotError as error:
        yield _failed("arXiv", error)


def _of_folders() -> Iterator[Ailment]:
    state = Path(platformdirs.user_state_dir("paper-bot", appauthor=False))
    for folder, what in ((cache_folder(), "metadata"), (state, "what was seen")):
        if cannot_write(folder):
            yield Ailment(
                level="warning",
                where=str(folder),
                text=f"{what} cannot be kept there",
                remedy="make it writable (or, on Linux, set XDG_CACHE_HOME and XDG_STATE_HOME)",
            )
