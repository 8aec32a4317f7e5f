"""A snapshot is the reader's own: the engine may compact, restart or go while it is read."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from michisuji.errors import StoreUnavailable
from michisuji.settings import Settings
from michisuji.store.engine.directory import Directory
from michisuji.store.engine.engine_store import EngineStore
from michisuji.store.engine.snapshots import Snapshot
from michisuji.store.memory import MemoryStore
from michisuji.store.snapshot import in_memory, snapshot

from tests.store.engines import comes_true, many

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EngineStore]:
    """An engine with tables on disk, which a restart makes of its log of writes."""
    settings = Settings(home=tmp_path / "home")
    with EngineStore.open(settings) as first:
        many(first, 1000)
    with EngineStore.open(settings) as opened:
        many(opened, 1)
        yield opened


def here(store: EngineStore) -> Snapshot:
    found = snapshot(store)
    assert found is not None
    return found


def count(found: Snapshot) -> int:
    solutions = found.data.query(COUNT)
    assert isinstance(solutions, ox.QuerySolutions)
    return int(next(iter(solutions))[0].value)


def views(store: EngineStore) -> list[Path]:
    return list(store.host.directory.home.glob(".public.view-*"))


def tables(folder: Path | None) -> set[int]:
    assert folder is not None
    return {path.stat().st_ino for path in folder.glob("*.sst")}


def test_its_tables_are_links_and_its_folder_is_its_own(store: EngineStore) -> None:
    location = store.host.directory.location
    folder = here(store).folder
    assert folder is not None
    assert location not in (folder, *folder.parents)
    assert not list(folder.glob("LOG.old*"))
    # An engine that has just started goes on with its tables for a moment.
    assert comes_true(lambda: tables(here(store).folder) == tables(location) != set())


def test_it_is_whole_when_the_engine_has_taken_every_file_away(store: EngineStore) -> None:
    found = here(store)
    store.close()
    shutil.rmtree(store.host.directory.location)
    # First what fails at once where a file is missing: a count would take all of the memory.
    assert isinstance(solutions := found.data.query("SELECT ?s { ?s ?p ?o }"), ox.QuerySolutions)
    assert len(list(solutions)) == 1000
    assert count(found) == 1000


def test_it_stays_as_it_is_and_the_next_has_what_was_written(store: EngineStore) -> None:
    first = here(store)
    store.update("INSERT DATA { <urn:new> <urn:p> 1 }")
    second = here(store)
    assert (count(first), count(second)) == (1000, 1001)


def test_it_is_the_same_one_until_something_is_written(store: EngineStore) -> None:
    # An engine that has just started goes on with its tables for a moment.
    assert comes_true(lambda: here(store) is here(store))
    first = here(store)
    assert len(views(store)) == 1
    store.update("INSERT DATA { <urn:new> <urn:p> 1 }")
    assert here(store) is not first


def test_its_files_go_when_it_is_let_go_of(store: EngineStore) -> None:
    first = here(store)
    store.update("INSERT DATA { <urn:new> <urn:p> 1 }")
    second = here(store)
    assert len(views(store)) == 2
    del first
    gc.collect()
    assert views(store) == [second.folder.parent] if second.folder else False


def test_what_a_killed_process_has_left_goes(store: EngineStore) -> None:
    code = (
        "import sys, time; from pathlib import Path; from michisuji.settings import Settings\n"
        "from michisuji.store.opening import open_store\n"
        "from michisuji.store.snapshot import snapshot\n"
        "store = open_store(Settings(home=Path(sys.argv[1])))\n"
        "found = snapshot(store); print(found.folder.parent.name, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(store.host.directory.home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        name = other.stdout.readline().strip()
        mine = here(store)
        assert name in [path.name for path in views(store)], "its process lives"
        other.send_signal(signal.SIGKILL)
    store.update("INSERT DATA { <urn:new> <urn:p> 1 }")
    next_one = here(store)
    assert {found.folder.parent for found in (mine, next_one) if found.folder} == set(views(store))


def test_a_process_that_ends_leaves_nothing(store: EngineStore) -> None:
    code = (
        "import sys; from pathlib import Path; from michisuji.settings import Settings\n"
        "from michisuji.store.opening import open_store\n"
        "from michisuji.store.snapshot import snapshot\n"
        "with open_store(Settings(home=Path(sys.argv[1]))) as store: kept = snapshot(store)\n"
        "print(kept.folder.is_dir())"
    )
    command = [sys.executable, "-c", code, str(store.host.directory.home)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "True", done.stderr
    assert views(store) == []


def test_readers_at_once_share_one_while_the_engine_writes(store: EngineStore) -> None:
    wrong: list[str] = []
    stop = threading.Event()

    def read() -> None:
        least = 0
        while not stop.is_set():
            found = snapshot(store)
            if found is not None and (now := count(found)) < least:
                wrong.append(f"{now} after {least}")
            elif found is not None:
                least = now

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(40):
        store.update(f"INSERT DATA {{ <urn:new{number}> <urn:p> 1 }}")
        assert count(here(store)) == 1001 + number, "what was acknowledged is there"
    stop.set()
    for reader in readers:
        reader.join(60)
    assert not wrong


def test_a_database_that_is_moved_away_leaves_the_store_itself(store: EngineStore) -> None:
    directory = store.host.directory
    store.close()
    directory.location.rename(directory.old)
    assert snapshot(store) is None
    directory.old.rename(directory.location)
    assert count(here(store)) == 1000


def test_files_replaced_while_they_are_copied_are_copied_again(
    store: EngineStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    listings = [{"1.sst": 1}, {"2.sst": 1}]  # one came, one went
    real = Directory._listing
    monkeypatch.setattr(Directory, "_listing", lambda self: (listings or [real(self)]).pop())
    assert count(here(store)) == 1000
    assert not listings
    monkeypatch.setattr(Directory, "_listing", lambda _: {os.urandom(4).hex(): 1})
    with pytest.raises(StoreUnavailable):
        store.host.directory.copy_to(store.host.directory.next, tries=3)
    store.update("INSERT DATA { <urn:new> <urn:p> 1 }")
    assert snapshot(store) is None
    assert len(views(store)) <= 1, "what could not be copied is removed"


def test_without_links_files_are_copied(
    store: EngineStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: str, target: str) -> None:
        raise PermissionError(1, "Operation not permitted", source, None, target)

    monkeypatch.setattr(os, "link", refuse)
    found = here(store)
    assert found.folder is not None
    assert tables(found.folder).isdisjoint(tables(store.host.directory.location))
    assert count(found) == 1000


def test_a_copy_in_memory_holds_the_default_graph_or_those_named(
    store: EngineStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.update("INSERT DATA { GRAPH <urn:g> { <urn:named> <urn:p> 1 } }")
    found = here(store)
    copy, named = in_memory(found), in_memory(found, ["urn:g"])
    assert copy is not None
    assert named is not None
    assert (len(copy), len(named)) == (1000, 1)
    monkeypatch.setattr("michisuji.store.snapshot._ROOM", 10**15)
    assert in_memory(found) is None, "no room"


def test_a_store_in_memory_is_its_own_snapshot() -> None:
    store = MemoryStore("http://127.0.0.1:8000")
    found = snapshot(store)
    assert found is not None
    assert found.data is store.data
    assert in_memory(found) is None
