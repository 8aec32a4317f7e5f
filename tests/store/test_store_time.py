"""Time limits of the local engine's queries, and queries that nobody waits for any more."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from michisuji.errors import QueryTimeout
from michisuji.settings import Settings
from michisuji.store.engine.engine_store import EngineStore
from michisuji.store.engine.loopback import left

from tests.store.engines import SLOW, at_work, comes_true, gone, many

#: A product of patterns without a shared variable; in Oxigraph nothing but its end ends it.
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", query_timeout_s=1)


def test_a_slow_query_is_a_timeout_and_ends_no_engine(tmp_path: Path) -> None:
    with EngineStore.open(Settings(home=tmp_path / "home", query_timeout_s=20)) as store:
        many(store, 120)
        pid = store.pid
        with pytest.raises(QueryTimeout):
            store.select(SLOW, timeout_s=0.01)
        with pytest.raises(QueryTimeout):
            b"".join(store.raw(SLOW, "text/csv", timeout_s=0.01).chunks)
        assert comes_true(lambda: not left(store.host.current().address))
        assert store.pid == pid


def test_thousands_of_queries_in_a_burst_are_all_answered(tmp_path: Path) -> None:
    # More than fit in any limit of threads while a thread of each one stays for ten seconds.
    with EngineStore.open(Settings(home=tmp_path / "home", query_timeout_s=10)) as store:
        pid = store.pid

        def ask(n: int) -> int:
            return sum(store.ask("ASK {}") for _ in range(n))

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(ask, [1_000] * 4)) == 4_000
        assert store.pid == pid
        assert psutil.Process(pid).num_threads() < 100


def test_a_query_may_have_a_shorter_limit_of_its_own(tmp_path: Path) -> None:
    limit_s = 60
    with EngineStore.open(Settings(home=tmp_path / "home", query_timeout_s=limit_s)) as store:
        many(store)
        started = time.monotonic()
        with pytest.raises(QueryTimeout):
            store.select(SLOW, timeout_s=0.2)
        assert time.monotonic() - started < limit_s


def test_a_runaway_query_ends_with_its_engine(settings: Settings) -> None:
    with EngineStore.open(settings) as store:
        many(store, 30_000)
        pid = store.pid
        with pytest.raises(QueryTimeout):
            store.select(RUNAWAY)
        while not gone(pid, patience_s=0.1):
            assert store.ask("ASK { <urn:s1> ?p ?o }"), "others go on, through its end too"
        assert store.ask("ASK { <urn:s1> ?p ?o }")
        assert store.pid != pid


def test_the_query_of_a_killed_process_ends_too(settings: Settings) -> None:
    code = (
        "import sys; from pathlib import Path; from michisuji.settings import Settings\n"
        "from michisuji.store.opening import open_store\n"
        "with open_store(Settings(home=Path(sys.argv[1]), query_timeout_s=900)) as s:\n"
        "    s.select(sys.argv[2])"
    )
    with EngineStore.open(settings) as store:
        many(store, 30_000)
        pid = store.pid
        command = [sys.executable, "-c", code, str(settings.home), RUNAWAY]
        with subprocess.Popen(command) as other:
            at_work(pid)
            other.kill()
        assert gone(pid)
        assert store.ask("ASK { <urn:s1> ?p ?o }")


def test_where_the_system_does_not_tell_the_engine_ends_at_once(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("michisuji.store.engine.host.tells_connections", lambda: False)
    with EngineStore.open(settings) as store:
        many(store, 30_000)
        pid = store.pid
        with pytest.raises(QueryTimeout):
            store.select(RUNAWAY)
        assert store.ask("ASK { <urn:s1> ?p ?o }")
        assert store.pid != pid
