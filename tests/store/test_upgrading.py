"""A store that 0.1 has written is brought up to date when it is opened."""

from __future__ import annotations

import gzip
import logging
from pathlib import Path

import pytest
from michisuji.errors import StoreUnavailable
from michisuji.publication import loading
from michisuji.publication.dumps import FOLDER
from michisuji.settings import Settings
from michisuji.store import updates
from michisuji.store.engine.engine_store import EngineStore
from michisuji.store.memory import MemoryStore
from michisuji.store.opening import open_store
from michisuji.store.upgrading import upgrade
from michisuji.vocabulary import LM, RENAMED

BASE = "http://127.0.0.1:8000"
GRAPH = f"{BASE}/graph/x/2025"
OLD = f"""
INSERT DATA {{
  <urn:i> <{LM}direction> <urn:up> ; <{LM}value> 3 .
  <{LM}direction> <urn:about> <{LM}vision> .
  GRAPH <{GRAPH}> {{ <urn:i> <{LM}direction> <urn:up> . <urn:p> <{LM}vision> "町"@ja, "Town"@en }}
}}"""


def _quads(store: MemoryStore) -> set[str]:
    return {str(quad) for quad in store.data if updates.BOOKS not in str(quad)}


def test_every_graph_has_the_new_names_and_nothing_else_changes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    store = MemoryStore(BASE)
    store.update(OLD)
    before = _quads(store)
    with caplog.at_level(logging.WARNING, "michisuji.store"):
        assert upgrade(store) == {f"{LM}direction": 2, f"{LM}vision": 2}
    assert f"<{LM}direction>, now <{LM}desiredDirection> (2)" in caplog.text
    renamed = {
        line.replace(f" <{LM}direction> ", f" <{LM}desiredDirection> ").replace(
            f" <{LM}vision> ", f" <{LM}visionText> "
        )
        for line in before
        if "<urn:about>" not in line
    }
    assert _quads(store) == renamed | {line for line in before if "<urn:about>" in line}
    caplog.clear()
    assert upgrade(store) == {}
    assert caplog.text == ""


def test_a_store_that_cannot_be_written_is_told_of(caplog: pytest.LogCaptureFixture) -> None:
    class ReadOnly(MemoryStore):
        def update(self, update: str, **_: object) -> None:
            raise StoreUnavailable("書けません", "read only")

    store = ReadOnly(BASE)
    store.data.update(OLD)
    with caplog.at_level(logging.WARNING, "michisuji.store"):
        assert upgrade(store) == {}
    assert "2 statements" in caplog.text
    assert "import the data again" in caplog.text


def test_a_store_that_does_not_answer_is_left_alone(caplog: pytest.LogCaptureFixture) -> None:
    class Silent(MemoryStore):
        def select(self, *_: object, **__: object) -> None:  # type: ignore[override]
            raise StoreUnavailable("答えません", "no answer")

    with caplog.at_level(logging.WARNING, "michisuji.store"):
        assert upgrade(Silent(BASE)) == {}
    assert caplog.text == ""


def test_opening_a_data_directory_of_an_earlier_version(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    with EngineStore.open(settings) as store:
        store.update(OLD)
    with open_store(settings) as store:
        for former, now in RENAMED.items():
            assert not store.ask(f"ASK {{ ?s <{former}> ?o }}")
            assert not store.ask(f"ASK {{ GRAPH ?g {{ ?s <{former}> ?o }} }}")
            wanted = former in (f"{LM}direction", f"{LM}vision")
            assert store.ask(f"ASK {{ GRAPH <{GRAPH}> {{ ?s <{now}> ?o }} }}") is wanted
        assert store.ask(f"ASK {{ <urn:i> <{LM}desiredDirection> <urn:up> ; <{LM}value> 3 }}")


def test_a_bundle_of_an_earlier_version_is_read_as_of_today(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    statement = f"<{BASE}/id/indicator/i> <{LM}direction> <urn:up>"
    with gzip.open(tmp_path / FOLDER / "all.nq.gz", "wt", encoding="utf-8") as file:
        file.write(f"{statement} <{GRAPH}> .\n")
    store = loading.into_memory(tmp_path, BASE, 10)
    assert store is not None
    asked = f"{{ ?s <{LM}desiredDirection> <urn:up> }}"
    assert store.ask(f"ASK {asked}")
    assert store.ask(f"ASK {{ GRAPH <{GRAPH}> {asked} }}")
    assert not store.ask(f"ASK {{ GRAPH ?g {{ ?s <{LM}direction> ?o }} }}")
