"""A real service on a free port, with an editor, for suites that speak HTTP."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.ports import free_port

TOKEN = "an-editor's-secret-for-tests"
EDITOR = {"Authorization": f"Bearer {TOKEN}"}


@dataclass(frozen=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Service:
    """A running service. ``base`` is its base IRI and its address."""

    port: int
    home: Path

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def send(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        """A request as it is, path and headers untouched."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body or None, dict(headers or {}))
            found = connection.getresponse()
            told = {name.lower(): value for name, value in found.getheaders()}
            return Answer(found.status, told, found.read())
        finally:
            connection.close()


@contextmanager
def service(home: Path, **settings: str) -> Iterator[Service]:
    """``michisuji serve`` in a process of its own; settings are MICHISUJI_ variables' ends."""
    port = free_port()
    own = {
        "HOME": str(home),
        "BASE_IRI": f"http://127.0.0.1:{port}",
        "EDITOR_TOKEN": TOKEN,
        "RATE_PER_MINUTE": "1000000",
        "LANG": "en",
    } | settings
    process = subprocess.Popen(
        [sys.executable, "-m", "michisuji", "serve", "--port", str(port)],
        env=os.environ | {f"MICHISUJI_{name}": value for name, value in own.items()},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        ready = process.stderr.readline()
        assert f":{port}" in ready, ready + process.stderr.read()
        yield Service(port, home)
    finally:
        process.terminate()
        process.wait(timeout=60)
        if process.stderr is not None:
            process.stderr.close()
