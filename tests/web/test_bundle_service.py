"""A bundle served: read only, the same answers, and no code in it that writes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from asking import BASE, BROWSER, PROGRAM
from flask import Flask
from michisuji.errors import BadInput
from michisuji.publication import manifest
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.store.opening import open_store
from michisuji.web import create_app
from michisuji.web.running.publishing import publish
from michisuji.web.running.serve_bundle import prepared

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bundle(small_store: MemoryStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("publisher")
    settings = Settings(home=home)
    return publish(
        small_store, settings, home / "bundle", accept_findings=True, with_site=False
    ).folder


@pytest.fixture(scope="module")
def app(small_store: MemoryStore, bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    settings = Settings(home=tmp_path_factory.mktemp("server"), rate_per_minute=10**7)
    return create_app(settings, small_store, bundle=bundle, manifest=manifest.read(bundle))


def test_files_are_handed_out_as_they_were_made(app: Flask, bundle: Path) -> None:
    client = app.test_client()
    for entry in manifest.read(bundle).entries:
        if not entry.path.startswith(("dumps/", "tables/")):
            continue
        found = client.get(f"/{entry.path}")
        assert found.status_code == 200, entry.path
        assert found.data == (bundle / entry.path).read_bytes()
        assert found.get_etag() == (entry.sha256, False)
        assert found.mimetype == (entry.packed or entry.media_type)
        assert found.headers["Access-Control-Allow-Origin"] == "*"
        found.close()


def test_parts_and_what_a_client_has_already(app: Flask, bundle: Path) -> None:
    client = app.test_client()
    whole = (bundle / "dumps" / "mihon.nq.gz").read_bytes()
    part = client.get("/dumps/mihon.nq.gz", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, whole[10:20])
    tag = part.headers["ETag"]
    kept = client.get("/dumps/mihon.nq.gz", headers={"If-None-Match": tag})
    assert (kept.status_code, kept.data) == (304, b"")
    head = client.head("/dumps/mihon.nq.gz")
    assert int(head.headers["Content-Length"]) == len(whole)
    for found in (part, kept, head):
        found.close()


@pytest.mark.parametrize(
    "path",
    ["/dumps/none.gz", "/dumps/../manifest.json", "/dumps/%2e%2e/manifest.json", "/dumps/.hidden",
     "/tables/..%2f..%2fmanifest.json", "/tables/", "/dumps/%2fetc%2fpasswd"],
)  # fmt: skip
def test_nothing_else_of_the_folder(app: Flask, path: str) -> None:
    found = app.test_client().get(path, headers=PROGRAM, follow_redirects=True)
    assert found.status_code == 404
    assert found.mimetype == "application/problem+json"


def test_answers_are_kept_and_the_files_are_up_to_date(app: Flask) -> None:
    client = app.test_client()
    for path in ("/sparql?query=ASK{}", "/doc/program/mihon-010101.ttl", "/ns.ttl"):
        found = client.get(path)
        again = client.get(path, headers={"If-None-Match": found.headers["ETag"]})
        assert again.status_code == 304
    assert "より前の状態" not in client.get("/catalog", headers=BROWSER).text


def test_without_a_bundle_there_are_no_files(tmp_path: Path) -> None:
    client = create_app(Settings(home=tmp_path), MemoryStore(BASE)).test_client()
    found = client.get("/dumps/all.nq.gz", headers=PROGRAM)
    assert found.status_code == 404
    assert found.json is not None
    assert "/catalog" in found.json["hint"]


def test_the_last_bundle_made_here_is_offered_by_the_live_service(
    small_store: MemoryStore, bundle: Path
) -> None:
    client = create_app(Settings(home=bundle.parent), small_store).test_client()
    found = client.get("/dumps/all.nq.gz")
    assert found.data == (bundle / "dumps" / "all.nq.gz").read_bytes()
    found.close()
    page = client.get("/catalog", headers=BROWSER)
    assert "dumps/mihon.nq.gz" in page.text


def test_nothing_can_be_written_or_tried(app: Flask) -> None:
    client = app.test_client()
    for method, path in (("POST", "/sparql"), ("PUT", "/graph-store?default"),
                         ("DELETE", "/graph/mihon"), ("POST", "/graph-store")):  # fmt: skip
        found = client.open(
            path, method=method, data="CLEAR ALL", content_type="application/sparql-update"
        )
        assert found.status_code == 403
    assert client.post("/api/check", data="x").status_code in {404, 405}
    for headers in ({"Authorization": "Bearer x" * 3}, {"Authorization": "Bearer "}):
        assert client.get("/sparql?query=ASK{}", headers=headers).status_code == 401
    limits = client.get("/about/limits?format=json").json
    assert limits is not None
    assert {entry["group"] for entry in limits["limits"]} == {
        "query",
        "client",
        "page",
        "turn",
        "search",
        "path",
        "years",
        "connection",
    }


def test_code_that_writes_is_not_loaded(bundle: Path, tmp_path: Path) -> None:
    """In a process of its own, after a look at each kind of page."""
    code = f"""
import json, sys
from pathlib import Path
from michisuji.publication import manifest
from michisuji.publication.loading import into_memory
from michisuji.settings import Settings
from michisuji.web import create_app
bundle = Path({str(bundle)!r})
store = into_memory(bundle, {BASE!r}, 10**7)
app = create_app(Settings(home=Path({str(tmp_path)!r})), store, bundle=bundle,
                 manifest=manifest.read(bundle))
client = app.test_client()
statuses = {{}}
for path in ("/", "/plan", "/doc/program/mihon-010101", "/sparql", "/sparql?query=ASK{{}}",
             "/catalog", "/quality", "/graph", "/about/limits", "/planner", "/search?q=x", "/ns",
             "/api", "/graph-store?default", "/openapi.json"):
    statuses[path] = client.get(path, headers={{"Accept": "text/html,*/*;q=0.1"}}).status_code
client.put("/graph-store?default", data="x")
client.post("/sparql", data="CLEAR ALL", content_type="application/sparql-update")
print(json.dumps([statuses, sorted(m for m in sys.modules if m.startswith("michisuji."))]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    statuses, modules = json.loads(done.stdout)
    assert set(statuses.values()) == {200}, statuses
    writers = ("web.sparql.writing", "web.rdf_body", "web.check_api", "quality.drafts",
               "quality.patches", "importers.city", "importers.rs", "importers.sample")  # fmt: skip
    assert not [m for m in modules if m.removeprefix("michisuji.").startswith(writers)]


@pytest.mark.service
def test_the_database_is_made_once_and_again_for_another_bundle(
    small_store: MemoryStore, bundle: Path, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path, base_iri="https://elsewhere.example", editor_token="x" * 20)
    own, read = prepared(settings, bundle)
    assert (own.base_iri, own.editor_token, own.store) == (BASE, "", "")
    assert read.base_iri == BASE
    made = (own.home / "public").stat().st_mtime_ns
    with open_store(own) as store:
        rows = store.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows
        current = small_store.data.quads_for_pattern(None, None, None, ox.DefaultGraph())
        assert int(str(rows[0][0])) == sum(1 for _ in current) > 5_000
    assert prepared(settings, bundle)[0].home == own.home
    assert (own.home / "public").stat().st_mtime_ns >= made
    other = tmp_path / "bundles" / "0123456789abcdef"
    (other / "public").mkdir(parents=True)
    import shutil

    shutil.rmtree(own.home)
    prepared(settings, bundle)
    assert not other.exists(), "what no engine serves any more goes"
    assert (own.home / "reports" / "last.json").exists(), "the check came with the bundle"


@pytest.mark.parametrize("harm", ["cut", "changed", "gone", "no manifest"])
def test_a_damaged_bundle_is_told(bundle: Path, tmp_path: Path, harm: str) -> None:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(bundle, copy)
    dump = copy / "dumps" / "all.nq.gz"
    if harm == "cut":
        dump.write_bytes(dump.read_bytes()[:-100])
    elif harm == "changed":
        dump.write_bytes(dump.read_bytes()[:-1] + b"x")
    elif harm == "gone":
        dump.unlink()
    else:
        (copy / manifest.NAME).unlink()
    with pytest.raises(BadInput) as caught:
        prepared(Settings(home=tmp_path / "home"), copy)
    assert str(copy) in caught.value.message["ja"]
    assert caught.value.hint["ja"]
    assert not (tmp_path / "home" / "bundles").exists()
