"""The house as its imports draw it: rooms, folders, floors, entrances. `make picture` prints it.

A *room* is a folder right below `bot/`, or `classifier/`. An *entrance* is what other rooms may
import: the room's `__init__`, and where a room keeps what touches the world apart, one module
more. An import through an entrance counts as one of the module that the name comes from.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

PACKAGES = ("bot", "classifier")
GROUND = "bot.core"
"""Every module of the ground floor is an entrance."""

SIDE_ENTRANCES = frozenset(
    {"bot.arxiv.sources", "bot.github.client", "bot.host.service", "classifier.papers"}
)
"""Entrances beside `__init__`: what touches the world, and the noun that all rooms share."""

LONG_REGEX = 60
"""Characters that a regex may have before it needs an example beside it."""

ROOT = Path(__file__).parents[2]


def modules() -> dict[str, Path]:
    """Return each module and package of ours, dotted, with its file."""
    files = [f for p in PACKAGES for f in sorted((ROOT / p).rglob("*.py"))]
    return {_dotted(file): file for file in files}


def _dotted(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree_of(file: Path) -> ast.Module:
    """Return the syntax tree of *file*."""
    return ast.parse(file.read_text(encoding="utf-8"))


def is_package(file: Path) -> bool:
    """Return whether *file* is the face of a folder."""
    return file.name == "__init__.py"


def room_of(module: str) -> str:
    """Return the room that *module* stands in: "bot.lists", "classifier"."""
    parts = module.split(".")
    return ".".join(parts[:2] if parts[0] == "bot" else parts[:1])


def folder_of(module: str, files: Mapping[str, Path]) -> str:
    """Return the folder that *module* lies in; a package lies in its own."""
    return module if is_package(files[module]) else module.rpartition(".")[0]


def _froms(file: Path) -> Iterator[tuple[str, str]]:
    """Yield the modules of ours that *file* imports from, each with the name taken."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield node.module, alias.name
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def imports(files: Mapping[str, Path]) -> dict[str, set[str]]:
    """Return what each module imports as written: modules and packages of ours."""
    offered = {(p, n) for p, file in files.items() if is_package(file) for _, n in _froms(file)}

    def taken(module: str, name: str) -> str:
        inner = f"{module}.{name}"
        return inner if inner in files and (module, name) not in offered else module

    return {
        module: {t for m, n in _froms(file) if (t := taken(m, n)) in files and t != module}
        for module, file in files.items()
    }


def resolved(files: Mapping[str, Path]) -> dict[str, set[str]]:
    """Return what each module imports, entrances seen through to the module behind; no packages."""
    behind = {
        (package, name): f"{m}.{name}" if f"{m}.{name}" in files else m
        for package, file in files.items()
        if is_package(file)
        for m, name in _froms(file)
    }

    def origin(module: str, name: str) -> str:
        inner = f"{module}.{name}"
        return behind.get((module, name), inner if inner in files else module)

    return {
        module: {o for m, n in _froms(file) if (o := origin(m, n)) in files and o != module}
        for module, file in files.items()
        if not is_package(file)
    }


def depth(arrows: Mapping[str, Iterable[str]]) -> int:
    """Return how many things stand one above another in *arrows*, which have no cycle."""

    @cache
    def floor(thing: str) -> int:
        return 1 + max(map(floor, arrows.get(thing, ())), default=0)

    return max(map(floor, arrows), default=0)


def depths_of_rooms(files: Mapping[str, Path]) -> dict[str, int]:
    """Return how deep the imports inside each room are."""
    arrows = resolved(files)
    inside: dict[str, dict[str, set[str]]] = {}
    for module, others in arrows.items():
        room = room_of(module)
        inside.setdefault(room, {})[module] = {o for o in others if room_of(o) == room}
    return {room: depth(graph) for room, graph in inside.items()}


def between(files: Mapping[str, Path], of: str = "room") -> dict[str, set[str]]:
    """Return which rooms (or each "folder") import which."""
    arrows: dict[str, set[str]] = {}
    for module, others in imports(files).items():
        here = room_of(module) if of == "room" else folder_of(module, files)
        there = {room_of(o) if of == "room" else folder_of(o, files) for o in others}
        arrows.setdefault(here, set()).update(there - {here})
    return arrows


def two_way(arrows: Mapping[str, set[str]]) -> list[tuple[str, str]]:
    """Return the pairs that import each other."""
    return sorted((a, b) for a in arrows for b in arrows[a] if a < b and a in arrows.get(b, ()))


def past_entrances(importing: Mapping[str, set[str]]) -> list[str]:
    """Return the imports that enter a room other than by an entrance, as "who -> what"."""
    return sorted(
        f"{module} -> {other}"
        for module, others in importing.items()
        for other in others
        if room_of(module) != room_of(other) and not is_entrance(other)
    )


def is_entrance(module: str) -> bool:
    """Return whether other rooms may import *module*."""
    return module == room_of(module) or module in SIDE_ENTRANCES or room_of(module) == GROUND


def sizes(files: Mapping[str, Path]) -> Counter[str]:
    """Return how many modules each folder holds, its `__init__` not counted."""
    return Counter(folder_of(m, files) for m, file in files.items() if not is_package(file))


def names_twice(files: Mapping[str, Path]) -> list[str]:
    """Return the last names that two modules or packages of ours share."""
    names = Counter(module.rpartition(".")[2] for module in files)
    return sorted(name for name, count in names.items() if count > 1)


def bare_regexes(files: Mapping[str, Path]) -> Counter[str]:
    """Return, by module, the long regexes without a comment or docstring beside them."""
    return Counter(m for m, file in files.items() for node in _calls(file) if not _told(file, node))


def _calls(file: Path) -> Iterator[ast.stmt]:
    for statement in tree_of(file).body:
        for node in ast.walk(statement):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func) == "re.compile"
                and sum(map(len, _texts(node))) > LONG_REGEX
            ):
                yield statement
                break


def _texts(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def bare_numbers(files: Mapping[str, Path]) -> Counter[str]:
    """Return, by module, the numbers at module level that tell neither unit nor source."""
    found: Counter[str] = Counter()
    for module, file in files.items():
        for statement in tree_of(file).body:
            if isinstance(statement, ast.Assign | ast.AnnAssign) and _is_number(statement.value):
                found[module] += not _told(file, statement)
    return +found


def _is_number(value: ast.expr | None) -> bool:
    """Return whether *value* is a number, a tuple of numbers, or arithmetic with nothing else."""
    if isinstance(value, ast.Constant):
        return isinstance(value.value, int | float) and not isinstance(value.value, bool)
    if isinstance(value, ast.Tuple):
        return bool(value.elts) and all(map(_is_number, value.elts))
    if isinstance(value, ast.BinOp):
        return _is_number(value.left) and _is_number(value.right)
    return isinstance(value, ast.UnaryOp) and _is_number(value.operand)


def _told(file: Path, statement: ast.stmt) -> bool:
    """Return whether words stand at *statement*: a comment in or right above it, or below it."""
    lines = file.read_text(encoding="utf-8").splitlines()
    first, last = statement.lineno - 1, statement.end_lineno or statement.lineno
    if any(" # " in line for line in lines[first:last]):
        return True
    if first and lines[first - 1].startswith("#"):
        return True
    return last < len(lines) and lines[last].startswith('"""')


def _first_line(file: Path) -> str:
    return (ast.get_docstring(tree_of(file)) or "").partition("\n")[0]


def main() -> int:
    """Print the picture."""
    files = modules()
    rooms, deep, held = between(files), depths_of_rooms(files), sizes(files)
    plain = [m for m, file in files.items() if not is_package(file)]
    lines = sum(file.read_bytes().count(b"\n") for file in files.values())
    out = [f"{len(plain)} modules, {lines} lines, {len(rooms)} rooms"]
    for folder, count in sorted(held.items()):
        out.append(f"  {folder}: {count} modules")
        inside = (m for m in plain if folder_of(m, files) == folder)
        out += [f"    {m.rpartition('.')[2]}: {_first_line(files[m])}" for m in inside]
    out.append("rooms, floors inside, and what they import")
    out += [
        f"  {r}: {deep.get(r, 0)} floors <- {' '.join(sorted(rooms[r]))}" for r in sorted(rooms)
    ]
    out.append(f"floors of rooms: {depth(rooms)}; of modules: {depth(resolved(files))}")
    out.append(f"two-way pairs of folders: {two_way(between(files, 'folder'))}")
    out.append(f"imports past an entrance: {past_entrances(imports(files))}")
    out.append(f"names that stand twice: {names_twice(files)}")
    out.append(f"long regexes without words: {sum(bare_regexes(files).values())}")
    out.append(f"numbers without words: {sum(bare_numbers(files).values())}")
    sys.stdout.write("\n".join(out) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
