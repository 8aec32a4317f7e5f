"""``michisuji serve`` as a process: it starts, says so, and ends; a taken port is told."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from contextlib import closing
from http.client import HTTPConnection, IncompleteRead
from pathlib import Path

import pytest
from michisuji.errors import StoreConflict
from michisuji.settings import Settings
from michisuji.web.running.serve import _tell, serve

from tests.ports import free_port

pytestmark = pytest.mark.service


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StoreConflict) as caught:
            serve(Settings(home=tmp_path), host="127.0.0.1", port=port, lang="ja")
    assert f"127.0.0.1:{port}" in caught.value.message["ja"]
    assert f"127.0.0.1:{port}" in caught.value.message["en"]
    assert "--port" in caught.value.hint["ja"]
    assert not list(tmp_path.iterdir()), "no engine was started for nothing"


def started(home: Path, **settings: str) -> tuple[subprocess.Popen[str], str]:
    """The service as a process of its own, ready, and its address."""
    port = free_port()
    # A shell's background job ignores the signal of Ctrl-C, and so would whatever it starts.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "michisuji", "serve", "--port", str(port)],
            env=os.environ | {"MICHISUJI_HOME": str(home), "MICHISUJI_LANG": "en"} | settings,
            stderr=subprocess.PIPE,
            text=True,
        )
    finally:
        signal.signal(signal.SIGINT, before)
    assert process.stderr is not None
    assert f"http://127.0.0.1:{port}" in process.stderr.readline()
    return process, f"http://127.0.0.1:{port}"


def ended(process: subprocess.Popen[str]) -> str:
    """What it has told until it was stopped."""
    process.terminate()
    try:
        return process.communicate(timeout=60)[1]
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def test_an_answer_that_breaks_off_is_told_to_the_operator(tmp_path: Path) -> None:
    process, address = started(
        tmp_path / "home", MICHISUJI_MAX_BYTES="20000", MICHISUJI_QUERY_TIMEOUT_S="60"
    )
    try:
        query = urllib.parse.quote("SELECT ?s ?p ?o { ?s ?p ?o }")
        asked = urllib.request.Request(
            f"{address}/sparql?query={query}", headers={"Accept": "text/csv"}
        )
        with pytest.raises(IncompleteRead), urllib.request.urlopen(asked, timeout=60) as answer:
            answer.read()
    finally:
        told = ended(process)
    assert "an answer was broken off" in told
    assert "20,000" in told
    assert "Traceback" not in told
    assert len([line for line in told.splitlines() if "20,000" in line]) == 1


def test_one_connection_serves_results_pages_and_what_has_not_changed(tmp_path: Path) -> None:
    process, address = started(tmp_path / "home", MICHISUJI_QUERY_TIMEOUT_S="60")
    query = "/sparql?" + urllib.parse.urlencode({"query": "SELECT * { ?s ?p ?o }"})
    host = address.removeprefix("http://")
    try:
        with closing(HTTPConnection(host, timeout=60)) as reader:
            used, tag = set(), ""
            for path, status in ((query, 200), ("/about", 200), (query, 304), (query, 200)):
                known = {"If-None-Match": tag} if status == 304 else {}
                reader.request("GET", path, headers={"Accept": "text/csv"} | known)
                used.add(reader.sock)
                answer = reader.getresponse()
                assert answer.status == status
                assert bool(answer.read()) == (status == 200)
                assert (answer.headers["Transfer-Encoding"] == "chunked") == (
                    path == query and status == 200
                )
                tag = answer.headers["ETag"] or tag
            assert len(used) == 1
            assert None not in used
    finally:
        ended(process)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_service_and_its_engine(tmp_path: Path, number: signal.Signals) -> None:
    process, address = started(tmp_path / "home")
    try:
        assert process.stderr is not None
        with urllib.request.urlopen(f"{address}/about", timeout=60) as answer:
            assert answer.status == 200
            assert "michisuji" in answer.headers["Server"]
        process.send_signal(number)
        assert process.wait(timeout=60) == 0
        assert "Traceback" not in process.stderr.read()
        with pytest.raises(OSError, match=r"refused|urlopen"):
            urllib.request.urlopen(f"{address}/about", timeout=5).close()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        if process.stderr:
            process.stderr.close()


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    ("base_iri", "host", "port", "told"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1", 8000, False),
        ("http://127.0.0.1:8000", "localhost", 8000, False),
        ("http://127.0.0.1:8000", "127.0.0.1", 8080, True),
        ("http://127.0.0.1:8000", "0.0.0.0", 8000, True),
        ("http://[::1]:8000", "::1", 8001, True),
        ("http://localhost", "127.0.0.1", 80, False),
        ("https://data.city.example", "127.0.0.1", 8080, False),  # behind a reverse proxy
        ("https://data.city.example/kg", "0.0.0.0", 8000, False),
    ],
)
def test_iris_that_lead_elsewhere_are_told_at_the_start(
    capfd: pytest.CaptureFixture[str], lang: str, base_iri: str, host: str, port: int, told: bool
) -> None:
    _tell(host, port, lang, base_iri, empty=False)
    first, _, more = capfd.readouterr().err.partition("\n")
    assert f":{port}" in first
    assert bool(more) is told
    if told:
        assert base_iri in more
        assert "MICHISUJI_BASE_IRI" in more
        assert "MICHISUJI_HOME" in more
