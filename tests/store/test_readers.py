"""Readers' queries: answered by processes that end alone, over what the store holds now."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from engines import SLOW, comes_true, gone, many
from michisuji.errors import (
    NotAcceptable,
    OutOfMemory,
    QuerySyntaxError,
    QueryTimeout,
)
from michisuji.settings import Settings
from michisuji.store.engine.engine_store import EngineStore
from michisuji.store.failures import TooDeep
from michisuji.store.protocol import RawResult
from michisuji.store.readers import worker as program
from michisuji.store.readers.pool import ReaderPool

CSV = "text/csv"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
#: Nothing of it is read from the store, so that no engine looks at its clock meanwhile.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineStore]:
    home = tmp_path_factory.mktemp("home")
    with EngineStore.open(Settings(home=home, query_timeout_s=4)) as store:
        many(store)
        yield store


def body(result: RawResult) -> str:
    try:
        return b"".join(result.chunks).decode()
    finally:
        result.close()


def workers() -> set[int]:
    """The processes that answer readers of this one."""
    found = set()
    for child in psutil.Process().children():
        try:
            if any(word.endswith("worker.py") for word in child.cmdline()):
                found.add(child.pid)
        except (psutil.NoSuchProcess, psutil.ZombieProcess):
            continue
    return found


def test_it_is_answered_in_the_first_format_that_fits(engine: EngineStore) -> None:
    found = engine.answer(COUNT, "text/turtle, application/sparql-results+json;q=0.5, text/csv")
    assert found.content_type == "application/sparql-results+json"
    assert json.loads(body(found))["results"]["bindings"][0]["n"]["value"] == "3000"
    found = engine.answer("CONSTRUCT WHERE { <urn:s1> ?p ?o }", "application/n-triples")
    assert body(found).startswith("<urn:s1> <urn:p> ")
    with pytest.raises(NotAcceptable):
        engine.answer("ASK {}", "image/png")


def test_the_answer_is_the_engines(engine: EngineStore) -> None:
    query = "SELECT ?s ?o { ?s <urn:p> ?o } ORDER BY ?o"
    raw = engine.raw(query, CSV)
    assert body(engine.answer(query, CSV)) == b"".join(raw.chunks).decode()


def test_one_process_answers_many(engine: EngineStore) -> None:
    body(engine.answer(COUNT, CSV))
    before = workers()
    for _ in range(5):
        body(engine.answer(COUNT, CSV))
    assert workers() == before


def test_what_is_acknowledged_is_in_the_next_answer(engine: EngineStore) -> None:
    for number in range(5):
        engine.update(f"INSERT DATA {{ <urn:new{number}> <urn:q> {number} }}")
        found = engine.answer("SELECT (COUNT(*) AS ?n) { ?s <urn:q> ?o }", CSV)
        assert body(found).split() == ["n", str(number + 1)]
    engine.update("DELETE WHERE { ?s <urn:q> ?o }")


def test_graphs_that_are_named_are_the_data(engine: EngineStore) -> None:
    engine.update("INSERT DATA { GRAPH <urn:g> { <urn:x> <urn:y> <urn:z> } }")
    try:
        found = engine.answer(COUNT, CSV, default_graphs=["urn:g"])
        assert body(found).split() == ["n", "1"]
        found = engine.answer("SELECT ?g { GRAPH ?g {} }", CSV, named_graphs=["urn:g"])
        assert body(found).split() == ["g", "urn:g"]
        assert body(engine.answer(COUNT, CSV, named_graphs=["urn:g"])).split() == ["n", "0"]
    finally:
        engine.update("DROP GRAPH <urn:g>")


def test_a_syntax_error_has_its_place_and_costs_no_process(engine: EngineStore) -> None:
    body(engine.answer(COUNT, CSV))
    before = workers()
    with pytest.raises(QuerySyntaxError) as error:
        engine.answer("SELECT * {\n  ?s ?p }", CSV)
    assert error.value.place == (2, 10)
    body(engine.answer(COUNT, CSV))
    assert workers() == before


@pytest.mark.parametrize("query", [SLOW, ENDLESS])
def test_it_ends_at_its_limit_and_nobody_else_does(engine: EngineStore, query: str) -> None:
    """A product over no shared variable is one that the engine itself would not stop."""
    before, pid = workers(), engine.pid
    with pytest.raises(QueryTimeout):
        body(engine.answer(query, CSV))
    assert body(engine.answer(COUNT, CSV)).split() == ["n", "3000"]
    assert engine.pid == pid
    assert comes_true(lambda: len(workers()) <= max(1, len(before)))


def test_others_are_answered_meanwhile(engine: EngineStore) -> None:
    def hostile() -> str:
        try:
            return body(engine.answer(ENDLESS, CSV))
        except QueryTimeout:
            return "told"

    with ThreadPoolExecutor(4) as pool:
        slow = [pool.submit(hostile) for _ in range(3)]
        answered = 0
        while not all(one.done() for one in slow):
            assert body(engine.answer(COUNT, CSV)).split() == ["n", "3000"]
            answered += 1
        assert [one.result() for one in slow] == ["told"] * 3
    assert answered > 3


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit memory")
def test_over_its_memory_it_is_told_so(engine: EngineStore) -> None:
    grows = "SELECT * { ?a ?p ?x . ?b ?p ?y } ORDER BY ?x ?y"
    small = ReaderPool(engine.snapshots, 60, 300_000_000)
    try:
        with pytest.raises(OutOfMemory) as error:
            body(small.raw(grows, CSV))
        assert "300,000,000" in error.value.message["en"]
        assert body(small.raw(COUNT, CSV)).split() == ["n", "3000"]
    finally:
        small.close()


def test_what_overflows_the_stack_ends_alone(engine: EngineStore) -> None:
    pid = engine.pid
    deep = "SELECT * { " + "{" * 40_000 + " ?s ?p ?o " + "}" * 40_000 + " }"
    with pytest.raises(TooDeep) as error:
        engine.answer(deep, CSV)
    assert error.value.status == 400
    assert body(engine.answer(COUNT, CSV)).split() == ["n", "3000"]
    assert engine.pid == pid


def test_an_answer_that_nobody_wants_any_more_is_ended(engine: EngineStore) -> None:
    body(engine.answer(COUNT, CSV))
    found = engine.answer("SELECT * { ?a ?b ?c . ?d ?e ?f }", CSV)
    assert next(found.chunks)
    busy = workers()
    found.close()
    found.close()
    assert comes_true(lambda: workers() < busy)


def test_a_process_that_was_killed_is_replaced(engine: EngineStore) -> None:
    body(engine.answer(COUNT, CSV))
    killed = workers()
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    ended = (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
    assert comes_true(lambda: all(psutil.Process(pid).status() in ended for pid in killed))
    assert body(engine.answer(COUNT, CSV)).split() == ["n", "3000"]


def test_one_that_has_left_for_want_of_work_is_replaced(
    engine: EngineStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Its memory and its files are not kept for nothing; nobody notices."""
    impatient = tmp_path / "worker.py"
    source = Path(program.__file__).read_text(encoding="utf-8")
    impatient.write_text(source.replace("IDLE_S = 45.0", "IDLE_S = 0.1"), encoding="utf-8")
    monkeypatch.setattr("michisuji.store.readers.process.Path.with_name", lambda *_: impatient)
    engine._readers.close()
    engine._readers._is_closed = False
    for _ in range(3):
        assert body(engine.answer(COUNT, CSV)).split() == ["n", "3000"]
        assert comes_true(lambda: not workers())


def test_many_threads_at_once(engine: EngineStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: body(engine.answer(COUNT, CSV)), range(40)))
    assert set(found) == {found[0]}


def test_no_secret_reaches_it(engine: EngineStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MICHISUJI_EDITOR_TOKEN", "a secret of sixteen")
    engine._readers.close()
    engine._readers._is_closed = False
    body(engine.answer(COUNT, CSV))
    (pid,) = workers()
    assert not [name for name in psutil.Process(pid).environ() if "MICHISUJI" in name]


def test_who_is_slow_is_behind_the_others(engine: EngineStore) -> None:
    body(engine.answer(COUNT, CSV))
    before = workers()
    seen: list[int] = []

    def look() -> None:
        comes_true(lambda: bool(seen) or any(_nice(pid) >= 15 for pid in workers()))
        seen.extend(pid for pid in workers() if _nice(pid) >= 15)

    looking = threading.Thread(target=look)
    looking.start()
    with pytest.raises(QueryTimeout):
        body(engine.answer(ENDLESS, CSV))
    looking.join()
    assert seen
    assert set(seen) <= before | set(seen)
    assert not any(_nice(pid) >= 15 for pid in workers()), "and answers nobody else"


def _nice(pid: int) -> int:
    try:
        return psutil.Process(pid).nice()
    except psutil.NoSuchProcess:
        return 0


def test_it_does_not_outlive_who_asked(tmp_path: Path) -> None:
    """Not even in the middle of a query that writes nothing."""
    asking = """
import sys, threading
from michisuji.settings import Settings
from michisuji.store.engine.engine_store import EngineStore
store = EngineStore.open(Settings(query_timeout_s=2))
store.update("INSERT DATA { " + " ".join(f"<urn:s{i}> <urn:p> {i} ." for i in range(3000)) + "}")
pool = store._readers
take = pool._take
def telling():
    worker = take()
    print(worker.pid, flush=True)
    return worker
pool._take = telling
store.answer(sys.argv[1], "text/csv").chunks.__next__()
"""
    with subprocess.Popen(
        [sys.executable, "-c", asking, ENDLESS],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"MICHISUJI_HOME": str(tmp_path)},
        text=True,
    ) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        process.kill()
    assert gone(pid)


def test_frames_say_how_long_they_are() -> None:
    assert program.frame(program.PART, b"abc") == b"P\x00\x00\x00\x03abc"
