"""What an editor sends, as a graph or an update, may break no rule of structure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from asking import BASE
from flask.testing import FlaskClient
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import LM
from michisuji.web import create_app
from werkzeug.test import TestResponse

pytestmark = pytest.mark.slow

TOKEN = "a-secret-of-this-test"
EDITOR = {"Authorization": f"Bearer {TOKEN}"}
GRAPH = f"{BASE}/graph/t/2025"
HEAD = """PREFIX lm: <https://w3id.org/michisuji/ns#>
PREFIX kind: <https://w3id.org/michisuji/code/value-kind/>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
BASE <http://127.0.0.1:8000/>
"""
YEAR = 'lm:fiscalYear "2025"^^xsd:gYear'
OBSERVED = f"a qb:Observation ; lm:ofIndicator <id/indicator/i> ; {YEAR} ; lm:valueKind kind:actual"
THERE = (
    f"<id/observation/o-1> {OBSERVED} ; lm:value 4 . <id/money/m> a lm:BudgetYear ; {YEAR} ; "
    + ("lm:budgetOf <id/program/p> ; lm:plannedAmount 5 . <id/program/p> a lm:Program . ")
)
BROKEN = [
    ('<id/money/x> a lm:BudgetYear ; lm:plannedAmount "1,000" .', "STR-01"),
    ('<id/money/x> a lm:BudgetYear ; lm:plannedAmount "NaN"^^xsd:decimal .', "STR-01"),
    ("<id/money/x> a lm:BudgetYear ; lm:plannedAmount 1e300 .", "STR-01"),
    ('<id/money/x> a lm:BudgetYear ; lm:fiscalYear "2025" .', "STR-01"),
    ('<id/program/p> lm:leadUnit "危機管理課"@ja .', "STR-02"),
    ("<id/money/m> lm:plannedAmount 6 .", "STR-03"),
    ("<id/money/x> a lm:BudgetYear ; lm:plannedAmount -5 .", "STR-04"),
    (f"<id/observation/o-2> {OBSERVED} ; lm:value 4 .", "STR-05"),
    (f"<id/money/n> a lm:BudgetYear ; {YEAR} ; lm:budgetOf <id/program/p> .", "STR-06"),
    ("<id/activity/a> a lm:Activity ; lm:leadsTo <id/output/b> .", "STR-07"),
    ('<id/indicator/i> a lm:Indicator ; lm:level "high" .', "INT-02"),
]
RIGHT = "<id/money/x> a lm:BudgetYear ; lm:plannedAmount 7 . <urn:a> <urn:b> 1e300 , _:b ."


@pytest.fixture
def work() -> MemoryStore:
    return _store()


@pytest.fixture
def asked(work: MemoryStore, tmp_path: Path) -> FlaskClient:
    return _client(work, tmp_path)


@pytest.fixture(scope="module")
def kept() -> MemoryStore:
    """A store for tests in which nothing changes it."""
    return _store()


@pytest.fixture(scope="module")
def keeping(kept: MemoryStore, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return _client(kept, tmp_path_factory.mktemp("kept"))


def _store() -> MemoryStore:
    store = MemoryStore(BASE)
    store.update(f"{HEAD} INSERT DATA {{ {THERE} GRAPH <{GRAPH}> {{ {THERE} }} }}")
    return store


def _client(work: MemoryStore, home: Path) -> FlaskClient:
    settings = Settings(home=home, editor_token=TOKEN, rate_per_minute=10**6)
    return create_app(settings, MemoryStore(BASE), work).test_client()


def send(
    asked: FlaskClient, method: str, turtle: str, graph: str = f"graph={GRAPH}"
) -> TestResponse:
    headers = {**EDITOR, "Content-Type": "text/turtle"}
    return asked.open(f"/graph-store?{graph}", method=method, data=turtle.encode(), headers=headers)


def update(asked: FlaskClient, text: str) -> TestResponse:
    headers = {**EDITOR, "Content-Type": "application/sparql-update"}
    return asked.post("/sparql", data=f"{HEAD}{text}".encode(), headers=headers)


def assert_refused(answer: TestResponse, rule: str) -> None:
    assert answer.status_code == 422, answer.text
    told = json.loads(answer.data)
    assert told["code"] == "malformed-data"
    assert f"{rule}: " in told["detail"]


@pytest.mark.parametrize(("turtle", "rule"), BROKEN)
@pytest.mark.parametrize("graph", [f"graph={GRAPH}", "default"])
def test_a_graph_is_refused(
    keeping: FlaskClient, kept: MemoryStore, turtle: str, rule: str, graph: str
) -> None:
    before = set(kept.data)
    assert_refused(send(keeping, "POST", HEAD + turtle, graph), rule)
    assert_refused(send(keeping, "PUT", HEAD + THERE + turtle, graph), rule)
    assert set(kept.data) == before


@pytest.mark.parametrize(("turtle", "rule"), BROKEN)
@pytest.mark.parametrize(
    "form",
    [
        "INSERT DATA { %s }",
        "INSERT DATA { GRAPH <graph/t/2025> { %s } }",
        "PREFIX g: <http://127.0.0.1:8000/graph/t/> INSERT DATA { GRAPH g:2025 { %s } }",
        "INSERT { %s } WHERE {}",
        "DELETE { <urn:x> <urn:y> ?o } INSERT { <urn:a> <urn:b> 1 GRAPH <graph/t/2025> { %s } } "
        "WHERE { OPTIONAL { <urn:x> <urn:y> ?o } }",
        "WITH <graph/t/2025> INSERT { %s } WHERE { <id/program/p> a lm:Program }",
        "CLEAR SILENT GRAPH <urn:g> ; # { a comment\n"
        "INSERT DATA { <urn:a> <urn:b> '{' } ; INSERT DATA { %s }",
    ],
)
def test_an_update_is_refused(
    keeping: FlaskClient, kept: MemoryStore, turtle: str, rule: str, form: str
) -> None:
    before = set(kept.data)
    assert_refused(update(keeping, form % turtle), rule)
    assert set(kept.data) == before


@pytest.mark.parametrize("word", ["COPY", "MOVE", "ADD", "copy SILENT"])
@pytest.mark.parametrize("target", ["<graph/t/2025>", "GRAPH g:2025", "DEFAULT"])
def test_a_copy_is_refused_like_what_it_stands_for(
    asked: FlaskClient, work: MemoryStore, word: str, target: str
) -> None:
    """As the INSERT that would bring the same statements."""
    work.update(f"{HEAD} INSERT DATA {{ GRAPH <urn:odd> {{ {BROKEN[0][0]} }} }}")
    before = set(work.data)
    prefix = "PREFIX g: <http://127.0.0.1:8000/graph/t/>"
    assert_refused(update(asked, f"{prefix} {word} <urn:odd> TO {target}"), "STR-01")
    assert set(work.data) == before


def test_adding_two_graphs_may_not_make_a_second_value(
    asked: FlaskClient, work: MemoryStore
) -> None:
    work.update(f"{HEAD} INSERT DATA {{ GRAPH <urn:g> {{ <id/money/m> lm:plannedAmount 6 }} }}")
    assert_refused(update(asked, "ADD <urn:g> TO <graph/t/2025>"), "STR-03")
    assert update(asked, "COPY <urn:g> TO <graph/t/2025>").status_code == 204
    assert update(asked, "COPY <graph/t/2025> TO GRAPH <graph/t/2025>").status_code == 204
    assert work.ask(f"ASK {{ GRAPH <{GRAPH}> {{ ?s <{LM}plannedAmount> 6 }} }}")
    assert (
        update(asked, "MOVE <graph/t/2025> TO <urn:h> ; DROP SILENT GRAPH <urn:x>").status_code
        == 204
    )
    assert not work.ask(f"ASK {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}")


@pytest.mark.parametrize(
    "form",
    [
        "INSERT DATA { GRAPH %s { <urn:a> <urn:b> 1 } }",
        "INSERT { GRAPH %s { <urn:a> <urn:b> 1 } } WHERE {}",
        "WITH %s INSERT { <urn:a> <urn:b> 1 } WHERE {}",
        "COPY <graph/t/2025> TO %s",
        "ADD SILENT DEFAULT TO GRAPH %s",
    ],
)
@pytest.mark.parametrize(
    ("graph", "status"),
    [
        ("<urn:michisuji:store>", 403), ("<urn:michisuji:staging:1>", 403),
        ("<graph/Mihon>", 400), ("<graph/t-2025/2025>", 400), ("<graph/vocabulary>", 400),
        ("<graph/..%%2F/2025>", 400),
        ("<urn:michisuji\\u003Astore>", 403), ("<graph/a>", 204), ("<urn:any>", 204),
    ],
)  # fmt: skip
def test_graphs_are_named_as_by_an_import(
    asked: FlaskClient, work: MemoryStore, form: str, graph: str, status: int
) -> None:
    before = set(work.data)
    answer = update(asked, form % graph.replace("%%", "%"))
    assert answer.status_code == status, answer.text
    assert (set(work.data) == before) is (status != 204)
    iri = graph.replace("%%", "%").replace("\\u003A", ":").strip("<>")
    iri = iri if iri.startswith("urn:") else f"{BASE}/{iri}"
    headers = {**EDITOR, "Content-Type": "text/turtle"}
    for method in ("PUT", "POST"):
        sent = asked.open(
            "/graph-store", query_string={"graph": iri}, method=method, headers=headers,
            data=b"<urn:a> <urn:b> 2 .",
        )  # fmt: skip
        assert sent.status_code in ((status,) if status != 204 else (201, 204)), sent.text


@pytest.mark.parametrize("word", ["DROP", "CLEAR", "CREATE", "MOVE"])
def test_the_stores_own_graphs_stay(asked: FlaskClient, work: MemoryStore, word: str) -> None:
    more = " TO <urn:x>" if word == "MOVE" else ""
    graph = "" if word == "MOVE" else "GRAPH "
    before = set(work.data)
    answer = update(asked, f"{word} SILENT {graph}<urn:michisuji:store>{more}")
    assert answer.status_code == 403
    assert set(work.data) == before
    assert update(asked, f"{word} SILENT {graph}<graph/Old>{more}").status_code == 204


def test_values_that_an_update_reads(asked: FlaskClient, work: MemoryStore) -> None:
    text = "DELETE { ?m lm:plannedAmount ?v } INSERT { ?m lm:plannedAmount ?w } WHERE { "
    text += "?m lm:plannedAmount ?v BIND (%s AS ?w) }"
    assert_refused(update(asked, text % 'CONCAT(STR(?v), "千円")'), "STR-01")
    assert_refused(update(asked, text % "0 - ?v"), "STR-04")
    assert update(asked, text % "?v + 1").status_code == 204
    assert work.ask(f"ASK {{ <{BASE}/id/money/m> <{LM}plannedAmount> 6 }}")


def test_half_of_a_link_may_not_go(asked: FlaskClient) -> None:
    edge = "<id/activity/a> lm:leadsTo <id/output/b> ."
    link = "<id/link/l> a lm:CausalLink ; lm:from <id/activity/a> ; lm:to <id/output/b> ."
    assert update(asked, f"INSERT DATA {{ {edge} {link} }}").status_code == 204
    assert_refused(update(asked, f"DELETE DATA {{ {edge} }}"), "STR-07")
    assert_refused(update(asked, "DELETE WHERE { <id/link/l> ?p ?o }"), "STR-07")
    both = f"DELETE DATA {{ {edge} }} ; DELETE WHERE {{ <id/link/l> ?p ?o }}"
    assert update(asked, both).status_code == 204


def test_what_is_right_or_was_wrong_before_is_taken(asked: FlaskClient, work: MemoryStore) -> None:
    for turtle in (RIGHT, ""):
        assert send(asked, "POST", HEAD + turtle).status_code == 204
        assert send(asked, "PUT", HEAD + THERE + turtle).status_code == 204
        assert update(asked, f"INSERT DATA {{ {turtle} }}").status_code == 204
    odd = '<id/money/old> a lm:BudgetYear ; lm:plannedAmount "1,000" .'
    work.update(f"{HEAD} INSERT DATA {{ GRAPH <{GRAPH}> {{ {odd} }} }}")
    more = "<id/money/old> lm:requestedAmount 3 ."
    assert send(asked, "POST", HEAD + more).status_code == 204
    assert send(asked, "PUT", HEAD + THERE + odd + more).status_code == 204
    assert_refused(send(asked, "PUT", HEAD + odd + BROKEN[1][0]), "STR-01")


def test_a_mark_and_our_context_are_read_as_by_an_import(
    asked: FlaskClient, work: MemoryStore
) -> None:
    context = '"@context": "https://w3id.org/michisuji/context.jsonld"'
    body = (
        f'\ufeff{{ {context}, "@id": "id/money/j", "@type": "BudgetYear", "plannedAmount": 12.5 }}'
    )
    headers = {**EDITOR, "Content-Type": "application/ld+json"}
    answer = asked.post(f"/graph-store?graph={BASE}/", data=body.encode(), headers=headers)
    assert answer.status_code == 201, answer.text
    assert work.ask(f"ASK {{ GRAPH ?g {{ ?m <{LM}plannedAmount> 12.5 }} }}")
    assert send(asked, "POST", "\ufeff" + HEAD + RIGHT).status_code == 204
