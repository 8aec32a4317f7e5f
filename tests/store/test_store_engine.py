"""The local engine as a process: found, started, killed, restarted, stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from michisuji.errors import StoreConflict, StoreUnavailable
from michisuji.settings import Settings
from michisuji.store import Batch
from michisuji.store.engine.directory import Directory
from michisuji.store.engine.engine_store import EngineStore
from michisuji.store.engine.loopback import free_address, listens
from michisuji.store.engine.oxigraph_binary import binary
from michisuji.store.opening import open_store

from tests.store.engines import SLOW, at_work, gone, many

BASE = "http://127.0.0.1:8000"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", query_timeout_s=1)


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    assert gone(pid)


def test_open_starts_an_engine_and_close_leaves_none(settings: Settings) -> None:
    store = open_store(settings)
    assert isinstance(store, EngineStore)
    store.update("INSERT DATA { <urn:a> <urn:p> 1 }")
    pid, home = store.pid, settings.home
    record = json.loads((home / "public.engine.json").read_text())
    assert (record["pid"], record["port"]) == (pid, store.host.current().port)
    store.close()
    assert gone(pid)
    assert not (home / "public.engine.json").exists()
    with pytest.raises(StoreUnavailable):
        store.ask("ASK {}")
    with open_store(settings) as again:
        assert again.ask("ASK { <urn:a> <urn:p> 1 }")


def test_databases_have_engines_of_their_own(settings: Settings) -> None:
    with EngineStore.open(settings) as public, EngineStore.open(settings, "work") as work:
        work.update("INSERT DATA { <urn:draft> <urn:p> 1 }")
        assert public.pid != work.pid
        assert not public.ask("ASK { ?s ?p ?o }")


def test_kill_9_fails_what_is_under_way_and_the_next_works(settings: Settings) -> None:
    with EngineStore.open(Settings(home=settings.home, query_timeout_s=120)) as store:
        many(store)
        first = store.pid
        errors: list[BaseException] = []

        def ask() -> None:
            try:
                store.select(SLOW)
            except StoreUnavailable as error:
                errors.append(error)

        thread = threading.Thread(target=ask)
        thread.start()
        at_work(first)
        kill(first)
        assert store.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows[0][0].toPython() == 3000
        thread.join(60)
        assert [type(error).status for error in errors] == [503]
        assert store.pid != first
        # Another process finds the new one.
        record = Directory(settings.home, "public").running()
        assert record
        assert record.pid == store.pid


def test_many_deaths_in_a_row(settings: Settings) -> None:
    with EngineStore.open(settings) as store:
        for _ in range(4):
            kill(store.pid)
            assert store.ask("ASK {}")


def test_a_second_process_uses_the_same_engine(settings: Settings) -> None:
    code = (
        "import sys; from pathlib import Path; from michisuji.settings import Settings\n"
        "from michisuji.store.opening import open_store\n"
        "with open_store(Settings(home=Path(sys.argv[1]))) as s:\n"
        "    s.update('INSERT DATA { <urn:x> <urn:p> <urn:cli> }'); print(s.pid, s.host.is_owner)"
    )
    with EngineStore.open(settings) as store:
        done = subprocess.run(
            [sys.executable, "-c", code, str(settings.home)], capture_output=True, text=True
        )
        assert done.stdout.split() == [str(store.pid), "False"], done.stderr
        assert psutil.pid_exists(store.pid)
        assert store.ask("ASK { <urn:x> <urn:p> <urn:cli> }")


def test_a_guest_takes_over_when_the_owner_closes(settings: Settings) -> None:
    owner = EngineStore.open(settings)
    with EngineStore.open(settings) as guest:
        assert not guest.host.is_owner
        guest.update("INSERT DATA { <urn:a> <urn:p> 1 }")
        owner.close()
        assert guest.ask("ASK { <urn:a> <urn:p> 1 }")
        assert guest.host.is_owner
        pid = guest.pid
    assert gone(pid)


def test_a_guest_replaces_while_the_owner_serves(
    settings: Settings, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("michisuji.store.engine.changes.SMALL", 0)
    with EngineStore.open(settings) as owner, EngineStore.open(settings) as guest:
        before = owner.pid
        stop = threading.Event()
        failures: list[Exception] = []

        def read() -> None:
            while not stop.is_set():
                try:
                    rows = owner.select("SELECT ?s { ?s <urn:p> ?o }").rows
                    assert len(rows) in (0, 30), "a replacement was seen half done"
                except StoreUnavailable as error:
                    failures.append(error)

        reader = threading.Thread(target=read)
        reader.start()
        names = [f"n{i}" for i in range(30)]
        guest.replace(Batch("m", {f"{BASE}/graph/m": write(*names)}))
        stop.set()
        reader.join()
        assert len(owner.select("SELECT ?s { ?s <urn:p> ?o }").rows) == 30
        assert owner.pid != before
        assert len(failures) <= 2  # what was under way in the moment of the change
        assert sorted(p.name for p in settings.home.iterdir() if p.is_dir()) == ["public"]


def test_an_update_waits_for_an_import_and_then_says_so(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("michisuji.store.engine.engine_store._UPDATE_WAIT_S", 0.1)
    with EngineStore.open(settings) as store:
        with (
            store.host.directory.writing(alone=True, wait_s=1),
            pytest.raises(StoreConflict, match="import"),
        ):
            store.update("INSERT DATA { <urn:a> <urn:p> 1 }")
        store.update("INSERT DATA { <urn:a> <urn:p> 1 }")


@pytest.mark.parametrize("text", ['{"pid": 1, "port": 1}', "not json", "own"])
def test_a_stale_record_is_ignored(settings: Settings, text: str) -> None:
    settings.home.mkdir()
    if text == "own":
        # A process that lives, but is no engine.
        text = json.dumps(
            {"pid": os.getpid(), "host": "127.0.0.1", "port": 1}
            | {"location": str(settings.home / "public")}
        )
    (settings.home / "public.engine.json").write_text(text)
    with EngineStore.open(settings) as store:
        assert store.host.is_owner
        assert store.ask("ASK {}")


def test_the_engine_ends_with_a_killed_parent(settings: Settings) -> None:
    code = (
        "import sys, time; from pathlib import Path; from michisuji.settings import Settings\n"
        "from michisuji.store.opening import open_store\n"
        "s = open_store(Settings(home=Path(sys.argv[1]))); print(s.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(settings.home)], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        parent.kill()
    assert gone(pid)
    with EngineStore.open(settings) as store:
        assert store.ask("ASK {}")


def test_a_taken_address_is_left_to_who_has_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with EngineStore.open(Settings(home=settings.home / "other")) as other:
        taken = other.host.current().address
        drawn = iter([taken, free_address()])
        monkeypatch.setattr("michisuji.store.engine.process.free_address", lambda: next(drawn))
        with EngineStore.open(settings) as ours:
            ours.update("INSERT DATA { <urn:a> <urn:p> 1 }")
            assert ours.host.current().address != taken
        assert not other.ask("ASK { ?s ?p ?o }")
        assert listens(other.pid, taken)
        assert not listens(os.getpid(), taken)
        assert not listens(other.pid, free_address())


def test_who_listens_where_the_system_does_not_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: object) -> list[str]:
        raise PermissionError(1, "Operation not permitted", path)

    monkeypatch.setattr(os, "listdir", refuse)
    assert listens(os.getpid(), free_address())


def test_a_taken_directory(settings: Settings) -> None:
    settings.home.mkdir()
    location = settings.home / "public"
    other = subprocess.Popen(
        [binary(), "serve", "-l", str(location), "-b", str(free_address())],
        stderr=subprocess.DEVNULL,
    )
    try:
        while not (location / "LOCK").exists():
            time.sleep(0.02)
        time.sleep(0.2)
        with pytest.raises(StoreConflict) as caught:
            EngineStore.open(settings)
    finally:
        other.kill()
        other.wait()
    assert str(location) in caught.value.message["ja"]


def test_a_home_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match="not writable"):
        EngineStore.open(Settings(home=tmp_path / "file" / "home"))
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "public").write_text("a file where the database should be")
    with pytest.raises(StoreUnavailable, match="not writable"):
        EngineStore.open(Settings(home=tmp_path / "home"))


def test_a_missing_program(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("michisuji.store.engine.oxigraph_binary.sys.executable", "/nowhere/python")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(StoreUnavailable) as caught:
        EngineStore.open(settings)
    assert "oxigraph" in caught.value.hint["en"]


def test_the_log_stays_small(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.home.mkdir()
    log = settings.home / "public.engine.log"
    log.write_bytes(b"x" * 2_000_000)
    with EngineStore.open(settings):
        assert log.stat().st_size < 1_000
