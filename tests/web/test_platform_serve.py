"""``michisuji serve`` as an operator meets it: what it says, when it will not start, its end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest


def start(home: Path, port: int, *options: str) -> subprocess.Popen[str]:
    """The service on an empty data directory."""
    return subprocess.Popen(
        [sys.executable, "-m", "michisuji", *options, "serve", "--port", str(port)],
        env=os.environ | {"MICHISUJI_HOME": str(home), "MICHISUJI_MAX_QUERY_BYTES": "100000"},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A service without data, and its port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    process = start(tmp_path_factory.mktemp("empty"), port)
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/about", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield process, port
    finally:
        process.kill()
        process.communicate()


def status(url: str, data: bytes | None = None) -> tuple[int, str]:
    """HTTP status and content type."""
    try:
        with urllib.request.urlopen(url, data, timeout=20) as answer:
            return answer.status, answer.headers["Content-Type"]
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Content-Type"]


def test_the_longest_query_fits_into_an_address(empty: tuple[object, int]) -> None:
    url = f"http://127.0.0.1:{empty[1]}/sparql"
    for letters, expected in ((33_000, 200), (33_400, 413)):
        query = 'ASK { ?s ?p "%s" }' % ("字" * letters)
        encoded = urllib.parse.urlencode({"query": query})
        assert status(f"{url}?{encoded}")[0] == expected
        assert status(url, encoded.encode())[0] == expected


def test_a_form_too_large_is_told_as_a_problem(empty: tuple[object, int]) -> None:
    url = f"http://127.0.0.1:{empty[1]}/sparql"
    assert status(url, b"query=" + b"x" * 1_000_000) == (413, "application/problem+json")


def test_a_taken_port_is_told_in_one_line(empty: tuple[object, int], tmp_path: Path) -> None:
    second = start(tmp_path, empty[1], "--lang", "en")
    _, told = second.communicate(timeout=20)
    assert second.returncode == 2
    assert f"cannot listen on 127.0.0.1:{empty[1]}" in told
    assert "--port" in told
    assert "Traceback" not in told


def test_sigterm_ends_the_service_and_its_engine(
    empty: tuple[subprocess.Popen[str], int],
) -> None:
    process, port = empty
    engines = psutil.Process(process.pid).children(recursive=True)
    assert engines, "the service has an engine of its own"
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=20)
    assert process.returncode == 0
    assert f"http://127.0.0.1:{port}" in told
    assert "michisuji import sample" in told, "an empty service says how to fill it"
    _, alive = psutil.wait_procs(engines, timeout=5)
    assert alive == []
