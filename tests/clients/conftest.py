"""The service as others meet it: a process on a port, with the sample city."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ports import free_port


@dataclass(frozen=True)
class Live:
    """Where the service answers: ``base`` is its base IRI too."""

    base: str
    home: Path

    @property
    def sparql(self) -> str:
        """The endpoint."""
        return f"{self.base}/sparql"

    def environment(self, **more: str) -> dict[str, str]:
        """Of a process that uses the same data directory."""
        own = {k: v for k, v in os.environ.items() if not k.startswith("MICHISUJI_")}
        settings = {"MICHISUJI_HOME": str(self.home), "MICHISUJI_BASE_IRI": self.base}
        return own | settings | {"MICHISUJI_LANG": "en"} | more


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """``michisuji import sample`` and ``michisuji serve``, ended after the tests."""
    found = Live(f"http://127.0.0.1:{free_port()}", tmp_path_factory.mktemp("live") / "var")
    command = [sys.executable, "-m", "michisuji"]
    # A client that asks much, as these do, is let be.
    environment = found.environment(MICHISUJI_RATE_PER_MINUTE="6000")
    imported = subprocess.run(
        [*command, "import", "sample"], env=environment, capture_output=True, text=True
    )
    assert imported.returncode == 0, imported.stderr
    served = subprocess.Popen(
        [*command, "serve", "--port", found.base.rpartition(":")[2]],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert served.stderr is not None
        assert found.base in served.stderr.readline()
        yield found
    finally:
        served.terminate()
        try:
            served.wait(timeout=60)
        except subprocess.TimeoutExpired:
            served.kill()
            served.wait()
        if served.stderr:
            served.stderr.close()
