"""The graphs that a city's TOML files become."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from michisuji.importers.city import fields, properties
from michisuji.importers.city.toml import import_toml
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import CODE, LM
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, ORG, PROV, RDF, RDFS, XSD
from small_city import write_city

BASE = "http://127.0.0.1:8000"
DATA = f"{BASE}/graph/small"


def _id(kind: str, local: str) -> URIRef:
    return URIRef(f"{BASE}/id/{kind}/small-{local}")


def _lm(name: str) -> URIRef:
    return URIRef(LM + name)


def _graphs(folder: Path, out: Path) -> dict[str, Graph]:
    batch, _ = import_toml(folder, base_iri=BASE, out_dir=out)
    return {name: Graph().parse(path, format="nt") for name, path in batch.graphs.items()}


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Graph]:
    folder = tmp_path_factory.mktemp("city")
    return _graphs(write_city(folder), tmp_path_factory.mktemp("out"))


def test_three_graphs(graphs: dict[str, Graph]) -> None:
    assert sorted(graphs) == [DATA, f"{DATA}/2026", f"{DATA}/provenance"]


def test_the_plan_tree_is_timeless(graphs: dict[str, Graph]) -> None:
    timeless = graphs[DATA]
    program, measure = _id("program", "010101"), _id("measure", "0101")
    assert timeless.value(program, _lm("partOf")) == measure
    assert timeless.value(measure, _lm("partOf")) == _id("basic-policy", "1")
    assert timeless.value(_id("basic-policy", "1"), _lm("partOf")) == _id("plan", "new")
    assert timeless.value(_id("direction", "1"), _lm("partOf")) == _id("plan", "old")
    assert set(timeless.objects(measure, _lm("realizes"))) == {
        _id("management-policy", "1"),
        _id("direction", "1"),
    }
    for one, other in (
        (program, _id("direction", "1")),
        (_id("direction", "1"), _id("management-policy", "1")),
        (_id("kaizen", "001"), _id("management-policy", "1")),
    ):
        assert timeless.value(one, _lm("realizes")) == other
    assert timeless.value(_id("plan", "new"), PROV.wasRevisionOf) == _id("plan", "old")
    assert set(timeless.objects(program, RDFS.label)) == {
        Literal("訓練事業", "ja"),
        Literal("Drills", "en"),
    }


def test_the_model_is_the_states_of_its_year(graphs: dict[str, Graph]) -> None:
    timeless, state = graphs[DATA], graphs[f"{DATA}/2026"]
    model = _id("model", "010101-2026")
    assert state.value(model, _lm("modelOf")) == _id("program", "010101")
    elements = {s for s in state.subjects(_lm("inModel"), model) if "/link/" not in str(s)}
    assert elements == {
        _id("model-money", "010101-2026"),
        _id("staff", "010101-i1"),
        _id("activity", "010101-a1"),
        _id("output", "010101-p1"),
        _id("outcome", "010101-s1"),
    }
    assert not list(timeless.subjects(RDF.type, _lm("LogicModel")))
    assert not list(timeless.triples((None, _lm("leadsTo"), None)))
    assert state.value(_id("program", "010101"), _lm("leadUnit")) == _id("unit", "s-a")
    assert state.value(_id("measure", "0101"), _lm("relatedUnit")) == _id("unit", "s-a")


def test_every_edge_is_written_twice(graphs: dict[str, Graph]) -> None:
    state = graphs[f"{DATA}/2026"]
    plain = set(state.subject_objects(_lm("leadsTo")))
    explained = {
        (state.value(link, _lm("from")), state.value(link, _lm("to")))
        for link in state.subjects(RDF.type, _lm("CausalLink"))
    }
    assert plain == explained
    assert len(plain) == 5
    assert (_id("outcome", "010101-s1"), _id("town-condition", "0101-t1")) in plain


def test_a_link_says_what_is_known_of_it(graphs: dict[str, Graph]) -> None:
    state = graphs[f"{DATA}/2026"]
    link = _id("link", "010101-p1-s1")
    assert state.value(link, _lm("rationale")) == Literal("わけ", "ja")
    assert state.value(link, _lm("confidence")) == Literal(Decimal("0.7"))
    assert state.value(link, _lm("contributionShare")) == Literal("30", datatype=XSD.decimal)
    assert state.value(link, _lm("feedback")) == Literal(False)


def test_money_is_a_program_year_in_yen(graphs: dict[str, Graph]) -> None:
    timeless, state = graphs[DATA], graphs[f"{DATA}/2026"]
    assert set(timeless.subjects(RDF.type, _lm("BudgetYear"))) == {
        _id("money", "010101-2025"),
        _id("money", "010101-2026"),
    }
    this_year = _id("money", "010101-2026")
    assert timeless.value(this_year, _lm("plannedAmount")) == Literal(
        "2500000", datatype=XSD.decimal
    )
    assert timeless.value(this_year, _lm("executedAmount")) is None
    [box] = state.subjects(RDF.type, _lm("Money"))
    assert state.value(box, _lm("budgetRecord")) == this_year
    assert not list(state.triples((this_year, None, None)))
    assert state.value(_id("staff", "010101-i1"), _lm("plannedFte")) == Literal(Decimal("1.5"))


def test_observations_are_numbers_or_words(graphs: dict[str, Graph]) -> None:
    timeless, state = graphs[DATA], graphs[f"{DATA}/2026"]
    indicator = _id("indicator", "010101-01")
    assert set(timeless.subjects(_lm("ofIndicator"), indicator)) == {
        _id("observation", "010101-01-2020-baseline"),
        _id("observation", "010101-01-2026-target"),
        _id("observation", "010101-01-2025-actual"),
    }
    assert timeless.value(indicator, _lm("targetYear")) == Literal("2026", datatype=XSD.gYear)
    target = _id("observation", "010101-01-2026-target")
    assert timeless.value(target, _lm("value")) == Literal(Decimal("12.5"))
    assert timeless.value(target, _lm("fiscalYear")) == Literal("2026", datatype=XSD.gYear)
    assert timeless.value(target, _lm("valueKind")) == URIRef(CODE + "value-kind/target")
    words = _id("observation", "010101-01-2025-actual")
    assert timeless.value(words, _lm("value")) is None
    assert timeless.value(words, _lm("valueText")) == Literal("集計中", "ja")
    assert state.value(indicator, _lm("indicates")) == _id("output", "010101-p1")


def test_units_goals_evaluations_and_practices(graphs: dict[str, Graph]) -> None:
    timeless, state = graphs[DATA], graphs[f"{DATA}/2026"]
    assert timeless.value(_id("unit", "city"), RDF.type) == ORG.FormalOrganization
    assert timeless.value(_id("unit", "s-a"), ORG.unitOf) == _id("unit", "d-a")
    assert timeless.value(_id("mission", "m"), _lm("serves")) == _id("vision", "v")
    evaluation = _id("evaluation", "0101-2025-self-s-a")
    assert timeless.value(evaluation, _lm("evaluates")) == _id("measure", "0101")
    assert timeless.value(evaluation, _lm("result")) == URIRef(CODE + "result/improve")
    practice = _id("kaizen", "001")
    assert timeless.value(practice, _lm("ecrs")) == URIRef(CODE + "ecrs/combine")
    assert state.value(practice, _lm("improves")) == _id("activity", "010101-a1")


def test_every_resource_names_its_file_and_line(graphs: dict[str, Graph]) -> None:
    provenance = graphs[f"{DATA}/provenance"]
    described = {
        s
        for graph in (graphs[DATA], graphs[f"{DATA}/2026"])
        for s in graph.subjects(RDF.type)
        if "/dataset/" not in str(s)
    }
    sourced = set(provenance.subjects(PROV.wasDerivedFrom))
    assert described == sourced
    source = provenance.value(_id("program", "010101"), PROV.wasDerivedFrom)
    file, _, fragment = str(source).partition("#")
    assert file == f"{BASE}/source/small/measures%2F0101.toml"
    assert fragment == "line=20,21"
    assert provenance.value(URIRef(file), _lm("sha256")) is not None


def test_the_dataset_says_that_it_is_fictional(graphs: dict[str, Graph]) -> None:
    dataset = URIRef(f"{BASE}/id/dataset/small")
    assert graphs[DATA].value(dataset, _lm("fictional")) == Literal(True)
    assert Literal("小さな市", "ja") in set(graphs[DATA].objects(dataset, DCTERMS.title))


def test_no_blank_nodes_and_no_line_twice(tmp_path: Path) -> None:
    batch, report = import_toml(write_city(tmp_path / "c"), base_iri=BASE, out_dir=tmp_path / "o")
    for graph, path in batch.graphs.items():
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) == len(set(lines)) == report.graphs[graph]
        assert not [line for line in lines if "_:" in line]
    assert report.adds_up
    assert report.made["CausalLink"] == 5


def test_the_same_files_give_the_same_bytes_and_change_nothing(tmp_path: Path) -> None:
    folder = write_city(tmp_path / "city")
    first, _ = import_toml(folder, base_iri=BASE, out_dir=tmp_path / "1")
    again, _ = import_toml(folder, base_iri=BASE, out_dir=tmp_path / "2")
    for graph in first.graphs:
        assert first.graphs[graph].read_bytes() == again.graphs[graph].read_bytes()
    store = MemoryStore(BASE)
    assert store.replace(first).changed
    assert not store.replace(again).changed


def test_a_program_keeps_its_iris_when_the_year_moves_on(tmp_path: Path) -> None:
    now = _graphs(write_city(tmp_path / "a"), tmp_path / "1")
    later_city = write_city(tmp_path / "b", dataset=("fiscal_year = 2026", "fiscal_year = 2027"))
    later = _graphs(later_city, tmp_path / "2")
    for subject in (_id("program", "010101"), _id("indicator", "010101-01")):
        assert (subject, RDF.type, None) in now[DATA]
        assert (subject, RDF.type, None) in later[DATA]
    output = _id("output", "010101-p1")
    assert (output, RDF.type, None) in later[f"{DATA}/2027"]
    assert f"{DATA}/2026" not in later


def test_the_codes_of_the_format_are_those_of_the_code_lists(root: Path) -> None:
    codes = Graph().parse(root / "ontology" / "codes.ttl")
    known = {str(s).removeprefix(CODE) for s in codes.subjects() if str(s).startswith(CODE)}
    for scheme, values in {**fields.CODES, "value-kind": properties.VALUES}.items():
        missing = {f"{scheme}/{value}" for value in values} - known
        assert not missing


@pytest.mark.parametrize(
    ("node", "resource"),
    [
        ("link:010101/money/a1", "link/small-010101-money-a1"),
        ("program:010101", "program/small-010101"),
        ("program:010101/p1", "output/small-010101-p1"),
        # The money in the model, and the budget that states its amounts: rules are about either.
        ("program:010101/money", "model-money/small-010101-2026 money/small-010101-2026"),
        ("measure:0101/t1", "town-condition/small-0101-t1"),
        ("model:0101", "model/small-0101-2026"),
        ("indicator:010101-01", "indicator/small-010101-01"),
        ("practice:001", "kaizen/small-001"),
        ("unit:s-a", "unit/small-s-a"),
    ],
)
def test_a_waiver_names_its_rule_and_a_node_that_is_there(
    tmp_path: Path, node: str, resource: str
) -> None:
    folder = write_city(tmp_path / "city", waivers=("link:010101/money/a1", node))
    graphs = _graphs(folder, tmp_path / "out")
    waiver = _id("waiver", "w1")
    # With the node that it is for: timeless, or of the year's model.
    [said] = [graph for graph in graphs.values() if (waiver, RDF.type, _lm("Waiver")) in graph]
    of_model = node.startswith(("link:", "model:")) or "/" in node
    assert said is graphs[f"{DATA}/2026" if of_model else DATA]
    rule = URIRef("https://w3id.org/michisuji/rule/CHAIN-09")
    assert said.value(waiver, _lm("waives")) == rule
    found = {URIRef(f"{BASE}/id/{one}") for one in resource.split()}
    assert set(said.objects(waiver, _lm("focusNode"))) == found
    for focus in found:
        assert any((focus, RDF.type, None) in graph for graph in graphs.values())
    assert said.value(waiver, _lm("expires")) == Literal("2027-03-31", datatype=XSD.date)
    assert said.value(waiver, _lm("reason")) == Literal("調査を待つ", "ja")
    assert Literal("Head of General Affairs", "en") in set(
        said.objects(waiver, _lm("responsibleRole"))
    )
