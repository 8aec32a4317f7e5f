"""schema.org in pages: types by class, values of the data only, no text that ends the script."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app

from tests.web.asking import BASE, BROWSER
from tests.web.conftest import Get

_SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def told(text: str) -> dict[str, Any]:
    """@type → node; the page has one script."""
    (body,) = _SCRIPT.findall(text)
    found = json.loads(body)
    assert found["@context"] == "https://schema.org"
    return {node["@type"]: node for node in found["@graph"]}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("program/mihon-010101", "Project"),
        ("measure/mihon-0101", "Project"),
        ("unit/mihon-s-safety", "GovernmentOrganization"),
        ("indicator/mihon-010101-01", "Dataset"),
        ("dataset/mihon", "Dataset"),
        ("dataset/nagareyama", "Dataset"),
        ("kaizen/mihon-001", "Article"),
    ],
)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_each_class_tells_its_type(browse: Get, path: str, kind: str, lang: str) -> None:
    node = told(browse(f"/doc/{path}", lang=lang).text)[kind]
    assert node["@id"] == f"{BASE}/id/{path}"
    assert node["url"] == f"{BASE}/doc/{path}"
    assert node["name"]
    assert node["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert None not in node.values()


def test_a_program_tells_its_number_unit_and_line_upwards(browse: Get) -> None:
    found = told(browse("/doc/program/mihon-010101", lang="en").text)
    program = found["Project"]
    assert program["identifier"] == "010101"
    assert program["parentOrganization"] == {
        "@type": "GovernmentOrganization",
        "@id": f"{BASE}/id/unit/mihon-s-safety",
        "name": "Disaster and Crisis Management Section",
    }
    line = found["BreadcrumbList"]["itemListElement"]
    assert [item["position"] for item in line] == [1, 2, 3, 4]
    assert line[0]["item"] == f"{BASE}/doc/plan/mihon-comprehensive"
    assert line[-1]["name"] == program["name"]


def test_an_indicator_is_a_data_set_that_search_engines_take(browse: Get) -> None:
    node = told(browse("/doc/indicator/mihon-010101-01").text)["Dataset"]
    assert 50 <= len(node["description"]) <= 5000
    assert "自主防災組織の累計" in node["description"]
    assert node["variableMeasured"]["unitText"] == "組織"
    assert re.fullmatch(r"\d{4}/\d{4}", node["temporalCoverage"])
    links = {one["contentUrl"]: one["encodingFormat"] for one in node["distribution"]}
    assert links[f"{BASE}/doc/indicator/mihon-010101-01.csv"] == "text/csv"
    for address in links:
        assert browse(address.removeprefix(BASE)).status_code == 200


def test_pages_without_a_resource_or_a_type_have_none(browse: Get) -> None:
    for path in ("/", "/plan", "/ns", "/doc/program/none", "/doc/money/mihon-010101-2021"):
        assert not _SCRIPT.findall(browse(path).text)


def test_the_page_is_the_same_for_everybody(browse: Get) -> None:
    assert len({browse("/doc/program/mihon-010101").data for _ in range(3)}) == 1


@pytest.fixture(scope="module")
def hostile() -> FlaskClient:
    store = MemoryStore(BASE)
    text = '</script><script>alert(1)</script><!--<script>\\u2028&"'
    store.update(
        f"""PREFIX lm: <https://w3id.org/michisuji/ns#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        INSERT DATA {{ <{BASE}/id/program/x-1> a lm:Program ;
          rdfs:label "{text.replace('"', chr(92) + '"')}"@ja ;
          lm:purpose "{text.replace('"', chr(92) + '"')}"@ja . }}"""
    )
    return create_app(Settings(), store).test_client()


def test_texts_of_the_data_cannot_end_the_script(hostile: FlaskClient) -> None:
    page = hostile.get("/doc/program/x-1", headers=BROWSER).text
    assert "alert(1)" in page
    assert "<script>alert" not in page
    node = told(page)["Project"]
    assert node["name"] == node["description"]
    assert node["name"].startswith("</script><script>alert(1)")
    (body,) = _SCRIPT.findall(page)
    assert not set(body) & set("<>&\u2028")
