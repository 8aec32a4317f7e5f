"""Renamed, reorganized, merged, of the past: IRIs stay, and what is gone says what replaced it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from michisuji.errors import MichisujiError
from michisuji.importers.city.toml import import_toml
from michisuji.importers.description import DatasetDescription
from michisuji.importers.rdf import import_rdf
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from rdflib import Graph, URIRef
from rdflib.namespace import RDFS

from tests.importers.small_city import write_city
from tests.web.asking import BASE, BROWSER, PROBLEM_FIELDS, Page

MEASURES = "measures/0101.toml"
UNITS = "organization.toml"
#: The program and its unit under other names, elsewhere in plan and organization.
LATER = {
    "replaces": (UNITS, 'id = "s-a"', 'id = "s-a"\nreplaces = ["s-z", "s-y"]'),
    "measure": (MEASURES, 'id = "0101"', 'id = "0101"\nreplaces = ["0199"]'),
    "program": (MEASURES, '"訓練事業"', '"防災訓練推進事業"'),
    "unit": (UNITS, 'name = "課"', 'name = "危機管理課"'),
}
#: What was different in 2025, and in 2024: an activity that is no longer there.
LAST_YEAR = """
[measure]
id = "0101"
[[program]]
id = "010101"
[[program.element]]
key = "a1"
text = "訓練を年1回開く"
[[program.element]]
key = "a2"
kind = "activity"
text = "ちらしを配る"
leads_to = [{ to = "measure:t1", rationale = "読んで備える" }]
"""
YEAR_BEFORE = """
[measure]
id = "0101"
[[program]]
id = "010101"
[[program.element]]
key = "a2"
text = "ちらしを全戸に配る"
"""
#: The subsection of the first version was merged into the section, and that one split in two.
REORGANIZED = f"""
@prefix org: <http://www.w3.org/ns/org#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<{BASE}/id/change/small-2026> a org:ChangeEvent ; rdfs:label "改編"@ja ;
  org:originalOrganization <{BASE}/id/unit/small-u-old> ;
  org:resultingOrganization <{BASE}/id/unit/small-u-between> .
<{BASE}/id/unit/small-u-between> dcterms:isReplacedBy <{BASE}/id/unit/small-s-a> .
<{BASE}/id/program/small-010101> dcterms:replaces <{BASE}/id/program/small-010199> .
<{BASE}/id/program/small-lost> dcterms:isReplacedBy <{BASE}/id/program/small-never> .
<{BASE}/id/program/small-a> dcterms:isReplacedBy <{BASE}/id/program/small-b> .
<{BASE}/id/program/small-b> dcterms:isReplacedBy <{BASE}/id/program/small-a> .
"""


def load(store: MemoryStore, folder: Path) -> None:
    batch, _ = import_toml(folder, base_iri=BASE, out_dir=folder / "out")
    store.replace(batch)


def write(folder: Path, years: bool = False, **names: tuple[str, str, str]) -> Path:
    """The small city, with (file, old text, new text) replaced."""
    write_city(folder)
    for file, old, new in names.values():
        path = folder / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
    for year, text in (("2025", LAST_YEAR), ("2024", YEAR_BEFORE)) if years else ():
        path = folder / "years" / year / "0101.toml"
        path.parent.mkdir(parents=True)
        path.write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> MemoryStore:
    """The second version, with earlier years, and what its reorganization stated."""
    store = MemoryStore(BASE)
    load(store, write(tmp_path_factory.mktemp("first")))
    before = ids(store)
    load(store, write(tmp_path_factory.mktemp("second"), years=True, **LATER))
    assert before <= ids(store), "no IRI of the first version is lost by new names"
    folder = tmp_path_factory.mktemp("changes")
    (folder / "changes.ttl").write_text(REORGANIZED, "utf-8")
    about = DatasetDescription("changes", {"ja": "改編"}, licence="https://example.org/terms")
    batch, _ = import_rdf(
        [folder / "changes.ttl"], dataset="changes", base_iri=BASE, out_dir=folder, about=about
    )
    store.replace(batch)
    return store


def ids(store: MemoryStore) -> set[str]:
    rows = store.select("SELECT DISTINCT ?s { ?s a ?class }").rows
    return {str(row[0]) for row in rows if str(row[0]).startswith(f"{BASE}/id/")}


@pytest.fixture
def client(store: MemoryStore, tmp_path: Path) -> FlaskClient:
    return create_app(Settings(home=tmp_path), store).test_client()


def test_a_renamed_program_is_at_the_same_address(client: FlaskClient) -> None:
    page = Page(client.get("/doc/program/small-010101", headers=BROWSER).text)
    assert "防災訓練推進事業" in page.text("h1")
    turtle = client.get("/doc/program/small-010101.ttl").text
    graph = Graph().parse(data=turtle, format="turtle")
    names = set(graph.objects(URIRef(f"{BASE}/id/program/small-010101"), RDFS.label))
    assert {str(name) for name in names} == {"防災訓練推進事業", "Drills"}
    assert "危機管理課" in Page(client.get("/doc/unit/small-s-a", headers=BROWSER).text).text("h1")


@pytest.mark.parametrize(
    ("path", "successor", "name"),
    [
        ("unit/small-u-old", "unit/small-s-a", "危機管理課"),
        ("unit/small-u-between", "unit/small-s-a", "危機管理課"),
        ("unit/small-s-z", "unit/small-s-a", "危機管理課"),
        ("unit/small-s-y", "unit/small-s-a", "危機管理課"),
        ("measure/small-0199", "measure/small-0101", "防災"),
        ("program/small-010199", "program/small-010101", "防災訓練推進事業"),
    ],
)
def test_what_is_gone_names_what_replaced_it(
    client: FlaskClient, path: str, successor: str, name: str
) -> None:
    assert client.get(f"/id/{path}").status_code == 303
    page = client.get(f"/doc/{path}", headers=BROWSER)
    assert page.status_code == 410
    links = [a for a in Page(page.text).all("a") if a.get("href") == f"/doc/{successor}"]
    assert len(links) == 1
    assert name in Page(page.text).text("a")
    assert f'</doc/{successor}>; rel="successor-version"' in page.headers.getlist("Link")
    problem = client.get(f"/doc/{path}", headers={"Accept": "text/turtle"})
    assert (problem.status_code, problem.mimetype) == (410, "application/problem+json")
    assert problem.json is not None
    assert set(problem.json) == {*PROBLEM_FIELDS, "replacedBy", "years"}
    assert problem.json["replacedBy"] == [
        {"iri": f"{BASE}/id/{successor}", "label": name, "document": f"/doc/{successor}"}
    ]


def test_what_is_still_there_cannot_be_said_to_be_replaced(tmp_path: Path) -> None:
    wrong = (UNITS, 'id = "s-a"', 'id = "s-a"\nreplaces = ["d-a"]')
    with pytest.raises(MichisujiError) as caught:
        load(MemoryStore(BASE), write(tmp_path, wrong=wrong))
    assert "unit[s-a].replaces" in caught.value.message["en"]
    assert "'d-a' still exists" in caught.value.message["en"]


def test_a_successor_that_is_gone_too_is_still_named(client: FlaskClient) -> None:
    found = client.get("/doc/program/small-lost?lang=en")
    assert found.status_code == 410
    assert found.json is not None
    assert found.json["replacedBy"][0]["iri"] == f"{BASE}/id/program/small-never"
    assert "replaced" in found.json["title"]


def test_two_that_replace_each_other_do_not_hang(client: FlaskClient) -> None:
    found = client.get("/doc/program/small-a")
    assert found.status_code == 410
    assert found.json is not None
    assert [one["iri"] for one in found.json["replacedBy"]] == [f"{BASE}/id/program/small-b"]


def test_what_only_an_earlier_year_had_is_told_as_of_that_year(client: FlaskClient) -> None:
    path = "/doc/activity/small-010101-a2"
    page = client.get(path, headers=BROWSER)
    assert page.status_code == 200
    assert "令和7年度(2025)の状態です" in page.text
    assert "ちらしを配る" in Page(page.text).text("h1")
    assert page.headers["X-Michisuji-As-Of"] == "2025"
    turtle = client.get(path + ".ttl")
    assert turtle.headers["X-Michisuji-As-Of"] == "2025"
    assert "ちらしを配る" in turtle.text
    older = client.get(path, query_string={"as_of": "2024", "lang": "en"}, headers=BROWSER)
    assert "This is the state of FY2024." in older.text
    assert "ちらしを全戸に配る" in Page(older.text).text("h1")


def test_a_current_resource_can_be_asked_as_of_a_year(client: FlaskClient) -> None:
    then = client.get("/doc/activity/small-010101-a1.nt?as_of=2025").text
    now = client.get("/doc/activity/small-010101-a1.nt").text
    assert "訓練を年1回開く" in then
    assert "訓練を年1回開く" not in now
    assert client.get("/doc/activity/small-010101-a1?as_of=1999").status_code == 404
    assert client.get("/doc/activity/small-010101-a1?as_of=x").status_code == 400


def test_what_never_was_is_404(client: FlaskClient) -> None:
    assert client.get("/doc/activity/small-010101-never", headers=BROWSER).status_code == 404
