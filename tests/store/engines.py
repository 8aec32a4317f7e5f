"""What the tests of the engine's process share: something to do, and whether it is done."""

from __future__ import annotations

import time
from collections.abc import Callable

import psutil
from michisuji.store.engine.engine_store import EngineStore

#: A join that Oxigraph stops at its limit.
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?b ?f . ?g ?b ?i }"
#: So long a busy machine may take for what takes no time on a free one, seconds.
PATIENCE_S = 60.0


def many(store: EngineStore, n: int = 3000) -> None:
    """So many triples of one property."""
    rows = " ".join(f"<urn:s{i}> <urn:p> {i} ." for i in range(n))
    store.update(f"INSERT DATA {{ {rows} }}")


def comes_true(what: Callable[[], bool], patience_s: float = PATIENCE_S) -> bool:
    """Whether something comes true while there is patience."""
    deadline = time.monotonic() + patience_s
    while not (is_true := what()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return is_true


def gone(pid: int, patience_s: float = PATIENCE_S) -> bool:
    """Whether a process ends."""
    return comes_true(lambda: not psutil.pid_exists(pid), patience_s)


def at_work(pid: int) -> None:
    """Return when a process has computed for a fifth of a second: it has got its query."""
    process = psutil.Process(pid)
    before = process.cpu_times().user
    assert comes_true(lambda: process.cpu_times().user - before > 0.2)
