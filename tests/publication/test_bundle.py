"""A bundle of a small city, without its site: what it holds, the same again, what changed."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from michisuji.errors import BadInput
from michisuji.importers.sample import import_sample
from michisuji.publication import difference, dumps, manifest
from michisuji.publication.bundle import CHECK, MadeBundle
from michisuji.publication.loading import into_folder, into_memory
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.store.replacement import marker
from michisuji.store.updates import BOOKS
from michisuji.web.running.publishing import publish

pytestmark = pytest.mark.slow

BASE = Settings().base_iri
TODAY = date(2026, 11, 1)


def _city(data: Path) -> MemoryStore:
    store = MemoryStore(BASE)
    import_sample(store, Settings(), data)
    return store


@pytest.fixture(scope="module")
def city(small_store: MemoryStore) -> MemoryStore:
    return small_store


@pytest.fixture(scope="module")
def made(city: MemoryStore, tmp_path_factory: pytest.TempPathFactory) -> MadeBundle:
    home = tmp_path_factory.mktemp("home")
    return publish(
        city, Settings(home=home), home / "bundle",
        accept_findings=True, with_site=False, today=TODAY,
    )  # fmt: skip


def test_the_manifest_lists_every_file_with_its_checksum(made: MadeBundle) -> None:
    read = manifest.read(made.folder)
    assert read == made.manifest
    on_disk = {p.relative_to(made.folder).as_posix() for p in made.folder.rglob("*") if p.is_file()}
    assert set(read.files) == on_disk - {manifest.NAME}
    for path in ("dumps/all.nq.gz", "catalog.ttl", ".well-known/void", "README.txt", CHECK):
        assert read.files[path] == manifest.measured(made.folder / path)
    entries = {entry.path: entry for entry in read.entries}
    assert {"dumps/mihon.nq.gz", "dumps/mihon-current.jsonld.gz", "catalog.ttl", "feed.atom",
            "quality/report.csv"} <= set(entries)  # fmt: skip
    assert [path for path in entries if path.startswith("tables/mihon/")]
    for path, entry in entries.items():
        assert (entry.size, entry.sha256) == read.files[path]
        assert all(entry.title.values())


def test_the_same_data_make_the_same_bundle(
    made: MadeBundle, small_data: Path, tmp_path: Path
) -> None:
    again = publish(
        _city(small_data), Settings(home=tmp_path / "h"), tmp_path / "b",
        accept_findings=True, with_site=False, today=TODAY,
    )  # fmt: skip
    changed = {
        path: (made.manifest.files.get(path), found)
        for path, found in again.manifest.files.items()
        if made.manifest.files.get(path) != found
    }
    assert not changed


def _own(data: ox.Store) -> set[ox.Quad]:
    return {quad for quad in data if quad.graph_name != ox.NamedNode(BOOKS)}


def test_a_bundle_is_a_database_again(city: MemoryStore, made: MadeBundle, tmp_path: Path) -> None:
    expected = _own(city.data)
    memory = into_memory(made.folder, BASE, 10**6)
    assert memory is not None
    assert _own(memory.data) == expected
    assert marker(memory), "readers can tell that nothing changes"
    assert into_memory(made.folder, BASE, 1_000) is None, "too large to hold"
    into_folder(made.folder, BASE, tmp_path / "db")
    assert _own(ox.Store.read_only(str(tmp_path / "db"))) == expected
    assert [p.name for p in tmp_path.iterdir()] == ["db"], "nothing is left beside it"


def test_dumps_that_are_cut_are_told(made: MadeBundle, tmp_path: Path) -> None:
    whole = (made.folder / "dumps" / "all.nq.gz").read_bytes()
    (tmp_path / "b" / "dumps").mkdir(parents=True)
    (tmp_path / "b" / "dumps" / "all.nq.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises((EOFError, OSError, SyntaxError)):
        into_folder(tmp_path / "b", BASE, tmp_path / "db")
    assert not (tmp_path / "db").exists()


def test_nothing_differs_from_what_was_just_made(
    city: MemoryStore, made: MadeBundle, tmp_path: Path
) -> None:
    new = tmp_path / "all.nq"
    dumps.nquads(city, Settings(), new)
    old = made.folder / "dumps" / "all.nq.gz"
    assert difference.between(old, new, BASE).is_empty
    everything = difference.between(tmp_path / "nowhere", new, BASE)
    assert sum(everything.added.values()) == made_lines(old)
    assert not everything.removed


def made_lines(path: Path) -> int:
    with gzip.open(path) as lines:
        return sum(1 for _ in lines)


def test_what_differs_by_graph_and_by_resource(
    made: MadeBundle, small_data: Path, tmp_path: Path
) -> None:
    store = _city(small_data)
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    kept, gone = f"<{BASE}/id/program/mihon-010101>", f"<{BASE}/id/unit/mihon-s-safety>"
    graph = f"<{BASE}/graph/mihon>"
    store.update(f"DELETE {{ GRAPH {graph} {{ {gone} ?p ?o }} }} "
                 f"WHERE {{ GRAPH {graph} {{ {gone} ?p ?o }} }}")  # fmt: skip
    store.update(
        f"INSERT DATA {{ GRAPH {graph} {{ {kept} {label} '別名'@ja . "
        f"<{BASE}/id/program/new> {label} '新しい事業'@ja }} }}"
    )
    store.update(f"INSERT DATA {{ GRAPH <{BASE}/graph/another> {{ <urn:x> <urn:p> 1 }} }}")
    new = tmp_path / "all.nq"
    dumps.nquads(store, Settings(), new)
    found = difference.between(made.folder / "dumps" / "all.nq.gz", new, BASE)
    assert found.added == {f"{BASE}/graph/mihon": 2, f"{BASE}/graph/another": 1}
    assert set(found.removed) == {f"{BASE}/graph/mihon"}
    assert found.removed[f"{BASE}/graph/mihon"] > 3
    assert (found.new, found.gone, found.changed) == (
        [f"{BASE}/id/program/new"], [gone[1:-1]], [kept[1:-1]],
    )  # fmt: skip
    assert found.counts == {"new": 1, "gone": 1, "changed": 1}


def test_names_that_sort_otherwise_than_their_addresses(tmp_path: Path) -> None:
    """``d-2`` stands before ``d/2024`` in a plain sort of addresses, but is another data set."""
    store = MemoryStore(BASE)
    for name in ("d", "d-2", "d/2024", "d/2024/provenance"):
        store.update(f"INSERT DATA {{ GRAPH <{BASE}/graph/{name}> {{ <urn:{name}> <urn:p> 1 }} }}")
    dumps.write(store, Settings(), tmp_path)
    dumps.nquads(store, Settings(), tmp_path / "all.nq")
    old = tmp_path / "dumps" / "all.nq.gz"
    assert gzip.decompress(old.read_bytes()) == (tmp_path / "all.nq").read_bytes()
    store.update(f"INSERT DATA {{ GRAPH <{BASE}/graph/d/2024> {{ <urn:more> <urn:p> 1 }} }}")
    dumps.nquads(store, Settings(), tmp_path / "all.nq")
    found = difference.between(old, tmp_path / "all.nq", BASE)
    assert (found.added, found.removed) == ({f"{BASE}/graph/d/2024": 1}, {})


@pytest.mark.parametrize("kind", ["file", "other"])
def test_a_place_that_is_taken(city: MemoryStore, tmp_path: Path, kind: str) -> None:
    target = tmp_path / "taken"
    if kind == "file":
        target.write_text("mine")
    else:
        target.mkdir()
        (target / "mine.txt").write_text("mine")
    with pytest.raises(BadInput, match="something else"):
        publish(city, Settings(home=tmp_path / "h"), target, accept_findings=True)
    kept = target if kind == "file" else target / "mine.txt"
    assert kept.read_text() == "mine"
