"""EDGE: `bot init`: reads a list and its history, asks, and writes its config and workflows."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from bot.arxiv import HalfKnownError
from bot.backtest import summary
from bot.cli import wiring
from bot.cli.commands.backtest_command import Replay, replayed
from bot.cli.files import read_list_bytes, write_atomically
from bot.cli.output import Printer, open_progress
from bot.cli.repository import (
    WORKFLOWS,
    action_of,
    first_added,
    markdown_files,
    root_of,
    workflow_template,
)
from bot.cli.world import World
from bot.config import Config, check_category, parse_config
from bot.core.errors import BotError, ListError, TryAgainLater, UsageError
from bot.core.plain import is_markdown, to_markdown
from bot.core.terminal import json_line
from bot.lists import PaperList, read_list
from bot.markdown import Document
from bot.onboarding import (
    TITLE,
    Action,
    FirstLook,
    ListFacts,
    choose,
    cron_for,
    fill_in,
    holding,
    is_weekday,
    look,
    name_of,
    pace_of,
    why_no_list,
    write_request,
)
from bot.pipeline import wanted_ids
from classifier.papers import ArxivId, Paper

_TRIED = "6w"  # of the list's history are replayed for the text of the pull request
_ASKED = 200  # listed papers whose categories are asked for: two requests


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wishes:
    """What a person said, by flag or when asked; empty where the list decides."""

    files: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    weekday: str = ""


def init(args: argparse.Namespace, world: World) -> int:
    """Write the config and the workflows of a list, and say what was recognised."""
    root = root_of(Path())
    asks = sys.stdin.isatty() and sys.stdout.isatty() and not (args.yes or args.json)
    categories = tuple(filter(None, (args.categories or "").replace(" ", ",").split(",")))
    wishes = _Wishes(files=_named(args.file, root), categories=_checked(categories))
    files, left_out = _files(root, wishes)
    if asks and not args.file and (left_out or len(files) > 1):
        wishes = _ask_files(wishes, files)
        files, left_out = (wishes.files, {}) if wishes.files else (files, left_out)
    seed = world.environ.get("GITHUB_REPOSITORY") or root.name
    list_name = name_of(args.name or seed.rpartition("/")[2])
    if (root / f"config/{list_name}.toml").exists() and not args.force:
        raise UsageError(f"config/{list_name}.toml exists and was left alone; --force replaces it")
    listing = read_list([Document.parse(raw, name=name) for name, raw in _read(root, files)])
    with open_progress(watched=sys.stderr.isatty()) as progress:
        progress.step("reading the list's history")
        pace, notes = _pace(root, files, world)
        progress.step("looking up the listed papers")
        papers, more = ([], []) if categories else _look_up(args, world, listing, progress)
    facts = ListFacts(
        name=list_name,
        listing=listing,
        left_out=left_out,
        papers=papers,
        categories=wishes.categories,
        pace=pace,
        cron=cron_for(seed),
        unknown=(*notes, *more),
    )
    first_look = look(facts)
    if asks:
        first_look = _ask_rest(facts, first_look, seed)
    action = action_of(world.environ)
    texts = _texts(first_look, action)
    if args.pull_request:
        return _request(args, world, root, first_look, (texts, action))
    kept = _write(root, texts, force=args.force)
    _tell(args, world, first_look, ([name for name in texts if name not in kept], kept), action)
    return 0


def _request(
    args: argparse.Namespace,
    world: World,
    root: Path,
    first_look: FirstLook,
    files: tuple[Mapping[str, str], Action],
) -> int:
    """Open the pull request that installs the bot, and say where it is."""
    texts, action = files
    new = {name: text.encode() for name, text in texts.items() if not (root / name).exists()}
    config = parse_config(first_look.text.encode(), file=f"config/{first_look.first.name}.toml")
    body = write_request(
        first_look, _tried(args, world, root, config), _look_at(first_look, [], action)
    )
    outcome = wiring.propose_onboarding(world, new, TITLE, body)
    said = {"created": "opened", "unchanged": "is open"}.get(outcome.what, outcome.note)
    if args.json:
        answer = {"outcome": outcome.what, "url": outcome.url, "number": outcome.number}
        sys.stdout.write(f"{json_line(answer)}\n")
    else:
        Printer(world.environ, json=False).say(f"the pull request {outcome.url} {said}")
    return 0


def _tried(args: argparse.Namespace, world: World, root: Path, config: Config) -> tuple[str, ...]:
    """Return what the bot would have found in the last weeks of the list's history, in words."""
    papers = () if args.source == "api" else (args.source,)
    files = config.settings.list.files
    try:
        with open_progress(watched=sys.stderr.isatty()) as progress:
            order = Replay(repository=root, files=files, since=_TRIED, papers=papers)
            _, result = replayed(order, config, world, progress)
    except BotError as error:
        return (f"The last weeks could not be replayed: {error}",)
    return summary(result)


def _named(names: Sequence[str], root: Path) -> tuple[str, ...]:
    """Return the files *names* as the config writes them. Raises `UsageError`."""
    categories = []
    for name in names:
        if name.lower().endswith((".yml", ".yaml", ".toml", ".json")):
            raise UsageError(f"{name}: is data, no list; name the Markdown file with the papers")
        if not is_markdown(name):
            raise UsageError(f"{name}: is no Markdown; {to_markdown(name)}")
        path = Path(name).resolve()
        if not path.is_relative_to(root):
            raise UsageError(f"{name}: lies outside of {root}; run this in the list's repository")
        categories.append(path.relative_to(root).as_posix())
    return tuple(dict.fromkeys(categories))


def _checked(names: Sequence[str]) -> tuple[str, ...]:
    try:
        return tuple(dict.fromkeys(map(check_category, names)))
    except ValueError as error:
        raise UsageError(str(error)) from None


def _read(root: Path, names: Sequence[str]) -> list[tuple[str, bytes]]:
    return [(name, read_list_bytes(root / name)) for name in names]


def _files(root: Path, wishes: _Wishes) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """Return the files of the list and why others are left out. Raises `ListError` without one."""
    if wishes.files:
        for name, raw in _read(root, wishes.files):
            if not holding(name, raw).papers and not wishes.categories:
                raise ListError(why_no_list(name, raw))
        return wishes.files, {}
    every = dict(markdown_files(root))
    chosen = choose([held for name, raw in every.items() if (held := holding(name, raw)).papers])
    if chosen.files:
        return chosen.files, chosen.left_out
    readme = next((name for name in every if name.casefold() == "readme.md"), "")
    if not readme:
        raise ListError(_no_markdown(root))
    if wishes.categories:
        return (readme,), {}
    raise ListError(why_no_list(readme, every[readme]))


def _no_markdown(root: Path) -> str:
    if other := next((p.name for p in root.glob("*.rst")), ""):
        return f"{other}: is no Markdown, and nothing else here is; {to_markdown(other)}"
    return f"{root}: no Markdown file with papers here; go to the list's repository or name FILE"


def _pace(root: Path, files: Sequence[str], world: World) -> tuple[float | None, list[str]]:
    if not (root / ".git").exists():
        return None, ["how fast the list grows: there is no git history here"]
    try:
        return pace_of(first_added(root, files), world.clock.now().date()), []
    except BotError as error:
        return None, [f"how fast the list grows: {error}"]


def _look_up(
    args: argparse.Namespace, world: World, listing: PaperList, progress: object
) -> tuple[list[Paper], list[str]]:
    """Return what is known of the listed papers, of arXiv's a sample, and what is not."""
    ids = sorted(set(wanted_ids(listing)))
    if not ids:
        return [], ["categories: no entry has an arXiv id"]
    if args.source == "api":
        ids = ids[:: max(1, -(-len(ids) // _ASKED))]
    settings = wiring.any_category().settings.arxiv
    try:
        opener = wiring.source_opener(args.source, settings, world, progress)  # type: ignore[arg-type]
        known: Mapping[ArxivId, Paper] = opener(frozenset(ids)).lookup(ids)
    except TryAgainLater as error:
        known = error.found if isinstance(error, HalfKnownError) else {}
        return list(known.values()), [f"categories: {error}"]
    if not known:
        return [], [f"categories: {args.source} knows none of the listed papers"]
    return list(known.values()), []


def _ask_files(wishes: _Wishes, files: Sequence[str]) -> _Wishes:
    answer = _ask("The list's files", " ".join(files))
    if answer.split() == list(files):
        return wishes
    return _Wishes(files=_named(answer.split(), root_of(Path())), categories=wishes.categories)


def _ask_rest(facts: ListFacts, first_look: FirstLook, seed: str) -> FirstLook:
    """Ask for categories and the day; what is no answer is asked for again."""
    shown = " ".join(first_look.first.categories)
    is_guess = first_look.first.why.startswith("A guess")
    question = f"arXiv categories{' (a guess: no listed paper could be looked up)' * is_guess}"
    while True:
        answer = _ask(question, shown)
        try:
            categories = _checked(answer.replace(",", " ").split())
        except UsageError as error:
            sys.stdout.write(f"  {error}\n")
            continue
        break
    day = first_look.first.cron.rpartition(" ")[2]
    while not is_weekday(answer := _ask("Day of the weekly run", day)):
        sys.stdout.write("  write a day, such as mon or friday\n")
    chosen = (
        categories if answer and categories != first_look.first.categories else facts.categories
    )
    return look(
        ListFacts(
            name=facts.name,
            listing=facts.listing,
            left_out=facts.left_out,
            papers=facts.papers,
            categories=chosen,
            pace=facts.pace,
            cron=cron_for(seed, answer),
            unknown=facts.unknown,
        )
    )


def _ask(question: str, default: str) -> str:
    try:
        return input(f"{question} [{default}]: ").strip() or default
    except EOFError:
        return default


def _texts(first_look: FirstLook, action: Action) -> Mapping[str, str]:
    """Return the config and the workflows: path -> text."""
    texts = {f"config/{first_look.first.name}.toml": first_look.text}
    for name in WORKFLOWS:
        text = fill_in(workflow_template(name), cron=first_look.first.cron, action=action)
        texts[f".github/workflows/{name}"] = text
    return texts


def _write(root: Path, texts: Mapping[str, str], *, force: bool) -> list[str]:
    """Write *texts*; return those that exist and were left as they are."""
    kept = [name for name in texts if (root / name).exists() and not force]
    wanted = {root / name: text.encode() for name, text in texts.items() if name not in kept}
    try:
        for path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ListError(f"{error.filename}: cannot be made ({error.strerror})") from None
    write_atomically(wanted)
    return kept


def _look_at(first_look: FirstLook, kept: Sequence[str], action: Action) -> list[str]:
    texts = list(first_look.look_at)
    texts += [f"{name} exists and was left alone; --force replaces it" for name in kept]
    if not action.is_known:
        texts.append(f"put paper-bot's own repository in the place of {action} in the workflows")
    return texts


def _tell(
    args: argparse.Namespace,
    world: World,
    first_look: FirstLook,
    files: tuple[Sequence[str], Sequence[str]],
    action: Action,
) -> None:
    written, kept = files
    look_at = _look_at(first_look, kept, action)
    if args.json:
        answer = {
            "written": list(written),
            "recognised": list(first_look.recognised),
            "unknown": list(first_look.unknown),
            "look_at": look_at,
            "files": list(first_look.first.files),
            "categories": list(first_look.first.categories),
        }
        sys.stdout.write(f"{json_line(answer)}\n")
        return
    source = f" --source {quote(args.source)}" if args.source != "api" else ""
    lines = [
        *first_look.recognised,
        *(f"not known: {text}" for text in first_look.unknown),
        *(f"look at: {text}" for text in look_at),
        *(f"wrote {name}" for name in written),
        f"next: bot doctor{source}, then bot run --since 30d{source}",
    ]
    Printer(world.environ, json=False).say("\n".join(lines))
