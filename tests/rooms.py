"""The rooms of the package and the imports between its modules.

``python -m tests.rooms`` prints rooms and import circles, ``--write`` puts the list of rooms into
ARCHITECTURE.md, where the tests compare it.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "service" / "michisuji"
PAGE = ROOT / "ARCHITECTURE.md"
BEGIN = "<!-- rooms: made by `python -m tests.rooms --write` from each folder's docstring -->"
END = "<!-- end of rooms -->"

Graph = Mapping[str, set[str]]


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name; a folder is its ``__init__``."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if "_bundle" not in path.parts:
            found[name_of(path)] = path
    return found


def name_of(path: Path) -> str:
    """Return the dotted name of a module's file."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def imports() -> Graph:
    """Module → the modules that it imports, for types alone included.

    Who imports a module runs the ``__init__`` of each folder on the way to it.
    """
    known = modules()
    graph: dict[str, set[str]] = {name: set() for name in known}
    for name, path in known.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for found in _imported(node, known):
                graph[name] |= {found, *_folders(found, name, known)}
        graph[name].discard(name)
    return graph


def _imported(node: ast.AST, known: Mapping[str, Path]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name in known)
    elif isinstance(node, ast.ImportFrom) and node.module:
        for alias in node.names:
            inner = f"{node.module}.{alias.name}"
            if inner in known:
                yield inner
            elif node.module in known:
                yield node.module


def _folders(found: str, importer: str, known: Mapping[str, Path]) -> Iterator[str]:
    while "." in found:
        found = found.rpartition(".")[0]
        if found in known and not f"{importer}.".startswith(f"{found}."):
            yield found


def circles(graph: Graph) -> list[list[str]]:
    """Return the modules that import each other, directly or by way of others."""
    reached = {name: _reached(graph, name) for name in graph}
    found = {
        tuple(sorted(other for other in there if name in reached[other]))
        for name, there in reached.items()
        if name in there
    }
    return [list(circle) for circle in sorted(found)]


def _reached(graph: Graph, start: str) -> set[str]:
    seen: set[str] = set()
    todo = [start]
    while todo:
        for name in graph[todo.pop()] - seen:
            seen.add(name)
            todo.append(name)
    return seen


def rooms() -> dict[str, str]:
    """Each folder of the package, and what its ``__init__`` says lives there."""
    found = {}
    for path in sorted(PACKAGE.rglob("__init__.py")):
        if "_bundle" not in path.parts:
            told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            name = path.parent.relative_to(PACKAGE).as_posix()
            found[name] = " ".join(told.partition("\n\n")[0].split())
    return found


def listed() -> str:
    """The list of rooms as ARCHITECTURE.md has it."""
    lines = [
        f"{'  ' * name.count('/')}- `{name}/` {told.replace('``', '`')}"
        for name, told in rooms().items()
        if name != "."
    ]
    return "\n".join([BEGIN, *lines, END])


def page() -> str:
    """ARCHITECTURE.md with the list as it is now."""
    text = PAGE.read_text(encoding="utf-8")
    return text[: text.index(BEGIN)] + listed() + text[text.index(END) + len(END) :]


def main() -> None:
    """Print, or write, the list."""
    if "--write" in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
        return
    print(listed())
    graph = imports()
    print(f"{len(graph)} modules, {sum(map(len, graph.values()))} imports")
    for circle in circles(graph):
        print("circle:", ", ".join(circle))


if __name__ == "__main__":
    main()
