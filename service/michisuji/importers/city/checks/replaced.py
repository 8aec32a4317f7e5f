"""Replacements of a unit, measure or program: ``replaces = ["old-id"]``.

The old resource is no longer in the files; its address shows what replaced it.
"""

from __future__ import annotations

from collections.abc import Iterator

from michisuji.importers.city.checking import item_path
from michisuji.importers.city.content import City, Document
from michisuji.importers.city.index import ReferenceIndex, texts


def check_replaced(city: City, index: ReferenceIndex) -> None:
    """Report ids that are said to be replaced but still exist."""
    for kind, file, path, table in _tables(city):
        for old in texts(table, "replaces"):
            if old in index.ids.get(kind, {}):
                index.problems.add(
                    file,
                    f"{path}.replaces",
                    f"「{old}」は今もあるので、置き換えられたことにできません",
                    f"'{old}' still exists, so it has not been replaced",
                )


def _tables(city: City) -> Iterator[tuple[str, str, str, Document]]:
    for number, unit in enumerate(city.tables("organization.toml", "unit"), 1):
        yield "unit", "organization.toml", item_path("unit", unit, number), unit
    for file, measure, programs in city.measures():
        yield "measure", file, "measure", measure
        for number, program in enumerate(programs, 1):
            yield "program", file, item_path("program", program, number), program
