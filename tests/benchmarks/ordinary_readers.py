"""Readers who attack nobody, for :mod:`tests.benchmarks.attack`: what they ask and see."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from tests.benchmarks.attackers import connect

SHORT = "/sparql?" + urlencode({"query": "SELECT ?s { ?s ?p ?o } LIMIT 3"})
#: Between two requests of a reader, seconds; who reads a page takes longer.
PAUSE_S = 0.05


@dataclass
class Seen:
    """What readers saw in one phase: seconds of each answer, and what was no answer."""

    taken: list[float] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)

    def add(self, took: float, status: str) -> None:
        """Count one request."""
        if status == "200":
            self.taken.append(took)
        else:
            self.refused[status] += 1

    def quantile(self, share: float) -> float:
        """Milliseconds that this share of the answers took at most."""
        ordered = sorted(self.taken) or [float("nan")]
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def read(
    port: int, client: str, paths: Sequence[str], until: float, seen: Seen, *, once: bool = False
) -> None:
    """Ask for one path after another, now and then over a new connection; with ``once`` for one."""
    connection: HTTPConnection | None = None
    for number, path in enumerate(itertools.cycle(paths)):
        if time.monotonic() > until:
            break
        if connection is None or number % 4 == 0:
            if connection is not None:
                connection.close()
            connection = connect(port, client)
        begun = time.perf_counter()
        try:
            accept = "text/csv" if path == SHORT else "text/html"
            connection.request("GET", path, headers={"Accept": accept})
            answer = connection.getresponse()
            answer.read()
            seen.add(time.perf_counter() - begun, str(answer.status))
        except (OSError, HTTPException) as error:
            seen.add(0, type(error).__name__)
            connection = None
        if once:
            break
        time.sleep(PAUSE_S)
    if connection is not None:
        connection.close()
