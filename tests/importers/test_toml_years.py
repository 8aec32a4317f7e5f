"""Models of earlier years: what a year's file says was different, and the graphs it becomes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from michisuji.importers.city.toml import import_toml
from michisuji.questions import run
from michisuji.questions.as_of import graphs_as_of
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import LM
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import PROV, RDF, RDFS
from small_city import write_city
from small_years import CHANGES, changed, write_years

BASE = "http://127.0.0.1:8000"
DATA = f"{BASE}/graph/small"


def _id(kind: str, local: str) -> URIRef:
    return URIRef(f"{BASE}/id/{kind}/small-{local}")


def _lm(name: str) -> URIRef:
    return URIRef(LM + name)


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Graph]:
    batch, _ = import_toml(
        write_years(tmp_path_factory.mktemp("city")),
        base_iri=BASE,
        out_dir=tmp_path_factory.mktemp("out"),
    )
    return {name: Graph().parse(path, format="nt") for name, path in batch.graphs.items()}


def test_each_year_has_a_graph_and_a_provenance(graphs: dict[str, Graph]) -> None:
    assert sorted(graphs) == [
        DATA,
        f"{DATA}/2024",
        f"{DATA}/2024/provenance",
        f"{DATA}/2025",
        f"{DATA}/2025/provenance",
        f"{DATA}/2026",
        f"{DATA}/provenance",
    ]


def test_a_model_of_each_year_holds_the_same_elements_but_for_the_differences(
    graphs: dict[str, Graph],
) -> None:
    def elements(year: int) -> set[str]:
        state, model = graphs[f"{DATA}/{year}"], _id("model", f"010101-{year}")
        assert str(state.value(model, _lm("fiscalYear"))) == str(year)
        assert len(set(state.subjects(_lm("modelOf"), _id("program", "010101")))) == 1
        found = set(state.subjects(_lm("inModel"), model))
        return {str(s).rsplit("-", 1)[1] for s in found if "/link/" not in str(s)}

    assert elements(2026) == {"2026", "i1", "a1", "p1", "s1"}
    assert elements(2025) == {"2025", "i1", "a1", "a2", "p1"}
    # The files of 2024 say nothing of money in that year, so the model has none.
    assert elements(2024) == {"i1", "a1", "a2", "p1"}


def test_what_differs_is_said_and_all_else_is_as_in_the_following_year(
    graphs: dict[str, Graph],
) -> None:
    now, before, older = (graphs[f"{DATA}/{year}"] for year in (2026, 2025, 2024))
    activity, staff = _id("activity", "010101-a1"), _id("staff", "010101-i1")
    assert before.value(activity, RDFS.label) == Literal("訓練を年1回開く", "ja")
    assert now.value(activity, RDFS.label) == Literal("訓練を開く", "ja")
    assert older.value(activity, RDFS.label) == Literal("訓練を年1回開く", "ja")
    assert before.value(staff, _lm("plannedFte")) == Literal(Decimal("2"))
    assert before.value(staff, RDFS.label) == now.value(staff, RDFS.label)
    program, measure = _id("program", "010101"), _id("measure", "0101")
    assert before.value(program, _lm("leadUnit")) == _id("unit", "d-a")
    assert older.value(program, _lm("leadUnit")) == _id("unit", "d-a")
    assert now.value(program, _lm("leadUnit")) == _id("unit", "s-a")
    assert before.value(measure, _lm("leadUnit")) == _id("unit", "s-a")
    assert before.value(measure, _lm("relatedUnit")) is None
    # The English of the following year is no translation of another text.
    labels = set(before.objects(_id("activity", "010101-a2"), RDFS.label))
    assert labels == {Literal("ちらしを配る", "ja"), Literal("Leaflets are handed out", "en")}
    labels = set(older.objects(_id("activity", "010101-a2"), RDFS.label))
    assert labels == {Literal("ちらしを全戸に配る", "ja")}


def test_links_of_a_year_and_none_to_what_was_absent(graphs: dict[str, Graph]) -> None:
    before = graphs[f"{DATA}/2025"]
    edges = {
        (str(s).rsplit("-", 1)[1], str(o).rsplit("-", 1)[1])
        for s, o in before.subject_objects(_lm("leadsTo"))
    }
    assert edges == {("2025", "a1"), ("2025", "a2"), ("i1", "a1"), ("a2", "t1")}
    explained = {
        (before.value(link, _lm("from")), before.value(link, _lm("to")))
        for link in before.subjects(RDF.type, _lm("CausalLink"))
    }
    assert explained == set(before.subject_objects(_lm("leadsTo")))
    link = _id("link", "010101-a2-measure-t1")
    assert before.value(link, _lm("rationale")) == Literal("読んで備える", "ja")
    assert set(before.objects(link, _lm("inModel"))) == {_id("model", "010101-2025")}
    assert len(set(graphs[f"{DATA}/2024"].subjects(RDF.type, _lm("CausalLink")))) == 2


def test_a_bare_target_keeps_what_is_known_of_the_link(tmp_path: Path) -> None:
    def link_of(leads_to: str, out: str) -> tuple[object, object]:
        year = changed('absent = ["s1"]\n', "") + f'[[program.element]]\nkey = "p1"\n{leads_to}\n'
        batch, _ = import_toml(
            write_years(tmp_path / out, year), base_iri=BASE, out_dir=tmp_path / f"{out}-graphs"
        )
        state = Graph().parse(batch.graphs[f"{DATA}/2025"], format="nt")
        link = _id("link", "010101-p1-s1")
        return state.value(link, _lm("rationale")), state.value(link, _lm("to"))

    s1 = _id("outcome", "010101-s1")
    assert link_of('leads_to = ["s1"]', "bare") == (Literal("わけ", "ja"), s1)
    assert link_of('leads_to = [{ to = "s1" }]', "table") == (None, s1)


def test_indicators_move_and_end(graphs: dict[str, Graph]) -> None:
    timeless, now, before = graphs[DATA], graphs[f"{DATA}/2026"], graphs[f"{DATA}/2025"]
    moved, ended = _id("indicator", "010101-01"), _id("indicator", "010101-09")
    assert set(now.objects(moved, _lm("indicates"))) == {_id("output", "010101-p1")}
    assert set(before.objects(moved, _lm("indicates"))) == {_id("activity", "010101-a1")}
    # What still indicates something is described once; what no longer does, in its years only.
    assert (moved, RDF.type, None) in timeless
    assert (moved, RDF.type, None) not in before
    assert (ended, RDF.type, None) not in timeless
    for year in (2025, 2024):
        state = graphs[f"{DATA}/{year}"]
        assert (ended, RDF.type, _lm("Indicator")) in state
        observation = _id("observation", "010101-09-2025-actual")
        assert state.value(observation, _lm("value")) == Literal(Decimal("300"))


def test_nothing_of_a_years_model_is_timeless(graphs: dict[str, Graph]) -> None:
    timeless = graphs[DATA]
    for predicate in ("inModel", "leadsTo", "indicates", "leadUnit", "relatedUnit", "modelOf"):
        assert not list(timeless.triples((None, _lm(predicate), None))), predicate
    for name in ("LogicModel", "Activity", "Output", "Outcome", "Staff", "CausalLink"):
        assert not list(timeless.subjects(RDF.type, _lm(name))), name
    years = [graphs[f"{DATA}/{year}"] for year in (2024, 2025)]
    for state in years:
        for predicate in ("evaluates", "budgetOf", "partOf", "plannedAmount", "improvement"):
            assert not list(state.triples((None, _lm(predicate), None))), predicate


def test_what_is_said_names_the_file_it_comes_from(graphs: dict[str, Graph]) -> None:
    places = graphs[f"{DATA}/2025/provenance"]

    def file_of(subject: URIRef) -> str:
        return str(places.value(subject, PROV.wasDerivedFrom)).rsplit("/", 1)[1]

    lines = CHANGES.split("\n")
    second = [n for n, line in enumerate(lines, 1) if line == "[[program.element]]"][1]
    changed = f"years%2F2025%2F0101.toml#line={second - 1},{second}"
    assert file_of(_id("activity", "010101-a1")) == changed
    assert file_of(_id("output", "010101-p1")).startswith("measures%2F0101.toml#line=")
    older = graphs[f"{DATA}/2024/provenance"]
    source = str(older.value(_id("activity", "010101-a1"), PROV.wasDerivedFrom))
    assert source.endswith(f"/{changed}")
    file = URIRef(f"{BASE}/source/small/years%2F2025%2F0101.toml")
    assert graphs[f"{DATA}/provenance"].value(file, _lm("sha256")) is not None
    for year in (2024, 2025):
        described = set(graphs[f"{DATA}/{year}"].subjects(RDF.type))
        sourced = set(graphs[f"{DATA}/{year}/provenance"].subjects(PROV.wasDerivedFrom))
        assert described == sourced


def test_the_current_state_and_the_counts_stay_those_of_the_current_year(tmp_path: Path) -> None:
    plain, plain_report = import_toml(
        write_city(tmp_path / "plain"), base_iri=BASE, out_dir=tmp_path / "1"
    )
    batch, report = import_toml(
        write_years(tmp_path / "city"), base_iri=BASE, out_dir=tmp_path / "2"
    )
    for graph in (DATA, f"{DATA}/2026"):
        assert batch.graphs[graph].read_bytes() == plain.graphs[graph].read_bytes()
    assert report.made == plain_report.made
    assert report.adds_up
    bare, full = MemoryStore(BASE), MemoryStore(BASE)
    bare.replace(plain)
    full.replace(batch)
    every = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o"
    assert full.select(every).rows == bare.select(every).rows


def test_as_of_a_year_shows_that_years_model(tmp_path: Path) -> None:
    batch, _ = import_toml(write_years(tmp_path / "city"), base_iri=BASE, out_dir=tmp_path / "out")
    store = MemoryStore(BASE)
    store.replace(batch)
    wanted = {"owner": "id/program/small-010101"}

    def model(year: int | None) -> set[str]:
        graphs = () if year is None else graphs_as_of(store, BASE, year)
        found = run(store, "program-model", wanted, base_iri=BASE, default_graphs=graphs)
        return {str(row["element"]).rsplit("-", 1)[1] for row in found.dicts()}

    assert "s1" in model(None)
    assert "a2" not in model(None)
    assert model(2026) == model(None)
    assert {"a1", "a2", "p1"} <= model(2025)
    assert "s1" not in model(2025)


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    folder = write_years(tmp_path / "city")
    first, _ = import_toml(folder, base_iri=BASE, out_dir=tmp_path / "1")
    again, report = import_toml(folder, base_iri=BASE, out_dir=tmp_path / "2")
    for graph, path in first.graphs.items():
        assert path.read_bytes() == again.graphs[graph].read_bytes()
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) == len(set(lines)) == report.graphs[graph]


def test_a_program_that_had_not_started_has_no_model(tmp_path: Path) -> None:
    folder = write_years(tmp_path / "city", measure=("start = 2021", "start = 2025"))
    (folder / "years/2024/0101.toml").write_text('[measure]\nid = "0101"\n', encoding="utf-8")
    batch, _ = import_toml(folder, base_iri=BASE, out_dir=tmp_path / "out")
    program = _id("program", "010101")
    for year, models in ((2025, 1), (2024, 0)):
        state = Graph().parse(batch.graphs[f"{DATA}/{year}"], format="nt")
        assert len(set(state.subjects(_lm("modelOf"), program))) == models
        assert ((program, _lm("leadUnit"), None) in state) == bool(models)


def test_what_an_improvement_improves_is_said_in_each_year_that_has_it(
    graphs: dict[str, Graph],
) -> None:
    said = (_id("kaizen", "001"), _lm("improves"), _id("activity", "010101-a1"))
    assert all(said in graphs[f"{DATA}/{year}"] for year in (2024, 2025, 2026))


def test_a_waiver_stands_in_the_years_whose_model_has_its_node(tmp_path: Path) -> None:
    waiver = _id("waiver", "w1")

    def years(node: str, out: str) -> dict[int, object]:
        folder = write_years(tmp_path / out, waivers=("link:010101/money/a1", node))
        batch, _ = import_toml(folder, base_iri=BASE, out_dir=tmp_path / f"{out}-graphs")
        found = {}
        for year in (2024, 2025, 2026):
            state = Graph().parse(batch.graphs[f"{DATA}/{year}"], format="nt")
            if (waiver, RDF.type, _lm("Waiver")) in state:
                found[year] = state.value(waiver, _lm("focusNode"))
        return found

    every = (2024, 2025, 2026)
    assert years("model:010101", "a") == {y: _id("model", f"010101-{y}") for y in every}
    assert years("program:010101/s1", "b") == {2026: _id("outcome", "010101-s1")}
    # No money in 2024, and so no link from it.
    link = _id("link", "010101-money-a1")
    assert years("link:010101/money/a1", "c") == {2025: link, 2026: link}
    assert years("program:010101", "d") == {}
