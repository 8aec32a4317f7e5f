"""Nothing that an anonymous reader can reach holds a word of a draft."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote, urldefrag, urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from michisuji.accounts import Action, By, Grant, Role
from michisuji.analysis import catalogue
from michisuji.editing import Edit, Editing, Quad
from michisuji.quality.check.command import check_store
from michisuji.quality.history import last_check
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import LM
from michisuji.web import create_app
from michisuji.web.editing import drafts as drafts_app
from michisuji.web.running.publishing import publish
from rdflib import Literal, URIRef

from tests.security import sparql_queries
from tests.security.canaries import (
    BASE,
    EXISTING,
    GRAPHS,
    NODES,
    SECRET,
    TOKEN,
    drafts,
    is_in,
    is_in_headers,
)
from tests.staff import StaffBrowser, accounts_of, hire, signed_in, token_of
from tests.web.forms.sending import inputs_of

pytestmark = pytest.mark.slow

EDITOR = {"Authorization": f"Bearer {TOKEN}"}
#: Of each kind of address so many are visited: the crawl is of kinds, not of all resources.
EACH = 2
_LINK = re.compile(r"""(?:href|src|action)="([^"]*)\"""")
_ENDING = re.compile(r"\.[a-z]{2,6}$")
#: Of a token that may not see drafts; one that edits is shown what it edits.
_BLIND = {Action.SUBMIT}
_ALL_KINDS = ("text/html", "text/turtle", "application/json", "*/*")


@pytest.fixture(scope="module")
def app(small_store: MemoryStore, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    settings = Settings(
        home=tmp_path_factory.mktemp("canary"), editor_token=TOKEN, rate_per_minute=10**7
    )
    last_check.keep(check_store(small_store, settings), small_store, settings)
    work = MemoryStore(BASE)
    drafts(work)
    app = create_app(settings, small_store, work)
    accounts_of(app).persons.add("canary", [Grant(Role.PLANNER)], By(), display=SECRET)
    return app


@pytest.fixture(scope="module")
def edited(app: Flask) -> Flask:
    """An edit by the person with the secret name, for a secret reason, is in the history."""
    mounted = drafts_app.mounted(app)
    assert mounted is not None
    own, person = mounted.extensions["michisuji"], accounts_of(app).persons.find("canary")
    editing = Editing(own.store, app.extensions["michisuji"].store, own.settings)
    node, graph = URIRef(NODES[0]), GRAPHS[2]
    quad = Quad(node, URIRef(f"{LM}purpose"), Literal(SECRET, lang="ja"), graph)
    read = editing.description(NODES[0])
    done = editing.apply(
        Edit(frozenset({quad}), frozenset(), {NODES[0]: read.version}, SECRET), person.id
    )
    assert done.change
    return app


@pytest.fixture
def reader(app: Flask) -> FlaskClient:
    return app.test_client()


def look(client: FlaskClient, path: str, **options: object) -> bytes:
    """One answer, in which nothing may be; its body."""
    found = client.open(path, **options)  # type: ignore[arg-type]
    try:
        body = found.get_data()
    finally:
        found.close()
    assert not is_in(body), f"a draft is in {path} {options}"
    assert not is_in_headers(list(found.headers)), f"a draft is in the headers of {path}"
    return body


def test_the_secret_is_there_to_be_found(app: Flask) -> None:
    """The editor sees it in each place that the readers' requests below look at."""
    editor = app.test_client()
    for path in (
        "/sparql?" + "query=" + quote(sparql_queries.FIXED[0]),
        f"/graph-store?graph={quote(GRAPHS[0])}",
        "/graph-store?default",
        "/graph/canary/2026",
    ):
        for kind in ("text/turtle", "application/ld+json", "*/*", "text/csv"):
            found = editor.get(path, headers=EDITOR | {"Accept": kind})
            if found.status_code != 406:
                assert is_in(found.data), (path, kind)
    import gzip

    assert is_in(gzip.compress(SECRET.encode()))
    assert not is_in(b"nothing")


def _kind(app: Flask, path: str) -> str:
    with app.test_request_context(path):
        from flask import request

        rule = str(request.url_rule) if request.url_rule else path
    bare, _, query = path.partition("?")
    names = ",".join(sorted({part.partition("=")[0] for part in query.split("&")}))
    kind = bare.split("/")[2] if rule.startswith("/doc") else ""
    ending = _ENDING.search(bare)
    return f"{rule} {kind} {names} {ending[0] if ending else ''}"


def _crawl(app: Flask, client: FlaskClient) -> Iterator[str]:
    known = [str(rule) for rule in app.url_map.iter_rules() if not rule.arguments]
    todo = deque([*known, *(f"{path}?lang=en" for path in known)])
    seen, kinds = set(todo), Counter[str]()
    while todo:
        path = todo.popleft()
        kinds[kind := _kind(app, path)] += 1
        if kinds[kind] > EACH:
            continue
        body = look(client, path, headers={"Accept": "text/html,*/*;q=0.1"})
        yield path
        for link in _LINK.findall(body.decode("utf-8", "replace")):
            target = urlsplit(urljoin(f"{BASE}{path}", urldefrag(unescape(link))[0]))
            address = target.path + (f"?{target.query}" if target.query else "")
            if f"{target.scheme}://{target.netloc}" == BASE and address not in seen:
                seen.add(address)
                todo.append(address)


def test_pages_and_what_they_link_to(app: Flask, reader: FlaskClient) -> None:
    visited = list(_crawl(app, reader))
    assert len(visited) > 150
    endpoints = {path.split("?")[0].split("/")[1] for path in visited}
    assert {"doc", "impact", "quality", "rules", "questions", "catalog", "sparql"} <= endpoints


def _page(iri: str) -> str:
    return urlsplit(iri).path.replace("/id/", "/doc/")


def test_the_pages_over_the_drafts_are_no_way_in(app: Flask, reader: FlaskClient) -> None:
    """The editor has just opened each of them: nothing of it is kept for anybody else."""
    known = [str(rule) for rule in app.url_map.iter_rules() if not rule.arguments]
    editor = app.test_client()
    seen = 0
    for path in (*known, *(_page(iri) for iri in (*NODES, *EXISTING))):
        with editor.get(f"/drafts{path}", headers=EDITOR | {"Accept": "text/html"}) as found:
            seen += is_in(found.get_data())
        for place in (f"/drafts{path}", path):
            for headers in ({}, {"Authorization": "Bearer wrong"}, {"Cookie": "lang=en"}):
                look(reader, place, headers=headers | {"Accept": "text/html,*/*;q=0.1"})
    assert seen > 5


@pytest.mark.parametrize("path", [urlsplit(iri).path for iri in (*NODES, *EXISTING, *GRAPHS)])
def test_drafts_by_name_in_every_format(reader: FlaskClient, path: str) -> None:
    for place in (path, path.replace("/id/", "/doc/")):
        for ending in ("", ".ttl", ".jsonld", ".nt", ".rdf", ".csv", ".html"):
            for kind in _ALL_KINDS:
                for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
                    look(reader, place + ending, method=method, headers={"Accept": kind})


def test_generated_queries(reader: FlaskClient) -> None:
    answered = Counter[int]()
    for number, (query, parameters) in enumerate(sparql_queries.generated(400)):
        send = {"query": query, **parameters}
        kind = ("text/csv", "application/ld+json", "text/turtle", "*/*", "text/html")[number % 5]
        method = "GET" if number % 2 else "POST"
        options = {"query_string": send} if method == "GET" else {"data": send}
        look(reader, "/sparql", method=method, headers={"Accept": kind}, **options)
        answered[reader.get("/sparql", query_string=send).status_code] += 1
    assert answered[200] > 60, answered
    assert answered[403] > 60, "graphs that are not public by name are refused"
    assert not [status for status in answered if status >= 500], answered


@pytest.mark.parametrize("query", sparql_queries.FIXED)
def test_queries_for_everything(reader: FlaskClient, query: str) -> None:
    for kind in ("application/sparql-results+json", "text/csv", "text/turtle", "text/html"):
        look(reader, "/sparql", query_string={"query": query}, headers={"Accept": kind})


def test_the_graph_store(reader: FlaskClient) -> None:
    for graph in (*GRAPHS, "urn:michisuji:store", f"{BASE}/graph/mihon"):
        for kind in ("text/turtle", "application/ld+json", "application/rdf+xml", "*/*"):
            look(reader, f"/graph-store?graph={quote(graph, safe='')}", headers={"Accept": kind})
    look(reader, "/graph-store?default")


def test_apis_and_analyses(reader: FlaskClient) -> None:
    for name in catalogue.MODULES:
        analysis = catalogue.get(name)
        given = {p.name: p.example for p in analysis.parameters if p.required}
        for form in ("json", "csv", "xlsx"):
            look(reader, f"/api/analysis/{name}", query_string=given | {"format": form})
        for node in NODES:
            asked = {p.name: node for p in analysis.parameters}
            look(reader, f"/api/analysis/{name}", query_string=asked)
            look(reader, f"/api/analysis/{name}", query_string=given | {"as_of": "2027"})
    for patch in (f"TX .\nA <{NODES[0]}> <urn:p> <{EXISTING[0]}> .\nTC .\n", "A"):
        look(reader, "/api/check", method="POST", data=patch,
             content_type="application/rdf-patch")  # fmt: skip


def test_searches_and_explorer(reader: FlaskClient) -> None:
    for path in ("/search?q=カナリ", "/search?q=canary", f"/graph?node={NODES[0]}",
                 f"/graph/expand?node={NODES[0]}", f"/graph/expand?node={EXISTING[1]}",
                 f"/impact?target={NODES[3]}", f"/what-if?stop={NODES[0]}", "/years?year=2027",
                 "/quality?unit=canary", "/similar?program=canary"):  # fmt: skip
        look(reader, path, headers={"Accept": "text/html"})
        look(reader, path)


def test_the_history_of_edits_is_in_no_query(edited: Flask, reader: FlaskClient) -> None:
    """Nor is it in what a planner's token may ask, who sees all drafts."""
    histories = ("urn:michisuji:history:canary", "urn:michisuji:history:mihon")
    asked = "SELECT * { GRAPH ?g { ?change <http://www.w3.org/ns/prov#wasAssociatedWith> ?who } }"
    for client, headers in ((reader, {}), (edited.test_client(), EDITOR)):
        for path in ("/sparql", "/drafts/sparql"):
            found = client.get(path, query_string={"query": asked}, headers=headers)
            assert b"urn:michisuji:account" not in found.data, (path, headers)
        for graph in histories:
            for path in (f"/graph-store?graph={graph}", f"/drafts/graph-store?graph={graph}"):
                found = client.get(path, headers=headers)
                assert b"urn:michisuji:account" not in found.data, (path, headers)
    for path in (f"/drafts/history?iri={NODES[0]}", "/drafts/my-work", "/drafts/audit"):
        look(reader, path, headers={"Accept": "text/html"})


def test_the_log_and_the_file_of_accounts_hold_no_draft(edited: Flask) -> None:
    """An administrator reads who did what to which resource, and not a word of it."""
    editor = signed_in(edited, "hensyu", Grant(Role.PLANNER))
    address = f"/drafts/edit?iri={NODES[0]}"
    shown = editor.get(address)
    inputs = inputs_of(shown.text) if shown.status_code == 200 else {}
    editor.post(address, inputs | {"reason": SECRET, "save": "1"})
    admin = signed_in(edited, "kanri", Grant(Role.ADMINISTRATOR))
    for path in ("/drafts/audit", "/drafts/audit.csv", "/drafts/audit.jsonl"):
        found = admin.get(path).text.replace(f'<td data-label="だれが">{SECRET}', "")
        names = found.count(SECRET)
        assert names <= found.count("<option"), path  # the name of the person, in the filter
    with accounts_of(edited).file.reading() as db:
        log = str(db.execute("SELECT * FROM audit").fetchall())
    assert "account-added" in log
    assert SECRET not in log


def test_who_may_not_see_drafts_finds_nothing(edited: Flask) -> None:
    """A token for another action, and a session that has to set a password first."""
    token = token_of(edited, hire(edited, "planner-01", Grant(Role.PLANNER)), _BLIND)
    new = accounts_of(edited).persons.add("new-01", [Grant(Role.PLANNER)], By())
    limited = StaffBrowser(edited)
    limited.sign_in("new-01", accounts_of(edited).invite(new.id, By()))
    mounted = drafts_app.mounted(edited)
    assert mounted is not None
    known = sorted(str(rule) for rule in mounted.url_map.iter_rules() if not rule.arguments)
    asked = {"iri": NODES[0], "query": sparql_queries.FIXED[0], "q": SECRET[:3], "owner": NODES[0]}
    paths = [*known, *(_page(iri) for iri in (*NODES, *EXISTING)), "/graph/canary/2026"]
    own = {"/release", "/account", "/part", "/my-work"}  # theirs to open, with names of parts
    for path in paths:
        for client, headers in ((edited.test_client(), token), (limited.client, {})):
            for place in (f"/drafts{path}", path) if path not in own else (path,):
                look(client, place, query_string=asked, headers=headers | {"Accept": "*/*"})


def test_wrong_secrets_and_errors_tell_nothing(reader: FlaskClient) -> None:
    for given in ("Bearer x", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Basic Og==", TOKEN):
        headers = {"Authorization": given}
        for path in ("/sparql?query=SELECT * {?s ?p ?o}", "/graph-store?default", "/plan"):
            look(reader, path, headers=headers)
        for path in ("/sparql", "/graph-store?default", "/graph/canary"):
            look(reader, path, method="POST", data="x", headers=headers)
    for query in ("SELECT {", "SELECT * { SERVICE <urn:x> {} }", "LOAD <urn:x>", "\x00", "é" * 9):
        look(reader, "/sparql", query_string={"query": query})
        look(reader, "/sparql", query_string={"query": query}, headers={"Accept": "text/html"})


def test_caches_do_not_hand_an_editors_answer_on(app: Flask) -> None:
    editor, reader = app.test_client(), app.test_client()
    for path in ("/sparql?query=" + quote(sparql_queries.FIXED[0]), "/graph-store?default",
                 "/sparql?query=" + quote(f"DESCRIBE <{EXISTING[0]}>"), "/sparql"):  # fmt: skip
        for kind in ("text/csv", "text/turtle", "application/ld+json"):
            own = editor.get(path, headers=EDITOR | {"Accept": kind})
            assert own.headers["Cache-Control"] in {"private, no-store", "no-store"}
            assert "Authorization" in own.headers["Vary"]
            assert "ETag" not in own.headers
            look(reader, path, headers={"Accept": kind})
            look(reader, path, headers={"Accept": kind, "If-None-Match": "*"})
            look(reader, path, headers={"Accept": kind, "Accept-Encoding": "gzip"})
    for path in ("/", "/plan", "/doc/program/mihon-010101", "/doc/measure/mihon-0101", "/graph"):
        editor.get(path, headers=EDITOR)
        look(reader, path, headers={"Accept": "text/html"})


def test_the_bundle(small_store: MemoryStore, tmp_path: Path) -> None:
    made = publish(
        small_store, Settings(home=tmp_path / "home"), tmp_path / "bundle",
        accept_findings=True, with_site=False,
    )  # fmt: skip
    files = [path for path in made.folder.rglob("*") if path.is_file()]
    assert len(files) > 50
    for path in files:
        assert not is_in(path.read_bytes()), path
        assert "canary" not in str(path)
