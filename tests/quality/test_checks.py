"""Checks of files, graphs, stores and single programs; waivers; odd and broken input."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from michisuji.errors import NotFound, QueryTimeout
from michisuji.quality.check import reference
from michisuji.quality.check.command import check_files, check_store, exit_code
from michisuji.quality.check.compiled import check
from michisuji.quality.check.data import from_source, source_of
from michisuji.quality.reading.fingerprint import total_order
from michisuji.quality.report import Report
from michisuji.quality.rulebook.rules import DEFAULT_PROFILE, ruleset
from michisuji.quality.shacl import Result, StoreSource
from michisuji.settings import Settings
from michisuji.store import Batch, RawResult
from michisuji.store.memory import MemoryStore
from rdflib import Graph, Literal, URIRef

FIXTURES = Path(__file__).resolve().parents[2] / "shapes" / "examples"
BASE = Settings().base_iri
HEAD = """\
@prefix lm: <https://w3id.org/michisuji/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
WAIVER = """
<id/waiver/t-1> a lm:Waiver ; lm:waives <https://w3id.org/michisuji/rule/CHAIN-03> ;
  lm:focusNode <id/activity/t-1-b> ; lm:reason "来年度に見直す"@ja ;
  lm:responsibleRole "企画政策課長"@ja ;
  lm:expires "2026-09-30"^^xsd:date .
"""


def fixture(rule: str, which: str = "fail") -> Path:
    return FIXTURES / rule / f"{which}.ttl"


def keys(report: Report) -> set[tuple[str, str]]:
    return {(f.rule, f.focus_node) for f in report.findings}


def store_of(*rules: str, folder: Path) -> MemoryStore:
    store = MemoryStore(BASE)
    for rule in rules:
        path = folder / f"{rule}.nt"
        triples = ox.parse(path=str(fixture(rule)), base_iri=BASE + "/")
        ox.serialize(triples, str(path), format=ox.RdfFormat.N_TRIPLES)
        name = rule.lower()
        store.replace(Batch(name, {f"{BASE}/graph/{name}": path}))
    return store


def test_files_graphs_and_stores_give_the_same_findings(tmp_path: Path) -> None:
    path = fixture("CHAIN-08")
    by_file = check_files([path], Settings())
    graph = Graph().parse(path, format="turtle", publicID=BASE + "/")
    by_graph = check(source_of(graph), "", DEFAULT_PROFILE, engine=reference.pyshacl_results)
    by_store = check_store(store_of("CHAIN-08", folder=tmp_path), Settings())
    assert keys(by_file) == keys(by_graph) == keys(by_store)
    assert by_file.focus_nodes == by_graph.focus_nodes == by_store.focus_nodes > 0
    assert [f.message for f in by_graph.findings] == [f.message for f in by_store.findings]


def test_an_answer_cut_short_is_told_not_checked_in_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = store_of("CHAIN-03", folder=tmp_path)
    original = store.raw

    def cut(query: str, accept: str, **options: object) -> RawResult:
        whole = b"".join(original(query, accept).chunks)
        message = b"The SPARQL operation has been cancelled"
        return RawResult(accept, iter([whole[: len(whole) // 2], message]))

    monkeypatch.setattr(store, "raw", cut)
    with pytest.raises(QueryTimeout) as caught:
        from_source(StoreSource(store), ruleset().predicates())
    assert "MICHISUJI_QUERY_TIMEOUT_S" in caught.value.hint["ja"]


def test_a_waiver_covers_its_finding_until_it_expires(tmp_path: Path) -> None:
    path = tmp_path / "waiver.ttl"
    path.write_text(HEAD + WAIVER, "utf-8")
    files = [fixture("CHAIN-03"), path]

    def found(today: date) -> dict[str, date | None]:
        report = check_files(files, Settings(), today=today)
        return {f.focus_label: f.waived_until for f in report.findings if f.rule == "CHAIN-03"}

    assert found(date(2026, 9, 30)) == {"広報": date(2026, 9, 30), "相談件数": None}
    assert found(date(2026, 10, 1)) == {"広報": None, "相談件数": None}
    report = check_files(files, Settings(), today=date(2026, 9, 30))
    assert "広報" not in {f.focus_label for f in report.active if f.rule == "CHAIN-03"}
    assert report.waived[0].focus_label == "広報"


@pytest.mark.parametrize(
    "spoilt",
    [
        WAIVER.replace("lm:expires", "lm:otherwise"),
        WAIVER.replace('"2026-09-30"', '"next year"'),
        WAIVER.replace("^^xsd:date", ""),
        WAIVER.replace('"2026-09-30"', '"20260930"'),
        WAIVER.replace("lm:reason", "lm:because"),
    ],
)
def test_a_waiver_without_end_or_reason_covers_nothing(tmp_path: Path, spoilt: str) -> None:
    path = tmp_path / "waiver.ttl"
    path.write_text(HEAD + spoilt, "utf-8")
    report = check_files([fixture("CHAIN-03"), path], Settings(), today=date(2026, 1, 1))
    assert report.waived == ()


def test_unreadable_files_are_problems_and_the_rest_is_checked(tmp_path: Path) -> None:
    broken, binary, odd = tmp_path / "broken.ttl", tmp_path / "data.ttl", tmp_path / "table.xlsx"
    broken.write_text("<a> <b> \n<c", "utf-8")
    binary.write_bytes(gzip.compress(b"<a> <b> <c> ."))
    odd.write_text("x", "utf-8")
    absent = tmp_path / "absent.ttl"
    report = check_files([broken, binary, odd, absent, fixture("CHAIN-03")], Settings())
    assert len(report.problems) == 4
    for path, problem in zip((broken, binary, odd, absent), report.problems, strict=True):
        assert path.name in problem.message["ja"]
        assert path.name in problem.message["en"]
    assert report.problems[0].place is not None
    assert report.problems[0].place.row == 2
    assert [f for f in report.findings if f.rule == "CHAIN-03"]
    assert exit_code(report) == 2


ODD = [
    '<id/program/t> a lm:Program ; rdfs:label "x"^^xsd:gYear , 5 ; lm:partOf "text" .',
    '<id/link/t> a lm:CausalLink ; lm:from "text" ; lm:to 7 ; lm:confidence "high" .',
    "<id/model/t> a lm:LogicModel ; lm:modelOf <id/model/t> ; lm:inModel <id/model/t> .",
    '<id/money/t> a lm:BudgetYear ; lm:budgetOf <id/p> ; lm:fiscalYear "x"^^xsd:gYear .',
    "_:a a lm:Outcome , lm:Activity , lm:Output , lm:Money ; lm:leadsTo _:a .",
    '<id/w> a lm:Waiver ; lm:waives "x" ; lm:focusNode "y" ; lm:expires 3 ; lm:reason 4 .',
    '<id/link/u> a lm:CausalLink ; lm:feedback "perhaps"^^xsd:boolean ; lm:from <id/x> .',
    "",
]


@pytest.mark.parametrize("body", ODD)
def test_odd_data_gives_findings_or_problems_not_exceptions(tmp_path: Path, body: str) -> None:
    path = tmp_path / "odd.ttl"
    path.write_text(HEAD + body, "utf-8")
    report = check_files([path], Settings())
    assert isinstance(report, Report)
    if body.startswith("<id/program"):
        assert ("CHAIN-01", f"{BASE}/id/program/t") in keys(report)


def test_a_rule_that_fails_to_run_costs_that_rule_only(monkeypatch: pytest.MonkeyPatch) -> None:
    files = [fixture("CHAIN-03")]
    whole, original = check_files(files, Settings()), reference.validate
    rule_id = URIRef("https://w3id.org/michisuji/ns#ruleId")

    def failing(data: ox.Store, shapes: Graph, *, exact: bool) -> Iterable[Result]:
        if Literal("CHAIN-09") in set(shapes.objects(None, rule_id)):
            raise TypeError("told to fail")
        return original(data, shapes, exact=exact)

    monkeypatch.setattr(reference, "validate", failing)
    report = check_files(files, Settings(), engine=reference.pyshacl_results)
    assert keys(report) == {key for key in keys(whole) if key[0] != "CHAIN-09"} < keys(whole)
    (problem,) = report.problems
    assert "CHAIN-09" in problem.message["ja"]
    assert exit_code(report) == 2


def test_big_circles_end(tmp_path: Path) -> None:
    lines = [HEAD, "<id/model/t> a lm:LogicModel ; lm:modelOf <id/program/t> ."]
    size = 60
    for at in range(size):
        here, there = f"<id/outcome/{at}>", f"<id/outcome/{(at + 1) % size}>"
        lines.append(
            f"{here} a lm:Outcome ; lm:inModel <id/model/t> ; lm:leadsTo {there} .\n"
            f"<id/link/{at}> a lm:CausalLink ; lm:inModel <id/model/t> ;"
            f" lm:from {here} ; lm:to {there} ."
        )
    path = tmp_path / "circle.ttl"
    path.write_text("\n".join(lines), "utf-8")
    report = check_files([path], Settings())
    assert not report.problems
    assert len([f for f in report.findings if f.rule == "CHAIN-07"]) == size


def test_places_come_from_provenance(tmp_path: Path) -> None:
    store = store_of("CHAIN-03", folder=tmp_path)
    source = f"{BASE}/source/t/2024/3-2_%E5%8A%B9%E6%9E%9C.csv#row=12"
    other = f"{BASE}/source/t/measures/0101.toml#line=3,4"
    store.update(
        f"""INSERT DATA {{ GRAPH <{BASE}/graph/t/provenance> {{
          <{BASE}/id/activity/t-1-b> <http://www.w3.org/ns/prov#wasDerivedFrom> <{source}> .
          <{BASE}/id/output/t-1-p> <http://www.w3.org/ns/prov#wasDerivedFrom> <{other}> . }} }}"""
    )
    found = {f.focus_label: f.place for f in check_store(store, Settings()).findings}
    unplaced = [label for label, place in found.items() if place is None]
    activity, output = found["広報"], found["相談件数"]
    assert activity is not None
    assert (activity.file, activity.row) == ("3-2_効果.csv", 12)
    assert output is not None
    assert (output.file, output.row) == ("measures/0101.toml", 4)
    assert unplaced, "a focus node without provenance has no place"


def test_of_a_datasets_years_the_latest_is_checked(tmp_path: Path) -> None:
    lines = [
        f'<{BASE}/id/{kind}/{year}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> '
        f"<https://w3id.org/michisuji/ns#Outcome> <{BASE}/graph/t/{year}{tail}> ."
        for kind, year, tail in (
            ("outcome", 2024, ""), ("outcome", 2025, ""), ("told", 2025, "/provenance"),
        )
    ]  # fmt: skip
    path = tmp_path / "years.nq"
    path.write_text("\n".join(lines), "utf-8")
    report = check_files([path], Settings())
    assert {f.focus_node for f in report.findings} == {f"{BASE}/id/outcome/2025"}


def test_unknown_profile_names_those_there_are() -> None:
    with pytest.raises(NotFound) as caught:
        check_files([fixture("CHAIN-03")], Settings(), profile="strictest")
    assert "municipal" in caught.value.hint["en"]


@pytest.mark.parametrize("rule", ["EVAL-01", "EVAL-02"])
def test_two_findings_of_a_node_have_an_order(rule: str) -> None:
    found = check_files([fixture(rule)], Settings()).findings
    orders = [total_order(finding) for finding in found]
    assert len({(f.rule, f.focus_node) for f in found}) < len(found)
    assert orders == sorted(set(orders))
