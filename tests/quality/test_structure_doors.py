"""Data that break the rules of structure: told at an import, refused when it is to be strict."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from michisuji import cli
from michisuji.importers.rdf import import_rdf
from michisuji.quality.check import structure
from michisuji.quality.check.command import check_files, check_store, exit_code
from michisuji.quality.history import last_check
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import LM
from michisuji.web import create_app

BASE = Settings().base_iri
HEAD = """@prefix lm: <https://w3id.org/michisuji/ns#> .
@prefix kind: <https://w3id.org/michisuji/code/value-kind/> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
OBSERVED = """
<id/observation/t-{n}> a qb:Observation ; lm:ofIndicator <id/indicator/t> ;
  lm:fiscalYear "2025"^^xsd:gYear ; lm:valueKind kind:actual ; lm:value {value} .
"""
#: Data → the rule that it breaks, and the line (of the file after HEAD) of what is wrong.
BROKEN = [
    ('<id/money/t> a lm:BudgetYear ;\n\n  lm:plannedAmount "1,000" .', "STR-01", 3),
    ('<id/money/t> a lm:BudgetYear ;\n  lm:plannedAmount "約20"@ja .', "STR-01", 2),
    ('<id/money/t> a lm:BudgetYear ;\n  lm:plannedAmount "NaN"^^xsd:decimal .', "STR-01", 2),
    ('<id/money/t> a lm:BudgetYear ;\n  lm:plannedAmount 1e300 .', "STR-01", 2),
    ('<id/money/t> a lm:BudgetYear ;\n  lm:plannedAmount <id/money/u> .', "STR-01", 2),
    ('<id/money/t> a lm:BudgetYear ; rdfs:label "予"@ja ;\n\n  lm:fiscalYear "2025" .', "STR-01", 3),
    ('<id/money/t> a lm:BudgetYear ;\n  lm:fiscalYear "令和6"^^xsd:gYear .', "STR-01", 2),
    ('<id/program/t> a lm:Program ;\n  lm:leadUnit "危機管理課"@ja .', "STR-02", 2),
    ("<id/money/t> a lm:BudgetYear ;\n  lm:plannedAmount -1000 .", "STR-04", 2),
    ("<id/money/t> a lm:BudgetYear ;\n  lm:plannedAmount 1000 , 2000 .", "STR-03", 1),
    (OBSERVED.format(n=1, value=4) + OBSERVED.format(n=2, value=5), "STR-05", 2),
    ('<id/indicator/t> a lm:Indicator ;\n  lm:level "outcome" .', "INT-02", 2),
    ("<id/activity/a> a lm:Activity .\n<id/activity/a> lm:leadsTo <id/output/b> .", "STR-07", 2),
]  # fmt: skip


def written(tmp_path: Path, body: str, name: str = "data.ttl") -> Path:
    path = tmp_path / name
    path.write_text(HEAD + body + "\n", "utf-8")
    return path


def told(tmp_path: Path, *files: Path) -> list[structure.Finding]:
    batch, _ = import_rdf(files, dataset="t", base_iri=BASE, out_dir=tmp_path / "out")
    return structure.of_batch(batch, BASE, files)


@pytest.mark.parametrize(("body", "rule", "line"), BROKEN)
def test_an_import_tells_file_and_line(tmp_path: Path, body: str, rule: str, line: int) -> None:
    found = told(tmp_path, written(tmp_path, body))
    assert {f.rule for f in found} == {rule}
    place = found[0].place
    assert place is not None
    assert place.file.endswith("data.ttl")
    assert place.row == HEAD.count("\n") + line
    problem = structure.problem(found[0])
    assert problem.line("ja").startswith(f"{place.file}: {place.row}行: {rule}: ")
    assert problem.line("en").startswith(f"{place.file}: line {place.row}: {rule}: ")


def test_things_that_share_a_reference_are_told_apart(tmp_path: Path) -> None:
    body = "<id/money/t> a lm:BudgetYear ; lm:plannedAmount 5 .\n<id/staff/t> a lm:Staff ;\n"
    (finding,) = told(tmp_path, written(tmp_path, body + '  lm:plannedFte "many" .'))
    assert finding.place is not None
    assert finding.place.row == HEAD.count("\n") + 3


def test_each_year_is_looked_at_with_what_is_timeless(tmp_path: Path) -> None:
    path = tmp_path / "data.trig"
    year = "GRAPH <graph/t/{y}> {{ <id/outcome/o> lm:stage <urn:stage-{y}> . {more} }}\n"
    same = OBSERVED.format(n=2, value=5)
    text = HEAD + OBSERVED.format(n=1, value=4) + "<id/outcome/o> a lm:Outcome .\n"
    path.write_text(text + year.format(y=2024, more="") + year.format(y=2025, more=same), "utf-8")
    found = told(tmp_path, path)
    assert {f.rule for f in found} == {"STR-05", "INT-02"}, "one stage in each year"
    assert {f.focus_node for f in found if f.rule == "STR-05"} == {
        f"{BASE}/id/observation/t-{n}" for n in (1, 2)
    }


def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, MemoryStore]:
    from contextlib import contextmanager

    store = MemoryStore(BASE)

    @contextmanager
    def opened(_: str = "public"):  # type: ignore[no-untyped-def]
        yield Settings(), store

    monkeypatch.setattr("michisuji.cli.imports.opened", opened)
    return cli.run(["--lang", "en", "import", *words]), store


def test_the_command_tells_and_with_strict_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(written(tmp_path, BROKEN[0][0]))
    code, store = run(tmp_path, monkeypatch, "rdf", path, "--dataset", "t")
    told = capsys.readouterr().err
    assert (code, len(store.data) > 0) == (0, True)
    assert "1 structural error(s)" in told
    assert "line 8: STR-01" in told
    code, store = run(tmp_path, monkeypatch, "rdf", path, "--dataset", "t", "--strict")
    told = capsys.readouterr().err
    assert (code, len(store.data)) == (2, 0)
    assert "not imported" in told
    code, store = run(tmp_path, monkeypatch, "rdf", path, "--dataset", "t", "--json")
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert (finding["rule"], finding["value"]) == ("STR-01", "1,000")
    assert (finding["path"], finding["place"]["row"]) == (LM + "plannedAmount", 8)


def test_right_data_pass_where_it_is_strict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(written(tmp_path, OBSERVED.format(n=1, value=4)))
    code, store = run(tmp_path, monkeypatch, "rdf", path, "--dataset", "t", "--strict")
    assert (code, len(store.data) > 0) == (0, True)
    assert "structural error" not in capsys.readouterr().err


DECIMALS = """{"@context": "https://w3id.org/michisuji/context.jsonld", "@graph": [
 {"@id": "id/money/a", "@type": "BudgetYear", "plannedAmount": %s, "fiscalYear": 2024},
 {"@id": "id/money/b", "@type": "BudgetYear", "plannedAmount": "3000", "fiscalYear": "2024"}]}"""


@pytest.mark.parametrize(
    ("number", "text"),
    [("1250000.5", "1250000.5"), ("-0.25", "-0.25"), ("1e-7", "0.0000001"), ("3000", "3000"),
     ("1.25E6", "1250000")],
)  # fmt: skip
def test_numbers_of_json_are_decimals_that_can_be_summed(
    tmp_path: Path, number: str, text: str
) -> None:
    path = tmp_path / "data.jsonld"
    path.write_bytes(b"\xef\xbb\xbf" + (DECIMALS % number).encode())
    batch, _ = import_rdf([path], dataset="t", base_iri=BASE, out_dir=tmp_path / "out")
    store = MemoryStore(BASE)
    store.replace(batch)
    rows = store.select(f"SELECT ?v {{ <{BASE}/id/money/a> <{LM}plannedAmount> ?v }}").rows
    assert [str(row[0]) for row in rows] == [text]
    (row,) = store.select(f"SELECT (SUM(?v) AS ?sum) {{ ?m <{LM}plannedAmount> ?v }}").rows
    assert float(str(row[0])) == float(number) + 3000
    faults = [f for f in check_files([path], Settings()).findings if f.rule.startswith("STR")]
    assert {f.rule for f in faults} <= {"STR-04"}, "a negative one is a number"


def test_a_number_of_json_that_is_too_large_is_told(tmp_path: Path) -> None:
    path = tmp_path / "data.jsonld"
    path.write_text(DECIMALS % "1e300", "utf-8")
    assert {f.rule for f in told(tmp_path, path)} == {"STR-01"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("empty.ttl", ""),
        ("comment.nt", "# nothing\n"),
        ("empty.jsonld", "{}"),
        ("foreign.nq", '<urn:a> <urn:p> "x" <urn:g> .\n'),
        ("foreign.ttl", "<urn:a> a <http://xmlns.com/foaf/0.1/Document> .\n"),
        ("untyped.ttl", f"<id/money/a> <{LM}plannedAmount> 5 .\n"),
        ("star.ttl", "<< <urn:a> <urn:b> <urn:c> >> <urn:d> 1 ."),
    ],
)
def test_what_holds_nothing_of_ours_does_not_pass(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    report = check_files([path], Settings())
    assert exit_code(report) == 2
    assert "一つもありません" in report.problems[-1].message["ja"]
    assert "nothing of the classes" in report.problems[-1].message["en"]


@pytest.mark.parametrize("text", ["", "<urn:a> a <http://xmlns.com/foaf/0.1/Document>"])
def test_a_store_without_anything_of_ours_does_not_pass(tmp_path: Path, text: str) -> None:
    store, settings = MemoryStore(), Settings(home=tmp_path)
    store.update(f"INSERT DATA {{ {text} }}")
    report = check_store(store, settings)
    assert exit_code(report) == 2
    assert "一つもありません" in report.problems[0].message["ja"]
    assert "nothing of the classes" in report.problems[0].message["en"]
    last_check.keep(report, store, settings)
    client = create_app(settings, store).test_client()
    for lang, words in (("ja", "一つもありません"), ("en", "othing of the classes")):
        page = client.get(f"/quality?lang={lang}", headers={"Accept": "text/html"}).text
        assert words in page
        assert "verdict good" not in page


@pytest.mark.parametrize(
    ("add", "is_told"),
    [
        ("<urn:a> <urn:p> 1 .", True),
        ("<urn:a> a <http://xmlns.com/foaf/0.1/Document> .", True),
        (f"<id/program/b> a <{LM}Program> .", False),
        (f"<id/program/a> <{LM}number> '1' .", False),
    ],
)
def test_a_change_of_nothing_of_ours_is_told(tmp_path: Path, add: str, is_told: bool) -> None:
    store = MemoryStore()
    store.update(f"INSERT DATA {{ <{store.base_iri}/id/program/a> a <{LM}Program> }}")
    client = create_app(Settings(home=tmp_path, query_timeout_s=600), store).test_client()
    add = add.replace("<id/", f"<{store.base_iri}/id/")
    notes = client.post("/api/check", json={"add": add}).get_json()["notes"]
    assert [("nothing in" in str(n) or "この変更には" in str(n)) for n in notes] == [True] * is_told


def test_an_empty_file_beside_others_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, OBSERVED.format(n=1, value=4))
    empty = tmp_path / "empty.ttl"
    empty.write_text("", "utf-8")
    assert exit_code(check_files([path], Settings())) == 1
    report = check_files([path, empty], Settings())
    (problem,) = report.problems
    assert "empty.ttl" in problem.message["ja"]
    assert "empty.ttl" in problem.message["en"]
