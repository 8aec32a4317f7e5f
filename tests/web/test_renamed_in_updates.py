"""What editors send in the words of ontology 0.1 is written in today's, and the answer tells."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from michisuji.settings import Settings
from michisuji.sparql_tokens import SparqlText
from michisuji.store.memory import MemoryStore
from michisuji.store.updates import is_own
from michisuji.vocabulary import CODE, LM
from michisuji.web import create_app
from michisuji.web.editing.renamed_terms import HEADER, from_update

from tests.web.asking import BASE, BROWSER, Page

TOKEN = "a-secret-of-this-test"
EDITOR = {"Authorization": f"Bearer {TOKEN}"}
UP = f"{CODE}direction/up"
TOLD = "lm:direction=lm:desiredDirection;count=1"
GRAPH = f"{BASE}/graph/x"


@pytest.fixture
def drafts() -> MemoryStore:
    return MemoryStore(BASE)


@pytest.fixture
def client(drafts: MemoryStore, tmp_path: Path) -> FlaskClient:
    settings = Settings(home=tmp_path, editor_token=TOKEN, rate_per_minute=100_000)
    return create_app(settings, MemoryStore(BASE), drafts).test_client()


def _predicates(store: MemoryStore) -> set[str]:
    return {q.predicate.value.removeprefix(LM) for q in _said(store) if LM in q.predicate.value}


def _said(store: MemoryStore) -> list[ox.Quad]:
    """All but what the store notes for itself."""
    return [q for q in store.data if not is_own(getattr(q.graph_name, "value", ""))]


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_the_graph_store(client: FlaskClient, drafts: MemoryStore, method: str) -> None:
    body = f"@prefix lm: <{LM}> . <{BASE}/id/indicator/i> lm:direction <{UP}> ; lm:value 3.0 ."
    answer = client.open(
        f"/graph-store?graph={GRAPH}",
        method=method,
        data=body.encode(),
        headers={**EDITOR, "Content-Type": "text/turtle"},
    )
    assert answer.status_code == 201, answer.text
    assert answer.headers[HEADER] == TOLD
    assert _predicates(drafts) == {"desiredDirection", "value"}


def test_a_sparql_update(client: FlaskClient, drafts: MemoryStore) -> None:
    def update(text: str) -> str | None:
        answer = client.post(
            "/sparql", data=text, headers={**EDITOR, "Content-Type": "application/sparql-update"}
        )
        assert answer.status_code == 204, answer.text
        return answer.headers.get(HEADER)

    start = f"PREFIX lm: <{LM}> PREFIX id: <{BASE}/id/indicator/> "
    assert update(f"{start} INSERT DATA {{ id:i lm:direction <{UP}> }}") == TOLD
    assert _predicates(drafts) == {"desiredDirection"}
    changed = update(
        f"{start} DELETE {{ ?i lm:direction ?d }} INSERT {{ ?i lm:desiredDirection <{UP}x> }} "
        "WHERE { ?i lm:direction ?d }"
    )
    assert changed == "lm:direction=lm:desiredDirection;count=2"
    assert [q.object.value for q in _said(drafts)] == [f"{UP}x"]
    assert update(f"{start} INSERT DATA {{ id:i lm:desiredDirection <{UP}> }}") is None


@pytest.mark.parametrize(
    ("text", "wanted", "count"),
    [
        (f"PREFIX a: <{LM}> INSERT DATA {{ <b> a:direction <c> }}",
         f"PREFIX a: <{LM}> INSERT DATA {{ <b> <{LM}desiredDirection> <c> }}", 1),
        (f"PREFIX : <{LM}direction> INSERT DATA {{ <b> : <c> }}",
         f"PREFIX : <{LM}direction> INSERT DATA {{ <b> <{LM}desiredDirection> <c> }}", 1),
        (f"BASE <{LM}> INSERT DATA {{ <b> <#vision> 'c'@ja }}",
         f"BASE <{LM}> INSERT DATA {{ <b> <{LM}visionText> 'c'@ja }}", 1),
        (f"INSERT DATA {{ <b> <{LM}\\u0064irection> <c> }}",
         f"INSERT DATA {{ <b> <{LM}desiredDirection> <c> }}", 1),
        (f"PREFIX a: <{LM}> INSERT DATA {{ <b> a:Direction 'a:direction' }} # a:direction", "", 0),
        ("PREFIX a: <http://other/> INSERT DATA { <b> a:direction <c> }", "", 0),
        ("INSERT DATA { <b> lm:direction <c> }", "", 0),
    ],
)  # fmt: skip
def test_names_in_an_update(text: str, wanted: str, count: int) -> None:
    found, renamed = from_update(SparqlText(text), BASE)
    assert (found.text, renamed.total()) == (wanted or text, count)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_page_of_a_query_tells_of_former_names(client: FlaskClient, lang: str) -> None:
    def notices(query: str) -> list[str]:
        answer = client.get(f"/sparql?lang={lang}&query={quote(query)}", headers=BROWSER)
        assert answer.status_code == 200
        page = Page(answer.text)
        return [text for tag, text in page.texts if tag == "p" and "lm:desiredDirection" in text]

    start = f"PREFIX lm: <{LM}> SELECT * {{ ?i "
    (told,) = notices(f"{start} lm:direction ?d }}")
    assert "lm:direction" in told
    assert notices(f"{start} <{LM}direction> ?d }}") == [told]
    assert notices(f"{start} a lm:Direction . ?i lm:directions ?direction }}") == []
