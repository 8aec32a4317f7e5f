"""The house's rules that no reader sees at a glance: layers, file sizes, where SPARQL lives."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests import rooms
from tests.rooms import PACKAGE, ROOT

#: From the ground up: a module imports from its own layer and from those before it.
LAYERS = (
    (
        "achievement",
        "plurals",
        "process_memory",
        "errors",
        "figures",
        "fiscal_years",
        "folding",
        "iris",
        "languages",
        "literals",
        "messages",
        "moments",
        "own",
        "rdflib_parser",
        "resources",
        "scratch",
        "settings",
        "sparql_tokens",
        "spreadsheets",
        "vocabulary",
        "xml_text",
    ),
    ("store",),
    ("accounts",),
    ("questions",),
    ("importers",),
    ("quality",),
    ("analysis",),
    ("search",),
    ("publication",),
    ("editing",),
    ("web",),
    ("cli",),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}

#: Where SPARQL text may stand in Python, and why.
SPARQL_IN_PYTHON = {
    "store/updates.py": "how a store keeps its graphs is the store's own matter, not a question",
    "editing/sparql.py": "how edits are guarded and recorded is the store's own matter, too",
    "quality/shacl/core.py": "a compiler of shapes makes SPARQL",
    "quality/shacl/nodes.py": "a compiler of shapes makes SPARQL",
    "quality/shacl/sparql.py": "a compiler of shapes makes SPARQL",
    "questions/model.py": "puts the texts of a question's columns in their place",
    "web/gateway/complexity.py": "counts what a reader's query is made of",
    "quality/shacl/change/walk.py": "walks along steps that shapes give",
    "web/editing/changes.py": "asks what an update would write, in its own words",
}

#: Files of a folder beside its sub-folders; the folders that have more, and why.
MOST_FILES = 16
LARGE_ROOMS = {
    "importers/rs": "one file a table of the national review",
}

#: Lines of a file: above LONG and below SHORT its docstring says why.
LONG, SHORT = 350, 25
#: Files that are short by what they are, and why.
SHORT_BY_NAME = {
    "__init__.py": "tells what lives in a folder, and what it gives to others",
    "__main__.py": "makes the package a command",
    "blueprint.py": "is there for views to import it in no circle",
    "telling.py": "joins what an analysis computes with its words",
}

MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "_bundle" not in path.parts)

#: Read by the first test that needs it: collecting the tests does not parse the whole package.
imports = cache(rooms.imports)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if own in {"__init__", "__main__"}:
        return
    assert own in RANK, f"{own} has no place in the architecture"
    floors = {name.split(".")[1] for name in imports()[rooms.name_of(path)] if "." in name}
    wrong = {name for name in floors if RANK.get(name, -1) > RANK[own]}
    assert not wrong, f"{path.name} is in layer {own} and imports from above: {sorted(wrong)}"


def test_imports_run_in_no_circle() -> None:
    found = rooms.circles(imports())
    assert not found, "python -m tests.rooms prints them"


def test_each_room_says_what_lives_in_it() -> None:
    silent = [name for name, told in rooms.rooms().items() if not told]
    assert not silent, f"no docstring: {silent}"
    assert rooms.PAGE.read_text("utf-8") == rooms.page(), "python -m tests.rooms --write"


def test_rooms_stay_small_enough_to_be_looked_over() -> None:
    full = {}
    for folder in {path.parent for path in MODULES}:
        own = [path for path in folder.glob("*.py") if not path.name.startswith("__")]
        name = folder.relative_to(PACKAGE).as_posix()
        if len(own) > MOST_FILES and name not in LARGE_ROOMS:
            full[name] = len(own)
    assert not full, f"more than {MOST_FILES} files beside sub-folders: {full}"


def test_no_two_public_classes_share_a_name() -> None:
    homes: dict[str, list[str]] = {}
    for path in MODULES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(path.relative_to(PACKAGE).as_posix())
    shared = {name: files for name, files in homes.items() if len(files) > 1}
    assert not shared, f"classes of one name, which a reader mixes up: {shared}"


def test_long_files_and_short_ones_say_why() -> None:
    """About 300 lines are enough for one idea, and fewer than 25 seldom make a file."""
    unsaid = {}
    for path in [*MODULES, *(ROOT / "tests").rglob("*.py")]:
        text = path.read_text("utf-8")
        lines, told = _lines(path), ast.get_docstring(ast.parse(text)) or ""
        if lines > LONG and not re.search(r"^Long because ", told, re.MULTILINE):
            unsaid[str(path.relative_to(ROOT))] = f"{lines} lines: divide it, or “Long because …”"
        may_be_short = path not in MODULES or path.name in SHORT_BY_NAME or "\n@page(" in text
        may_be_short |= bool(re.search(r"^Short because ", told, re.MULTILINE))
        if lines < SHORT and not may_be_short:
            unsaid[str(path.relative_to(ROOT))] = f"{lines} lines: fold it, or “Short because …”"
    assert not unsaid, f"say why in the module's docstring: {unsaid}"


def test_the_formatter_passes_over_nothing() -> None:
    marks = ("# fmt" + ": skip", "# fmt" + ": off")
    unformatted = [p for p in MODULES if any(m in p.read_text("utf-8") for m in marks)]
    assert not unformatted, "a table that ruff makes hard to read is better kept as data"


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_sparql_stands_in_query_files() -> None:
    clause = re.compile(r"\b(SELECT|CONSTRUCT|ASK|DESCRIBE|INSERT|DELETE)\b[^\n]*\{|\bWHERE\s*\{")
    found = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and clause.search(text) and "VALUES ?" not in text[:8]:
                found.add(str(path.relative_to(PACKAGE)))
    assert found <= set(SPARQL_IN_PYTHON), f"SPARQL in Python: {found - set(SPARQL_IN_PYTHON)}"


def test_text_is_split_at_line_feeds_alone() -> None:
    """``str.splitlines`` also breaks at U+2028, U+0085 and others that texts may hold."""
    # Written by the kernel and by the engine, for people.
    known = {"store/engine/oxigraph_binary.py"}
    found = {
        str(path.relative_to(PACKAGE))
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "splitlines"
    }
    assert found <= known


def test_help_does_not_import_heavy_libraries() -> None:
    heavy = ["rdflib", "pyshacl", "flask", "pyvis", "SPARQLWrapper", "pyoxigraph", "waitress"]
    code = (
        "import sys\nfrom michisuji.cli import run\nrun(['--help'])\n"
        f"print('HEAVY', [m for m in {heavy!r} if m in sys.modules])"
    )
    shown = subprocess.run(  # the interpreter of the tests, a fixed text
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert "HEAVY []" in shown
    assert "check" in shown


def test_no_package_registry_is_named() -> None:
    hosts = re.compile(
        "|".join(["pypi" + r"\.org", "pythonhosted" + r"\.org", "npmjs" + r"\.(?:org|com)"])
    )
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False
    ).stdout.decode()
    named = []
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.is_file() and hosts.search(path.read_text(encoding="utf-8", errors="replace")):
            named.append(name)
    assert not named
