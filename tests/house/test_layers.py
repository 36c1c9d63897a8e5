"""Who may touch the world, and which library is imported where."""

from __future__ import annotations

import subprocess
import sys
import tomllib

import grimp
import pytest

from tests.conftest import ROOT

PACKAGES = ("bot", "classifier")

FACES = frozenset({"bot.cli", "bot.backtest"})
"""Entrances that offer edges: nobody but the roof comes in there."""

WORLD = frozenset(
    {"apscheduler", "arxiv", "asyncio", "feedparser", "filelock", "github", "logging", "os"}
    | {"pathlib", "platformdirs", "random", "requests", "secrets", "select", "shutil", "signal"}
    | {"socket", "sqlite3", "subprocess", "sys", "tempfile", "threading", "time", "urllib3", "uuid"}
)
"""What a core module may not import."""

VERSIONS = "bot.host.migrations.versions"
IMPORTERS = {
    "alembic": {
        "bot.host.storage.database",
        "bot.host.migrations.env",
        f"{VERSIONS}.first_tables",
        f"{VERSIONS}.told_troubles",
    },
    "apscheduler": {"bot.cli.daemon.schedule", "bot.host.timer"},
    "arxiv": {"bot.arxiv.api.atom"},
    "cmarkgfm": {"bot.markdown.rendering"},
    "feedparser": {"bot.arxiv.feed.announcements"},
    "github": {"bot.github.client"},
    "jinja2": {"bot.host.web.pages"},
    "jwt": {"bot.github.client"},
    "procrastinate": {"bot.host.queueing.procrastinate_queue"},
    "prometheus_client": {"bot.host.web.host_metrics"},
    "requests": {"bot.arxiv.http.transfer", "bot.cli.web_hosts"},
    "sqlite3": {"bot.arxiv.store.cache", "bot.arxiv.oai.harvest_store"},
    "starlette": {"bot.host.web.web_app"},
    "uvicorn": {"bot.host.service"},
}
"""Library -> the modules that import it: few, so that a change of theirs is quickly met."""


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)


def ours(graph: grimp.ImportGraph) -> set[str]:
    return {m for m in graph.modules if m.partition(".")[0] in PACKAGES}


def imports(graph: grimp.ImportGraph, module: str) -> set[str]:
    return graph.find_modules_directly_imported_by(module)


def edges(graph: grimp.ImportGraph) -> set[str]:
    """The modules that may touch network, disk, clock, processes, log or screen: they say so."""
    return {
        module
        for module in ours(graph)
        if (path := ROOT / f"{module.replace('.', '/')}.py").exists()
        and "EDGE" in path.read_text(encoding="utf-8").partition("\n")[0]
    }


def test_the_core_touches_nothing(graph: grimp.ImportGraph) -> None:
    core = ours(graph) - edges(graph)
    touching = {m: sorted(imports(graph, m) & WORLD) for m in core if imports(graph, m) & WORLD}
    assert touching == {}


def test_the_core_does_not_reach_an_edge(graph: grimp.ImportGraph) -> None:
    touching = edges(graph)
    core = ours(graph) - touching - FACES
    reaching = {m: sorted(r) for m in core if (r := imports(graph, m) & touching)}
    assert reaching == {}


def test_the_classifier_never_imports_the_bot(graph: grimp.ImportGraph) -> None:
    classifier = {m for m in ours(graph) if m.startswith("classifier")}
    assert [m for m in classifier if any(i.startswith("bot") for i in imports(graph, m))] == []


def test_there_are_no_import_cycles(graph: grimp.ImportGraph) -> None:
    cycles = [
        (module, imported)
        for module in ours(graph)
        for imported in imports(graph, module) & ours(graph)
        if module != imported and graph.find_shortest_chain(imported, module)
    ]
    assert cycles == []


@pytest.mark.parametrize("library", IMPORTERS)
def test_a_library_comes_in_by_its_own_door(graph: grimp.ImportGraph, library: str) -> None:
    importers = {m for m in graph.find_modules_that_directly_import(library) if m in ours(graph)}
    assert importers == IMPORTERS[library]


def test_the_coverage_gate_leaves_out_the_edges_and_nothing_else(
    graph: grimp.ImportGraph,
) -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    omitted = settings["tool"]["slipcover"]["omit"]
    assert sorted(omitted) == sorted(f"{edge.replace('.', '/')}.py" for edge in edges(graph))


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
