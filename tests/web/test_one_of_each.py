"""Where there is one of each kind no page, answer, picture or report speaks of "1 things"."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from michisuji import questions
from michisuji.analysis import catalogue
from michisuji.cli import run
from michisuji.importers.rdf import import_rdf
from michisuji.importers.report_text import render
from michisuji.quality.check.command import check_files, check_store
from michisuji.quality.formats import render_bytes
from michisuji.quality.history import last_check
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import LM, PREFIXES
from michisuji.web import create_app
from michisuji.web.running import background

from tests.web.asking import BROWSER, Page

BASE = "http://127.0.0.1:8000"
CITY = f"""@prefix lm: <{LM}> . @prefix rdfs: <{PREFIXES["rdfs"]}> .
@prefix org: <{PREFIXES["org"]}> .
@prefix qb: <{PREFIXES["qb"]}> . @prefix xsd: <{PREFIXES["xsd"]}> .
@prefix dcat: <{PREFIXES["dcat"]}> . @prefix dct: <{PREFIXES["dcterms"]}> .
@prefix kind: <https://w3id.org/michisuji/code/value-kind/> .
<id/dataset/one> a dcat:Dataset ; dct:title "一つの市"@ja , "City of one"@en .
<id/plan/one-p> a lm:Plan ; rdfs:label "計画"@ja , "Plan"@en .
<id/basic-policy/one-b> a lm:BasicPolicy ; rdfs:label "方針"@ja , "Policy"@en ;
  lm:partOf <id/plan/one-p> .
<id/measure/one-m> a lm:Measure ; rdfs:label "施策"@ja , "Measure"@en ; lm:number "1" ;
  lm:partOf <id/basic-policy/one-b> ; lm:leadUnit <id/unit/one-u> .
<id/program/one-g> a lm:Program ; rdfs:label "事業"@ja , "Program"@en ; lm:number "1" ;
  lm:partOf <id/measure/one-m> ; lm:leadUnit <id/unit/one-u> .
<id/unit/one-u> a org:OrganizationalUnit ; rdfs:label "課"@ja , "Section"@en .
<id/model/one-l> a lm:LogicModel ; rdfs:label "モデル"@ja , "Model"@en ;
  lm:modelOf <id/program/one-g> ; lm:fiscalYear "2026"^^xsd:gYear .
<id/activity/one-a> a lm:Activity ; rdfs:label "働きかける"@ja , "Do it"@en ;
  lm:inModel <id/model/one-l> ; lm:leadsTo <id/outcome/one-o> .
<id/outcome/one-o> a lm:Outcome ; rdfs:label "良くなる"@ja , "Better"@en ;
  lm:inModel <id/model/one-l> ; lm:stage <https://w3id.org/michisuji/code/stage/long> .
<id/link/one-k> a lm:CausalLink ; lm:from <id/activity/one-a> ; lm:to <id/outcome/one-o> ;
  lm:inModel <id/model/one-l> ; rdfs:label "つながり"@ja , "Link"@en .
<id/indicator/one-i> a lm:Indicator ; rdfs:label "率"@ja , "Rate"@en ;
  lm:indicates <id/outcome/one-o> .
<id/observation/one-v> a qb:Observation ; lm:ofIndicator <id/indicator/one-i> ; lm:value 5 ;
  lm:fiscalYear "2026"^^xsd:gYear ; lm:valueKind kind:target .
<id/money/one-y> a lm:BudgetYear ; lm:budgetOf <id/program/one-g> ; lm:plannedAmount 1 ;
  lm:fiscalYear "2026"^^xsd:gYear ; rdfs:label "予算"@ja , "Budget"@en .
<id/kaizen/one-z> a lm:KaizenPractice ; rdfs:label "改善"@ja , "Kaizen"@en ;
  lm:practicedBy <id/unit/one-u> ; lm:effectHours 1 ; lm:effectYen "x" .
"""
#: What is counted somewhere.
_THINGS = (
    "activities accounts causes changes classes columns conditions connections departments "
    "edits elements files findings goals graphs hours imports indicators items levels lines "
    "links measures models nodes observations others outcomes outputs parts places plans "
    "policies paths practices programs records resources results rows rules scenarios sheets "
    "sources statements steps targets times triples units values violations waivers warnings "
    "ways words years"
)
_SLIP = re.compile(
    r"(?<![\d.,/:#%–-])\b1 (?:(?:other|new|more|numeric|long-term|town|fiscal|separate) )*(?:"
    + _THINGS.replace(" ", "|")
    + r")\b(?! activity)"
)
_FORMS_LEFT = re.compile(r"\[[a-z ]+\|[a-z ]+\]")
GIVEN = {"target": "id/outcome/one-o", "measure": "id/measure/one-m", "node": "id/program/one-g"}
ASKED = {
    "/impact": "target", "/leads-to": "start", "/money-flow": "scope", "/similar": "node",
    "/what-if": "stop", "/what-if/compare": "stop", "/measures/programs": "measure",
    "/graph": "node", "/graph/expand": "node", "/graph/expand/figures": "node",
    "/validity": "scope", "/years": "node",
}  # fmt: skip
GIVEN |= {"start": "id/program/one-g", "stop": "id/program/one-g", "scope": "id/measure/one-m"}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("one") / "one.ttl"
    path.write_text(CITY, "utf-8")
    return path


@pytest.fixture(scope="module")
def app(file: Path) -> Flask:
    store, settings = MemoryStore(BASE), Settings(home=file.parent, rate_per_minute=1_000_000)
    batch, _ = import_rdf([file], dataset="one", base_iri=BASE, out_dir=file.parent / "out")
    store.replace(batch)
    last_check.keep(check_store(store, settings), store, settings)
    app = create_app(settings, store)
    with app.app_context():
        background.planner()
    return app


def slips(text: str) -> list[str]:
    """What is told wrongly in a text, and forms that nobody has chosen between."""
    return [m[0] for rule in (_SLIP, _FORMS_LEFT) for m in rule.finditer(text)]


@pytest.mark.parametrize("text", ["1 findings", "in 1 other programs", "+ 1 long-term outcomes."])
def test_a_slip_is_seen(text: str) -> None:
    assert slips(text)


@pytest.mark.parametrize("text", ["1 finding", "11 ways", "1 way leads", "2.1 items", "1 is less"])
def test_what_is_right_is_none(text: str) -> None:
    assert slips(text) == []


def test_pages(app: Flask) -> None:
    client, found = app.test_client(), {}
    plain = {r.rule for r in app.url_map.iter_rules() if "GET" in r.methods and not r.arguments}
    pages = {*plain, *(f"/doc/{end}" for end in re.findall(r"<id/([a-z-]+/one-\w)> a", CITY))}
    pages |= {f"{path}?{name}={GIVEN[name]}" for path, name in ASKED.items()}
    pages |= {f"/questions/{q.name}?run=1" for q in questions.catalogue().values()}
    for path in sorted(pages):
        joint = "&" if "?" in path else "?"
        answer = client.get(f"{path}{joint}lang=en", headers=BROWSER)
        assert answer.status_code < 500, path
        if answer.mimetype == "text/html" and (wrong := slips(Page(answer.text).text())):
            found[path] = wrong
    assert found == {}


@pytest.mark.parametrize("name", list(catalogue.MODULES))
def test_sentences_of_analyses(app: Flask, name: str) -> None:
    needed = {p.name: GIVEN[p.name] for p in catalogue.get(name).parameters if p.name in GIVEN}
    answer = app.test_client().get(f"/api/analysis/{name}", query_string={**needed, "lang": "en"})
    if answer.status_code == 200:  # one needs two years
        assert slips(answer.get_json()["sentence"]) == []


def test_reports(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for profile in ("municipal", "publish"):
        run(["--lang", "en", "check", str(file), "--profile", profile])
        assert slips(capsys.readouterr().out) == []
    report = check_files([file], Settings())
    for name in ("text", "sarif", "json"):
        assert slips(render_bytes(report, name, "en").decode()) == [], name


def test_an_import(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, report = import_rdf([file], dataset="one", base_iri=BASE, out_dir=file.parent / "again")
    assert slips(render(report, "en")) == []
