"""The data cube is well-formed: the W3C's integrity constraints hold, and each can fail."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from michisuji.publication.tables.values import expand
from michisuji.vocabulary import PREFIXES
from tables_made import BASE, cells, folder_of, made, sample, store_of

HERE = Path(__file__).parent / "cube"
CONSTRAINTS = sorted(HERE.glob("ic-*.rq"))
DATASET = f"<{BASE}/id/dataset/t>"
SMALL = """
<id/indicator/t-1> a lm:Indicator ; rdfs:label "指標"@ja ; lm:unitOfMeasure "%"@ja .
<id/observation/t-1> a qb:Observation ; lm:ofIndicator <id/indicator/t-1> ;
  lm:fiscalYear "2023"^^xsd:gYear ; lm:valueKind code:value-kind\\/actual ; lm:value 1.5 .
<id/observation/t-2> a qb:Observation ; lm:ofIndicator <id/indicator/t-1> ;
  lm:fiscalYear "2024"^^xsd:gYear ; lm:valueKind code:value-kind\\/target ; lm:value 2.5 .
"""
OBS = f"<{BASE}/id/observation/t-1>"
FIRST = f"<{BASE}/id/observation/t-2>"
#: What breaks each constraint: statements to add, and a SPARQL Update that takes some away.
BROKEN = {
    1: f"{OBS} qb:dataSet <urn:other> .",
    2: f"{DATASET} qb:structure <urn:other> .",
    3: "<urn:dsd> a qb:DataStructureDefinition .",
    4: "<urn:dim> a qb:DimensionProperty .",
    5: "<urn:dim> a qb:DimensionProperty ; rdfs:range skos:Concept .",
    6: f"<{BASE}/id/dataset/t#component-1> qb:componentRequired false .",
    7: "<urn:key> a qb:SliceKey .",
    8: f"<{BASE}/id/dataset/t#structure> qb:sliceKey <urn:key> . "
    "<urn:key> a qb:SliceKey ; qb:componentProperty <urn:nowhere> .",
    9: "<urn:slice> a qb:Slice .",
    10: "<urn:slice> qb:sliceStructure [ qb:componentProperty lm:fiscalYear ] .",
    11: f"<urn:obs> qb:dataSet {DATASET} ; lm:value 1.0 .",
    12: f"<urn:obs> qb:dataSet {DATASET} ; lm:ofIndicator <{BASE}/id/indicator/t-1> ; "
    'lm:fiscalYear "2023"^^xsd:gYear ; lm:valueKind code:value-kind\\/actual ; lm:value 9.0 .',
    13: f"<{BASE}/id/dataset/t#structure> qb:component "
    "[ qb:attribute <urn:must> ; qb:componentRequired true ] .",
    14: f"<urn:obs> qb:dataSet {DATASET} .",
    15: f"<{BASE}/id/dataset/t#structure> qb:component [ qb:dimension qb:measureType ] . "
    f"{OBS} qb:measureType <urn:measure> .",
    16: f"<{BASE}/id/dataset/t#structure> qb:component [ qb:dimension qb:measureType ] . "
    f"{OBS} qb:measureType <urn:measure> .",
    17: f"<{BASE}/id/dataset/t#structure> qb:component [ qb:dimension qb:measureType ], "
    f"[ qb:measure <urn:second> ] . {OBS} qb:measureType lm:value .",
    18: f"<urn:dataset> qb:slice [ qb:observation {OBS} ] .",
    19: f"<urn:obs> qb:dataSet {DATASET} ; lm:valueKind <urn:no-code> .",
}


def loaded(path: Path) -> ox.Store:
    store = ox.Store()
    store.load(path=str(path), format=ox.RdfFormat.TURTLE)
    store.update((HERE / "normalize.ru").read_text("utf-8"))
    return store


def holds(store: ox.Store, constraint: Path) -> bool:
    return not bool(store.query(constraint.read_text("utf-8")))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(store_of(("t", SMALL)), tmp_path_factory.mktemp("cube")) / "cube.ttl"


@pytest.fixture(scope="module")
def city() -> ox.Store:
    return loaded(folder_of() / "cube.ttl")


def test_there_is_a_file_for_each_constraint_that_applies() -> None:
    assert [path.stem for path in CONSTRAINTS] == [f"ic-{n:02}" for n in range(1, 20)]
    # IC-20 and IC-21 are about hierarchical code lists, of which we have none.
    assert "HierarchicalCodeList" not in (folder_of() / "cube.ttl").read_text("utf-8")
    assert "componentAttachment" not in (folder_of() / "cube.ttl").read_text("utf-8")


# IC-12 compares every observation with every other: on the small cube, and in Python below.
@pytest.mark.parametrize(
    "path", [p for p in CONSTRAINTS if p.stem != "ic-12"], ids=lambda p: p.stem
)
def test_the_citys_cube_keeps_the_constraints(path: Path, city: ox.Store) -> None:
    assert holds(city, path)


@pytest.mark.parametrize("path", CONSTRAINTS, ids=lambda p: p.stem)
def test_the_constraints_hold_on_a_small_cube_and_fail_on_broken_ones(
    path: Path, small: Path
) -> None:
    assert holds(loaded(small), path)
    store = ox.Store()
    store.load(path=str(small), format=ox.RdfFormat.TURTLE)
    head = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in PREFIXES.items())
    broken = BROKEN[int(path.stem[3:])]
    store.load(f"{head}{broken}".encode(), format=ox.RdfFormat.TURTLE)
    store.update((HERE / "normalize.ru").read_text("utf-8"))
    assert not holds(store, path)


def test_the_city_has_no_observation_twice(city: ox.Store) -> None:
    keys = []
    for quad in city.quads_for_pattern(None, ox.NamedNode(expand("lm:value")), None):
        at = (
            next(city.quads_for_pattern(quad.subject, ox.NamedNode(expand(p)), None)).object.value
            for p in ("lm:ofIndicator", "lm:fiscalYear", "lm:valueKind", "lm:disaggregation")
        )
        keys.append(tuple(at))
    assert len(keys) == len(set(keys))
    rows = {row["iri"] for row in cells(folder_of() / "observations.csv") if row["value"]}
    assert len(keys) == len(rows)


def test_the_cubes_values_are_the_stores(city: ox.Store) -> None:
    for prop in ("lm:value", "lm:ofIndicator", "lm:fiscalYear", "lm:valueKind", "qb:dataSet"):
        for quad in city.quads_for_pattern(None, ox.NamedNode(expand(prop)), None):
            assert any(
                sample().store.data.quads_for_pattern(quad.subject, quad.predicate, quad.object)
            ), quad


def test_units_come_from_the_indicator(small: Path) -> None:
    text = small.read_text("utf-8")
    assert text.count('lm:unitOfMeasure> "%"@ja') == 0
    assert text.count('unitOfMeasure> "%"@ja') == 2


def test_groups_are_a_dimension_and_the_whole_is_told(tmp_path: Path) -> None:
    extra = """<id/observation/t-3> a qb:Observation ; lm:ofIndicator <id/indicator/t-1> ;
      lm:fiscalYear "2023"^^xsd:gYear ; lm:valueKind code:value-kind\\/actual ; lm:value 9 ;
      lm:disaggregation "65歳以上"@ja ."""
    path = made(store_of(("t", SMALL + extra)), tmp_path) / "cube.ttl"
    store = loaded(path)
    assert all(holds(store, constraint) for constraint in CONSTRAINTS)
    assert path.read_text("utf-8").count('"全体"@ja') == 2


def test_what_is_no_number_or_not_complete_is_left_out_and_counted(tmp_path: Path) -> None:
    extra = """<id/observation/t-3> a qb:Observation ; lm:ofIndicator <id/indicator/t-1> ;
      lm:fiscalYear "2025"^^xsd:gYear ; lm:valueKind code:value-kind\\/actual ;
      lm:valueText "増加"@ja .
    <id/observation/t-4> a qb:Observation ; lm:ofIndicator <id/indicator/t-1> ; lm:value 3 .
    <id/observation/t-5> a qb:Observation ; lm:ofIndicator <id/indicator/t-1> ; lm:value 4 ;
      lm:fiscalYear "2023"^^xsd:gYear ; lm:valueKind code:value-kind\\/actual ."""
    path = made(store_of(("t", SMALL + extra)), tmp_path) / "cube.ttl"
    text = path.read_text("utf-8")
    assert "2 numeric observations. Left out: 1 value that is not a number, 1 observation " in text
    assert "1 duplicate of" in text
    assert all(holds(loaded(path), constraint) for constraint in CONSTRAINTS)
    assert FIRST in text


def test_without_observations_there_is_no_cube(tmp_path: Path) -> None:
    folder = made(store_of(("t", '<id/plan/t-1> a lm:Plan ; rdfs:label "計画"@ja .')), tmp_path)
    assert not (folder / "cube.ttl").exists()
    assert (folder / "plans.csv").exists()
