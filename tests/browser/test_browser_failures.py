"""What a reader sees when something breaks: a killed engine, a query without end, a bad address."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import Service, copy_of_city, start_service, stop_service

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
TIMEOUT_S = 3


@pytest.fixture(scope="module")
def fragile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service of its own, since these tests kill its engine."""
    home = copy_of_city(tmp_path_factory)
    running = start_service(home, MICHISUJI_QUERY_TIMEOUT_S=str(TIMEOUT_S))
    yield running
    stop_service(running)


def get(url: str, accept: str = "text/html") -> tuple[int, str, str]:
    """Status, content type and body, errors included."""
    request = urllib.request.Request(url, headers={"Accept": accept})
    try:
        with urllib.request.urlopen(request, timeout=300) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Content-Type"], error.read().decode()


@pytest.fixture(scope="module")
def unread(fragile: Service) -> Iterator[str]:
    """Addresses of pages that nobody has read: the service keeps no answer, the engine is asked."""
    query = "SELECT DISTINCT ?s { ?s a <http://purl.org/linked-data/cube#Observation> }"
    url = f"{fragile.url}/sparql?query={urllib.parse.quote(query)}"
    _, _, body = get(url, "application/sparql-results+json")
    found = [row["s"]["value"] for row in json.loads(body)["results"]["bindings"]]
    assert len(found) > 2000
    return iter([fragile.url + iri.partition("8000")[2].replace("/id/", "/doc/") for iri in found])


def kill_engine(home: Path) -> None:
    """End the process that holds the public database, once it is there."""
    for _ in range(600):
        pid = int(json.loads((home / "public.engine.json").read_text())["pid"])
        try:
            os.kill(pid, signal.SIGKILL)
            return
        except ProcessLookupError:
            time.sleep(0.05)
    pytest.fail("no engine")


def test_a_killed_engine_gives_503_then_works(fragile: Service, unread: Iterator[str]) -> None:
    assert get(next(unread))[0] == 200
    kill_engine(fragile.home)
    status, kind, body = get(next(unread))
    # Either the request met the dead engine and says so, or it waited for the new one.
    assert status in {200, 503}
    if status == 503:
        assert kind.startswith("text/html")
        assert "データベース" in body
        assert "Traceback" not in body
    assert get(next(unread))[0] == 200


def test_an_engine_killed_under_load_is_told_as_503(
    fragile: Service, unread: Iterator[str]
) -> None:
    seen: list[int] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.append(get(next(unread))[0])

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    time.sleep(0.5)
    kill_engine(fragile.home)
    time.sleep(1.5)
    stop.set()
    for reader in readers:
        reader.join(timeout=300)
    assert set(seen) <= {200, 503}
    assert len(seen) < 2000
    assert get(next(unread))[0] == 200


def test_a_runaway_query_ends_and_pages_answer_meanwhile(fragile: Service) -> None:
    url = f"{fragile.url}/sparql?query={urllib.parse.quote(RUNAWAY)}"
    answer: list[tuple[int, str, str]] = []
    started = time.monotonic()
    runaway = threading.Thread(
        target=lambda: answer.append(get(url, "application/sparql-results+json"))
    )
    runaway.start()
    pages = []
    while runaway.is_alive():
        pages.append(get(fragile.url + "/plan", "application/json"))
    took = time.monotonic() - started
    status, kind, body = answer[0]
    assert status == 503
    assert kind.startswith("application/problem+json")
    assert json.loads(body)["code"] == "query-timeout"
    assert took >= TIMEOUT_S * 0.9
    # Oxigraph does not stop such a query by itself: the engine is restarted, and pages wait for it.
    assert len(pages) >= 3
    assert [page for page in pages if page[0] != 200] == []
    assert get(fragile.url + "/plan")[0] == 200


def test_an_unknown_address_is_told_in_both_languages(fragile: Service) -> None:
    status, kind, body = get(fragile.url + "/nowhere?lang=en")
    assert (status, kind.split(";")[0]) == (404, "text/html")
    assert "Not found" in body
    status, kind, body = get(fragile.url + "/nowhere", "application/json")
    assert (status, kind) == (404, "application/problem+json")
    assert json.loads(body)["status"] == 404
