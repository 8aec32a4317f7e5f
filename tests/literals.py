"""Japanese in Python that is not a docstring: what may stand there, and what is still to move."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

_JAPANESE = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]")

#: Files and folders whose Japanese is not words on screen, and why.
EXCEPTED = {
    "importers": "names of columns, sheets and codes in the sources, and problems met in them",
    "publication/tables/rs": "names of columns and codes in the national review's layout",
    "errors.py": "titles of errors, which tell their message and hint where they are raised",
    "web/gateway": "parts of errors: what is wrong in a query, and what to do",
    "quality/change/patches.py": "parts of errors: what is wrong in a patch",
    "store/failures.py": "parts of errors: what the engine's failures mean",
    "questions/values.py": "parts of errors: which values a parameter takes",
    "web/pages/rules.py": "parts of errors: what is not known",
    "web/sparql/protocol.py": "parts of errors: what was sent",
    "settings.py": "each setting is told beside its definition",
    "figures.py": "units of amounts",
    "fiscal_years.py": "names of eras",
    "moments": "names of eras, and parts of an error",
    "search/folding.py": "a table of letters: kanji numerals",
    "folding.py": "patterns and tables that fold what people write",
    "analysis/similar/grams.py": "tables of letters: where phrases of Japanese begin and end",
    "analysis/similar/reasons.py": "tables of letters: where phrases of Japanese begin and end",
    "web/graph/kinds.py": "a sign on a shape, as □ is another",
    "web/drawing/text.py": "tables of letters: where lines of Japanese break",
    "spreadsheets/styles.py": "the name of a font",
}
#: Japanese literals that are still to be moved, by file: this can only become less.
LEFT: dict[str, int] = {}


def japanese(package: Path) -> dict[str, int]:
    """File → how many Japanese literals stand in it that are words on screen."""
    trees = {
        path.relative_to(package).as_posix(): ast.parse(path.read_text("utf-8"))
        for path in sorted(package.rglob("*.py"))
        if "_bundle" not in path.parts
    }
    errors = _errors(list(trees.values()))
    found = {
        name: len(list(literals(tree, errors)))
        for name, tree in trees.items()
        if not any(name == known or name.startswith(f"{known}/") for known in EXCEPTED)
    }
    return {name: count for name, count in found.items() if count}


def _errors(trees: list[ast.Module]) -> set[str]:
    """The names of MichisujiError and of every class below it."""
    found = {"MichisujiError"}
    classes = [n for tree in trees for n in ast.walk(tree) if isinstance(n, ast.ClassDef)]
    while more := {c.name for c in classes if {_name(b) for b in c.bases} & found} - found:
        found |= more
    return found


def literals(tree: ast.Module, errors: set[str]) -> Iterator[ast.Constant]:
    """The Japanese literals of a module that are no docstring, error or regular expression."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if (
            (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
            or (isinstance(node, ast.Call) and _name(node.func) in errors)
            or (isinstance(node, ast.Call) and _is_pattern(node.func))
            or (isinstance(node, ast.ClassDef) and node.name in errors)
        ):
            skipped |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) not in skipped and isinstance(node, ast.Constant):
            yield from [node] * bool(_JAPANESE.search(str(node.value)))


def _is_pattern(called: ast.expr) -> bool:
    return _name(called) == "compile" and _name(getattr(called, "value", called)) == "re"


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
