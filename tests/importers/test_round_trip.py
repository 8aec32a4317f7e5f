"""A city that is written, stored, read back and written as files is the same city."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from michisuji.importers.city.content import City
from michisuji.importers.city.stored import stored_city
from michisuji.importers.city.toml import check_folder
from michisuji.importers.city.toml.writing import write_folder
from michisuji.importers.city.writing.city_graphs import write_city
from michisuji.store.memory import MemoryStore
from random_city import checked, cities

BASE = "http://127.0.0.1:8000"


def lines_of(city: City, store: MemoryStore | None = None) -> list[str]:
    """The sorted statements that a city becomes, each with its graph, provenance left out."""
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


@settings(
    phases=[Phase.generate], max_examples=60, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(cities())
def test_a_random_city_comes_back_from_the_store_and_from_its_files(city: City) -> None:
    store = MemoryStore(BASE)
    written = lines_of(city, store)
    stored = stored_city(store, city.dataset["name"], BASE)
    assert lines_of(checked(stored)) == written
    with tempfile.TemporaryDirectory() as folder:
        write_folder(stored, Path(folder))
        again, problems = check_folder(Path(folder))
    assert not problems
    assert lines_of(again) == written
