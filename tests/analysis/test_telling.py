"""What is computed and what is told of it stand apart, and meet in one place."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import fields, is_dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest
from michisuji.analysis import catalogue
from michisuji.analysis.state import State
from michisuji.analysis.tables import plain

PROGRAM, MEASURE = "id/program/mihon-010101", "id/measure/mihon-0101"
#: What each required parameter, and the scenarios, are given.
GIVEN = {"target": MEASURE, "start": PROGRAM, "scope": MEASURE, "measure": MEASURE}
GIVEN |= {"node": PROGRAM, "stop": PROGRAM}


def given(asked: catalogue.Analysis[Any]) -> dict[str, list[str]]:
    return {p.name: [GIVEN[p.name]] for p in asked.parameters if p.name in GIVEN}


@pytest.mark.parametrize("name", catalogue.MODULES)
def test_an_answer_tells_its_result_and_nothing_else(city: State, name: str) -> None:
    asked = catalogue.get(name)
    assert asked.name == name
    answer = asked.answer(city, given(asked))
    assert is_dataclass(answer.result)
    assert "sentence" not in {field.name for field in fields(answer.result)}
    assert answer.sentence == asked.sentence(answer.result)
    assert answer.tables == tuple(asked.tables(answer.result))
    assert answer.behind == answer.result.behind
    told = plain(answer)
    assert list(told)[-2:] == ["sentence", "behind"]
    assert set(told) - {"sentence"} == {field.name for field in fields(answer.result)}


def test_what_computes_knows_no_words() -> None:
    modules = {catalogue.get(name).run.__module__ for name in catalogue.MODULES}
    computing = sorted(name for name in modules if not name.endswith(".telling"))
    assert len(computing) > 8
    code = (
        f"import sys\nfor name in {computing!r}: __import__(name)\n"
        "met = [m for m in sys.modules if m.startswith('michisuji.analysis.')]\n"
        "print(len(met), *(m for m in met if m.endswith(('words', 'telling', 'catalogue'))))"
    )
    shown = subprocess.run(  # the interpreter of the tests, a text made of module names
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert int(shown[0]) > 20
    assert shown[1:] == []


def test_no_module_imports_in_a_circle() -> None:
    folder = Path(catalogue.__file__).parent
    known = {name(path, folder): path for path in folder.rglob("*.py")}
    graph = {module: imported(path) & known.keys() - {module} for module, path in known.items()}
    assert sum(map(len, graph.values())) > 100
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


def name(path: Path, folder: Path) -> str:
    parts = path.relative_to(folder).with_suffix("").parts
    return ".".join(("michisuji.analysis", *parts)).removesuffix(".__init__")


def imported(path: Path) -> set[str]:
    """What a module imports, under TYPE_CHECKING and within functions, too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found
