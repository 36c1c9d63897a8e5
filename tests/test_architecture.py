"""The picture in docs/design.md, as a test: who may import whom, and who may touch the world."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import grimp
import pytest

from tests.conftest import ROOT

PACKAGES = ("bot", "classifier")
ROOMS = ("bot.arxiv", "bot.lists", "bot.proposal", "bot.forge")

EDGES = frozenset(
    {
        "bot.__main__",
        "bot.arxiv.api.search",
        "bot.arxiv.api.atom",
        "bot.arxiv.store.cache",
        "bot.arxiv.feed.announcements",
        "bot.arxiv.http.fetching",
        "bot.arxiv.store.marks",
        "bot.arxiv.oai.harvester",
        "bot.arxiv.snapshot.snapshot_file",
        "bot.arxiv.sources",
        "bot.arxiv.oai.spool",
        "bot.arxiv.http.turn",
        "bot.cli.explain_commands",
        "bot.cli.backtest_command",
        "bot.arxiv.http.wire",
        "bot.cli.parser",
        "bot.core.clock",
        "bot.cli.run_commands",
        "bot.cli.files",
        "bot.github.client",
        "bot.backtest.past.git_history",
        "bot.cli.list_commands",
        "bot.cli.output",
        "bot.cli.progress",
        "bot.cli.daemon.schedule",
        "bot.cli.daemon.serve",
        "bot.cli.wiring",
    }
)
"""The modules that may touch network, disk, clock, processes, log or screen."""

WORLD = frozenset(
    {"apscheduler", "arxiv", "asyncio", "feedparser", "filelock", "github", "logging", "os"}
    | {"pathlib", "platformdirs", "random", "requests", "secrets", "select", "shutil", "signal"}
    | {"socket", "sqlite3", "subprocess", "sys", "tempfile", "threading", "time", "urllib3", "uuid"}
)
"""What a core module may not import."""

DOORS = {
    "apscheduler": {"bot.cli.daemon.schedule"},
    "arxiv": {"bot.arxiv.api.atom"},
    "cmarkgfm": {"bot.markdown.cmark"},
    "feedparser": {"bot.arxiv.feed.announcements"},
    "github": {"bot.github.client"},
    "jwt": {"bot.github.client"},
    "requests": {"bot.arxiv.http.wire"},
    "sqlite3": {"bot.arxiv.store.cache", "bot.arxiv.oai.spool"},
}
"""Library -> the modules that import it: few doors, so that a change of theirs is quickly met."""

MAX_LINES = 300


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)


def ours(graph: grimp.ImportGraph) -> set[str]:
    return {m for m in graph.modules if m.partition(".")[0] in PACKAGES}


def imports(graph: grimp.ImportGraph, module: str) -> set[str]:
    return graph.find_modules_directly_imported_by(module)


def test_every_edge_named_here_exists(graph: grimp.ImportGraph) -> None:
    assert graph.modules >= EDGES


def test_an_edge_says_so_in_its_first_line_and_nothing_else_does(graph: grimp.ImportGraph) -> None:
    saying = {
        module
        for module in ours(graph)
        if (path := ROOT / f"{module.replace('.', '/')}.py").exists()
        and "EDGE" in path.read_text(encoding="utf-8").partition("\n")[0]
    }
    assert saying == EDGES


def test_the_core_touches_nothing(graph: grimp.ImportGraph) -> None:
    core = ours(graph) - EDGES
    touching = {m: sorted(imports(graph, m) & WORLD) for m in core if imports(graph, m) & WORLD}
    assert touching == {}


def test_the_core_does_not_reach_an_edge(graph: grimp.ImportGraph) -> None:
    core = ours(graph) - EDGES
    reaching = {m: sorted(imports(graph, m) & EDGES) for m in core if imports(graph, m) & EDGES}
    assert reaching == {}


def test_the_classifier_never_imports_the_bot(graph: grimp.ImportGraph) -> None:
    classifier = {m for m in ours(graph) if m.startswith("classifier")}
    assert [m for m in classifier if any(i.startswith("bot") for i in imports(graph, m))] == []


def test_rooms_meet_only_in_the_nouns(graph: grimp.ImportGraph) -> None:
    shared = {"bot.core.window", "bot.proposal.model.proposed"}
    crossings = [
        (module, imported)
        for module in ours(graph)
        for imported in imports(graph, module) - shared
        if (room := room_of(module)) and (other := room_of(imported)) and room != other
    ]
    # A forge decides with what a pull request remembers.
    assert [c for c in crossings if (room_of(c[0]), room_of(c[1])) != ROOMS[3:1:-1]] == []


def room_of(module: str) -> str | None:
    return next((room for room in ROOMS if module.startswith(f"{room}.")), None)


def test_there_are_no_import_cycles(graph: grimp.ImportGraph) -> None:
    cycles = [
        (module, imported)
        for module in ours(graph)
        for imported in imports(graph, module) & ours(graph)
        if module != imported and graph.find_shortest_chain(imported, module)
    ]
    assert cycles == []


@pytest.mark.parametrize("library", DOORS)
def test_a_library_comes_in_by_its_own_door(graph: grimp.ImportGraph, library: str) -> None:
    doors = {m for m in graph.find_modules_that_directly_import(library) if m in ours(graph)}
    assert doors == DOORS[library]


def test_no_file_is_too_long_to_read_in_one_go() -> None:
    folders = (*PACKAGES, "bench", "tests")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    long = {p.relative_to(ROOT).as_posix(): n for p in files if (n := lines_in(p)) > MAX_LINES}
    assert long == {}


def lines_in(path: Path) -> int:
    return path.read_bytes().count(b"\n")


def test_the_coverage_gate_leaves_out_the_edges_and_nothing_else() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    omitted = settings["tool"]["coverage"]["report"]["omit"]
    assert sorted(omitted) == sorted(f"{edge.replace('.', '/')}.py" for edge in EDGES)


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, bot.cli.parser; bot.cli.parser.build_parser();"
        "print(sorted({m.partition('.')[0] for m in sys.modules}))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT
    ).stdout
    for heavy in (
        "numpy",
        "sklearn",
        "pydantic",
        "requests",
        "github",
        "rich",
        "logging",
        "asyncio",
    ):
        assert f"'{heavy}'" not in loaded
