"""A city that is written, stored, read back and written as files is the same city."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from michisuji.importers.city.content import City, Document
from michisuji.importers.city.fields import Table
from michisuji.importers.city.schema import FILES, MEASURE
from michisuji.importers.city.schema_years import YEAR
from michisuji.importers.city.stored import stored_city
from michisuji.importers.city.toml import check_folder
from michisuji.importers.city.toml.reading import format_of
from michisuji.importers.city.toml.writing import write_folder
from michisuji.importers.city.writing.city_graphs import write_city
from michisuji.store.memory import MemoryStore
from random_cities import SEEDS, checked, random_city

BASE = "http://127.0.0.1:8000"
FORMATS = {**FILES, "measures/": MEASURE, "years/": YEAR}
#: Keys that no statement keeps: a part of a city is no data set.
NOT_STATED = {"dataset.toml dataset.scope"}


def lines_of(city: City, store: MemoryStore | None = None) -> list[str]:
    """The statements that a city becomes, each after its graph, in order; provenance left out."""
    with tempfile.TemporaryDirectory() as folder:
        batch, _ = write_city(city, base_iri=BASE, out_dir=Path(folder))
        if store is not None:
            store.replace(batch)
        return sorted(
            f"{graph} {line}"
            for graph, path in batch.graphs.items()
            for line in path.read_bytes().decode().split("\n")
            if line and not graph.endswith("/provenance")
        )


def formats(table: Table, at: str, places: dict[int, str]) -> Iterator[str]:
    """Every key of a format and of the tables in it, at their first place: ``plan.toml plan.id``.

    ``places`` gets each table's place: many things have indicators, but they are alike.
    """
    if id(table) in places:
        return
    places[id(table)] = at
    for key, field in table.items():
        place = f"{at}.{key}" if " " in at else f"{at} {key}"
        yield place
        yield from formats(field.table, place, places) if field.table else ()


def used(document: Document, table: Table, places: dict[int, str]) -> Iterator[str]:
    """The keys that a document has."""
    at = places[id(table)]
    for key, value in document.items():
        yield f"{at}.{key}" if " " in at else f"{at} {key}"
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict) and table[key].table:
                yield from used(item, table[key].table or {}, places)


def test_a_random_city_comes_back_from_the_store_and_from_its_files_with_every_key() -> None:
    places: dict[int, str] = {}
    wanted = {key for name, table in FORMATS.items() for key in formats(table, name, places)}
    seen: set[str] = set()

    # A seed cannot be made smaller: the statements tell what is wrong.
    @settings(
        max_examples=40,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(SEEDS)
    def comes_back(seed: int) -> None:
        city, store = random_city(seed), MemoryStore(BASE)
        written = lines_of(city, store)
        stored = stored_city(store, city.dataset["name"], BASE)
        assert lines_of(checked(stored)) == written
        with tempfile.TemporaryDirectory() as folder:
            write_folder(stored, Path(folder))
            again, problems = check_folder(Path(folder))
        assert not problems
        assert lines_of(again) == written
        for file, document in again.files.items():
            seen.update(used(document, format_of(file) or {}, places))

    comes_back()
    missing = sorted(wanted - seen - NOT_STATED)
    assert not missing, missing
