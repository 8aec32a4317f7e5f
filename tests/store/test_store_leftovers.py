"""What killed processes leave in the data directory: it goes, unless somebody is at work on it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from michisuji.settings import Settings
from michisuji.store import Batch
from michisuji.store.engine.engine_store import EngineStore

from tests.store.engines import gone

BASE = "http://127.0.0.1:8000"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    assert gone(pid)


def test_what_a_crash_leaves_of_a_replacement_is_put_right(
    settings: Settings, write: Callable[..., Path]
) -> None:
    home = settings.home
    with EngineStore.open(settings) as store:
        store.update("INSERT DATA { <urn:a> <urn:p> 1 }")
    # Between the two renames of a swap; with the copy and the files of the comparison still there.
    (home / "public").rename(home / "public.old")
    for name in ("public.next", ".public.replace-x", ".public.view-x"):
        (home / name).mkdir()
        (home / name / "file").write_text("")
    (home / "public.next.engine.json").write_text("{}")
    with EngineStore.open(settings) as store:
        assert store.ask("ASK { <urn:a> <urn:p> 1 }")
        assert sorted(p.name for p in home.iterdir() if p.is_dir()) == ["public"]
        assert not list(home.glob("public.next*"))
        store.replace(Batch("m", {f"{BASE}/graph/m": write("b")}))
        assert sorted(p.name for p in home.iterdir() if p.is_dir()) == ["public"]


def test_an_engine_that_starts_again_leaves_a_replacement_under_way_alone(
    settings: Settings, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("michisuji.store.engine.changes.SMALL", 0)
    with EngineStore.open(settings) as owner, EngineStore.open(settings) as guest:
        in_copy = guest._in_copy

        def killed_meanwhile(work: Callable[[EngineStore], None]) -> None:
            def work_and_kill(copy: EngineStore) -> None:
                pid = owner.pid
                kill(pid)
                assert owner.ask("ASK {}")
                assert owner.pid != pid
                work(copy)

            in_copy(work_and_kill)

        monkeypatch.setattr(guest, "_in_copy", killed_meanwhile)
        guest.replace(Batch("m", {f"{BASE}/graph/m": write("b", "c")}))
        assert owner.select("SELECT ?s { ?s <urn:p> ?o }").rows[1:]
