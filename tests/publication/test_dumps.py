"""Dumps: every statement is in them, sorted, in each format the same, and the same bytes again."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from michisuji.errors import NotFound
from michisuji.publication import dumps
from michisuji.publication.dumps.framed import OWNERS
from michisuji.publication.dumps.graphs import sorted_file
from michisuji.publication.manifest import Distribution
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.store.updates import BOOKS, STAGING

pytestmark = pytest.mark.slow

BASE = Settings().base_iri


@pytest.fixture
def city(sample_store: MemoryStore) -> MemoryStore:
    return sample_store


@pytest.fixture(scope="module")
def made(
    sample_store: MemoryStore, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[Distribution]]:
    folder = tmp_path_factory.mktemp("bundle")
    return folder, dumps.write(sample_store, Settings(), folder)


def _read(path: Path, format_: ox.RdfFormat) -> set[ox.Quad]:
    with gzip.open(path) as file:
        return set(ox.parse(file.read(), format=format_))


def _named(store: MemoryStore, dataset: str = "") -> set[ox.Quad]:
    prefix = f"<{BASE}/graph/{dataset}"
    return {quad for quad in store.data if str(quad.graph_name).startswith(prefix)}


def test_all_of_it_is_there_and_nothing_of_the_stores_own(
    city: MemoryStore, made: tuple[Path, list[Distribution]]
) -> None:
    folder, entries = made
    found = _read(folder / "dumps" / "all.nq.gz", ox.RdfFormat.N_QUADS)
    assert found == _named(city)
    assert not [q for q in found if BOOKS in str(q.graph_name)]
    assert {entry.path for entry in entries} == {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    }


@pytest.mark.parametrize("name", ["mihon", "nagareyama", "vocabulary"])
def test_each_format_of_a_data_set_says_the_same(
    city: MemoryStore, made: tuple[Path, list[Distribution]], name: str
) -> None:
    place = made[0] / "dumps"
    whole = _named(city, name)
    assert _read(place / f"{name}.nq.gz", ox.RdfFormat.N_QUADS) == whole
    assert _read(place / f"{name}.trig.gz", ox.RdfFormat.TRIG) == whole
    turtle = _read(place / f"{name}-current.ttl.gz", ox.RdfFormat.TURTLE)
    assert _read(place / f"{name}-current.jsonld.gz", ox.RdfFormat.JSON_LD) == turtle
    years = sorted(int(e.year) for e in made[1] if e.dataset == name and e.year)
    latest = {f"<{BASE}/graph/{name}>"} | {f"<{BASE}/graph/{name}/{y}>" for y in years[-1:]}
    assert turtle == {
        ox.Quad(q.subject, q.predicate, q.object) for q in whole if str(q.graph_name) in latest
    }


def test_the_current_states_are_the_default_graph(
    city: MemoryStore, made: tuple[Path, list[Distribution]]
) -> None:
    found = set[ox.Quad]()
    for path in (made[0] / "dumps").glob("*-current.ttl.gz"):
        found |= _read(path, ox.RdfFormat.TURTLE)
    assert found == {quad for quad in city.data if quad.graph_name == ox.DefaultGraph()}


def test_a_year_has_its_state_alone(
    city: MemoryStore, made: tuple[Path, list[Distribution]]
) -> None:
    place = made[0] / "dumps"
    turtle = _read(place / "mihon-2024.ttl.gz", ox.RdfFormat.TURTLE)
    quads = _read(place / "mihon-2024.nq.gz", ox.RdfFormat.N_QUADS)
    graphs = {str(quad.graph_name) for quad in quads}
    assert graphs == {f"<{BASE}/graph/mihon/2024>", f"<{BASE}/graph/mihon/2024/provenance>"}
    assert len(turtle) == len([q for q in quads if str(q.graph_name).endswith("/2024>")])


def test_lines_are_sorted_within_their_graph(made: tuple[Path, list[Distribution]]) -> None:
    lines = gzip.decompress((made[0] / "dumps" / "mihon.nq.gz").read_bytes()).splitlines()
    assert len(lines) > 60_000
    keys = [(line.rsplit(b" ", 2)[1].rstrip(b">"), line) for line in lines]
    assert keys == sorted(keys)


def test_the_same_data_give_the_same_bytes(
    city: MemoryStore, made: tuple[Path, list[Distribution]], tmp_path: Path
) -> None:
    shuffled = list(city.data)
    random.Random(7).shuffle(shuffled)
    other = MemoryStore(BASE)
    other.data.extend(shuffled)
    assert dumps.write(other, Settings(), tmp_path) == made[1]


def test_json_ld_is_framed_for_reading(made: tuple[Path, list[Distribution]]) -> None:
    path = made[0] / "dumps" / "mihon-current.jsonld.gz"
    document = json.loads(gzip.decompress(path.read_bytes()))
    assert set(OWNERS.values()) <= set(document["@context"])
    roots = {node["id"]: node for node in document["@graph"]}
    assert list(roots) == sorted(roots, key=lambda iri: f"<{iri}>")  # as lines of N-Triples
    program = roots[f"{BASE}/id/program/mihon-010101"]
    assert program["type"] == "Program"
    assert program["label"]["ja"]
    (model,) = program["models"]
    kinds = {element["type"] for element in model["elements"]}
    assert {"Activity", "Output", "Outcome", "CausalLink"} <= kinds
    assert all("inModel" not in element for element in model["elements"])
    indicator = next(n for n in document["@graph"] if n["type"] == "Indicator")
    assert {"fiscalYear", "value", "valueKind"} <= set(indicator["values"][0])
    alone = set[str]()
    for node in document["@graph"]:
        alone |= set(node["type"] if isinstance(node["type"], list) else [node["type"]])
    assert not alone & {"LogicModel", "CausalLink", "Activity", "Observation"}


def test_one_data_set_alone_and_one_that_is_not_there(city: MemoryStore, tmp_path: Path) -> None:
    found = dumps.write(city, Settings(), tmp_path, datasets=["nagareyama"])
    assert {entry.dataset for entry in found} == {"nagareyama", ""}
    with pytest.raises(NotFound, match="nowhere"):
        dumps.write(city, Settings(), tmp_path, datasets=["nowhere"])


def test_graphs_that_are_no_data_sets_stay_in(tmp_path: Path) -> None:
    store = MemoryStore(BASE)
    for graph in (f"{STAGING}0", BOOKS, "https://elsewhere.example/g", f"{BASE}/drafts/x"):
        store.update(f"INSERT DATA {{ GRAPH <{graph}> {{ <urn:canary> <urn:p> 'canary' }} }}")
    store.update(f"INSERT DATA {{ GRAPH <{BASE}/graph/d> {{ <urn:a> <urn:p> 1 }} }}")
    dumps.write(store, Settings(), tmp_path)
    for path in tmp_path.rglob("*.gz"):
        assert b"canary" not in gzip.decompress(path.read_bytes())


def test_odd_values_keep_their_form_in_json_ld(tmp_path: Path) -> None:
    store = MemoryStore(BASE)
    lm, rdfs = "https://w3id.org/michisuji/ns#", "http://www.w3.org/2000/01/rdf-schema#"
    store.update(
        f"""INSERT DATA {{ GRAPH <{BASE}/graph/d> {{
        <urn:a> <{rdfs}label> "二つ"@ja, "三つ"@ja, "none", "5"^^<urn:type> ;
          <{lm}leadUnit> "a text where an IRI should be", <urn:u> ;
          <{lm}plannedAmount> 1.5, 2, <urn:amount> ; <urn:own#property> true, <{lm}x> ;
          <{lm}inModel> <urn:a>, <urn:m> .
        <urn:c1> <{lm}inModel> <urn:c2> . <urn:c2> <{lm}inModel> <urn:c1> .
        <urn:two> <{lm}modelOf> <urn:p1>, <urn:p2> . <urn:p1> a <urn:P> . <urn:p2> a <urn:P> .
        <urn:gone> <{lm}modelOf> <urn:nobody> .
        }} }}"""
    )
    dumps.write(store, Settings(), tmp_path)
    place = tmp_path / "dumps"
    turtle = _read(place / "d-current.ttl.gz", ox.RdfFormat.TURTLE)
    assert len(turtle) == 20
    assert _read(place / "d-current.jsonld.gz", ox.RdfFormat.JSON_LD) == turtle


@given(lines=st.lists(st.binary(max_size=4).map(lambda b: b.replace(b"\n", b"") + b"\n")))
def test_sorting_by_way_of_the_disk_is_sorting(
    lines: list[bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("sorted")
    found = sorted_file(iter(lines), folder / "x.nt", at_once=3)
    with found.open("rb") as file:
        assert list(_read_lines(file.read())) == sorted(set(lines))
    assert [path.name for path in folder.iterdir()] == ["x.nt"]


def _read_lines(data: bytes) -> Iterator[bytes]:
    yield from (line + b"\n" for line in data.split(b"\n")[:-1])


def test_plain_quads_hold_what_the_packed_ones_hold(
    city: MemoryStore, made: tuple[Path, list[Distribution]], tmp_path: Path
) -> None:
    count = dumps.nquads(city, Settings(), tmp_path / "all.nq")
    lines = (tmp_path / "all.nq").read_bytes()
    packed = gzip.decompress((made[0] / "dumps" / "all.nq.gz").read_bytes())
    assert sorted(lines.splitlines()) == sorted(packed.splitlines())
    assert count == len(lines.splitlines())
