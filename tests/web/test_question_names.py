"""Names as values of questions, at every door: one meaning runs, others are said, never 0 rows."""

from __future__ import annotations

import csv
import io
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from asking import BASE, Get
from flask.testing import FlaskClient
from michisuji.questions import catalogue
from michisuji.search.documents import KINDS

from tests.web.asking import Page

UNIT = "くらし安全課"
IRI = f"{BASE}/id/unit/mihon-s-crime"
DOORS = ("/questions/programs-of-unit", "/api/questions/programs-of-unit")


def test_every_kind_that_a_header_names_is_searched() -> None:
    kinds = {kind for q in catalogue().values() for p in q.parameters for kind in p.of}
    assert kinds
    assert kinds <= set(KINDS)


def test_every_listed_question_takes_names_for_resources() -> None:
    bare = [
        (q.name, p.name)
        for q in catalogue().values()
        if q.is_listed
        for p in q.parameters
        if p.kind == "iri" and not p.of
    ]
    assert not bare


@pytest.mark.parametrize("given", [UNIT, IRI, "id/unit/mihon-s-crime", f" {UNIT} "])
def test_a_name_means_what_its_iri_means(client: FlaskClient, given: str) -> None:
    told = client.get("/api/questions/programs-of-unit", query_string={"unit": given}).json
    assert told["parameters"] == {"unit": IRI}
    assert told["count"] == len(told["rows"]) > 3
    assert all(row["program"]["label"] for row in told["rows"])


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("form", ["", "csv", "xlsx", "json"])
@pytest.mark.parametrize(
    "given",
    ["ないない部", "id/unit/no-such", f"{BASE}/id/unit/no-such", "安全", "DX:課", "x" * 900],
)
def test_what_is_not_understood_is_an_error(
    client: FlaskClient, door: str, form: str, given: str
) -> None:
    found = client.get(
        door, query_string={"unit": given, "format": form} if form else {"unit": given}
    )
    assert found.status_code == 400, found.text[:300]


def test_several_are_offered_with_their_iris(client: FlaskClient) -> None:
    told = client.get("/api/questions/programs-of-unit", query_string={"unit": "安全"}).json
    assert told["code"] == "unclear-name"
    assert told["parameter"] == "unit"
    assert {"iri": IRI, "name": UNIT} in told["candidates"]
    assert told["total"] == len(told["candidates"]) > 1


def test_a_resource_of_another_kind_is_told(client: FlaskClient) -> None:
    found = client.get(
        "/api/questions/programs-of-unit", query_string={"unit": "id/program/mihon-010101"}
    )
    assert found.status_code == 400
    assert found.json["code"] == "unclear-name"


def test_a_slip_leads_to_the_near_name(browse: Get) -> None:
    found = browse("/questions/programs-of-unit", unit="くらし安金課")
    assert found.status_code == 400
    page = Page(found.text)
    asked = [parse_qs(urlsplit(a.get("href", "")).query).get("unit") for a in page.all("a")]
    assert [IRI] in asked


def test_each_offer_on_the_page_runs(browse: Get) -> None:
    page = Page(browse("/questions/programs-of-unit", unit="安全").text)
    offers = [a.get("href") for a in page.all("a") if "unit=http" in (a.get("href") or "")]
    assert len(offers) > 1
    for href in offers:
        parts = urlsplit(href)
        arguments = {key: values[0] for key, values in parse_qs(parts.query).items()}
        assert browse(parts.path, **arguments).status_code == 200


def test_the_field_shows_the_name_of_an_iri(browse: Get) -> None:
    found = browse("/questions/programs-of-unit", unit=IRI)
    assert f'value="{UNIT}"' in found.text


def test_files_hold_names_and_iris(client: FlaskClient) -> None:
    asked = {"unit": UNIT, "format": "csv"}
    rows = list(
        csv.reader(
            io.StringIO(
                client.get("/api/questions/programs-of-unit", query_string=asked).text.lstrip(
                    "\ufeff"
                )
            )
        )
    )
    assert rows[0][:2] == ["事業", "事業 (IRI)"]
    assert all(row[1].startswith(f"{BASE}/id/program/") for row in rows[1:])
    asked["format"] = "xlsx"
    body = client.get("/api/questions/programs-of-unit", query_string=asked).data
    sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[-1]
    assert [cell.value for cell in sheet["A"]][1:] == [row[0] for row in rows[1:]]


def test_answers_show_names_with_links(browse: Get) -> None:
    page = browse("/questions/money-by-measure", run="1").text
    assert '<th scope="col">施策</th>' in page
    assert ">施策名</th>" not in page
    assert ">id/measure/" not in page
    assert ">mihon-" not in page
    assert "lm-result" in page, "years × numbers make a chart"


def test_the_list_is_searched_and_leaves_internal_ones_out(browse: Get) -> None:
    whole = browse("/questions").text
    listed = {q.name for q in catalogue().values() if q.is_listed}
    internal = {q.name for q in catalogue().values() if not q.is_listed}
    hrefs = {a.get("href", "").partition("?")[0] for a in Page(whole).all("a")}
    assert {f"/questions/{name}" for name in listed} <= hrefs
    assert not {f"/questions/{name}" for name in internal} & hrefs
    assert {"names-of", "labels-of", "owners-of", "supporters", "elements-of-two-years"} <= internal
    some = (
        browse("/questions", q="カイゼン 組織", role="staff").text
        + browse("/questions", q="改善 組織").text
    )
    assert "/questions/practices-taken-over" in some
    assert "/questions/money-by-unit" not in some
    none = browse("/questions", q="zzzz")
    assert none.status_code == 200
    assert "zzzz" in none.text
