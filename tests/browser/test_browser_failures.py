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

from tests.browser.conftest import Service, start_service, stop_service

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
TIMEOUT_S = 3


@pytest.fixture(scope="module")
def fragile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service of its own, since these tests kill its engine."""
    home = tmp_path_factory.mktemp("fragile")
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


def engine_pid(home: Path) -> int:
    """The process that holds the public database."""
    return int(json.loads((home / "public.engine.json").read_text())["pid"])


def test_a_killed_engine_gives_503_then_works(fragile: Service) -> None:
    page = fragile.url + "/doc/program/mihon-010101"
    assert get(page)[0] == 200
    os.kill(engine_pid(fragile.home), signal.SIGKILL)
    status, kind, body = get(page)
    # Either the request met the dead engine and says so, or it waited for the new one.
    assert status in {200, 503}
    if status == 503:
        assert kind.startswith("text/html")
        assert "データベース" in body
        assert "Traceback" not in body
    assert get(page)[0] == 200


def test_an_engine_killed_under_load_is_told_as_503(fragile: Service) -> None:
    page = fragile.url + "/doc/program/mihon-010101"
    seen: list[int] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.append(get(page)[0])

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    time.sleep(0.5)
    os.kill(engine_pid(fragile.home), signal.SIGKILL)
    time.sleep(1.5)
    stop.set()
    for reader in readers:
        reader.join(timeout=300)
    assert set(seen) <= {200, 503}
    assert get(page)[0] == 200


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
