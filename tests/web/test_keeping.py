"""Pages are made once for each state of the data, language and address, and never shown after."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from michisuji.analysis import catalogue
from michisuji.errors import NotFound
from michisuji.settings import Settings
from michisuji.store import updates
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from michisuji.web.http import caching
from michisuji.web.http.page_memory import BeingMade, Kept, Pages
from michisuji.web.page_table import page
from michisuji.web.planner.common import ARGUMENTS

from tests.web.asking import BASE, BROWSER, PROGRAM
from tests.web.test_caching import books

LABELS = """
INSERT DATA {{ <{base}/id/program/p> a <https://w3id.org/michisuji/ns#Program> ;
  <http://www.w3.org/2000/01/rdf-schema#label> "{label}"@ja }}
"""


@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore(BASE)
    store.execute(books("a"))
    return store


def moved(store: MemoryStore, digest: str, label: str = "") -> None:
    """As an import does: other statements, other books."""
    store.execute(updates.FORGET_DIGESTS)
    store.execute(books(digest))
    if label:
        store.execute(LABELS.format(base=BASE, label=label))


@pytest.fixture
def app(store: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """With a page that counts how often it is made, and does ``config["THEN"]`` meanwhile."""
    monkeypatch.setattr(caching, "MARKER_S", -1.0)
    app = create_app(Settings(page_bytes=1_000_000), store)
    app.config["MADE"], app.config["THEN"] = [], lambda: None

    @app.get("/made/<word>")
    @page("known")
    def made(word: str) -> object:
        app.config["MADE"].append(word)
        app.config["THEN"]()
        if word == "missing":
            raise NotFound("ない", "not there")
        return f"<p>{word} {request.args.get('lang', 'ja')} {len(app.config['MADE'])}</p>" * 200

    return app


def made(app: Flask) -> int:
    return len(app.config["MADE"])


def test_a_page_is_made_once_for_its_state_language_and_address(
    app: Flask, store: MemoryStore
) -> None:
    client = app.test_client()
    first = client.get("/made/a", headers=BROWSER)
    assert client.get("/made/a", headers=BROWSER).data == first.data
    assert made(app) == 1
    for number, address in enumerate(("/made/b", "/made/a?lang=en", "/made/a?known=1"), start=2):
        found = {client.get(address, headers=BROWSER).data for _ in range(3)}
        assert made(app) == number
        assert len(found) == 1
        assert first.data not in found
    moved(store, "b")
    assert client.get("/made/a", headers=BROWSER).data != first.data
    assert made(app) == 5


def test_an_import_is_seen_on_a_page_that_was_kept(app: Flask, store: MemoryStore) -> None:
    client = app.test_client()
    moved(store, "b", "前の名前")
    assert "前の名前" in client.get("/doc/program/p", headers=BROWSER).text
    assert len(app.extensions["michisuji"].pages) == 1
    store.execute(f"DELETE WHERE {{ <{BASE}/id/program/p> ?p ?o }}")
    moved(store, "c", "新しい名前")
    found = client.get("/doc/program/p", headers=BROWSER)
    assert "新しい名前" in found.text
    assert "前の名前" not in found.text


@pytest.mark.parametrize("headers", [{}, {"Accept-Encoding": "gzip"}])
def test_a_kept_page_is_as_it_was_for_any_client(app: Flask, headers: dict[str, str]) -> None:
    client = app.test_client()
    plain = client.get("/made/a", headers=BROWSER)
    found = client.get("/made/a", headers=BROWSER | headers)
    body = gzip.decompress(found.data) if headers else found.data
    assert body == plain.data
    assert found.headers.get("Content-Encoding") == headers.get("Accept-Encoding")
    assert int(found.headers["Content-Length"]) == len(found.data)
    assert {"Accept", "Accept-Encoding"} <= set(found.vary)
    for name in ("Content-Security-Policy", "Cache-Control", "ETag", "Content-Type"):
        assert found.headers[name] == plain.headers[name]
    head = client.head("/made/a", headers=BROWSER | headers)
    assert (head.status_code, head.data) == (200, b"")
    again = client.get("/made/a", headers=BROWSER | {"If-None-Match": found.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert made(app) == 1


def test_what_is_not_asked_for_plainly_is_not_kept(app: Flask) -> None:
    client = app.test_client()
    for number in range(20):
        client.get(f"/made/a?invented={number}", headers=BROWSER)
        client.get("/made/a", headers=BROWSER | {"Authorization": "Bearer x"})
    assert made(app) == 40
    assert len(app.extensions["michisuji"].pages) == 0


def test_a_cookie_has_a_public_page_made_no_more_often(app: Flask) -> None:
    """Nothing outside ``/drafts`` reads one: who signed in there sees what everybody sees."""
    client = app.test_client()
    client.get("/made/a", headers=BROWSER)
    client.set_cookie("session", "somebody")
    assert "Cookie" not in client.get("/made/a", headers=BROWSER).vary
    assert made(app) == 1


def test_errors_are_not_kept(app: Flask) -> None:
    client = app.test_client()
    for _ in range(2):
        assert client.get("/made/missing", headers=PROGRAM).status_code == 404
    assert made(app) == 2
    assert len(app.extensions["michisuji"].pages) == 0
    assert not app.extensions["michisuji"].pages._makers


def test_a_page_made_of_two_states_is_shown_to_one_reader_at_most(
    app: Flask, store: MemoryStore
) -> None:
    client = app.test_client()
    app.config["THEN"] = lambda: moved(store, "b")
    client.get("/made/a", headers=BROWSER)
    app.config["THEN"] = lambda: None
    moved(store, "a")  # the state that the tag was of, once more
    client.get("/made/a", headers=BROWSER)
    assert made(app) == 2


def test_without_books_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(Settings(), MemoryStore(BASE))
    client = app.test_client()
    for _ in range(2):
        assert client.get("/planner", headers=BROWSER).status_code == 200
    assert len(app.extensions["michisuji"].pages) == 0


def test_the_static_site_keeps_nothing(app: Flask) -> None:
    app.config["MICHISUJI_STATIC"] = True
    for _ in range(2):
        app.test_client().get("/made/a", headers=BROWSER)
    assert made(app) == 2


def together(number: int, do: Callable[[], object]) -> None:
    threads = [threading.Thread(target=do) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def test_one_request_makes_a_page_and_the_others_wait_for_it(app: Flask) -> None:
    begun, go = threading.Event(), threading.Event()
    answers = []

    def then() -> None:
        begun.set()
        go.wait(60)

    app.config["THEN"] = then

    def ask() -> None:
        answers.append(app.test_client().get("/made/a", headers=BROWSER).data)

    def release() -> None:
        begun.wait(60)
        pages = app.extensions["michisuji"].pages
        while sum(users for _, users in pages._makers.values()) < 6:
            pass
        go.set()

    watcher = threading.Thread(target=release)
    watcher.start()
    together(6, ask)
    watcher.join(60)
    assert made(app) == 1
    assert len(answers) == 6
    assert len(set(answers)) == 1


def test_who_waits_too_long_is_told_so(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = app.extensions["michisuji"].pages
    real = pages.maker
    monkeypatch.setattr(pages, "maker", lambda tag: real(tag, wait_s=0.01))
    found = []

    def ask_once_more() -> None:
        if not found:
            found.append(app.test_client().get("/made/a", headers=PROGRAM))

    def then() -> None:
        together(1, ask_once_more)

    app.config["THEN"] = then
    assert app.test_client().get("/made/a", headers=BROWSER).status_code == 200
    (late,) = found
    assert late.status_code == 503
    assert late.get_json()["code"] == "being-made"
    assert int(late.headers["Retry-After"]) > 0


def kept(size: int) -> Kept:
    return Kept((("Content-Type", "text/html"),), b"x" * size)


def test_the_memory_is_bounded_and_keeps_what_was_asked_for_last() -> None:
    pages = Pages(100_000)
    for number in range(100):
        pages.put(str(number), kept(9_000))
        assert pages.get("0"), "asked for now and then"
        assert pages.size <= pages.most
    assert len(pages) == 10
    assert pages.get("99")
    assert pages.get("50") is None
    pages.put("large", kept(30_000))
    assert pages.get("large") is None, "one page does not push out all others"
    pages.put("0", kept(1))
    pages.put("0", kept(1))
    assert pages.size == sum(one.size for one in pages._kept.values())
    pages.clear()
    assert (pages.size, len(pages)) == (0, 0)


def test_a_maker_that_fails_lets_the_next_one_try() -> None:
    pages = Pages(1000)
    with pytest.raises(ValueError), pages.maker("a"):  # noqa: PT011 (the test's own)
        raise ValueError
    with pages.maker("a", wait_s=0.01), pytest.raises(BeingMade), pages.maker("a", wait_s=0.01):
        pass
    assert not pages._makers


def test_the_planners_pages_know_the_arguments_of_their_analyses(client: FlaskClient) -> None:
    known = {p.name for one in catalogue.all_of_them() for p in one.parameters}
    assert known <= set(ARGUMENTS)


def test_the_limits_of_pages_are_told(client: FlaskClient) -> None:
    told = {limit["name"]: limit for limit in client.get("/about/limits").get_json()["limits"]}
    assert told["pages"]["value"] == Settings().page_bytes
    assert told["pages"]["setting"] == "MICHISUJI_PAGE_BYTES"
    assert "page-wait" in told
