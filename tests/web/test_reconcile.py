"""The Reconciliation Service API, asked as OpenRefine asks it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asking import BASE
from flask.testing import FlaskClient
from michisuji.vocabulary import LM
from michisuji.web.api.reconcile_api import BATCH

PROGRAM = f"{LM}Program"
UNIT = "http://www.w3.org/ns/org#OrganizationalUnit"


def ask(client: FlaskClient, queries: object, post: bool = True) -> dict[str, Any]:
    words = {"queries": json.dumps(queries, ensure_ascii=False)}
    if post:
        answer = client.post("/api/reconcile", data=words)
    else:
        answer = client.get("/api/reconcile", query_string=words)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    found = answer.json
    assert isinstance(found, dict)
    return found


def test_the_manifest_leads_on(client: FlaskClient) -> None:
    told = client.get("/api/reconcile").json
    assert told is not None
    assert {"versions", "name", "identifierSpace", "schemaSpace"} <= set(told)
    assert told["versions"] == ["0.2"]
    for service in told["suggest"].values():
        path = (service["service_url"] + service["service_path"]).removeprefix(BASE)
        answer = client.get(f"{path}?prefix=防災")
        assert answer.status_code == 200
        assert "result" in answer.json  # type: ignore[operator]
    iri = f"{BASE}/id/program/mihon-010101"
    view = told["view"]["url"].replace("{{id}}", iri).removeprefix(BASE)
    answer = client.get(view)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/doc/program/mihon-010101")


@pytest.mark.parametrize("post", [True, False])
def test_names_are_matched_with_iris(client: FlaskClient, post: bool) -> None:
    found = ask(client, {
        "q0": {"query": "くらし安全課", "type": UNIT, "limit": 3},
        "q1": {"query": "地域防犯力向上・防犯カメラ設置事業", "type": [PROGRAM]},
        "q2": {"query": "地域防犯力向上 防犯カメラ", "type": PROGRAM},
        "q3": {"query": "どこにもない名前の課"},
        "q4": {"query": "くらし安全課", "type": PROGRAM},
    }, post)  # fmt: skip
    assert set(found) == {"q0", "q1", "q2", "q3", "q4"}
    best = found["q0"]["result"][0]
    assert (best["name"], best["match"], best["score"]) == ("くらし安全課", True, 100)
    assert best["type"][0]["id"] == UNIT
    assert found["q1"]["result"][0]["match"] is True
    near = found["q2"]["result"][0]
    assert near["id"] == found["q1"]["result"][0]["id"]
    assert (near["match"], 0 < near["score"] < 100) == (False, True)
    assert found["q3"]["result"] == []
    assert all(one["type"][0]["id"] == PROGRAM for one in found["q4"]["result"])
    assert not any(one["match"] for one in found["q4"]["result"])


def test_a_department_tells_apart(client: FlaskClient) -> None:
    def score(department: str) -> int:
        properties = [{"pid": "department", "v": department}]
        query = {"query": "くらし安全課", "properties": properties}
        return int(ask(client, {"q": query})["q"]["result"][0]["score"])

    assert score("市民生活部") == 100
    assert score("教育総務部") == 50


@pytest.mark.parametrize(
    ("queries", "status"),
    [
        ("", 400), ("[]", 400), ("{", 400), ('{"q": 1}', 400), ('{"q": {}}', 400),
        ('{"q": {"query": 5}}', 400), ('{"q": {"query": "a", "limit": "x"}}', 400),
        ("[" * 5000, 400),
        (json.dumps({f"q{n}": {"query": "a"} for n in range(BATCH + 1)}), 413),
    ],
)  # fmt: skip
def test_what_is_refused_is_a_problem_document(
    client: FlaskClient, queries: str, status: int
) -> None:
    answer = client.post("/api/reconcile", data={"queries": queries})
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


@pytest.mark.parametrize("iri", ["", "https://elsewhere.example/id/x/y", "//evil", f"{BASE}/id/"])
def test_view_leads_nowhere_else(client: FlaskClient, iri: str) -> None:
    assert client.get("/api/reconcile/view", query_string={"id": iri}).status_code == 404
