"""The location of the bundled files (ontology, shapes, queries, data), installed or not."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from michisuji.errors import NotFound

FOLDERS = ("ontology", "shapes", "queries", "data")


@cache
def root() -> Path:
    """Return the folder that holds ``ontology/``, ``shapes/``, ``queries/`` and ``data/``.

    A wheel has them in ``michisuji/_bundle``; an editable install has no ``_bundle``, so the folder
    of the checkout that holds ``pyproject.toml`` is used.
    """
    package = Path(__file__).resolve().parent
    bundle = package / "_bundle"
    if bundle.is_dir():
        return bundle
    for parent in package.parents:
        if (parent / "pyproject.toml").is_file() and (parent / "ontology").is_dir():
            return parent
    raise NotFound(
        f"同梱ファイルが見つかりません({package})",
        f"the bundled files are missing next to {package}",
        hint_ja="michisuji を入れ直してください",
        hint_en="install michisuji again",
    )


def folder(name: str) -> Path:
    """Return the path of one of :data:`FOLDERS`."""
    if name not in FOLDERS:
        raise ValueError(f"no such resource folder: {name}")
    return root() / name
