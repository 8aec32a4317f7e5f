"""``/openapi.json``: every route is told or left out for a reason, and its examples work."""

from __future__ import annotations

import copy
from typing import Any
from urllib.parse import quote, urlencode

import jsonschema_rs
import pytest
from flask import Flask
from flask.testing import FlaskClient
from michisuji.analysis import catalogue
from michisuji.settings import Settings
from michisuji.web.api.openapi import document, operations
from michisuji.web.api.openapi.describing import ANALYSIS_RULE
from michisuji.web.page_table import pages

from tests.web.asking import BASE, Page
from tests.web.conftest import Get

#: Methods that an operation can have.
METHODS = {"get", "post", "put", "delete"}

#: What hands out files of a check or a bundle: this service has none, other tests ask for them.
WITHOUT_FILES = {"qualityReport", "dump", "table"}
#: Of two parameters either is needed.
CHOSEN = {"graph": [("default", "")]}


@pytest.fixture(scope="module")
def told(sample_app: Flask) -> dict[str, Any]:
    found = sample_app.test_client().get("/openapi.json?lang=en").json
    assert isinstance(found, dict)
    return found


def every_operation(told: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, one)
        for path, methods in told["paths"].items()
        for method, one in methods.items()
    ]


def left_out() -> dict[str, str]:
    return {rule: part["reason"] for part in operations()["left_out"] for rule in part["rules"]}


def test_every_route_is_described_or_left_out_for_a_reason(sample_app: Flask) -> None:
    described = {one["rule"] for one in operations()["operation"]}
    routes = {str(rule) for rule in sample_app.url_map.iter_rules()}
    for_people = {page.rule for page in pages(sample_app)}
    untold = sorted(routes - described - set(left_out()) - for_people)
    assert not untold, (
        f"describe in service/michisuji/web/api/openapi/operations.toml, or leave out: {untold}"
    )
    assert not described & set(left_out())
    assert all(len(reason) > 20 for reason in left_out().values())


def test_methods_are_the_routes_own(sample_app: Flask) -> None:
    allowed: dict[str, set[str]] = {}
    for rule in sample_app.url_map.iter_rules():
        allowed.setdefault(str(rule), set()).update(m.lower() for m in rule.methods or ())
    for one in operations()["operation"]:
        if one["rule"] in allowed:
            assert one.get("method", "get") in allowed[one["rule"]] & METHODS, one["id"]


def test_analyses_come_from_their_catalogue(told: dict[str, Any]) -> None:
    for analysis in catalogue.all_of_them():
        one = told["paths"][f"/api/analysis/{analysis.name}"]["get"]
        own = {p["name"]: p for p in one["parameters"]}
        assert {p.name for p in analysis.parameters} <= set(own)
        for parameter in analysis.parameters:
            assert own[parameter.name]["required"] == parameter.required
            schema = own[parameter.name]["schema"]
            assert (schema.get("type") == "array") == parameter.many
            if parameter.choices:
                assert schema["enum"] == list(parameter.choices)


def test_a_route_that_is_not_served_is_not_described() -> None:
    told = document(Settings(), "ja", {"/ns", "/openapi.json"})
    assert set(told["paths"]) == {"/ns", "/openapi.json"}
    assert [tag["name"] for tag in told["tags"]] == ["vocabulary"]


def test_the_document_is_whole(told: dict[str, Any]) -> None:
    assert told["openapi"] == "3.1.0"
    assert told["servers"] == [{"url": BASE}]
    ids = [one["operationId"] for _, _, one in every_operation(told)]
    assert len(ids) == len(set(ids)) > 20
    for path, _, one in every_operation(told):
        names = [p["name"] for p in one["parameters"] if p["in"] == "path"]
        assert sorted(names) == sorted(part[1:-1] for part in _places(path))
        keys = [(p["in"], p["name"]) for p in one["parameters"]]
        assert len(keys) == len(set(keys))
        assert "default" in one["responses"]


def _places(path: str) -> list[str]:
    import re

    return re.findall(r"\{\w+\}", path)


def test_both_languages_describe_the_same(client: FlaskClient) -> None:
    ja, en = (client.get(f"/openapi.json?lang={lang}").json for lang in ("ja", "en"))
    assert ja is not None
    assert en is not None
    assert ja["paths"]["/ns"]["get"]["summary"] != en["paths"]["/ns"]["get"]["summary"]
    for told in (ja, en):
        _without_texts(told)
    assert ja == en


def _without_texts(value: Any) -> None:
    if isinstance(value, dict):
        for key in ("summary", "description"):
            if isinstance(value.get(key), str):
                assert value[key].strip()
                del value[key]
        for inner in value.values():
            _without_texts(inner)
    elif isinstance(value, list):
        for inner in value:
            _without_texts(inner)


def test_examples_fit_their_schemas(told: dict[str, Any]) -> None:
    seen = 0
    for _, _, one in every_operation(told):
        for parameter in one["parameters"]:
            if "example" in parameter:
                jsonschema_rs.validate(_resolved(parameter["schema"], told), parameter["example"])
                seen += 1
        for content in one.get("requestBody", {}).get("content", {}).values():
            jsonschema_rs.validate(_resolved(content["schema"], told), content["example"])
            seen += 1
    assert seen > 30


def test_examples_are_answered_as_described(client: FlaskClient, told: dict[str, Any]) -> None:
    for path, method, one in every_operation(told):
        if one["operationId"] in WITHOUT_FILES:
            continue
        arguments = list(CHOSEN.get(one["operationId"], ()))
        for parameter in one["parameters"]:
            example = parameter.get("example")
            if parameter["in"] == "path":
                path = path.replace(f"{{{parameter['name']}}}", quote(str(example)))
            elif parameter.get("required") and example is not None:
                arguments += [(parameter["name"], str(e)) for e in _each(example)]
        if method == "get":
            found = client.get(f"{path}?{urlencode(arguments)}")
            assert_as_described(found, one, told)
            continue
        for media_type, content in one["requestBody"]["content"].items():
            example = content["example"]
            if media_type == "application/json":
                found = client.post(path, json=example)
            else:
                found = client.post(path, data=example, content_type=media_type)
            assert_as_described(found, one, told)


def _each(example: Any) -> list[Any]:
    return example if isinstance(example, list) else [example]


def assert_as_described(found: Any, one: dict[str, Any], told: dict[str, Any]) -> None:
    status = str(found.status_code)
    assert status in one["responses"], (one["operationId"], found.text[:300])
    content = one["responses"][status]["content"]
    assert found.mimetype in content, (one["operationId"], found.mimetype)
    schema = content[found.mimetype].get("schema")
    if schema:
        jsonschema_rs.validate(_resolved(schema, told), found.json)


def _resolved(schema: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    whole = copy.deepcopy(schema)
    return {**whole, "components": told["components"]}


def test_problems_are_as_described(client: FlaskClient, told: dict[str, Any]) -> None:
    schema = _resolved({"$ref": "#/components/schemas/Problem"}, told)
    for path in ("/doc/program/none", "/sparql?query=x", "/api/analysis/impact", "/ns/none"):
        found = client.get(path)
        assert found.mimetype == "application/problem+json"
        jsonschema_rs.validate(schema, found.json)


def test_the_page_for_people_names_every_operation(browse: Get, told: dict[str, Any]) -> None:
    for lang in ("ja", "en"):
        page = Page(browse("/api", lang=lang).text)
        ids = {attrs.get("id") for attrs in page.all("h3")}
        assert {one["operationId"] for _, _, one in every_operation(told)} <= ids
        assert any("/openapi.json" in a.get("href", "") for a in page.all("a"))


def test_scripts_of_other_sites_may_read_it(client: FlaskClient) -> None:
    found = client.get("/openapi.json")
    assert found.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get("/openapi.json", headers={"If-None-Match": found.headers["ETag"]})
    assert again.status_code == 304


def test_the_catalogues_route_is_served(sample_app: Flask) -> None:
    assert ANALYSIS_RULE in {str(rule) for rule in sample_app.url_map.iter_rules()}
