"""``conditional``: what is kept is asked for again, and told apart by data, language and parts."""

from __future__ import annotations

import pytest
from flask import Flask
from michisuji.settings import Settings
from michisuji.store import updates
from michisuji.store.memory import MemoryStore
from michisuji.web import caching, create_app

from tests.web.asking import BASE, BROWSER


def books(digest: str) -> str:
    lines = updates.book_triples({f"{BASE}/graph/x": (digest, 1)})
    return f"INSERT DATA {{ GRAPH <{updates.BOOKS}> {{ {' '.join(lines)} }} }}"


@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore(BASE)
    store.execute(books("a"))
    return store


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

        return caching.conditional(make, word)

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


def test_a_kept_page_keeps_the_nonce_of_its_own_policy(app: Flask) -> None:
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


def test_no_tag_without_books_or_for_errors(app: Flask, store: MemoryStore) -> None:
    client = app.test_client()
    assert "ETag" not in client.get("/test-caching/missing").headers
    store.update("INSERT DATA { <urn:a> <urn:b> <urn:c> }")
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
