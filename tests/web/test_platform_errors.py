"""Errors: one body for programs, one page for people, nothing of the inside; and the settings."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from asking import BASE, BROWSER, PROBLEM_FIELDS, PROGRAM, Page
from flask import Flask
from flask.testing import FlaskClient
from michisuji.errors import BadInput
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from werkzeug.routing.converters import NumberConverter

ROOT = Path(__file__).resolve().parents[2]


def addresses(app: Flask) -> list[tuple[str, set[str]]]:
    """An address for every rule of the application, and its methods."""
    with app.test_request_context("/"):
        found = []
        for rule in app.url_map.iter_rules():
            values = {
                name: 2025 if isinstance(converter, NumberConverter) else "x"
                for name, converter in rule._converters.items()
            }
            found.append((app.url_for(rule.endpoint, **values), set(rule.methods or ())))
    return found


def test_wrong_methods_on_every_address(sample_app: Flask, client: FlaskClient) -> None:
    seen = addresses(sample_app)
    assert len(seen) > 15
    for path, methods in seen:
        for method in {"POST", "PUT", "DELETE", "PATCH"} - methods:
            problem = client.open(path, method=method, headers=PROGRAM)
            assert problem.status_code == 405, (method, path)
            assert problem.mimetype == "application/problem+json"
            assert problem.json is not None
            assert set(problem.json) == PROBLEM_FIELDS
            assert problem.json["status"] == 405
            assert problem.json["code"] == "method-not-allowed"
            assert problem.json["type"].endswith("/method-not-allowed")
            assert methods & {"GET", "POST"} <= set(problem.headers["Allow"].split(", "))
            page = client.open(path, method=method, headers=BROWSER)
            assert (page.status_code, page.mimetype) == (405, "text/html")


@pytest.mark.parametrize(
    "accept", ["application/json", "*/*", "application/problem+json", "text/csv", ""]
)
def test_programs_get_problems(client: FlaskClient, accept: str) -> None:
    found = client.get("/no/such/page", headers={"Accept": accept} if accept else {})
    assert found.status_code == 404
    assert found.mimetype == "application/problem+json"
    assert found.headers["Content-Language"] == "ja"


def test_people_get_pages_in_their_language(client: FlaskClient) -> None:
    ja = client.get("/no/such/page", headers=BROWSER)
    en = client.get("/no/such/page?lang=en", headers=BROWSER)
    assert "見つかりません" in Page(ja.text).text("h1")
    assert "Not found" in Page(en.text).text("h1")
    assert en.headers["Content-Language"] == "en"
    assert Page(en.text).all("html") == [{"lang": "en"}]
    problem = client.get("/no/such/page?lang=en", headers=PROGRAM).json
    assert problem is not None
    assert problem["title"] == "Not found"
    assert problem["hint"] == "Check the address, or search"


@pytest.fixture
def broken(tmp_path: Path) -> FlaskClient:
    app = create_app(Settings(home=tmp_path), MemoryStore(BASE))

    def fail() -> str:
        raise RuntimeError("secret of the inside")

    app.add_url_rule("/broken", "broken", fail)
    return app.test_client()


def test_an_unexpected_error_tells_nothing_of_the_inside(broken: FlaskClient) -> None:
    for headers in (PROGRAM, BROWSER):
        for lang, title in (("ja", "内部エラー"), ("en", "Internal error")):
            found = broken.get(f"/broken?lang={lang}", headers=headers)
            assert found.status_code == 500
            assert title in found.text
            for leak in ("secret", "RuntimeError", "Traceback", ".py"):
                assert leak not in found.text
    assert broken.get("/broken", headers=PROGRAM).mimetype == "application/problem+json"


def test_only_the_public_database_is_opened(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened = []

    def open_store(settings: Settings, database: str = "?") -> MemoryStore:
        opened.append(database)
        return MemoryStore(settings.base_iri)

    monkeypatch.setattr("michisuji.web.open_store", open_store)
    app = create_app(Settings(home=tmp_path))
    app.test_client().get("/", headers=BROWSER)
    assert opened == ["public"]


@pytest.mark.parametrize("field", dataclasses.fields(Settings), ids=lambda f: f.name)
def test_every_setting_is_documented(field: dataclasses.Field[object]) -> None:
    meta = field.metadata
    assert meta["env"] == f"MICHISUJI_{field.name.upper()}"
    assert meta["en"]
    assert any(ord(c) > 0x3000 for c in meta["ja"])
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    rows = [line for line in lines if line.startswith("|") and f"`{meta['env']}`" in line]
    assert len(rows) == 1, f"{meta['env']} is not in the table of README.md"
    if isinstance(field.default, int):
        assert str(field.default) in rows[0].replace(",", ""), "its default is told"


def test_settings_come_from_the_environment() -> None:
    given = {"MICHISUJI_HOME": "/data", "MICHISUJI_MAX_ROWS": "5", "MICHISUJI_THREADS": "",
             "MICHISUJI_BASE_IRI": "https://data.example.jp"}  # fmt: skip
    found = Settings.from_env(given, max_bytes=7, threads=None)
    assert (found.home, found.max_rows, found.max_bytes, found.threads) == (Path("/data"), 5, 7, 8)
    assert found.base_iri == "https://data.example.jp"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MICHISUJI_MAX_ROWS", "0"),
        ("MICHISUJI_MAX_ROWS", "-1"),
        ("MICHISUJI_MAX_ROWS", "many"),
        ("MICHISUJI_MAX_ROWS", "9" * 5_000),
        ("MICHISUJI_QUERY_TIMEOUT_S", "1.5"),
        ("MICHISUJI_BASE_IRI", "data.example.jp"),
        ("MICHISUJI_BASE_IRI", "https://data.example.jp/"),
    ],
)
def test_settings_that_cannot_be_used_are_named(name: str, value: str) -> None:
    with pytest.raises(BadInput) as caught:
        Settings.from_env({name: value})
    assert name in caught.value.message["ja"]
    assert value[:40] in caught.value.message["en"]
