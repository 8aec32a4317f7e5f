"""POST /api/check: what a change would bring; nothing is written, and what is wrong is told."""

from __future__ import annotations

import json

import pytest
from asking import BASE, PROBLEM_FIELDS
from flask.testing import FlaskClient
from michisuji.quality.change.patches import MAX_TRIPLES
from michisuji.store.memory import MemoryStore
from michisuji.web.api.check_api import MAX_BYTES
from werkzeug.test import TestResponse

LM = "https://w3id.org/michisuji/ns#"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
PATCH = "application/rdf-patch"
THING = f"<{BASE}/id/activity/mihon-x>"


def post(
    client: FlaskClient, body: str | bytes, kind: str = PATCH, **arguments: str
) -> TestResponse:
    return client.post("/api/check", data=body, content_type=kind, query_string=arguments or None)


def refused(found: TestResponse, status: int, code: str) -> str:
    """The detail of the problem that an answer is."""
    assert found.status_code == status, found.text[:500]
    assert found.mimetype == "application/problem+json"
    assert found.json is not None
    assert set(found.json) == PROBLEM_FIELDS
    assert found.json["code"] == code
    assert "Content-Security-Policy" in found.headers
    detail: str = found.json["detail"]
    return detail


def a_step(store: MemoryStore) -> tuple[str, str, str]:
    """An output that leads to one outcome alone, that outcome, and the program."""
    rows = store.select(
        f"""SELECT ?output ?outcome ?program WHERE {{
          ?output a <{LM}Output> ; <{LM}leadsTo> ?outcome ; <{LM}inModel> ?model .
          ?model <{LM}modelOf> ?program . ?outcome a <{LM}Outcome> .
          FILTER NOT EXISTS {{ ?output <{LM}leadsTo> ?other . FILTER (?other != ?outcome) }}
          FILTER NOT EXISTS {{ ?also <{LM}leadsTo> ?outcome . FILTER (?also != ?output) }}
        }} ORDER BY ?output LIMIT 1"""
    ).rows
    output, outcome, program = map(str, rows[0])
    return output, outcome, program


def test_a_broken_step_is_told_before_it_is_made(
    client: FlaskClient, sample_store: MemoryStore
) -> None:
    output, outcome, program = a_step(sample_store)
    size = len(sample_store.data)
    found = post(client, f"TX .\nD <{output}> <{LM}leadsTo> <{outcome}> .\nTC .\n")
    assert (found.status_code, found.mimetype) == (200, "application/json")
    assert found.json is not None
    told = {(f["rule"], f["focus_node"]) for f in found.json["new"]}
    assert {("CHAIN-02", outcome), ("CHAIN-03", output)} <= told
    assert found.json["counts"]["new"] == len(found.json["new"])
    assert (found.json["removed"], found.json["added"]) == (1, 0)
    assert 0 < found.json["nodes"] < 50
    message = next(f["message"] for f in found.json["new"] if f["rule"] == "CHAIN-02")
    assert "生み出すものがありません" in message["ja"]
    assert "Nothing produces" in message["en"]
    assert len(sample_store.data) == size
    own = post(client, f"D <{output}> <{LM}leadsTo> <{outcome}> .", program=program).json
    other = post(client, f"D <{output}> <{LM}leadsTo> <{outcome}> .", program=BASE).json
    assert own is not None
    assert other is not None
    assert own["counts"]["new"] >= 2
    assert other["counts"] == {"new": 0, "mended": 0, "open": 0}


def test_json_mends_what_a_patch_breaks(client: FlaskClient) -> None:
    new = f'{THING} a <{LM}Activity> ; {LABEL} "訓練を行う"@ja .'
    alone = post(client, json.dumps({"add": new}), "application/json").json
    assert alone is not None
    assert "CHAIN-03" in {f["rule"] for f in alone["new"]}
    joined = f"{new} {THING} <{LM}leadsTo> <{BASE}/id/output/mihon-y> ."
    joined += f' <{BASE}/id/output/mihon-y> a <{LM}Output> ; {LABEL} "訓練の回数"@ja .'
    found = post(client, json.dumps({"add": joined}), "application/json").json
    assert found is not None
    broken = {f["focus_node"] for f in found["new"] if f["rule"] == "CHAIN-03"}
    assert THING.strip("<>") not in broken
    assert f"{BASE}/id/output/mihon-y" in broken


def test_the_profile_is_a_parameter(client: FlaskClient) -> None:
    body = f"A {THING} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{LM}Activity> ."
    found = post(client, body, profile="draft").json
    assert found is not None
    assert found["profile"] == "draft"
    assert {f["severity"] for f in found["new"] if f["rule"] == "CHAIN-03"} == {"warning"}
    assert "no-such" in refused(post(client, body, profile="no-such"), 404, "not-found")


def test_prefixes_and_comments_of_a_patch(client: FlaskClient) -> None:
    body = f'H version "1" .\n# note\nPA lm <{LM}> .\n\nA {THING} a lm:Activity .\n'
    found = post(client, body).json
    assert found is not None
    assert found["added"] == 1


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (f"A {THING} {LABEL} .", "1 行目"),
        (f'A {THING} {LABEL} "a"@ja .\nX {THING}', "2 行目"),
        (f'A _:b {LABEL} "a"@ja .', "空白ノード"),
        (f"A {THING} {LABEL} [] .", "空白ノード"),
        (f'A {THING} {LABEL} "a" , "b" .', "一つのトリプル"),
        (f'A <relative> {LABEL} "a" .', "トリプル"),
        ("A <http://a b> <x:y> <x:z> .", "トリプル"),
        ("TA .", "TA"),
        ("PA lm http://x .", "接頭辞"),
    ],
)
def test_a_wrong_patch_names_its_line(client: FlaskClient, body: str, says: str) -> None:
    assert says in refused(post(client, body), 400, "bad-input")


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"add": 1}', '{"other": ""}', '{"add": "<a> <b>"}', "[" * 100_000]
)
def test_wrong_json(client: FlaskClient, body: str) -> None:
    refused(post(client, body, "application/json"), 400, "bad-input")


def test_other_formats_and_methods(client: FlaskClient) -> None:
    refused(post(client, "x", "text/turtle"), 415, "unsupported-media-type")
    refused(post(client, "x", ""), 415, "unsupported-media-type")
    got = client.get("/api/check")
    refused(got, 405, "method-not-allowed")
    assert "POST" in got.headers["Allow"]
    refused(post(client, b"A \xff\xfe", PATCH), 400, "bad-input")


def test_limits(client: FlaskClient) -> None:
    huge = f'A {THING} {LABEL} "{"あ" * MAX_BYTES}"@ja .'
    refused(post(client, huge), 413, "too-large")
    many = "\n".join(f'A <x:{n}> <x:p> "" .' for n in range(MAX_TRIPLES + 1))
    assert len(many) < MAX_BYTES
    refused(post(client, many), 413, "too-large")
    refused(post(client, "A\n" * 100_000), 400, "bad-input")


def test_hostile_terms_do_no_harm(client: FlaskClient) -> None:
    texts = ['\\r\\n\\"', "} UNION { ?s ?p ?o", "\\u0000", "\\\\", "'''", '\\"\\"\\"']
    lines = [f'A {THING} <{LM}leadsTo> "{text}" .' for text in texts]
    lines += [f"A <urn:%7B> <{LM}from> <mailto:a@b?x=y#z> .", f"A <x:ａ> <{LM}to> <x:ａ> ."]
    found = post(client, "\n".join(lines))
    assert found.status_code == 200, found.text
    english = post(client, "A x", lang="en")
    assert "line 1" in refused(english, 400, "bad-input")


def test_empty_change(client: FlaskClient) -> None:
    found = post(client, "TX .\nTC .\n")
    assert found.json is not None
    assert found.json["counts"] == {"new": 0, "mended": 0, "open": 0}
    assert found.headers["Cache-Control"] == "no-store"


def test_limits_are_stated(client: FlaskClient) -> None:
    page = client.get("/about/limits?lang=en", headers={"Accept": "text/html"}).text
    assert f"{MAX_TRIPLES:,}" in page
    assert "/api/check" in page
