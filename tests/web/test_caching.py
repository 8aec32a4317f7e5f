"""``conditional``: what is kept is asked for again, and told apart by data, language and parts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from michisuji.settings import Settings
from michisuji.store import updates
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from michisuji.web.http import caching
from werkzeug.http import http_date
from werkzeug.test import TestResponse

from tests.web.asking import BASE, BROWSER


def books(digest: str) -> str:
    lines = updates.book_triples({f"{BASE}/graph/x": (digest, 1)})
    return f"INSERT DATA {{ GRAPH <{updates.BOOKS}> {{ {' '.join(lines)} }} }}"


@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore(BASE)
    store.execute(books("a"))
    return store


def dated(app: Flask, path: str = "/test-caching/dated", **headers: str) -> TestResponse:
    return app.test_client().get(path, headers=BROWSER | headers)


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """As if the data had been seen so long ago already."""
    now = datetime.now(UTC) + timedelta(seconds=seconds)
    clock = SimpleNamespace(now=lambda _zone: now)
    monkeypatch.setattr(caching, "datetime", clock)


@pytest.fixture
def app(store: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(caching, "MARKER_S", -1.0)
    app = create_app(Settings(), store)
    made: list[str] = []
    app.config["MADE"] = made

    @app.get("/test-caching/<word>")
    def answer(word: str) -> object:
        def make() -> object:
            made.append(word)
            return ("no", 404) if word == "missing" else f"<p>{word}</p>"

        return caching.conditional(make, word, dated=word == "dated")

    return app


def test_what_the_client_has_is_not_made_again(app: Flask) -> None:
    client = app.test_client()
    first = client.get("/test-caching/x", headers=BROWSER)
    assert first.headers["ETag"].startswith('W/"')
    assert first.headers["Cache-Control"] == "no-cache"
    assert "Accept" in first.vary
    again = client.get(
        "/test-caching/x", headers=BROWSER | {"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "Accept" in again.vary
    assert app.config["MADE"] == ["x"]


def test_a_client_that_has_the_page_has_its_policy_too(app: Flask) -> None:
    client = app.test_client()
    first = client.get("/test-caching/x")
    again = client.get("/test-caching/x", headers={"If-None-Match": first.headers["ETag"]})
    assert "Content-Security-Policy" in first.headers
    assert "Content-Security-Policy" not in again.headers


def test_other_data_languages_parts_and_questions_have_other_tags(
    app: Flask, store: MemoryStore
) -> None:
    client = app.test_client()
    paths = ("x", "y", "x?lang=en", "x?as_of=2024")
    tags = {client.get(f"/test-caching/{path}").headers["ETag"] for path in paths}
    assert len(tags) == len(paths)
    store.execute(updates.FORGET_DIGESTS)
    store.execute(books("b"))
    changed = client.get("/test-caching/x", headers={"If-None-Match": ", ".join(tags)})
    assert changed.status_code == 200
    assert changed.headers["ETag"] not in tags


def test_answers_of_the_data_alone_have_their_date(
    app: Flask, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Last-Modified" not in dated(app).headers, "too new: it may change in the same second"
    later(monkeypatch, 5)
    told = dated(app).last_modified
    assert told is not None
    assert "Last-Modified" not in dated(app, "/test-caching/x").headers
    assert app.config["MADE"] == ["dated", "dated", "x"]

    again = dated(app, **{"If-Modified-Since": http_date(told)})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"]
    earlier = {"If-Modified-Since": http_date(told - timedelta(seconds=1))}
    assert dated(app, **earlier).status_code == 200
    other = {"If-Modified-Since": http_date(told), "If-None-Match": '"another"'}
    assert dated(app, **other).status_code == 200, "the tag counts, where there is one"
    undated = dated(app, "/test-caching/x", **{"If-Modified-Since": http_date(told)})
    assert undated.status_code == 200

    store.execute(updates.FORGET_DIGESTS)
    store.execute(books("b"))
    later(monkeypatch, 60)
    assert dated(app, **{"If-Modified-Since": http_date(told)}).status_code == 200
    later(monkeypatch, 65)
    now = dated(app).last_modified
    assert now is not None
    assert now > told


def test_a_date_of_the_second_of_a_change_is_too_old(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client may send the date at which it got what there was just before."""
    seen = datetime.now(UTC)
    dated(app)
    later(monkeypatch, 5)
    asked = {"If-Modified-Since": http_date(seen.replace(microsecond=0))}
    assert dated(app, **asked).status_code == 200


def test_no_tag_without_books_or_for_errors(app: Flask, store: MemoryStore) -> None:
    client = app.test_client()
    assert "ETag" not in client.get("/test-caching/missing").headers
    store.execute(f"DROP GRAPH <{updates.BOOKS}>")
    unknown = client.get("/test-caching/x", headers={"If-None-Match": "*"})
    assert unknown.status_code == 200
    assert "ETag" not in unknown.headers


def test_the_store_is_asked_at_most_once_a_second(
    app: Flask, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "MARKER_S", 60.0)
    asked: list[str] = []
    select = store.select
    monkeypatch.setattr(store, "select", lambda query, **kw: asked.append(query) or select(query))
    client = app.test_client()
    for _ in range(3):
        assert client.get("/test-caching/x").status_code == 200
    assert asked == [updates.READ_BOOKS]
