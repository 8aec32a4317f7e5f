"""The engine's memory has a limit: who goes over it is told, and the next is answered."""

from __future__ import annotations

import logging
import os
import signal
import threading
from pathlib import Path

import psutil
import pytest
from michisuji.errors import OutOfMemory, StoreUnavailable
from michisuji.settings import Settings
from michisuji.store.engine.engine_store import EngineStore
from michisuji.store.engine.oxigraph_binary import memory_limit, ran_out_of_memory

from tests.store.engines import at_work, many

#: Nine million rows to sort.
WIDE = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c ?a"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", query_timeout_s=120, engine_memory_bytes=250_000_000)


def test_who_goes_over_it_is_told_and_the_next_is_answered(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with EngineStore.open(settings) as store:
        many(store)
        before = store.pid
        with pytest.raises(OutOfMemory) as caught:
            store.select(WIDE)
        assert caught.value.status == 503
        assert "ORDER BY" in caught.value.hint["ja"]
        assert "ORDER BY" in caught.value.hint["en"]
        assert store.select(COUNT).rows[0][0].toPython() == 3000, "what was written is there"
        assert store.pid != before
    assert "250,000,000" in caplog.text
    assert {record.levelno for record in caplog.records} == {logging.WARNING}


def test_it_is_not_asked_again_while_an_engine_that_was_ended_comes_back(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with EngineStore.open(settings) as store:
        many(store)
        store.host.end(signal.SIGKILL)
        assert store.host.back_within_s > 0
        assert store.select(COUNT).rows
        with pytest.raises(OutOfMemory):
            store.select(WIDE)
        assert store.select(COUNT).rows
    assert caplog.text.count("over its memory limit of") == 1, "the next engine was left alone"


def test_it_is_enough_for_what_is_narrow(settings: Settings) -> None:
    with EngineStore.open(settings) as store:
        many(store)
        before = store.pid
        assert len(store.select("SELECT ?s ?o { ?s ?p ?o } ORDER BY ?o").rows) == 3000
        assert store.pid == before
        used = psutil.Process(before).memory_info().rss
        assert used < settings.engine_memory_bytes / 2


def test_another_end_of_the_engine_is_not_taken_for_it(settings: Settings) -> None:
    with EngineStore.open(settings) as store:
        many(store)
        errors: list[Exception] = []

        def ask() -> None:
            try:
                store.select("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
            except StoreUnavailable as error:
                errors.append(error)

        asking = threading.Thread(target=ask)
        asking.start()
        at_work(store.pid)
        os.kill(store.pid, signal.SIGABRT)
        asking.join(60)
        assert [type(error) for error in errors] == [StoreUnavailable]
        assert store.select(COUNT).rows


def test_it_is_never_more_than_half_of_the_machine() -> None:
    assert memory_limit(1_000_000) == 1_000_000
    assert 0 < memory_limit(10**18) <= psutil.virtual_memory().total // 2


@pytest.mark.parametrize(
    ("log", "is_it"),
    [
        ("memory allocation of 240 bytes failed\nnote: run with `RUST_BACKTRACE=1`", True),
        ("terminate called after throwing an instance of 'std::bad_alloc'", True),
        ("Listening for requests at http://127.0.0.1:7999", False),
        ("thread 'main' panicked at src/main.rs:1", False),
    ],
)
def test_last_words(log: str, is_it: bool) -> None:
    assert ran_out_of_memory(log) is is_it
