"""Each status that an operation can be brought to give is described with it, not by "default"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from michisuji.settings import Settings
from michisuji.web import create_app
from michisuji.web.http.errors import TURNED_AWAY

from tests.web.test_openapi import CHOSEN, every_operation, told

__all__ = ["told"]


def _address(path: str, one: dict[str, Any], bad: str = "") -> str:
    """The operation's address with its examples; ``bad`` names a parameter that is made wrong."""
    arguments = dict(CHOSEN.get(one["operationId"], ()))
    for parameter in one["parameters"]:
        name, example = parameter["name"], parameter.get("example")
        value = example[0] if isinstance(example, list) else example
        if bad == name:
            value = "%00none-such"
        if parameter["in"] == "path":
            path = path.replace(f"{{{name}}}", quote(str(value)))
        elif bad == name or (parameter.get("required") and value is not None):
            arguments[name] = str(value)
    return f"{path}?{urlencode(arguments)}"


def _answers(client: FlaskClient, path: str, method: str, one: dict[str, Any]) -> Iterator[int]:
    """What odd requests bring: wrong values, no values, formats and bodies that there are not."""
    busy = {TURNED_AWAY: True}
    if method == "get":
        for bad in ("", *(p["name"] for p in one["parameters"])):
            yield client.get(_address(path, one, bad)).status_code
        plain = _address(path, one)
        yield client.get(plain.partition("?")[0]).status_code
        yield client.get(plain, headers={"Accept": "application/x-none"}).status_code
        yield client.get(f"{plain}&format=none").status_code
        yield client.get(plain, environ_overrides=busy).status_code
        return
    for media_type, content in one["requestBody"]["content"].items():
        example = content["example"]
        yield client.post(path, data="{", content_type=media_type).status_code
        yield client.post(path, data=b"\xff" * 10, content_type=media_type).status_code
        yield client.post(path, data=" " * 400_000, content_type=media_type).status_code
        if media_type != "application/json":
            yield client.post(path, data=example, content_type=media_type).status_code
    yield client.post(path, data="x", content_type="image/png").status_code
    yield client.post(path, environ_overrides=busy).status_code


def test_every_status_is_described(client: FlaskClient, told: dict[str, Any]) -> None:
    untold = set()
    for path, method, one in every_operation(told):
        for status in _answers(client, path, method, one):
            if str(status) not in one["responses"] and status != 304:
                untold.add((one["operationId"], status))
    assert not untold, "errors = [ … ] of the operation in operations.toml"


def test_who_asks_too_often_is_told_so_where_it_is_described(
    sample_app: Flask,
    told: dict[str, Any],
) -> None:
    state = sample_app.extensions["michisuji"]
    app = create_app(Settings(home=state.settings.home, rate_per_minute=1), state.store)
    rated = set()
    for path, method, one in every_operation(told):
        client = app.test_client()
        for _ in range(3):
            call = client.get if method == "get" else client.post
            if call(_address(path, one)).status_code == 429:
                rated.add(one["operationId"])
    described = {
        one["operationId"] for _, _, one in every_operation(told) if "429" in one["responses"]
    }
    assert rated == described


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_statuses_are_told_in_words(sample_app: Flask, lang: str) -> None:
    found = sample_app.test_client().get(f"/openapi.json?lang={lang}").json
    assert found is not None
    for _, _, one in every_operation(found):
        assert "503" in one["responses"]
        for status, response in one["responses"].items():
            assert response["description"].strip(), (one["operationId"], status)
        assert one["responses"]["503"]["headers"]["Retry-After"]
